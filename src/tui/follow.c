/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A range that counts back from now is placed anew when a sixtieth of it has
 * passed, not with every record: rows that leave it cannot be taken out of a
 * sum, so that all is asked again, over columns in memory.
 */
#include "tui/follow.h"

#include "base/date.h"
#include "tui/app.h"
#include "tui/explore.h"
#include "tui/show.h"

#include <stdlib.h>

enum {
    RANGE_PARTS = 60,
    AGAIN_MS = 5000, /* between two times that all is asked, at least */
    COST_FACTOR = 10 /* and so many times as long as that took */
};

/* Beginning and ending. */

bool follow_from_now(const struct app *app)
{
    return app->options->anchor == TUI_ANCHOR_NOW ||
           (app->options->anchor == TUI_ANCHOR_USUAL && app->follow.on);
}

bool follow_start(struct app *app)
{
    struct err err = {0};

    if (!app->engine->ops->follow(app->engine, true, &err)) {
        app_complain(app, "%s", err.msg);
        return false;
    }
    free(app->follow.trend);
    app->follow = (struct follow_view){.on = true};
    return true;
}

void follow_stop(struct app *app)
{
    struct err ignored = {0};

    if (!app->follow.on)
        return;
    run_drop(&app->run, ~PARTS_ONCE);
    app->engine->ops->follow(app->engine, false, &ignored);
    free(app->follow.trend);
    app->follow = (struct follow_view){.on = false};
}

/* The table's cursor. */

bool follow_newest_row(const struct app *app, uint64_t *row)
{
    const struct result *r = app_step(app)->answers[PART_RESULT];
    struct str order = app->table.order;

    if (!app->follow.on || !r || !result_is_raw(r) || !result_n_rows(r))
        return false;
    bool first = str_eq(order, STR("newest first")) ||
                 str_eq(order, STR("@timestamp desc"));
    if (!first && !str_eq(order, STR("@timestamp asc")))
        return false;
    *row = first ? 0 : result_n_rows(r) - 1;
    return true;
}

/* Values that a result shows alike are the same group. */
static bool same_keys(const struct value *a, const struct value *b, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        char x[VALUE_TEXT_MAX], y[VALUE_TEXT_MAX];

        if (!str_eq(value_str(a[i], x), value_str(b[i], y)))
            return false;
    }
    return true;
}

/* Where the group that stood at a row is now, if it is not far down. */
static bool find_group(struct result *r, struct result *old, uint64_t row,
                       uint64_t *out)
{
    enum { FAR = 2000 };
    uint64_t n = result_n_rows(r) < FAR ? result_n_rows(r) : FAR;
    uint32_t columns = result_n_columns(r), keys = result_n_keys(r);
    struct arena a = {0};
    struct value *rows = arena_calloc(&a, (n + 1) * columns, sizeof *rows);
    struct value *then = rows + n * columns;
    struct err err = {0};
    bool found = false;

    if (keys && columns == result_n_columns(old) &&
        result_read(old, row, 1, &a, then, &err) &&
        result_read(r, 0, (uint32_t)n, &a, rows, &err))
        for (uint64_t i = 0; i < n && !found; i++) {
            found = same_keys(rows + i * columns, then, keys);
            *out = i;
        }
    arena_done(&a);
    return found;
}

/* Keep the cursor on what it was on, at the same height on the screen. */
static void keep_place(struct table_view *v, struct result *r,
                       struct result *old)
{
    uint64_t n = result_n_rows(r), before = result_n_rows(old);
    uint64_t near = v->row + (n > before ? n - before : 0);
    uint64_t row;

    if (v->row >= before)
        return;
    if (!result_find_row(r, old, v->row, near, &row) &&
        !(!result_is_raw(r) && find_group(r, old, v->row, &row)))
        return;
    uint64_t height = v->row >= v->top ? v->row - v->top : 0;
    v->top = row > height ? row - height : 0;
    v->row = row;
}

static void place_cursor(struct app *app, struct result *old)
{
    struct table_view *v = &app_step(app)->table;
    struct result *r = app_step(app)->answers[PART_RESULT];
    uint64_t newest;
    bool ordered = follow_newest_row(app, &newest);

    if (!r || !old || old == r)
        return;
    /* The newest row was the first one, or the last of those there were. */
    if (ordered && v->row == (newest ? result_n_rows(old) - 1 : 0))
        v->row = newest;
    else
        keep_place(v, r, old);
}

static uint64_t matched(const struct app *app)
{
    const struct result *r = app_step(app)->answers[PART_RESULT];

    return r ? result_matched(r) : 0;
}

static uint64_t more_than(uint64_t before, uint64_t now)
{
    return now > before ? now - before : 0;
}

uint64_t follow_unseen(const struct app *app)
{
    return app->follow.on ? more_than(app->follow.seen, matched(app)) : 0;
}

