/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Steps and their jobs. A new step asks all its questions in one job; what
 * depends on answers (trends, a finer timeline once the times are known,
 * flows when nothing was rejected) is asked when those are in.
 */
#include "tui/explore.h"

#include "base/arena.h"
#include "base/date.h"
#include "query/edit.h"
#include "tui/app.h"
#include "tui/compare.h"
#include "tui/later.h"
#include "tui/pane_lanes.h"
#include "tui/pane_talkers.h"
#include "tui/recall.h"
#include "tui/screen.h"

#include <stdlib.h>
#include <string.h>

enum {
    /* Buckets of the timeline's answer; coarser ones are made from them. */
    BASE_BUCKETS = 4096,
    /* Their width while the times of the data are not known. */
    BLIND_BUCKET_MS = 60 * 1000,
    TALKERS_MAX = 200,
    REORDER_MS = 2000,
    LONG_S = 5
};

#define NO_TIMES "no record has a time: there are no ranges"

#define PARTS_SECOND (PART_BIT(PART_SECOND) | PART_BIT(PART_SECOND_TOTALS))

#define PARTS_BEFORE (PART_BIT(PART_BEFORE) | PART_BIT(PART_BEFORE_TIMELINE))

#define PARTS_OF_STEP                                                        \
    (PART_BIT(PART_RESULT) | PART_BIT(PART_TIMELINE) |                       \
     PART_BIT(PART_TALKERS) | PART_BIT(PART_TOTALS) | PART_BIT(PART_TREND) | \
     PART_BIT(PART_LANES) | PARTS_SECOND | PART_BIT(PART_HEALTH) |            \
     PART_BIT(PART_COUNTS) | PART_BIT(PART_NEAREST) | PART_BIT(PART_GAPS) |  \
     PARTS_BEFORE |                                                           \
     PART_BIT(PART_ALERT) | PARTS_LATER)

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
static struct time_window place(const struct app *app, const struct step *step)
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
    return place(app, app_step(app));
}

