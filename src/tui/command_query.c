/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gestures: commands that edit the query on screen or its time range, each
 * of which makes a step (tui-design.md 5). The editing itself is
 * query/edit.h's.
 */
#include "tui/command.h"

#include "query/edit.h"
#include "tui/app.h"
#include "tui/explore.h"
#include "tui/line.h"

void command_refuse(struct app *app, const struct err *err)
{
    if (err->code == ERR_QUERY)
        app_complain(app, "the query has an error (Esc reverts to the last "
                          "run)");
    else
        app_complain(app, "%s", err->msg);
}

/* Make the step that a successful edit asks for. */
static void finish(struct app *app, bool ok, const struct edit *edit,
                   const struct err *err)
{
    if (ok)
        explore_edit(app, edit);
    else
        command_refuse(app, err);
}

static bool cell_here(struct app *app, struct cell_at *cell)
{
    if (pane_cell(app, cell))
        return true;
    app_say(app, "there is no value under the cursor");
    return false;
}

/* A cell that a filter on records can name. */
static bool field_here(struct app *app, struct cell_at *cell)
{
    if (!cell_here(app, cell))
        return false;
    if (cell->no_value) {
        app_say(app, "Enter lists the values of %.*s: choose one of them",
                STR_ARG(cell->column));
        return false;
    }
    if (cell->aggregate) {
        app_say(app, "%.*s is computed: filter it in the query (i)",
                STR_ARG(cell->column));
        return false;
    }
    if (str_eq(cell->column, STR("@timestamp"))) {
        app_say(app, "times are chosen with t, or in the timeline (1)");
        return false;
    }
    return true;
}

typedef bool value_edit(struct arena *a, struct str text, struct str field,
                        struct value value, struct edit *out, struct err *err);

static void edit_by_value(struct app *app, value_edit *edit_value)
{
    struct arena a = {0};
    struct cell_at cell;
    struct edit edit;
    struct err err = {0};

    if (field_here(app, &cell))
        finish(app,
               edit_value(&a, app_prompt_text(app), cell.column, cell.value,
                          &edit, &err),
               &edit, &err);
    arena_done(&a);
}

/* A computed column has no records: the groups are bounded by its value. */
static bool bound_groups(struct app *app, bool below)
{
    struct arena a = {0};
    struct cell_at cell;
    struct edit edit;
    struct err err = {0};

    if (!pane_cell(app, &cell) || !cell.aggregate)
        return false;
    finish(app,
           edit_bound(&a, app_prompt_text(app), cell.column, cell.value, below,
                      &edit, &err),
           &edit, &err);
    arena_done(&a);
    return true;
}

void command_include(struct app *app)
{
    if (!bound_groups(app, false))
        edit_by_value(app, edit_include);
}

void command_exclude(struct app *app)
{
    if (!bound_groups(app, true))
        edit_by_value(app, edit_exclude);
}

/* --- Include as --------------------------------------------------------- */

void command_include_menu(struct app *app)
{
    app->scope = SCOPE_INCLUDE;
}

/* Groups are bounded; a block or a likeness is only of records. */
static bool include_groups(struct app *app, enum include_as how)
{
    struct arena a = {0};
    struct cell_at cell;
    struct edit edit;
    struct err err = {0};

    if (how == INCLUDE_AT_LEAST)
        return bound_groups(app, false);
    if (how != INCLUDE_AT_MOST || !pane_cell(app, &cell) ||
        !cell.aggregate)
        return false;
    finish(app,
           edit_bound_at_most(&a, app_prompt_text(app), cell.column,
                              cell.value, &edit, &err),
           &edit, &err);
    arena_done(&a);
    return true;
}

static void include_as(struct app *app, enum include_as how)
{
    struct arena a = {0};
    struct cell_at cell;
    struct edit edit;
    struct err err = {0};

    if (!include_groups(app, how) && field_here(app, &cell))
        finish(app,
               edit_include_as(&a, app_prompt_text(app), cell.column,
                               cell.value, how, &edit, &err),
               &edit, &err);
    arena_done(&a);
}

void command_include_exact(struct app *app)
{
    include_as(app, INCLUDE_EXACT);
}

