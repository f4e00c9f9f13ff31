/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The event loop: wait for a key, a signal or the next look at the jobs; act;
 * draw when something changed. All waiting of the explorer is done here.
 */
#include "tui/tui.h"

#include "tui/app_int.h"
#include "tui/apply.h"
#include "tui/explore.h"
#include "tui/guide.h"
#include "tui/history.h"
#include "tui/mark_seek.h"
#include "tui/prompt.h"
#include "tui/screen.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    /* Jobs are looked at this often: soon after their start, and later. */
    LOOK_SOON_MS = 10,
    LOOK_MS = 50,
    SOON_MS = 300,
    /* And this often while nothing is asked, but records may come. */
    LOOK_FOLLOWING_MS = 100,
    /* Keys that keep coming get no more than this before all else goes on. */
    KEYS_MS = 50,
    /* A replay: how often jobs are looked at, what a key takes, and which
     * waits of the program are waited for. */
    REPLAY_LOOK_MS = 2,
    REPLAY_KEY_MS = 10,
    REPLAY_SETTLE_MS = 500,
    STATUS_USAGE = 2
};

struct loop {
    struct app app;
    int64_t busy_since_ms; /* 0: nothing runs */
    int64_t drawn_ms;
    bool news; /* not drawn yet */
    int64_t replay_ms;     /* the clock of a replay: only keys move it */
    bool more_keys;        /* there may be some that wait */
    struct tape_writer record;
    int signal;            /* that ended it, or 0 */
};

static int64_t clock_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

/* What the program believes the time to be. */
static int64_t now_ms(const struct loop *l)
{
    return l->app.replay ? l->replay_ms : clock_ms();
}

static bool busy(const struct app *app)
{
    return run_active(&app->run) || run_leaving(&app->run) ||
           app->export.state == EXPORT_WRITING;
}

