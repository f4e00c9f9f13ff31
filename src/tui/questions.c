/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The questions of a step: what each part of the screen asks, about which
 * times, and sending them off together.
 */
#include "tui/explore_int.h"

#include "base/arena.h"
#include "base/date.h"
#include "engine/health.h"
#include "query/edit.h"
#include "tui/app.h"
#include "tui/compare.h"
#include "tui/later.h"
#include "tui/pane_lanes.h"
#include "tui/pane_talkers.h"

#include <string.h>

enum {
    /* Width of buckets while the times of the data are not known. */
    BLIND_BUCKET_MS = 60 * 1000,
    TALKERS_MAX = 200
};

/* A range that goes on reaches at least to where it was placed. */
static bool extent(const struct app *app, const struct step *step,
                   int64_t *from_ms, int64_t *to_ms)
{
    if (step->range.kind != RANGE_LAST || step->window.to_ms != INT64_MAX ||
        step->window.from_ms == INT64_MIN)
        return range_extent(step->window, &app->times, from_ms, to_ms);
    *from_ms = step->window.from_ms;
    *to_ms = *from_ms + step->range.last_ms;
    if (app->times.known && app->times.newest_ms > *to_ms)
        *to_ms = app->times.newest_ms;
    return true;
}

bool explore_extent(const struct app *app, int64_t *from_ms, int64_t *to_ms)
{
    return extent(app, app_step(app), from_ms, to_ms);
}

/* Relative ranges count back from the newest record, or from now; when that
   goes on, they have no end. */
struct time_window explore_place(const struct app *app, const struct step *step)
{
    struct data_times times = app->times;

    if (follow_from_now(app)) {
        times.known = true;
        times.newest_ms = date_now_ms();
    }
    struct time_window window = range_window(&step->range, &times);
    if (app->follow.on && step->range.kind == RANGE_LAST)
        window.to_ms = INT64_MAX;
    return window;
}

struct time_window explore_window(const struct app *app)
{
    return explore_place(app, app_step(app));
}

int64_t explore_base_bucket(const struct app *app, const struct step *step)
{
    int64_t from, to;

    if (!extent(app, step, &from, &to))
        return BLIND_BUCKET_MS;
    return bucket_for(from, to, BASE_BUCKETS);
}

/* A dimension is worth asking for when the data has it and it varies. */
static bool dimension_fits(const struct app *app, struct arena *a,
                           struct str query, const struct dimension *d)
{
    for (uint32_t i = 0; i < d->n; i++)
        if (!app_has_field(app, d->fields[i]) ||
            edit_pinned(a, query, d->fields[i]))
            return false;
    return true;
}

unsigned explore_dimension(const struct app *app, struct str query,
                           unsigned from, int by)
{
    struct arena a = {0};
    unsigned d = from;

    for (int i = 0; i < DIMENSION_COUNT; i++) {
        if (dimension_fits(app, &a, query, dimension_at(d)))
            break;
        d = (d + (unsigned)(DIMENSION_COUNT + by)) % DIMENSION_COUNT;
    }
    arena_done(&a);
    return d;
}

/* A question about the state of the data; explore.c asks for the status first,
   so that it is known how many records there are. */
static bool health_question(struct app *app, struct arena *a, enum part part,
                            struct str *out)
{
    struct health_log log = health_log_of(app->engine);

    log.records =
        health_read_status(app_step(app)->answers[PART_HEALTH]).records;
    switch (part) {
    case PART_GAPS:
        return health_ask_gaps(&log, out);
    case PART_SEEN:
        return health_ask_seen(a, &log, out);
    case PART_COPIES:
        *out = health_ask_copies(a, &log);
        return true;
    default:
        *out = health_ask_status(&log);
        return true;
    }
}

/* The text of one question, or false when it makes no sense here. */
static bool question(struct app *app, struct arena *a, struct step *step,
                     enum part part, struct str *out, struct err *err)
{
    struct str query = str_of(step->query);
    const struct talkers_view *t = &step->talkers;
    struct dimension first = talkers_dimension(t);
    const struct dimension *d = &first;