void command_include_near(struct app *app)
{
    include_as(app, INCLUDE_NEAR);
}

void command_include_far(struct app *app)
{
    include_as(app, INCLUDE_FAR);
}

void command_include_like(struct app *app)
{
    include_as(app, INCLUDE_LIKE);
}

void command_include_at_least(struct app *app)
{
    include_as(app, INCLUDE_AT_LEAST);
}

void command_include_at_most(struct app *app)
{
    include_as(app, INCLUDE_AT_MOST);
}

void line_include(struct app *app, struct str arguments)
{
    static const struct str ways[] = {
        [INCLUDE_EXACT] = STR("exact"), [INCLUDE_NEAR] = STR("/24"),
        [INCLUDE_FAR] = STR("/16"),     [INCLUDE_LIKE] = STR("like"),
        [INCLUDE_AT_LEAST] = STR(">="), [INCLUDE_AT_MOST] = STR("<="),
    };

    if (!arguments.n) {
        command_include_menu(app);
        return;
    }
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (str_eq(arguments, ways[i])) {
            include_as(app, (enum include_as)i);
            return;
        }
    app_complain(app, "include: exact, /24, /16, like, >= or <= is expected");
}

/* --- Other gestures ----------------------------------------------------- */

void command_either(struct app *app)
{
    edit_by_value(app, edit_either);
}

void command_reverse(struct app *app)
{
    struct arena a = {0};
    struct edit edit;
    struct err err = {0};

    finish(app, edit_reverse(&a, app_prompt_text(app), &edit, &err), &edit,
           &err);
    arena_done(&a);
}

void command_lens(struct app *app)
{
    struct arena a = {0};
    struct edit edit;
    struct err err = {0};

    if (!app_has_field(app, STR("action")))
        app_say(app, "these records have no action");
    else
        finish(app, edit_lens(&a, app_prompt_text(app), &edit, &err), &edit,
               &err);
    arena_done(&a);
}

void command_frequency(struct app *app)
{
    struct arena a = {0};
    struct cell_at cell;
    struct edit edit;
    struct err err = {0};

    if (cell_here(app, &cell)) {
        if (cell.aggregate)
            app_say(app, "%.*s is computed: group by a field",
                    STR_ARG(cell.column));
        else
            finish(app,
                   edit_group(&a, app_prompt_text(app), cell.column, &edit,
                              &err),
                   &edit, &err);
    }
    arena_done(&a);
}

void command_sort(struct app *app)
{
    struct arena a = {0};
    struct cell_at cell;
    struct edit edit;
    struct err err = {0};

    if (app->focus != PANE_TABLE || !pane_table.cell(app, &cell))
        app_say(app, "choose a column in the table (2) to sort by");
    else
        finish(app,
               edit_sort(&a, app_prompt_text(app), cell.column, &edit, &err),
               &edit, &err);
    arena_done(&a);
}

/* The part of the step's window that a row's span of time leaves. */
static struct range span_range(const struct app *app, const struct row_at *row)
{
    struct time_window w = app_step(app)->window;
    struct range range = {RANGE_FIXED, 0, {row->from_ms, row->to_ms}};

    if (w.from_ms > range.window.from_ms)
        range.window.from_ms = w.from_ms;
    if (w.to_ms < range.window.to_ms)
        range.window.to_ms = w.to_ms;
    return range;
}

void command_drill_into(struct app *app, const struct row_at *row)
{
    struct arena a = {0};
    struct edit edit;
    struct err err = {0};
    struct range range = app_step(app)->range;

    if (!edit_drill(&a, app_prompt_text(app), row->fields, row->values, row->n,
                    &edit, &err)) {
        command_refuse(app, &err);
    } else if (row->has_span) {
        range = span_range(app, row);
        if (explore_go(app, edit.text, &range))
            app_say(app, "drilled into the group and its time (u goes back)");
    } else {
        explore_edit(app, &edit);
    }
    arena_done(&a);
}

