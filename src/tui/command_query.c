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

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS, DAY_MS = 24 * HOUR_MS };

/* An edit that is not to be: the reason. */
static void refuse(struct app *app, const struct err *err)
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
        refuse(app, err);
}

/* The pane whose cursor counts. */
static const struct pane *active_pane(const struct app *app)
{
    return app->overlay == OVERLAY_DETAIL ? &pane_detail
                                          : pane_at(app->focus);
}

static bool cell_here(struct app *app, struct cell_at *cell)
{
    if (active_pane(app)->cell(app, cell))
        return true;
    app_say(app, "there is no value under the cursor");
    return false;
}

/* A cell that a filter on records can name. */
static bool field_here(struct app *app, struct cell_at *cell)
{
    if (!cell_here(app, cell))
        return false;
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

void command_include(struct app *app)
{
    edit_by_value(app, edit_include);
}

void command_exclude(struct app *app)
{
    edit_by_value(app, edit_exclude);
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

static void drill_group(struct app *app, const struct row_at *row)
{
    struct arena a = {0};
    struct edit edit;
    struct err err = {0};
    struct range range = app_step(app)->range;

    if (!edit_drill(&a, app_prompt_text(app), row->fields, row->values, row->n,
                    &edit, &err)) {
        refuse(app, &err);
    } else if (row->has_span) {
        range = span_range(app, row);
        if (explore_go(app, edit.text, &range))
            app_say(app, "drilled into the group and its time (u goes back)");
    } else {
        explore_edit(app, &edit);
    }
    arena_done(&a);
}

void command_drill(struct app *app)
{
    struct row_at row;
    struct range range;

    if (app->overlay != OVERLAY_NONE) {
        app->overlay = OVERLAY_NONE;
        return;
    }
    if (!active_pane(app)->row(app, &row)) {
        /* Typing ahead of the answer is fine. */
        app->drill_waits = explore_running(app);
        if (app->drill_waits)
            return;
        app_say(app, app->focus == PANE_TIMELINE
                         ? "choose a bucket with Left and Right first"
                         : "there is nothing here to drill into");
        return;
    }
    switch (row.kind) {
    case ROW_RECORD:
        command_detail(app);
        break;
    case ROW_GROUP:
        drill_group(app, &row);
        break;
    case ROW_TIME:
        range = span_range(app, &row);
        explore_range(app, &range);
        break;
    }
}

static void last(struct app *app, int64_t ms)
{
    struct range range = {.kind = RANGE_LAST, .last_ms = ms};

    explore_range(app, &range);
}

void command_last_5m(struct app *app)
{
    last(app, 5 * MINUTE_MS);
}

void command_last_15m(struct app *app)
{
    last(app, 15 * MINUTE_MS);
}

void command_last_1h(struct app *app)
{
    last(app, HOUR_MS);
}

void command_last_6h(struct app *app)
{
    last(app, 6 * HOUR_MS);
}

void command_last_24h(struct app *app)
{
    last(app, DAY_MS);
}

void command_last_7d(struct app *app)
{
    last(app, 7 * (int64_t)DAY_MS);
}

void command_all_time(struct app *app)
{
    struct range range = {.kind = RANGE_ALL};

    explore_range(app, &range);
}

void command_run_again(struct app *app)
{
    explore_again(app);
}

/* The next dimension that makes sense, in either direction. */
static void turn_dimension(struct app *app, int by)
{
    struct talkers_view *v = &app_step(app)->talkers;
    unsigned next = (v->dimension + (unsigned)(DIMENSION_COUNT + by)) %
                    DIMENSION_COUNT;

    v->dimension = explore_dimension(app, str_of(app_step(app)->query), next,
                                     by);
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

void command_metric(struct app *app)
{
    struct talkers_view *v = &app_step(app)->talkers;

    v->metric = (enum metric)((v->metric + 1) % METRIC_COUNT);
    v->metric_chosen = true;
    explore_talkers(app);
}
