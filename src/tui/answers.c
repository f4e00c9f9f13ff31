/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Taking in answers, and the questions that they lead to: trends of the
 * talkers, a finer timeline once the times are known, flows when nothing was
 * rejected.
 */
#include "tui/explore_int.h"

#include "tui/app.h"
#include "tui/pane_talkers.h"
#include "tui/recall.h"
#include "tui/screen.h"

#include <stdlib.h>

enum { REORDER_MS = 2000, LONG_S = 5 };

/* The answer to ask_times. */
static void take_times(struct app *app)
{
    struct result *r = app->loose[PART_TIMES];
    struct arena a = {0};
    struct value v[2];
    struct err err = {0};

    if (r && result_n_rows(r) == 1 && result_n_columns(r) == 2 &&
        result_read(r, 0, 1, &a, v, &err)) {
        struct num oldest = value_num(v[0]);
        struct num newest = value_num(v[1]);

        app->times.known = oldest.kind != NUM_NONE;
        app->times.oldest_ms =
            oldest.kind == NUM_INT ? oldest.i : (int64_t)oldest.d;
        app->times.newest_ms =
            newest.kind == NUM_INT ? newest.i : (int64_t)newest.d;
    }
    arena_done(&a);
}

static void after_times(struct app *app)
{
    struct err err = {0};
    struct step *step = app_step(app);

    take_times(app);
    if (!app->times.known) {
        bool wanted = app->start_later;

        app->times.none = true;
        if (wanted)
            explore_back(app);
        /* What was said of the file, if anything, says why. */
        if (wanted || !app->message.text[0])
            app_complain(app, NO_TIMES);
        return;
    }
    if (app->start_later) {
        if (!explore_start_step(app, step, &err))
            explore_fault(app, &err);
    } else if (explore_base_bucket(app, step) < step->bucket_ms) {
        explore_ask(app, PART_BIT(PART_TIMELINE));
        explore_ask_before(app, step);
    }
}

/* The trends of the talkers in view: again when those are others. */
static void ask_trends(struct app *app, bool again)
{
    struct arena a = {0};
    struct err ignored = {0};
    struct str text;

    if (talkers_ask_trend(app, &a, &text, &ignored) &&
        (again || !app->follow.trend ||
         !str_eq(text, str_of(app->follow.trend)))) {
        free(app->follow.trend);
        app->follow.trend = str_dup(text);
        explore_ask(app, PART_BIT(PART_TREND));
    }
    arena_done(&a);
}

/* The times have moved on, and the buckets of the timeline are too many. */
static void widen_buckets(struct app *app)
{
    struct step *step = app_step(app);
    int64_t from, to;

    if (explore_extent(app, &from, &to) && step->bucket_ms > 0 &&
        (to - from) / step->bucket_ms > 2 * BASE_BUCKETS) {
        app->follow.quiet |= PART_BIT(PART_TIMELINE);
        explore_ask(app, PART_BIT(PART_TIMELINE));
    }
}

/* Answers that changed because records came. */
static void took_more(struct app *app, const struct run_news *news)
{
    uint32_t changed = news->changed & ~news->finished;

    if (changed & PART_BIT(PART_TIMES) && !app->times.known)
        after_times(app);
    else if (changed & PART_BIT(PART_TIMES))
        take_times(app);
    if (changed & PART_BIT(PART_TIMES))
        widen_buckets(app);
    if (changed & PART_BIT(PART_TALKERS))
        ask_trends(app, false);
}

/* Records of which nothing is known are shown with what they may be. */
static void guess_layout(struct app *app)
{
    const struct result *r = app_step(app)->answers[PART_RESULT];

    app->guessed = true;
    for (size_t i = 0; i < app->n_fields; i++)
        if (app->fields[i].loaded)
            return;
    if (r && result_n_rows(r))
        popup_open(app, &pane_guess);
}

/* Questions that answers lead to. */
static void follow_up(struct app *app, uint32_t finished)
{
    struct step *step = app_step(app);
    const struct result *talkers = step->answers[PART_TALKERS];

    if (finished & PART_BIT(PART_RESULT))
        recall_note(app);
    if (finished & PART_BIT(PART_TIMES))
        after_times(app);
    else if (finished & PART_BIT(PART_RESULT) && !app->times.known &&
             step_whole(step))
        explore_ask_step(app, step, PART_BIT(PART_TIMES), 0, TIME_WINDOW_ALL,
                         &(struct err){0});
    if (finished & PART_BIT(PART_TALKERS) && talkers &&
        !result_n_rows(talkers) && !result_is_partial(talkers) &&
        step->talkers.metric == METRIC_REJECTS &&
        !step->talkers.metric_chosen) {
        step->talkers.metric = METRIC_FLOWS;
        explore_talkers(app);
    } else if (finished & (PART_BIT(PART_TALKERS) | PART_BIT(PART_TIMES))) {
        ask_trends(app, true);
    }
    if (finished & PART_BIT(PART_RESULT) && !app->guessed)
        guess_layout(app);
    if (finished & PART_BIT(PART_RESULT) && empty_result(app))
        explore_ask(app, PART_BIT(PART_COUNTS));
    if (finished & PART_BIT(PART_COUNTS))
        explore_ask(app, PART_BIT(PART_NEAREST));
    if (finished & PART_BIT(PART_VALUES))
        completer_take_values(app);
    if (finished & PART_BIT(PART_EXPORT))
        export_write(app);
}

/*
 * Talkers change places at most every two seconds while they are counted,
 * and not at all under the user's cursor.
 */
static uint32_t held_parts(const struct app *app)
{
    uint32_t held = follow_held(app);
    bool fresh = app->now_ms - app->talkers_taken_ms < REORDER_MS;

    if (!app_step(app)->answers[PART_TALKERS] ||
        (app->focus != PANE_TALKERS && !fresh))
        return held;
    return held | PART_BIT(PART_TALKERS) | PART_BIT(PART_SECOND);
}

/* A long scan is over: whoever looked away may want to know. */
static void ring(const struct app *app)
{
    const struct job_progress *p = &app_step(app)->progress;

    if (app->settings.bell == BELL_DONE && p->state == JOB_DONE &&
        p->seconds > LONG_S)
        screen_send(STR("\a"));
}

bool explore_poll(struct app *app)
{
    struct result *old = app_step(app)->answers[PART_RESULT];
    struct run_news news;

    if (old)
        result_retain(old);
    run_poll(&app->run, app_step(app), app->loose, held_parts(app), &news);
    if (news.changed & PART_BIT(PART_TALKERS))
        app->talkers_taken_ms = app->now_ms;
    if (news.failed)
        app_complain(app, "%s", news.err.msg);
    follow_polled(app, &news, old);
    if (old)
        result_release(old);
    if (app->follow.on)
        took_more(app, &news);
    if (news.changed & PART_BIT(PART_ALERT))
        alert_look(app);
    if (news.finished & PART_BIT(PART_RESULT))
        ring(app);
    if (news.finished)
        follow_up(app, news.finished);
    return follow_tick(app) || news.changed || news.finished;
}