static int64_t base_bucket(const struct app *app, const struct step *step)
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
        step->bucket_ms = base_bucket(app, step);
        return ask_timeline_of(a, query, step->timeline_metric,
                               step->bucket_ms,
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
        return app->alert.on &&
               ask_alert(a, query, app->alert.metric,
                         str_of(app->alert.condition), app->alert.bucket_ms,
                         out, err);
    case PART_LANES:
        return lanes_ask(app, a, out, err);
    case PART_HEALTH:
        *out = ask_health(app_has_field(app, STR("logStatus")));
        return true;
    case PART_BEFORE:
        return edit_groups(a, query, out, &step->compare.all, err);
    case PART_BEFORE_TIMELINE:
        return ask_timeline_of(a, query, step->timeline_metric,
                               step->bucket_ms,
                               app_has_field(app, STR("action")), out, err);
    case PART_COUNTS:
        return edit_counts(a, query, out, err);
    case PART_NEAREST:
        return empty_ask_nearest(app, a, out, err);
    case PART_GAPS:
        *out = ask_gaps(app_has_field(app, STR("interfaceId")));
        return app_has_field(app, STR("logStatus"));
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
static bool ask(struct app *app, struct step *step, uint32_t parts,
                uint32_t must, struct time_window window, struct err *err)
{
    struct run_questions q = {.columns = app->columns,
                              .n_columns = app->n_columns,
                              .window = window,
                              .hold_doubts = app->hold_doubts,
                              .follows = app->follow.on &&
                                         !(parts & PARTS_ONCE)};
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
static void ask_before(struct app *app, struct step *step)
{
    struct time_window window;
    struct err ignored = {0};

    step_answer(step, PART_BEFORE, NULL);
    step_answer(step, PART_BEFORE_TIMELINE, NULL);
    run_drop(&app->run, PARTS_BEFORE);
    if (compare_window(app, step, &window, NULL))
        ask(app, step, PARTS_BEFORE, 0, window, &ignored);
}

void explore_ask(struct app *app, uint32_t parts)
{
    struct err ignored = {0};

    if (!app->start_later)
        ask(app, app_step(app), parts, 0, app_step(app)->window, &ignored);
    app->redraw = true;
}

/* Which parts the panes in view need. */
static uint32_t parts_in_view(const struct app *app)
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

static void set_fault(struct app *app, const struct err *err)
{
    app->message.text[0] = '\0'; /* older news */
    app->fault.on = true;
    app->fault.at = err->at;
    memcpy(app->fault.text, err->msg, sizeof err->msg);
    app->message.text[0] = '\0'; /* it would hide what is wrong */
}

static bool pinned(struct str query, struct str field)
{
    struct arena a = {0};
    bool is = edit_pinned(&a, query, field);

    arena_done(&a);
    return is;
}

/* Choose what the talkers of a new step show. */
static void choose_talkers(struct app *app, struct step *step)
{
    struct talkers_view *t = &step->talkers;
    struct str query = str_of(step->query);

    t->dimension = explore_dimension(app, query, t->dimension, 1);
    t->on_field = t->on_field && !pinned(query, t->field);
    if (t->metric_chosen)
        return;
    t->metric = METRIC_REJECTS;
    if (!app_has_field(app, STR("action")) ||
        str_eq(edit_lens_of(query), STR("ACCEPT")))
        t->metric = METRIC_FLOWS;
}

/* All is asked now, of what there is now. */
static void note_asked(struct app *app)
{
    if (!app->follow.on)
        return;
    app->follow.asked_ms = app->now_ms;
    app->follow.asked_growth = app->engine->ops->info(app->engine).growth;
}

void explore_refresh(struct app *app)
{
    struct step *step = app_step(app);
    uint32_t parts = parts_in_view(app);
    struct err ignored = {0};

    if (app->start_later)
        return;
    step->window = place(app, step);
    note_asked(app);
    app->follow.quiet = parts;
    ask(app, step, parts, 0, step->window, &ignored);
    ask(app, step, PART_BIT(PART_TIMES), 0, TIME_WINDOW_ALL, &ignored);
    app->redraw = true;
}

void explore_alert(struct app *app)
{
    step_answer(app_step(app), PART_ALERT, NULL);
    run_drop(&app->run, PART_BIT(PART_ALERT));
    if (app->alert.on)
        explore_ask(app, PART_BIT(PART_ALERT));
}

/* Run a step, or have it wait until relative ranges can be placed. */
static bool start(struct app *app, struct step *step, struct err *err)
{
    struct err ignored = {0};

    app->follow.quiet = 0;
    if (range_needs_times(&step->range) && !app->times.known &&
        !follow_from_now(app)) {
        /* The query is checked now, though its answer is not wanted yet. */
        if (!ask(app, step, PART_BIT(PART_RESULT), PART_BIT(PART_RESULT),
                 TIME_WINDOW_ALL, err))
            return false;
        run_drop(&app->run, PARTS_OF_STEP);
        if (!(run_active(&app->run) & PART_BIT(PART_TIMES)))
            ask(app, step, PART_BIT(PART_TIMES), 0, TIME_WINDOW_ALL, &ignored);
        app->start_later = true;
        return true;
    }
    step->window = place(app, step);
    note_asked(app);
    if (!ask(app, step, parts_in_view(app), PART_BIT(PART_RESULT),
             step->window, err))
        return false;
    /* What answers lead to is asked again when they are there. */
    run_drop(&app->run, PART_BIT(PART_TREND) | PART_BIT(PART_LANES) |
                            PART_BIT(PART_COUNTS) | PART_BIT(PART_NEAREST) |
                            PART_BIT(PART_GAPS) | PARTS_LATER);
    step->ran = false;
    step->lanes_asked = step->gaps_asked = false;
    ask_before(app, step);
    later_again(app, step);
    app->start_later = false;
    step->restored = false;
    return true;
}

/* The query is the one that runs now: nothing is wrong with it. */
static void settle(struct app *app)
{
    const struct job_notice *notice = run_notice(&app->run);

    free(app->draft);
    app->draft = NULL;
    app->stale = false;
    memset(&app->fault, 0, sizeof app->fault);
    app->redraw = true;
    if (!notice)
        return;
    app->fault.at = notice->at;
    app->fault.on = true;
    strncpy(app->fault.text, notice->text, sizeof app->fault.text - 1);
}

static void begin_answer(struct app *app)
{
    app->inserted = (struct span){0, 0};
    app->detail.row = app->detail.top = 0;
}

void explore_begin(struct app *app)
{
    struct range range = {RANGE_ALL, app->options->last_ms,
                          app->options->window};
    struct str query = str_of(app->options->query);
    struct arena a = {0};
    struct expansion x;
    struct err ignored = {0}; /* running it says what is wrong */
    struct step *step;

    if (range.window.from_ms != INT64_MIN || range.window.to_ms != INT64_MAX)
        range.kind = RANGE_FIXED;
    if (range.last_ms)
        range.kind = RANGE_LAST;
    if (app->options->follow)
        follow_start(app);
    if (saved_expand(&a, query, false, app->options->saved, &x, &ignored))
        query = x.text;
    step = step_new(query, &range, NULL);
    arena_done(&a);
    choose_talkers(app, step);
    steps_push(&app->steps, step);
}

/* A new step that runs; NULL with *err, and nothing has changed. */
static struct step *start_new(struct app *app, struct str query,
                              const struct range *range, struct err *err)
{
    struct step *step = step_new(query, range, app_step(app));

    choose_talkers(app, step);
    if (start(app, step, err))
        return step;
    step_free(step);
    return NULL;
}

/*
 * The step has the query with saved ones put in: gestures and panes work on
 * their stages. What is wrong is shown where it was typed.
 */
bool explore_go(struct app *app, struct str query, const struct range *range)
{
    struct arena a = {0};
    struct expansion x;
    struct step *step = NULL;
    struct err err = {0};

    if (saved_expand(&a, query, false, app->options->saved, &x, &err)) {
        step = start_new(app, x.text, range, &err);
        expansion_err(&x, &err);
    }
    arena_done(&a);
    if (!step) {
        set_fault(app, &err);
        app->stale = true;
        app->redraw = true;
        return false;
    }
    steps_push(&app->steps, step);
    app->screens++;
    begin_answer(app);
    settle(app);
    return true;
}

void explore_edit(struct app *app, const struct edit *edit)
{
    if (!edit->changed) {
        app_say(app, "%.*s", STR_ARG(edit->message));
        return;
    }
    if (!explore_go(app, edit->text, &app_step(app)->range))
        return;
    app->inserted = edit->inserted;
    app->inserted_until_ms = app->now_ms + 1000;
    app_say(app, "%.*s    (u undoes)", STR_ARG(edit->message));
}

void explore_range(struct app *app, const struct range *range)
{
    char name[RANGE_TEXT_MAX];

    if (app->times.none) {
        app_complain(app, NO_TIMES);
        return;
    }
    app_range_name(app, range, name);
    if (range_same(range, &app_step(app)->range)) {
        app_say(app, "the range is already: %s", name);
        return;
    }
    if (explore_go(app, str_of(app_step(app)->query), range))
        app_say(app, "range: %s%s    (u undoes)", name,
                range->kind != RANGE_LAST ? ""
                : follow_from_now(app)    ? ", back from now"
                                          : ", back from the newest record");
}

/* The step that is on the screen now has been there before. */
static void revisit(struct app *app)
{
    run_drop(&app->run, PARTS_OF_STEP);
    app->start_later = false;
    later_again(app, app_step(app));
    begin_answer(app);
    settle(app);
    if (app->follow.on)
        explore_refresh(app);
}

bool explore_back(struct app *app)
{
    if (!steps_back(&app->steps))
        return false;
    revisit(app);
    /* Left before it came to an end, it has no answers. */
    if (!app_step(app)->ran || app_step(app)->restored)
        explore_again(app);
    return true;
}

bool explore_forward(struct app *app)
{
    if (!steps_forward(&app->steps))
        return false;
    revisit(app);
    if (!app_step(app)->ran || !step_whole(app_step(app)))
        explore_again(app);
    return true;
}

void explore_again(struct app *app)
{
    struct err err = {0};

    app->fields_page.counted = false;
    if (start(app, app_step(app), &err)) {
        settle(app);
        return;
    }
    set_fault(app, &err);
    app->stale = true;
}

void explore_talkers(struct app *app)
{
    struct step *step = app_step(app);

    step_answer(step, PART_TALKERS, NULL);
    step_answer(step, PART_TOTALS, NULL);
    step_answer(step, PART_TREND, NULL);
    step_answer(step, PART_LANES, NULL);
    step->lanes_asked = false;
    step_answer(step, PART_SECOND, NULL);
    step_answer(step, PART_SECOND_TOTALS, NULL);
    step->talkers.row = step->talkers.top = 0;
    run_drop(&app->run, PART_BIT(PART_TREND) | PART_BIT(PART_LANES));
    explore_ask(app, parts_in_view(app) &
                       (PART_BIT(PART_TALKERS) | PART_BIT(PART_TOTALS) |
                        PARTS_SECOND));
}

void explore_compare(struct app *app)
{
    if (!app->start_later)
        ask_before(app, app_step(app));
    app->redraw = true;
}

void explore_timeline(struct app *app)
{
    step_answer(app_step(app), PART_TIMELINE, NULL);
    explore_ask(app, PART_BIT(PART_TIMELINE));
    ask_before(app, app_step(app));
}

/* Lanes are those of the talkers once these are known. */
static void complete_lanes(struct app *app, uint32_t active)
{
    struct step *step = app_step(app);
    uint32_t parts = PART_BIT(PART_TALKERS) | PART_BIT(PART_LANES);

    if (!popup_is_open(app, &pane_lanes) || step->lanes_asked ||
        !step->answers[PART_TALKERS] || active & parts)
        return;
    step->lanes_asked = true;
    explore_ask(app, PART_BIT(PART_LANES));
}

/* The gaps of the log once someone looks at them. */
static void complete_gaps(struct app *app, uint32_t active)
{
    struct step *step = app_step(app);

    if (!popup_is_open(app, &pane_health) || step->gaps_asked ||
        active & PART_BIT(PART_RESULT))
        return;
    step->gaps_asked = true;
    explore_ask(app, PART_BIT(PART_GAPS));
}

void explore_complete(struct app *app)
{
    uint32_t active = run_active(&app->run);
    uint32_t lacking = parts_in_view(app) & PARTS_SECOND & ~active;
    uint32_t later = later_lacking(app);
    bool started = app_step(app)->ran || active & PART_BIT(PART_RESULT);

    if (started && lacking && !app_step(app)->answers[PART_SECOND])
        explore_ask(app, lacking);
    complete_lanes(app, active);
    complete_gaps(app, active);
    if (app_step(app)->ran && talkers_trend_outgrown(app)) {
        step_answer(app_step(app), PART_TREND, NULL);
        explore_ask(app, PART_BIT(PART_TREND));
    }
    if (later) {
        later_asked(app, later);
        explore_ask(app, later);
    }
}

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
        if (!start(app, step, &err))
            set_fault(app, &err);
    } else if (base_bucket(app, step) < step->bucket_ms) {
        explore_ask(app, PART_BIT(PART_TIMELINE));
        ask_before(app, step);
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
        ask(app, step, PART_BIT(PART_TIMES), 0, TIME_WINDOW_ALL,
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

bool explore_running(const struct app *app)
{
    return app->start_later ||
           run_active(&app->run) &
               (PART_BIT(PART_RESULT) | PART_BIT(PART_TALKERS));
}

bool explore_cancel(struct app *app)
{
    if (!explore_running(app))
        return false;
    if (app->start_later) {
        run_drop(&app->run, PART_BIT(PART_TIMES));
        app->start_later = false;
    }
    run_cancel(&app->run, PARTS_OF_STEP);
    app->cancelled_ms = app->now_ms;
    app_say(app, "cancelled: what was found stays (r runs it again)");
    return true;
}

bool explore_export(struct app *app)
{
    struct err err = {0};

    if (ask(app, app_step(app), PART_BIT(PART_EXPORT), PART_BIT(PART_EXPORT),
            app_step(app)->window, &err))
        return true;
    app_complain(app, "%s", err.msg);
    return false;
}

void explore_values(struct app *app)
{
    struct err ignored = {0};

    ask(app, app_step(app), PART_BIT(PART_VALUES), 0, app_step(app)->window,
        &ignored);
}
