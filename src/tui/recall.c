/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Noting runs, and the list of them (Ctrl-R) from which one is put into the
 * prompt. */
#include "tui/recall.h"

#include "tui/app.h"
#include "tui/command.h"
#include "tui/history.h"
#include "tui/prompt.h"
#include "tui/show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void recall_note(struct app *app)
{
    const struct step *step = app_step(app);
    const struct result *r = step->answers[PART_RESULT];
    struct history_run run = {.query = str_of(step->query),
                              .time_ms = (int64_t)time(NULL) * 1000,
                              .window = step->window,
                              .rows = r ? result_n_rows(r) : 0,
                              .seconds = step->progress.seconds};
    struct err err = {0};

    if (!app->runs_path || step->progress.state != JOB_DONE)
        return;
    run.files = app->engine->ops->info(app->engine).title;
    if (history_append(app->runs_path, &run, &err))
        return;
    /* A history that cannot be written is told once. */
    app_complain(app, "the run is not in the history: %.180s", err.msg);
    free(app->runs_path);
    app->runs_path = NULL;
}

/* Line breaks would not fit a list. */
static struct str one_line(struct arena *a, struct str text)
{
    struct str copy = arena_copy(a, text);
    char *p = (char *)(uintptr_t)copy.p;

    for (size_t i = 0; i < copy.n; i++)
        if (p[i] == '\n' || p[i] == '\t')
            p[i] = ' ';
    return copy;
}

/* "11-23 12:38  1,685 rows  flow.log" */
static struct str about(struct arena *a, const struct history_run *run)
{
    char time[SHOW_MAX], rows[SHOW_MAX], seconds[SHOW_MAX];

    show_time(run->time_ms, TIME_SHOW_DATE, time);
    show_count(run->rows, rows);
    show_seconds(run->seconds, seconds);
    return arena_printf(a, "%.11s  %s row%s in %s  %.*s", time, rows,
                        run->rows == 1 ? "" : "s", seconds,
                        STR_ARG(run->files));
}

static void take_query(struct app *app, struct str query)
{
    (void)app;
    prompt_focus(PROMPT_QUERY, query, query.n);
}

void command_history(struct app *app)
{
    struct history h = {0};
    struct arena a = {0};

    if (app->runs_path)
        history_read(app->runs_path, &h);
    picker_begin(app, "History", "no query has run yet", take_query);
    for (size_t i = 0; i < h.n; i++)
        picker_add(app,
                   &(struct picker_item){.text = one_line(&a, h.runs[i].query),
                                         .note = about(&a, &h.runs[i]),
                                         .value = h.runs[i].query});
    picker_show(app);
    history_done(&h);
    arena_done(&a);
}
