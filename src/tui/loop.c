/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The event loop: wait for a key, a signal or the next look at the jobs; act;
 * draw when something changed. All waiting of the explorer is done here.
 */
#include "tui/tui.h"

#include "tui/app_int.h"
#include "tui/explore.h"
#include "tui/prompt.h"
#include "tui/screen.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    /* Jobs are looked at this often: soon after their start, and later. */
    LOOK_SOON_MS = 10,
    LOOK_MS = 50,
    SOON_MS = 300,
    /* And this often while nothing is asked, but records may come. */
    LOOK_FOLLOWING_MS = 100,
    /* Pictures of running queries are drawn at most this often. */
    FRAME_MS = 200,
    STATUS_USAGE = 2
};

struct loop {
    struct app app;
    int64_t busy_since_ms; /* 0: nothing runs */
    int64_t drawn_ms;
    bool news; /* not drawn yet */
    int signal;            /* that ended it, or 0 */
};

static int64_t clock_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

static bool busy(const struct app *app)
{
    return run_active(&app->run) || app->export.state == EXPORT_WRITING;
}

/* How long to sleep when no key comes; negative: until one does. */
static int timeout_ms(const struct loop *l)
{
    const struct app *app = &l->app;
    int64_t next = -1;

    if (app->redraw)
        return 0;
    if (busy(app))
        return app->now_ms - l->busy_since_ms < SOON_MS ? LOOK_SOON_MS
                                                        : LOOK_MS;
    if (app->follow.on)
        return LOOK_FOLLOWING_MS;
    if (app->message.text[0] && app->message.until_ms)
        next = app->message.until_ms - app->now_ms;
    if (app->inserted_until_ms > app->now_ms &&
        (next < 0 || app->inserted_until_ms - app->now_ms < next))
        next = app->inserted_until_ms - app->now_ms;
    return next < 0 ? -1 : (int)next + 1;
}

static void take_signals(struct loop *l)
{
    unsigned events = screen_events(&l->signal);

    if (events & (SCREEN_RESIZED | SCREEN_RESUMED)) {
        screen_repaint();
        l->app.redraw = true;
    }
    if (events & SCREEN_ENDED)
        l->app.quit = true;
}

/* What time alone changes. */
static void tick(struct app *app)
{
    struct message *m = &app->message;

    if (m->text[0] && m->until_ms && app->now_ms >= m->until_ms) {
        m->text[0] = '\0';
        app->redraw = true;
    }
    if (app->inserted_until_ms && app->now_ms >= app->inserted_until_ms) {
        app->inserted_until_ms = 0;
        app->redraw = true;
    }
}

/* First rows and the end are drawn at once, what is between now and then. */
static void look_at_jobs(struct loop *l)
{
    struct app *app = &l->app;
    bool had_rows = app_step(app)->answers[PART_RESULT] != NULL;
    bool was_busy = busy(app);
    bool has_rows;

    if (!was_busy)
        l->busy_since_ms = 0;
    if (!was_busy && !app->follow.on)
        return;
    if (was_busy && !l->busy_since_ms)
        l->busy_since_ms = app->now_ms;
    l->news = explore_poll(app) || was_busy || l->news;
    export_poll(app);
    has_rows = app_step(app)->answers[PART_RESULT] != NULL;
    if (has_rows != had_rows || (was_busy && !busy(app)) ||
        (l->news && app->now_ms - l->drawn_ms >= FRAME_MS))
        app->redraw = true;
}

/* The Enter that was typed before its rows were there. */
static void drill_now(struct app *app)
{
    if (!app->drill_waits || explore_running(app))
        return;
    app->drill_waits = false;
    frame_load(app);
    command_at(COMMAND_DRILL)->run(app);
    app->redraw = true;
}

static void show(struct loop *l)
{
    if (!l->app.redraw)
        return;
    l->app.redraw = false;
    frame_load(&l->app);
    frame_draw(&l->app);
    l->drawn_ms = l->app.now_ms;
    l->news = false;
}

/* All keys that are there; each sees the state that the last one left. */
static void take_keys(struct loop *l)
{
    while (!l->app.quit && input_take(&l->app)) {
        frame_load(&l->app);
        l->app.redraw = true;
    }
}

/* What could not be opened is told at once, not only on the way out. */
static void tell_inputs(struct app *app)
{
    const struct engine_ops *ops = app->engine->ops;
    const char *first = ops->message(app->engine, 0);

    if (first && ops->message(app->engine, 1))
        app_complain(app, "%s (more of this on leaving)", first);
    else if (first)
        app_complain(app, "%s", first);
}

static void run(struct loop *l)
{
    struct app *app = &l->app;

    app->now_ms = clock_ms();
    explore_begin(app);
    frame_load(app);
    explore_again(app);
    tell_inputs(app);
    if (app->fault.on)
        command_at(COMMAND_EDIT)->run(app);
    screen_raw_bytes(prompt_focused());
    while (!app->quit) {
        show(l);
        screen_wait(timeout_ms(l));
        app->now_ms = clock_ms();
        take_signals(l);
        take_keys(l);
        look_at_jobs(l);
        drill_now(app);
        tick(app);
    }
}

static bool wants_colour(const struct tui_options *options)
{
    const char *no = getenv("NO_COLOR");

    if (options->colour != TUI_COLOUR_AUTO)
        return options->colour == TUI_COLOUR_ALWAYS;
    return !no || !*no;
}

bool tui_theme_known(const char *name)
{
    return theme_known(name);
}

int tui_run(struct engine *engine, const struct tui_options *options)
{
    struct screen_options screen = {wants_colour(options), options->theme};
    struct loop l = {0};
    struct err err = {0};

    struct theme theme;

    if (!screen_open(&screen, &theme, &err)) {
        fprintf(stderr, "vpcscope: %s\n", err.msg);
        return STATUS_USAGE;
    }
    app_init(&l.app, engine, options);
    l.app.theme = theme;
    l.app.history_path = app_history_path();
    prompt_open(l.app.history_path);
    run(&l);
    prompt_close(l.app.history_path);
    screen_close();
    app_done(&l.app);
    if (l.signal)
        raise(l.signal);
    return l.app.status;
}
