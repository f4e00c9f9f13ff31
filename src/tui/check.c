/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/check.h"

#include "tui/app.h"
#include "tui/prompt.h"

#include <string.h>

enum { CHECK_MS = 200 };

/* Take away what a check has shown. */
static void forget(struct app *app)
{
    app->check.due_ms = 0;
    if (!app->check.shown)
        return;
    app->check.shown = false;
    app->fault.on = false;
    app->redraw = true;
}

void check_typed(struct app *app)
{
    if (!prompt_focused() || prompt_purpose() != PROMPT_QUERY)
        return;
    /* What a run has said may be put right by now, too. */
    app->check.shown = app->fault.on;
    forget(app);
    app->check.due_ms = app->now_ms + CHECK_MS;
}

void check_end(struct app *app)
{
    forget(app);
}

int64_t check_wait_ms(const struct app *app)
{
    int64_t left = app->check.due_ms - app->now_ms;

    if (!app->check.due_ms)
        return -1;
    return left > 0 ? left : 0;
}

/* Would it run? The engine makes a plan of it and lets it go again. */
static bool would_run(struct app *app, struct str text, struct err *err)
{
    const struct engine_ops *ops = app->engine->ops;
    struct arena a = {0};
    struct buf plan = {0};
    struct expansion x;
    bool ok = saved_expand(&a, text, false, app->options->saved, &x, err);

    if (ok) {
        struct job_query query = {.text = x.text};
        struct job_request request = {.queries = &query,
                                      .n_queries = 1,
                                      .window = TIME_WINDOW_ALL,
                                      .hold_doubts = true};

        ok = ops->explain(app->engine, &request, &plan, err);
        if (!ok)
            expansion_err(&x, err);
    }
    buf_done(&plan);
    arena_done(&a);
    return ok;
}

void check_tick(struct app *app)
{
    struct str text;
    struct err err = {0};

    if (!app->check.due_ms || app->now_ms < app->check.due_ms ||
        !prompt_focused())
        return;
    app->check.due_ms = 0;
    text = prompt_text();
    if (would_run(app, text, &err))
        return;
    /* That something is still to come, the user knows. */
    if (err.at.start >= str_trim(text).n)
        return;
    app->fault.on = true;
    app->fault.at = err.at;
    memcpy(app->fault.text, err.msg, sizeof err.msg);
    app->message.text[0] = '\0'; /* older news */
    app->check.shown = true;
    app->redraw = true;
}
