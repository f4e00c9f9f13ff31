/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Steps and their jobs. A new step asks all its questions in one job
 * (questions.c); what depends on answers is asked when those are in
 * (answers.c).
 */
#include "tui/explore_int.h"

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

void explore_fault(struct app *app, const struct err *err)
{
    app->message.text[0] = '\0'; /* it would hide what is wrong */
    app->fault.on = true;
    app->fault.at = err->at;
    memcpy(app->fault.text, err->msg, sizeof err->msg);
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
    uint32_t parts = explore_parts(app);
    struct err ignored = {0};

    if (app->start_later)
        return;
    step->window = explore_place(app, step);
    note_asked(app);
    app->follow.quiet = parts;
    explore_ask_step(app, step, parts, 0, step->window, &ignored);
    explore_ask_step(app, step, PART_BIT(PART_TIMES), 0, TIME_WINDOW_ALL,
                     &ignored);
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
bool explore_start_step(struct app *app, struct step *step, struct err *err)
{
    struct err ignored = {0};

    app->follow.quiet = 0;
    if (range_needs_times(&step->range) && !app->times.known &&
        !follow_from_now(app)) {
        /* The query is checked now, though its answer is not wanted yet. */
        if (!explore_ask_step(app, step, PART_BIT(PART_RESULT),
                              PART_BIT(PART_RESULT), TIME_WINDOW_ALL, err))
            return false;
        run_drop(&app->run, PARTS_OF_STEP);
        if (!(run_active(&app->run) & PART_BIT(PART_TIMES)))
            explore_ask_step(app, step, PART_BIT(PART_TIMES), 0,
                             TIME_WINDOW_ALL, &ignored);
        app->start_later = true;
        return true;
    }
    step->window = explore_place(app, step);
    note_asked(app);
    if (!explore_ask_step(app, step, explore_parts(app), PART_BIT(PART_RESULT),
                          step->window, err))
        return false;
    /* What answers lead to is asked again when they are there. */
    run_drop(&app->run, PART_BIT(PART_TREND) | PART_BIT(PART_LANES) |
                            PART_BIT(PART_COUNTS) | PART_BIT(PART_NEAREST) |
                            PARTS_HEALTH | PARTS_LATER);
    step->ran = false;
    step->second_asked = step->lanes_asked = step->health_asked = false;
    explore_ask_before(app, step);
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
    if (explore_start_step(app, step, err))
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
        explore_fault(app, &err);
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
    app_step(app)->second_asked = false;
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
    if (explore_start_step(app, app_step(app), &err)) {
        settle(app);
        return;
    }
    explore_fault(app, &err);
    app->stale = true;
}

void explore_talkers(struct app *app)
{
    struct step *step = app_step(app);

    step_answer(step, PART_TALKERS, NULL);
    step_answer(step, PART_TOTALS, NULL);
    step_answer(step, PART_TREND, NULL);
    step_answer(step, PART_LANES, NULL);
    step->second_asked = step->lanes_asked = false;
    step_answer(step, PART_SECOND, NULL);
    step_answer(step, PART_SECOND_TOTALS, NULL);
    step->talkers.row = step->talkers.top = 0;
    run_drop(&app->run, PART_BIT(PART_TREND) | PART_BIT(PART_LANES));
    explore_ask(app,
                explore_parts(app) & (PART_BIT(PART_TALKERS) |
                                      PART_BIT(PART_TOTALS) | PARTS_SECOND));
}

void explore_compare(struct app *app)
{
    if (!app->start_later)
        explore_ask_before(app, app_step(app));
    app->redraw = true;
}

void explore_timeline(struct app *app)
{
    step_answer(app_step(app), PART_TIMELINE, NULL);
    explore_ask(app, PART_BIT(PART_TIMELINE));
    explore_ask_before(app, app_step(app));
}

/* Where the second talkers came into view, they are asked for, once. */
static void complete_second(struct app *app, uint32_t active)
{
    struct step *step = app_step(app);
    uint32_t lacking = explore_parts(app) & PARTS_SECOND & ~active;
    bool started = step->ran || active & PART_BIT(PART_RESULT);

    if (!started || !lacking || step->answers[PART_SECOND] ||
        step->second_asked)
        return;
    step->second_asked = true;
    explore_ask(app, lacking);
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

/* The state of the data once someone looks at it. */
static void complete_health(struct app *app, uint32_t active)
{
    struct step *step = app_step(app);

    if (!popup_is_open(app, &pane_health) || step->health_asked ||
        active & PART_BIT(PART_RESULT))
        return;
    step->health_asked = true;
    explore_ask(app, PARTS_HEALTH);
}

void explore_complete(struct app *app)
{
    uint32_t active = run_active(&app->run);
    uint32_t later = later_lacking(app);

    complete_second(app, active);
    complete_lanes(app, active);
    complete_health(app, active);
    if (app_step(app)->ran && talkers_trend_outgrown(app)) {
        step_answer(app_step(app), PART_TREND, NULL);
        explore_ask(app, PART_BIT(PART_TREND));
    }
    if (later) {
        later_asked(app, later);
        explore_ask(app, later);
    }
}

bool explore_running(const struct app *app)
{
    return app->start_later || run_active(&app->run) & (PART_BIT(PART_RESULT) |
                                                        PART_BIT(PART_TALKERS));
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

    if (explore_ask_step(app, app_step(app), PART_BIT(PART_EXPORT),
                         PART_BIT(PART_EXPORT), app_step(app)->window, &err))
        return true;
    app_complain(app, "%s", err.msg);
    return false;
}

void explore_values(struct app *app)
{
    struct err ignored = {0};

    explore_ask_step(app, app_step(app), PART_BIT(PART_VALUES), 0,
                     app_step(app)->window, &ignored);
}