    switch (part) {
    case PART_RESULT:
        *out = query;
        return true;
    case PART_EXPORT:
        *out = str_of(app->export.query);
        return true;
    case PART_TIMELINE:
        step->bucket_ms = explore_base_bucket(app, step);
        return ask_timeline_of(a, query, step->timeline_metric, step->bucket_ms,
                               app_has_field(app, STR("action")), out, err);
    case PART_TALKERS:
        return app_has_field(app, d->fields[0]) &&
               ask_talkers(a, query, d, t->metric, TALKERS_MAX, out, err);
    case PART_TOTALS:
        return app_has_field(app, d->fields[0]) &&
               ask_totals(a, query, d, t->metric, out, err);
    case PART_SECOND:
    case PART_SECOND_TOTALS:
        d = dimension_at(explore_dimension(app, query, t->dimension + 1, 1));
        if (!app_has_field(app, d->fields[0]))
            return false;
        return part == PART_SECOND
                   ? ask_talkers(a, query, d, t->metric, TALKERS_MAX, out, err)
                   : ask_totals(a, query, d, t->metric, out, err);
    case PART_TREND:
        return talkers_ask_trend(app, a, out, err);
    case PART_ALERT:
        return app->alert.on && ask_alert(a, query, app->alert.metric,
                                          str_of(app->alert.condition),
                                          app->alert.bucket_ms, out, err);
    case PART_LANES:
        return lanes_ask(app, a, out, err);
    case PART_BEFORE:
        return edit_groups(a, query, out, &step->compare.all, err);
    case PART_BEFORE_TIMELINE:
        return ask_timeline_of(a, query, step->timeline_metric, step->bucket_ms,
                               app_has_field(app, STR("action")), out, err);
    case PART_COUNTS:
        return edit_counts(a, query, out, err);
    case PART_NEAREST:
        return empty_ask_nearest(app, a, out, err);
    case PART_HEALTH:
    case PART_GAPS:
    case PART_SEEN:
    case PART_COPIES:
        return health_question(app, a, part, out);
    case PART_TIMES:
        *out = ask_times();
        return true;
    case PART_VALUES:
        *out = ask_values(a, app->completer.wanted);
        return true;
    default:
        return later_question(app, a, part, out, err);
    }
}

/*
 * Ask parts for the step; those whose question cannot be put together are
 * left out, and those in must have to be accepted by the engine.
 */
bool explore_ask_step(struct app *app, struct step *step, uint32_t parts,
                      uint32_t must, struct time_window window, struct err *err)
{
    struct run_questions q = {
        .columns = app->columns,
        .n_columns = app->n_columns,
        .window = window,
        .hold_doubts = app->hold_doubts,
        .timeout_ms = app->settings.timeout * INT64_C(1000),
        .follows = app->follow.on && !(parts & PARTS_ONCE)};
    struct arena a = {0};
    bool ok;

    for (int i = 0; i < PART_COUNT; i++) {
        struct err ignored = {0};

        if (parts & PART_BIT(i) &&
            question(app, &a, step, (enum part)i, &q.texts[i], &ignored))
            q.parts |= PART_BIT(i);
    }
    ok = run_start(&app->run, app->engine, &q, must, err);
    arena_done(&a);
    return ok;
}

/* Ask over the window that the step is compared with, if it is. */
void explore_ask_before(struct app *app, struct step *step)
{
    struct time_window window;
    struct err ignored = {0};

    step_answer(step, PART_BEFORE, NULL);
    step_answer(step, PART_BEFORE_TIMELINE, NULL);
    run_drop(&app->run, PARTS_BEFORE);
    if (compare_window(app, step, &window, NULL))
        explore_ask_step(app, step, PARTS_BEFORE, 0, window, &ignored);
}

void explore_ask(struct app *app, uint32_t parts)
{
    struct err ignored = {0};

    if (!app->start_later)
        explore_ask_step(app, app_step(app), parts, 0, app_step(app)->window,
                         &ignored);
    app->redraw = true;
}

/* Which parts the panes in view need. */
uint32_t explore_parts(const struct app *app)
{
    uint32_t parts = PART_BIT(PART_RESULT) | PART_BIT(PART_TIMELINE) |
                     PART_BIT(PART_TALKERS) | PART_BIT(PART_TOTALS) |
                     PART_BIT(PART_HEALTH);

    if (app->layout.panes[PANE_SECOND].h)
        parts |= PARTS_SECOND;
    if (app->alert.on)
        parts |= PART_BIT(PART_ALERT);
    return parts;
}