/* To the records that a difference is made of, in the time explained. */
static void drill_difference(struct app *app, const struct row_at *row)
{
    const struct step *step = app_step(app);
    struct range range = step->range;
    char scratch[VALUE_TEXT_MAX];
    struct arena a = {0};
    struct edit edit;
    struct err err = {0};

    if (step->explains)
        range = (struct range){.kind = RANGE_FIXED, .window = step->explained};
    if (!edit_difference(&a, app_prompt_text(app), row->fields[0],
                         value_str(row->values[0], scratch), &edit, &err))
        command_refuse(app, &err);
    else if (!edit.changed)
        app_say(app, "%.*s", STR_ARG(edit.message));
    else if (explore_go(app, edit.text, &range))
        app_say(app, "%.*s    (u undoes)", STR_ARG(edit.message));
    arena_done(&a);
}

void command_drill_row(struct app *app, const struct row_at *row)
{
    struct range range;

    switch (row->kind) {
    case ROW_RECORD:
        command_show_record(app);
        break;
    case ROW_GROUP:
        command_drill_into(app, row);
        break;
    case ROW_DIFFERENCE:
        drill_difference(app, row);
        break;
    case ROW_TIME:
        range = span_range(app, row);
        explore_range(app, &range);
        break;
    }
}

void command_drill(struct app *app)
{
    struct row_at row;

    if (pane_active(app)->enter && pane_active(app)->enter(app))
        return;
    if (popup_close(app))
        return;
    if (!pane_row(app, &row)) {
        /* Typing ahead of the answer is fine. */
        if (app_put_off(app, COMMAND_DRILL))
            return;
        app_say(app, app->focus == PANE_TIMELINE
                         ? "choose a bucket with Left and Right first"
                     : app->focus == PANE_TABLE && app->table.n
                         ? "no filter can name these rows (is a key of the "
                           "group hidden?)"
                         : "there is nothing here to drill into");
        return;
    }
    command_drill_row(app, &row);
}

void command_run_again(struct app *app)
{
    explore_again(app);
}

/*
 * The next dimension that makes sense, in either direction. The field that
 * the user put there stands behind the last of them.
 */
static void turn_dimension(struct app *app, int by)
{
    struct talkers_view *v = &app_step(app)->talkers;
    unsigned from = v->on_field ? (by > 0 ? DIMENSION_COUNT - 1 : 0)
                                : v->dimension;
    unsigned next = (from + (unsigned)(DIMENSION_COUNT + by)) %
                    DIMENSION_COUNT;

    next = explore_dimension(app, str_of(app_step(app)->query), next, by);
    v->on_field = v->field.n && !v->on_field &&
                  (by > 0 ? next <= from : next >= from);
    if (!v->on_field)
        v->dimension = next;
    explore_talkers(app);
}

void command_next_dimension(struct app *app)
{
    turn_dimension(app, 1);
}

void command_previous_dimension(struct app *app)
{
    turn_dimension(app, -1);
}

void command_open_talkers(struct app *app)
{
    const struct talkers_view *v = &app_step(app)->talkers;
    struct dimension d = talkers_dimension(v);
    struct arena a = {0};
    struct err err = {0};
    struct str query;

    if (!ask_open_talkers(&a, app_prompt_text(app), &d,
                          v->metric, &query, &err))
        command_refuse(app, &err);
    else if (explore_go(app, query, &app_step(app)->range))
        app->focus = PANE_TABLE;
    arena_done(&a);
}

void command_reorder(struct app *app)
{
    explore_talkers(app);
}

void command_metric(struct app *app)
{
    struct talkers_view *v = &app_step(app)->talkers;

    v->metric = (enum metric)((v->metric + 1) % METRIC_COUNT);
    v->metric_chosen = true;
    explore_talkers(app);
}

/* Rejects have no timeline of their own: they are one of its lanes. */
void command_timeline_metric(struct app *app)
{
    struct step *step = app_step(app);

    step->timeline_metric = step->timeline_metric + 1 < METRIC_COUNT
                                ? (enum metric)(step->timeline_metric + 1)
                                : METRIC_FLOWS;
    explore_timeline(app);
}

void command_full_size(struct app *app)
{
    if (popup_top(app) == &pane_lanes)
        popup_close(app);
    else
        popup_open(app, &pane_lanes);
}
