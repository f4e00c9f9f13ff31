/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands about time: ranges, zooming and panning, the timeline's selection
 * and its spikes. A range that is another one makes a step.
 */
#include "tui/command.h"

#include "tui/app.h"
#include "tui/explore.h"
#include "tui/spike.h"

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS, DAY_MS = 24 * HOUR_MS };

/* --- Ranges ------------------------------------------------------------- */

static void last(struct app *app, int64_t ms)
{
    struct range range = {.kind = RANGE_LAST, .last_ms = ms};

    app_anchor(app, &range);
    explore_range(app, &range);
}

void command_wall_clock(struct app *app)
{
    struct range range = app_step(app)->range;

    app->from_now = !app->from_now;
    if (range.kind == RANGE_LAST || range.kind == RANGE_CLOCK)
        last(app, range.last_ms);
    app_say(app, "ranges count back from %s (t w: from %s)",
            app->from_now ? "the clock" : "the newest record",
            app->from_now ? "the newest record" : "the clock");
}

void command_timezone(struct app *app)
{
    bool local = app->settings.timezone == TIMEZONE_UTC;

    app->settings.timezone = local ? TIMEZONE_LOCAL : TIMEZONE_UTC;
    app_say(app, local ? "times are local: %s" : "times are %s",
            app_zone_name(app));
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

/* The range in view; says so when there is none. */
static bool extent(struct app *app, int64_t *from_ms, int64_t *to_ms)
{
    if (explore_extent(app, from_ms, to_ms) && app->times.known)
        return true;
    app_say(app, "the times of the records are not known yet");
    return false;
}

/* A range of these ends, as far as there are records; all when it has all. */
static void go_to(struct app *app, int64_t from_ms, int64_t to_ms)
{
    struct range range = {RANGE_FIXED, 0, {from_ms, to_ms}};

    if (from_ms <= app->times.oldest_ms && to_ms >= app->times.newest_ms)
        range.kind = RANGE_ALL;
    explore_range(app, &range);
}

/* Move the range by this part of its length. */
static void shift(struct app *app, int halves)
{
    int64_t from, to;

    if (!extent(app, &from, &to))
        return;
    int64_t by = (to - from + 1) / 2 * halves;
    if (to + by < app->times.oldest_ms || from + by > app->times.newest_ms)
        app_say(app, "there are no records %s",
                halves < 0 ? "before this range" : "after this range");
    else
        go_to(app, from + by, to + by);
}

void command_pan_left(struct app *app)
{
    shift(app, -1);
}

void command_pan_right(struct app *app)
{
    shift(app, 1);
}

void command_previous_window(struct app *app)
{
    shift(app, -2);
}

void command_next_window(struct app *app)
{
    shift(app, 2);
}

/* The middle of the timeline's cursor, or of the range. */
static int64_t centre(const struct app *app, int64_t from, int64_t to)
{
    int64_t cursor = app_step(app)->timeline_cursor_ms;
    int64_t half = app->timeline.width_ms / 2;

    if (cursor == INT64_MIN || cursor + half < from || cursor + half > to)
        return from + (to - from) / 2;
    return cursor + half;
}

/* A range of this length about the centre, but within these ends. */
static void zoom(struct app *app, int64_t length, int64_t first, int64_t last)
{
    int64_t from, to;

    if (!extent(app, &from, &to))
        return;
    int64_t start = centre(app, from, to) - length / 2;
    if (start > last - length + 1)
        start = last - length + 1;
    if (start < first)
        start = first;
    go_to(app, start, start + length - 1);
}

void command_zoom_in(struct app *app)
{
    enum { LEAST_MS = 1000 };
    int64_t from, to;

    if (!extent(app, &from, &to))
        return;
    int64_t length = (to - from + 2) / 2;
    if (length < LEAST_MS)
        app_say(app, "a second is the least");
    else
        zoom(app, length, from, to);
}

void command_zoom_out(struct app *app)
{
    int64_t from, to;

    if (extent(app, &from, &to))
        zoom(app, (to - from + 1) * 2, app->times.oldest_ms,
             app->times.newest_ms);
}

/* --- The timeline's cursor ------------------------------------------------ */

void command_select(struct app *app)
{
    struct step *step = app_step(app);
    struct row_at row;

    if (step->timeline_anchor_ms != INT64_MIN) {
        step->timeline_anchor_ms = INT64_MIN;
        return;
    }
    if (!pane_timeline.row(app, &row)) {
        app_say(app, "choose a bucket with Left and Right first");
        return;
    }
    step->timeline_anchor_ms = row.from_ms;
    app_say(app, "selecting: Left and Right extend it, Enter narrows to it, "
                 "X explains it");
}

/* The lane that spikes are looked for in: rejected flows, if there are any. */
static const uint64_t *spike_lane(const struct app *app)
{
    const struct timeline_page *p = &app->timeline;

    return p->counts[p->total[LANE_REJECT] ? LANE_REJECT : LANE_ACCEPT];
}

static int64_t cursor_place(const struct app *app)
{
    const struct timeline_page *p = &app->timeline;
    int64_t ms = app_step(app)->timeline_cursor_ms;

    return ms == INT64_MIN ? INT64_MIN : (ms - p->from_ms) / p->width_ms;
}

static void go_to_spike(struct app *app, int by)
{
    const struct timeline_page *p = &app->timeline;
    int64_t at = p->ready ? cursor_place(app) : 0;
    struct spike spike;

    if (!p->ready) {
        app_say(app, "the timeline is not ready yet");
        return;
    }
    if (at == INT64_MIN)
        at = by > 0 ? -1 : (int64_t)p->n;
    if (!spike_find(spike_lane(app), p->n, at, by, &spike)) {
        app_say(app, "no spike %s", by > 0 ? "after this" : "before this");
        return;
    }
    app->focus = PANE_TIMELINE;
    popup_close_all(app);
    app_step(app)->timeline_cursor_ms =
        p->from_ms + (int64_t)spike.first * p->width_ms;
    app_step(app)->timeline_anchor_ms = INT64_MIN;
    app_say(app, "a spike of %u bucket%s (X explains it, Enter narrows to "
                 "this bucket)", spike.n, spike.n == 1 ? "" : "s");
}

void command_next_spike(struct app *app)
{
    go_to_spike(app, 1);
}

void command_previous_spike(struct app *app)
{
    go_to_spike(app, -1);
}

/* The time to explain: the selection, the spike around the cursor, or its
   bucket; without a cursor, the first spike. False when there is none. */
static bool explained_time(const struct app *app, struct time_window *out)
{
    const struct timeline_page *p = &app->timeline;
    const struct step *step = app_step(app);
    int64_t at = p->ready ? cursor_place(app) : INT64_MIN;
    bool selects = step->timeline_anchor_ms != INT64_MIN;
    struct spike spike;
    struct row_at row;

    if (!p->ready)
        return false;
    if (at == INT64_MIN) {
        if (!spike_find(spike_lane(app), p->n, -1, 1, &spike))
            return false;
    } else if (selects || at < 0 ||
               !spike_around(spike_lane(app), p->n, (uint32_t)at, &spike)) {
        if (!pane_timeline.row((struct app *)(uintptr_t)app, &row))
            return false;
        *out = (struct time_window){row.from_ms, row.to_ms};
        return true;
    }
    out->from_ms = p->from_ms + (int64_t)spike.first * p->width_ms;
    out->to_ms = out->from_ms + (int64_t)spike.n * p->width_ms - 1;
    return true;
}

void command_explain(struct app *app)
{
    char name[RANGE_TEXT_MAX];
    struct time_window time;
    struct arena a = {0};
    struct err err = {0};
    struct str query;

    if (!explained_time(app, &time)) {
        app_say(app, "there is no spike: choose a bucket in the timeline (1)");
        return;
    }
    if (!ask_explain(&a, app_prompt_text(app), time.from_ms, time.to_ms, &query,
                     &err)) {
        app_complain(app, "%s", err.msg);
    } else if (explore_go(app, query, &app_step(app)->range)) {
        app_step(app)->explains = true;
        app_step(app)->explained = time;
        app->focus = PANE_TABLE;
        app_times(app, time.from_ms, time.to_ms, name);
        app_say(app, "what is different in %s from the rest of the range "
                     "(Enter shows the records, u goes back)", name);
    }
    arena_done(&a);
}
