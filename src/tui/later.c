/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/later.h"

#include "query/edit.h"
#include "tui/app.h"
#include "tui/explore.h"
#include "tui/fields.h"
#include "tui/table_columns.h"

enum { REST_MS = 200, VALUES_MAX = 200 };

/* Fields that a group's flows are counted by, unless it is made of them. */
static const struct str targets[] = {STR("srcAddr"), STR("dstAddr"),
                                     STR("dstPort")};

enum { N_TARGETS = sizeof targets / sizeof *targets };

static bool in_view(const struct app *app, enum pane_id id)
{
    return app->layout.panes[id].h || popup_is_open(app, pane_at(id));
}

static bool same_window(struct time_window a, struct time_window b)
{
    return a.from_ms == b.from_ms && a.to_ms == b.to_ms;
}

/* The record has more fields than the query shows. */
static bool lacks_record(const struct app *app)
{
    const struct step *step = app_step(app);
    const struct result *r = step->answers[PART_RESULT];

    return in_view(app, PANE_DETAIL) && r && result_is_raw(r) &&
           !table_columns_whole(app, r) && !step->answers[PART_RECORD];
}

static bool lacks_values(const struct app *app)
{
    struct str chosen = app->fields_page.chosen;

    return in_view(app, PANE_FIELDS) && chosen.n &&
           !str_eq(app_step(app)->values_of, chosen);
}

static bool lacks_distinct(const struct app *app)
{
    const struct fields_page *p = &app->fields_page;

    return in_view(app, PANE_FIELDS) &&
           !(p->counted &&
             same_window(p->counted_window, app_step(app)->window));
}

uint32_t later_lacking(const struct app *app)
{
    const struct step *step = app_step(app);
    uint32_t active = run_active(&app->run);
    uint32_t parts = 0;

    if (!step->ran || step->progress.state != JOB_DONE || explore_running(app))
        return 0;
    if (lacks_record(app))
        parts |= PART_BIT(PART_RECORD);
    if (lacks_values(app))
        parts |= PART_BIT(PART_FIELD);
    if (lacks_distinct(app))
        parts |= PART_BIT(PART_DISTINCT);
    /* Values of another field than before are asked for at once. */
    return parts & ~step->asked & ~(active & ~PART_BIT(PART_FIELD));
}

static void forget_loose(struct app *app, enum part part)
{
    if (app->loose[part])
        result_release(app->loose[part]);
    app->loose[part] = NULL;
}

void later_asked(struct app *app, uint32_t parts)
{
    struct fields_page *p = &app->fields_page;
    struct step *step = app_step(app);

    if (parts & PART_BIT(PART_RECORD))
        step->asked |= PART_BIT(PART_RECORD);
    if (parts & PART_BIT(PART_FIELD)) {
        step->values_of = p->chosen;
        step_answer(step, PART_FIELD, NULL);
    }
    if (parts & PART_BIT(PART_DISTINCT)) {
        p->counted = true;
        p->counted_window = step->window;
        forget_loose(app, PART_DISTINCT);
    }
}

void later_again(struct app *app, struct step *step)
{
    step->asked = 0;
    if (!step->answers[PART_FIELD])
        step->values_of = (struct str){0};
    if (!app->loose[PART_DISTINCT])
        app->fields_page.counted = false;
}

/* The records of the group under the cursor, as a query. */
static bool group_query(struct app *app, struct arena *a,
                        const struct row_at *row, struct str *out,
                        struct err *err)
{
    struct edit edit;

    if (!edit_drill(a, str_of(app_step(app)->query), row->fields, row->values,
                    row->n, &edit, err))
        return false;
    *out = edit.text;
    return true;
}

static bool is_key(const struct row_at *row, struct str field)
{
    for (uint32_t i = 0; i < row->n; i++)
        if (str_eq(row->fields[i], field))
            return true;
    return false;
}

static bool ask_about_group(struct app *app, struct arena *a, struct str *out,
                            struct err *err)
{
    struct group_question q = {.by_action = app_has_field(app, STR("action"))};
    struct row_at row;

    if (!pane_table.row(app, &row) || row.kind != ROW_GROUP ||
        !group_query(app, a, &row, &q.query, err))
        return false;
    for (int i = 0; i < N_TARGETS; i++)
        if (app_has_field(app, targets[i]) && !is_key(&row, targets[i]))
            q.fields[q.n++] = targets[i];
    if (row.has_span) {
        q.has_span = true;
        q.from_ms = row.from_ms;
        q.to_ms = row.to_ms;
    }
    return ask_group(a, &q, out, err);
}

bool later_question(struct app *app, struct arena *a, enum part part,
                    struct str *out, struct err *err)
{
    struct str query = str_of(app_step(app)->query);
    struct edit edit;

    switch (part) {
    case PART_RECORD:
        if (!edit_display(a, query, app->columns, app->n_columns, &edit, err))
            return false;
        *out = edit.text;
        return true;
    case PART_FIELD:
        return ask_field(a, query, app->fields_page.chosen, VALUES_MAX, out,
                         err);
    case PART_DISTINCT:
        return fields_ask_distinct(app, a, out);
    case PART_GROUP:
        return ask_about_group(app, a, out, err);
    default:
        return false;
    }
}

/* --- Resting ------------------------------------------------------------ */

static void forget_rest(struct app *app)
{
    struct rest *rest = &app->rest;

    if (rest->result)
        result_release(rest->result);
    *rest = (struct rest){.result = NULL};
    run_drop(&app->run, PART_BIT(PART_GROUP));
    forget_loose(app, PART_GROUP);
}

void later_done(struct app *app)
{
    if (app->rest.result)
        result_release(app->rest.result);
    app->rest.result = NULL;
}

/* A group is under the cursor, and the detail would tell of it. */
static bool wants_group(const struct app *app)
{
    const struct result *r = app_step(app)->answers[PART_RESULT];

    return r && !result_is_raw(r) && in_view(app, PANE_DETAIL) &&
           !explore_running(app) && app_step(app)->table.row < result_n_rows(r);
}

void later_look(struct app *app)
{
    struct rest *rest = &app->rest;
    struct result *r = app_step(app)->answers[PART_RESULT];
    uint64_t row = app_step(app)->table.row;

    if (!wants_group(app)) {
        if (rest->result)
            forget_rest(app);
    } else if (rest->result != r || rest->row != row) {
        forget_rest(app);
        result_retain(r);
        *rest = (struct rest){.result = r, .row = row, .since_ms = app->now_ms};
    } else if (!rest->asked && app->now_ms - rest->since_ms >= REST_MS) {
        rest->asked = true;
        explore_ask(app, PART_BIT(PART_GROUP));
    }
}

int later_wait_ms(const struct app *app)
{
    const struct rest *rest = &app->rest;
    int64_t left = rest->since_ms + REST_MS - app->now_ms;

    if (!wants_group(app))
        return -1;
    if (!rest->result || rest->row != app_step(app)->table.row)
        return 0;
    return rest->asked ? -1 : left > 0 ? (int)left : 0;
}

struct result *later_group(const struct app *app)
{
    const struct rest *rest = &app->rest;

    if (!rest->result || rest->row != app_step(app)->table.row ||
        rest->result != app_step(app)->answers[PART_RESULT])
        return NULL;
    return app->loose[PART_GROUP];
}
