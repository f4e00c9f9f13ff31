/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plain mode from its start to its end: the first screen's answers, then a
 * line at a time. Steps, ranges and questions are those of the explorer
 * (tui/explore.h), so that both show the same.
 */
#include "tui/history.h"
#include "tui/plain_int.h"

#include "base/buf.h"
#include "query/tree.h"
#include "tui/app_int.h"
#include "tui/explore.h"
#include "tui/table_columns.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    LOOK_MS = 5,
    SILENCE_MS = 500,
    FIRST_ROWS = 10,
    ROWS = 20,
    STATUS_USAGE = 2,
    STATUS_INTERRUPTED = 130
};

static int64_t clock_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

static bool busy(const struct app *app)
{
    return run_active(&app->run) || app->start_later ||
           app->export.state != EXPORT_IDLE;
}

/*
 * The message line's text goes to the user. What follows a wide gap there is
 * about keys.
 */
bool plain_message(struct plain *p)
{
    struct message *m = &p->app.message;
    struct str text = str_of(m->text);

    if (!text.n)
        return false;
    if (m->error)
        fputs("vpcscope: ", stderr);
    else
        text = str_slice(text, 0, str_find(text, STR("    ")));
    plain_put(m->error ? stderr : stdout, text);
    fputc('\n', m->error ? stderr : stdout);
    p->failed |= m->error;
    m->text[0] = '\0';
    return true;
}

/* An error in the query that was typed, or a notice about it. */
static void tell_fault(struct plain *p, struct str query)
{
    struct fault *fault = &p->app.fault;
    struct buf out = {0};

    if (!fault->on)
        return;
    fflush(stdout);
    query_explain_at(&out, query, fault->at, fault->text);
    fwrite(out.p, 1, out.n, stderr);
    buf_done(&out);
    fault->on = false;
}

static void cancel(struct plain *p)
{
    struct app *app = &p->app;

    if (!explore_cancel(app)) {
        export_stop(app);
        return;
    }
    app_say(app, "cancelled: what was found stays (:again runs it again)");
}

void plain_wait(struct plain *p)
{
    struct app *app = &p->app;
    int64_t since_ms = clock_ms();
    bool told = !p->interactive;

    while (busy(app)) {
        bool interrupted = plain_input_sleep(LOOK_MS);

        if (plain_input_ending())
            break;
        app->now_ms = clock_ms();
        if (!told && app->now_ms - since_ms > SILENCE_MS) {
            puts("running (Ctrl-C cancels)");
            told = true;
        }
        if (interrupted)
            cancel(p);
        explore_poll(app);
        export_poll(app);
    }
}

/* Wait for the step's answers and print its rows. */
static void answer(struct plain *p)
{
    plain_wait(p);
    plain_message(p);
    p->first = 0;
    plain_print_rows(p);
}

void plain_ask(struct plain *p, struct str query)
{
    struct app *app = &p->app;

    if (!explore_go(app, query, &app_step(app)->range)) {
        tell_fault(p, query);
        p->failed = true;
        app->stale = false;
        return;
    }
    tell_fault(p, query);
    answer(p);
}

static void take_line(struct plain *p, struct str line)
{
    line = str_trim(line);
    if (!line.n || (line.p[0] == '#' && !p->interactive))
        return;
    if (line.p[0] == ':')
        plain_command(p, str_slice(line, 1, line.n));
    else
        plain_ask(p, line);
}

/* What the first screen would show. */
static void begin(struct plain *p)
{
    struct app *app = &p->app;
    uint64_t rows = p->rows;

    app->now_ms = clock_ms();
    explore_begin(app);
    explore_again(app);
    tell_fault(p, str_of(app_step(app)->query));
    plain_wait(p);
    plain_message(p);
    plain_print_query(p);
    plain_print_timeline(p);
    plain_print_talkers(p);
    p->rows = FIRST_ROWS;
    plain_print_rows(p);
    p->rows = rows;
    if (p->interactive)
        puts("A query runs; :help lists what else can be typed.");
}

static int run(struct plain *p)
{
    char *line;
    enum plain_line got;

    begin(p);
    while (!p->app.quit && !plain_input_ending() &&
           (got = plain_input_line(p, &line)) != PLAIN_END) {
        if (got == PLAIN_CLEARED)
            continue;
        p->app.now_ms = clock_ms();
        take_line(p, str_of(line));
        free(line);
    }
    if (plain_input_ending() == SIGINT)
        return STATUS_INTERRUPTED;
    return p->failed && !p->interactive ? STATUS_USAGE : 0;
}

/* The explorer takes its columns from all of them by itself; we print few. */
static void choose_columns(struct plain *p)
{
    struct app *app = &p->app;

    p->all_columns = app->columns;
    p->n_all_columns = app->n_columns;
    p->columns = table_columns_usual(app, &p->arena, &p->n_columns);
    app->columns = p->columns;
    app->n_columns = p->n_columns;
}

int plain_run(struct engine *engine, const struct tui_options *options)
{
    struct plain p = {.rows = ROWS};
    int status, ending;

    app_init(&p.app, engine, options);
    p.app.history_path = app_history_path();
    if (!plain_input_open(&p)) {
        fputs("vpcscope: standard input is the log, and there is no terminal "
              "to take commands from\n",
              stderr);
        app_done(&p.app);
        return STATUS_USAGE;
    }
    if (p.interactive)
        p.app.runs_path = history_path();
    choose_columns(&p);
    status = run(&p);
    fflush(stdout);
    ending = plain_input_ending();
    plain_input_close(&p);
    p.app.columns = p.all_columns;
    app_done(&p.app);
    arena_done(&p.arena);
    if (ending && ending != SIGINT)
        raise(ending);
    return status;
}