/* The sooner of two times; negative ones are none. */
static int64_t sooner(int64_t a, int64_t b)
{
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* How long until time alone changes something; negative: never. */
static int64_t next_tick_ms(const struct app *app)
{
    int64_t next = -1;

    if (!app->settings.redraw_hz)
        return next; /* what goes by itself goes with the next key */
    next = sooner(later_wait_ms(app), check_wait_ms(app));
    if (app->message.text[0] && app->message.until_ms)
        next = sooner(next, app->message.until_ms - app->now_ms);
    if (app->inserted_until_ms > app->now_ms)
        next = sooner(next, app->inserted_until_ms - app->now_ms);
    return next;
}

/*
 * Nothing is under way: whatever the loop does by itself between keys belongs
 * here, so that a replay waits for it.
 */
static bool at_rest(const struct app *app)
{
    return !app->redraw && !busy(app) && !app->start_later &&
           !app->ahead.n && !search_running(app) && !app->seek;
}

/* How long to sleep when no key comes; negative: until one does. */
static int timeout_ms(const struct loop *l)
{
    const struct app *app = &l->app;
    int64_t next;

    if (app->redraw || search_running(app) || l->more_keys)
        return 0;
    if (busy(app) && app->replay)
        return REPLAY_LOOK_MS;
    if (busy(app))
        return app->now_ms - l->busy_since_ms < SOON_MS ||
                       app->now_ms - app->cancelled_ms < SOON_MS
                   ? LOOK_SOON_MS
                   : LOOK_MS;
    if (app->replay)
        return 0;
    next = sooner(next_tick_ms(app), input_wait_ms(app));
    if (app->session.due_ms > app->now_ms)
        next = sooner(next, app->session.due_ms - app->now_ms);
    if (app->follow.on)
        next = sooner(next, LOOK_FOLLOWING_MS);
    return next < 0 ? -1 : (int)next + 1;
}

/* Something to draw that no key asked for, by what redraw_hz allows. */
static bool frame_due(const struct loop *l)
{
    const struct app *app = &l->app;

    return app->settings.redraw_hz &&
           app->now_ms - l->drawn_ms >= 1000 / app->settings.redraw_hz;
}

static void note_size(struct app *app)
{
    int h, w;

    if (!app->record)
        return;
    screen_size(&h, &w);
    tape_put_size(app->record, h, w);
}

static void take_signals(struct loop *l)
{
    unsigned events = screen_events(&l->signal);

    if (events)
        l->app.redraw = true;
    if (events & SCREEN_STOPPED)
        screen_stop();
    if (events & SCREEN_RESUMED)
        screen_retake();
    if (events & SCREEN_RESIZED) {
        screen_repaint();
        note_size(&l->app);
    }
    if (events & SCREEN_ENDED)
        l->app.quit = true;
}

/* What time alone changes; without redraw_hz only together with a key. */
static void tick(struct app *app, bool key_came)
{
    struct message *m = &app->message;

    if (!app->settings.redraw_hz && !key_came)
        return;
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
    if ((was_busy && !busy(app)) ||
        (has_rows != had_rows && app->settings.redraw_hz) || (l->news && frame_due(l)))
        app->redraw = true;
}

/* The first of the commands that were typed before their rows were there. */
static void run_ahead(struct app *app)
{
    struct ahead *ahead = &app->ahead;
    enum command_id first = ahead->commands[0];

    if (!ahead->n || explore_running(app))
        return;
    ahead->n--;
    memmove(ahead->commands, ahead->commands + 1,
            ahead->n * sizeof *ahead->commands);
    frame_load(app);
    command_at(first)->run(app);
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

/* A screen of the tape, under its name. */
static void print_screen(struct str name)
{
    struct buf line = {0};

    utf8_clean(&line, name, SIZE_MAX);
    printf("--- %.*s\n", STR_ARG(buf_str(&line)));
    buf_done(&line);
    screen_print(stdout);
    fflush(stdout);
}

static void resize(struct app *app, struct replay *r)
{
    int h, w;

    replay_take_size(r, &h, &w);
    screen_set_size(h, w);
    app->redraw = true;
}

/* Press the key. */
static void play_key(struct loop *l)
{
    l->replay_ms += REPLAY_KEY_MS;
    l->app.now_ms = l->replay_ms;
    input_take(&l->app);
    frame_load(&l->app);
    l->app.redraw = true;
}

/*
 * The next thing on the tape, once everything that the last one led to is
 * over and drawn. False when that was no key.
 */
static bool play(struct loop *l)
{
    struct app *app = &l->app;
    int64_t next = next_tick_ms(app);

    if (!at_rest(app))
        return false;
    if (next >= 0 && next <= REPLAY_SETTLE_MS) {
        l->replay_ms += next;
        app->now_ms = l->replay_ms;
        return false;
    }
    switch (replay_next(app->replay)) {
    case REPLAY_INPUT:
        play_key(l);
        return true;
    case REPLAY_SCREEN:
        print_screen(replay_take_screen(app->replay));
        break;
    case REPLAY_SIZE:
        resize(app, app->replay);
        break;
    case REPLAY_END:
        app->quit = true;
        break;
    }
    return false;
}

/*
 * The keys that are there, while the time lasts; each sees the state that the
 * last one left. False when there were none.
 */
static bool take_keys(struct loop *l)
{
    int64_t until_ms = clock_ms() + KEYS_MS;
    bool any = false;

    l->more_keys = true;
    while (!l->app.quit && clock_ms() < until_ms) {
        l->more_keys = input_take(&l->app);
        if (!l->more_keys)
            break;
        frame_load(&l->app);
        l->app.redraw = true;
        any = true;
    }
    return any;
}

/* What is wrong with the configuration, or could not be opened, is told at
 * once, not only on the way out. */
static void tell_inputs(struct app *app)
{
    const struct engine_ops *ops = app->engine->ops;
    const char *first = ops->message(app->engine, 0);

    if (app->options->complaint)
        app_complain(app, "%s", app->options->complaint);
    if (first && ops->message(app->engine, 1))
        app_complain(app, "%s (more of this on leaving)", first);
    else if (first)
        app_complain(app, "%s", first);
}

static void run(struct loop *l)
{
    struct app *app = &l->app;

    app->now_ms = now_ms(l);
    frame_load(app);
    if (app->options->start)
        start_open(app);
    else
        explore_again(app);
    tell_inputs(app);
    if (app->fault.on)
        command_at(COMMAND_EDIT)->run(app);
    screen_raw_bytes(prompt_focused());
    while (!app->quit) {
        show(l);
        screen_wait(timeout_ms(l));
        app->now_ms = now_ms(l);
        take_signals(l);
        bool key_came = app->replay ? play(l) : take_keys(l);
        if (key_came)
            session_touch(app);
        input_tick(app);
        look_at_jobs(l);
        search_tick(app);
        later_look(app);
        check_tick(app);
        run_ahead(app);
        mark_seek_poll(app);
        session_poll(app);
        guide_tick(app);
        tick(app, key_came);
    }
}

/* Something else is opened in the place of this. */
static bool goes_on(const struct app *app)
{
    const struct tui_next *next = app->options->next;

    return next && (next->path || next->session);
}

/* Open the tapes there are. False with *err. */
/* Nothing is there, or a tape, or what is no file: it may be written to. */
static bool may_record(const char *path, struct err *err)
{
    static const char begins[] = "size ";
    char first[sizeof begins - 1];
    struct stat st;
    bool may = stat(path, &st) || !S_ISREG(st.st_mode) || !st.st_size;
    FILE *f = may ? NULL : fopen(path, "re");

    if (f) {
        may = fread(first, 1, sizeof first, f) == sizeof first &&
              !memcmp(first, begins, sizeof first);
        fclose(f);
    }
    return may || err_set(err, ERR_USAGE,
                          "%s is there and is no tape: --record takes another "
                          "name",
                          path);
}

static bool open_tapes(struct loop *l, struct err *err)
{
    const struct tui_options *options = l->app.options;
    struct tui_next *next = options->next;
    bool begun = next && next->recorded;

    if (options->record && !begun && !may_record(options->record, err))
        return false;
    if (options->record) {
        l->record.out = fopen(options->record, begun ? "ae" : "we");
        if (!l->record.out)
            return err_set(err, ERR_USAGE, "%s: %s", options->record,
                           strerror(errno));
        l->app.record = &l->record;
    }
    if (next && next->replay) {
        l->app.replay = next->replay;
        next->replay = NULL;
    } else if (options->replay) {
        l->app.replay = replay_open(options->replay, err);
    }
    return !options->replay || l->app.replay;
}

/* False with *err when what was recorded could not be written. */
static bool close_tapes(struct loop *l, struct err *err)
{
    bool good = true;

    if (goes_on(&l->app))
        l->app.options->next->replay = l->app.replay;
    else
        replay_free(l->app.replay);
    l->app.replay = NULL;
    if (!l->record.out)
        return true;
    if (goes_on(&l->app))
        l->app.options->next->recorded = true;
    tape_put_pause(&l->record);
    good = !ferror(l->record.out);
    if (fclose(l->record.out) != 0 || !good)
        return err_set(err, ERR_SYSTEM, "%s cannot be written",
                       l->app.options->record);
    return true;
}

static bool open_screen(struct loop *l, struct err *err)
{
    int h = 0, w = 0;

    if (l->app.replay)
        replay_first_size(l->app.replay, &h, &w);
    if (!screen_open(h, w, err))
        return false;
    apply_settings(&l->app);
    return true;
}

/*
 * With the screen open: all of it, until the screen is closed. False with
 * *err when the session to go on with is damaged.
 */
static bool explore(struct loop *l, struct err *err)
{
    struct app *app = &l->app;
    struct err unsaved = {0};
    bool ok;

    /* What a replay shows does not depend on what was typed before. */
    app->history_path = app->replay ? NULL : app_history_path();
    app->runs_path = app->replay ? NULL : history_path();
    app->first_run = app->history_path &&
                     access(app->history_path, F_OK) != 0;
    prompt_open(app->history_path);
    note_size(app);
    ok = session_begin(app, err);
    if (ok) {
        run(l);
        session_save(app, &unsaved);
    }
    if (app->replay && !goes_on(app))
        print_screen(STR("end"));
    prompt_close(app->history_path);
    screen_close();
    export_afterwards(app);
    /* That nothing can be kept here is no failure of what was done. */
    if (unsaved.code != ERR_NONE)
        fprintf(stderr, "vpcscope: the session is not saved: %s\n",
                unsaved.msg);
    return ok;
}

static int fail(const struct err *err)
{
    fprintf(stderr, "vpcscope: %s\n", err->msg);
    return STATUS_USAGE;
}

int tui_run(struct engine *engine, const struct tui_options *options)
{
    struct loop l = {.replay_ms = 1};
    struct err err = {0};
    int status;

    app_init(&l.app, engine, options);
    if (open_tapes(&l, &err) && open_screen(&l, &err))
        explore(&l, &err);
    status = l.app.status;
    close_tapes(&l, &err);
    if (err.code != ERR_NONE)
        status = fail(&err);
    if (l.signal) {
        /* Giving back what is held, on disk as well, may take seconds. */
        export_stop(&l.app);
        raise(l.signal);
    }
    app_done(&l.app);
    return status;
}