/* Answers. */

uint32_t follow_held(const struct app *app)
{
    if (app->follow.paused)
        return ~PARTS_ONCE;
    return app->follow.quiet;
}

void follow_pause(struct app *app)
{
    struct follow_view *f = &app->follow;

    f->paused = !f->paused;
    f->resuming = !f->paused;
    f->resume_growth = app->engine->ops->info(app->engine).growth;
    if (f->paused)
        f->paused_at = matched(app);
}

/* Once all that had come by then is on the screen. */
static void say_resumed(struct app *app)
{
    uint64_t growth = run_growth(&app->run, PART_RESULT);
    char n[SHOW_MAX];

    if (!app->follow.resuming || (growth && growth < app->follow.resume_growth))
        return;
    show_count(more_than(app->follow.paused_at, matched(app)), n);
    app->follow.resuming = false;
    app_say(app, "---- resumed, %s new ----", n);
}

/* From the first time that all is there on, what comes is counted. */
static void begin_count(struct app *app)
{
    app->follow.counts = true;
    app->follow.since_ms = date_now_ms();
    app->follow.rows_then = app->engine->ops->info(app->engine).rows;
    app->follow.seen = matched(app);
}

void follow_polled(struct app *app, const struct run_news *news,
                   struct result *old)
{
    struct follow_view *f = &app->follow;
    uint64_t newest;

    if (!f->on)
        return;
    f->quiet &= ~news->finished;
    if (news->changed & PART_BIT(PART_RESULT))
        place_cursor(app, old);
    if (news->finished & PART_BIT(PART_RESULT) && !f->counts)
        begin_count(app);
    say_resumed(app);
    if (!f->paused && follow_newest_row(app, &newest) &&
        app_step(app)->table.row == newest)
        f->seen = matched(app);
}

/* Asking anew. */

/* A range that counts back has moved on far enough to be placed again. */
static bool has_moved(const struct app *app)
{
    const struct step *step = app_step(app);
    int64_t part = step->range.last_ms / RANGE_PARTS;

    if (step->range.kind != RANGE_LAST)
        return false;
    if (part < AGAIN_MS)
        part = AGAIN_MS;
    return explore_window(app).from_ms - step->window.from_ms >= part;
}

/* What was asked has ended though records have come: it cannot go on. */
static bool has_ended(const struct app *app)
{
    return app->follow.growth != app->follow.asked_growth &&
           app_step(app)->progress.state == JOB_DONE &&
           !(run_following(&app->run) & PART_BIT(PART_RESULT));
}

static bool may_ask(const struct app *app)
{
    const struct step *step = app_step(app);
    int64_t cost_ms = (int64_t)(step->progress.seconds * 1000) * COST_FACTOR;
    int64_t wait_ms = cost_ms > AGAIN_MS ? cost_ms : AGAIN_MS;

    return step->ran && !explore_running(app) && !app->follow.paused &&
           app->now_ms - app->follow.asked_ms >= wait_ms;
}

bool follow_tick(struct app *app)
{
    struct follow_view *f = &app->follow;

    if (!f->on)
        return false;
    uint64_t growth = app->engine->ops->info(app->engine).growth;
    bool grew = growth != f->growth;
    if (grew && app_load_fields(app))
        explore_refresh(app);
    f->growth = growth;
    if (may_ask(app) && (has_moved(app) || has_ended(app)))
        explore_refresh(app);
    return grew;
}

/* Words. */

const char *follow_state(const struct app *app)
{
    const struct step *step = app_step(app);

    if (!app->follow.on)
        return "";
    /* For lack of memory, or because it was cancelled. */
    if (step->ran && !step_whole(step))
        return "FOLLOW ended";
    return app->follow.paused ? "FOLLOW paused" : "FOLLOW on";
}

void follow_message_draw(const struct app *app, const struct canvas *c)
{
    enum { WIDE = 120 };
    const struct follow_view *f = &app->follow;
    struct engine_info info = app->engine->ops->info(app->engine);
    char files[SHOW_MAX], rows[SHOW_MAX], time[SHOW_MAX];

    show_count(info.files, files);
    if (!f->counts) {
        draw_format(c, 0, 1, ROLE_NORMAL, "following %s file%s", files,
                    info.files == 1 ? "" : "s");
        return;
    }
    show_count(more_than(f->rows_then, info.rows), rows);
    show_time(f->since_ms - f->since_ms % 1000, TIME_SHOW_CLOCK, time);
    draw_format(c, 0, 1, ROLE_NORMAL,
                "following %s file%s: +%s flows since %sZ%s", files,
                info.files == 1 ? "" : "s", rows, time,
                f->paused        ? "  (Space goes on)"
                : c->r.w >= WIDE ? "  (G jumps to the newest, Space pauses)"
                                 : "");
}
