/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search: its commands, and going over the rows. */
#include "tui/search.h"

#include "query/regex.h"
#include "tui/app.h"
#include "tui/cells.h"
#include "tui/command.h"
#include "tui/show.h"

#include <stdlib.h>
#include <string.h>

enum {
    /* Cells looked at in one go: no more, as each may be a megabyte. */
    CHUNK_CELLS = 500,
    TELL_MS = 200
};

void search_done(struct search *s)
{
    regex_free(s->re);
    regex_scratch_free(s->scratch);
    free(s->pattern);
    *s = (struct search){.pattern = NULL};
}

bool search_running(const struct app *app)
{
    return app->search.running;
}

bool search_stop(struct app *app)
{
    if (!app->search.running)
        return false;
    app->search.running = false;
    app_say(app, "search stopped");
    return true;
}

bool search_hide(struct app *app)
{
    bool shown = app->search.shown;

    app->search.shown = false;
    return shown;
}

/* A match that is not empty, at or behind byte from. */
static bool find(const struct search *s, struct str text, size_t from,
                 struct str *out)
{
    while (from <= text.n &&
           regex_search(s->re, s->scratch, text, from) == REGEX_YES &&
           regex_group(s->scratch, text, 0, out)) {
        if (out->n)
            return true;
        from = (size_t)(out->p - text.p) + 1;
    }
    return false;
}

bool search_match(const struct app *app, struct str text, size_t from,
                  struct str *out)
{
    return app->search.shown && text.n && find(&app->search, text, from, out);
}

/* The first column of the table that matches in this row; -1: none. */
static int match_row(const struct app *app, struct arena *a,
                     const struct value *values)
{
    const struct table_page *p = &app->table;
    struct str found;

    for (uint32_t c = 0; c < p->n_columns; c++) {
        const struct table_column *column = &p->columns[c];
        struct str text =
            column->look == LOOK_COMPARE
                ? (struct str){0}
                : cell_text(app, a, column, values[column->index]);

        if (text.n && find(&app->search, text, 0, &found))
            return (int)c;
    }
    return -1;
}

static void tell_found(struct app *app)
{
    const struct search *s = &app->search;
    char row[SHOW_MAX], rows[SHOW_MAX];

    show_count(app_step(app)->table.row + 1, row);
    show_count(app->table.n_rows, rows);
    app_say(app, "%srow %s of %s matches    n next  N previous  Esc ends",
            !s->wrapped ? ""
            : s->by > 0 ? "from the top again: "
                        : "from the end again: ",
            row, rows);
}

/* Begin at the row next to the cursor, and come back to the cursor's last. */
static void start(struct app *app, int by)
{
    struct search *s = &app->search;

    s->running = true;
    s->step = app_step(app);
    s->by = by;
    s->at = app_step(app)->table.row + (uint64_t)by;
    s->left = app->table.n_rows;
    s->wrapped = false;
    s->more = 0;
    s->told_ms = app->now_ms;
}

static void stop_at(struct app *app, uint64_t row, uint32_t column)
{
    struct table_view *v = &app_step(app)->table;
    struct search *s = &app->search;

    s->running = false;
    v->row = row;
    v->column = column;
    app->detail.row = app->detail.top = 0;
    tell_found(app);
    if (s->more) {
        unsigned more = s->more - 1;

        start(app, s->by);
        s->more = more;
    }
}

/* Look at rows [first, first + n), in the search's direction. */
static bool look(struct app *app, struct arena *a, uint64_t first, uint32_t n)
{
    struct search *s = &app->search;
    struct result *r = app_step(app)->answers[PART_RESULT];
    uint32_t columns = result_n_columns(r);
    struct value *values =
        arena_calloc(a, (size_t)n * columns + 1, sizeof *values);
    struct err err = {0};

    if (!result_read(r, first, n, a, values, &err)) {
        s->running = false;
        app_complain(app, "%s", err.msg);
        return true;
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = s->by > 0 ? i : n - 1 - i;
        int column = match_row(app, a, values + (size_t)row * columns);

        if (column >= 0) {
            stop_at(app, first + row, (uint32_t)column);
            return true;
        }
    }
    return false;
}

/* The next rows to look at, none of them beyond the first or last. */
static uint32_t next_chunk(struct search *s, uint64_t n_rows,
                           uint32_t n_columns, uint64_t *first)
{
    uint64_t n = CHUNK_CELLS / (n_columns ? n_columns : 1);
    uint64_t room;

    if (s->at >= n_rows) {
        /* Past an end, or rows went since the last look. */
        s->wrapped = true;
        s->at = s->by > 0 ? 0 : n_rows - 1;
    }
    room = s->by > 0 ? n_rows - s->at : s->at + 1;
    n = n < room ? n : room;
    n = n < s->left ? n : s->left;
    n = n ? n : 1;
    *first = s->by > 0 ? s->at : s->at + 1 - n;
    /* Going up from row 0 leads past the end, by wrapping around. */
    s->at = s->by > 0 ? s->at + n : s->at - n;
    s->left -= n < s->left ? n : s->left;
    return (uint32_t)n;
}

static void tell_progress(struct app *app)
{
    struct search *s = &app->search;
    uint64_t n = app->table.n_rows;

    if (app->now_ms - s->told_ms < TELL_MS)
        return;
    s->told_ms = app->now_ms;
    app_say(app, "searching: %.0f%% of the rows    Esc stops",
            n > s->left ? 100 * (double)(n - s->left) / (double)n : 0);
}

/* No row matched yet: is it worth going on? */
static void go_on(struct app *app)
{
    struct search *s = &app->search;

    tell_progress(app);
    if (regex_hit_limit(s->scratch)) {
        /* It would be as slow for what is in view. */
        s->running = s->shown = false;
        app_complain(app, "searching for %s takes too much effort",
                     s->pattern);
    } else if (!s->left) {
        s->running = false;
        app_say(app, app->table.partial ? "no row so far matches %s"
                                        : "no row matches %s",
                s->pattern);
    }
}

void search_tick(struct app *app)
{
    struct search *s = &app->search;
    const struct result *r = app_step(app)->answers[PART_RESULT];
    struct arena a = {0};
    uint64_t first;
    uint32_t n;

    if (!s->running)
        return;
    if (s->step != app_step(app) || !r || !result_n_rows(r) ||
        !app->layout.panes[PANE_TABLE].h) {
        s->running = false;
        return;
    }
    if (app->table.source != r) {
        /* More rows came: the table takes them in first. */
        app->redraw = true;
        return;
    }
    n = next_chunk(s, result_n_rows(r), app->table.n_columns, &first);
    if (!look(app, &a, first, n))
        go_on(app);
    arena_done(&a);
}

static void begin(struct app *app, int by)
{
    struct search *s = &app->search;

    if (!s->re) {
        app_say(app, "nothing to search for yet (/ asks)");
        return;
    }
    popup_close_all(app);
    app->focus = PANE_TABLE;
    s->shown = true;
    if (s->running && s->step == app_step(app) && s->by == by)
        s->more++;
    else if (app->table.n_rows)
        start(app, by);
    else
        app_say(app, "there are no rows to search");
}

/* The answer to "search>": a pattern, or nothing for the last one. */
static void take_pattern(struct app *app, struct str pattern)
{
    struct search *s = &app->search;
    struct err err = {0};
    struct regex *re = pattern.n ? regex_new(pattern, &err) : NULL;

    if (pattern.n && !re) {
        app_complain(app, "%s", err.msg);
        return;
    }
    if (re) {
        search_done(s);
        s->pattern = str_dup(pattern);
        s->re = re;
        s->scratch = regex_scratch_new();
    }
    begin(app, 1);
}

void command_search(struct app *app)
{
    app_ask(app, "search", (struct str){0}, take_pattern);
}

void command_search_next(struct app *app)
{
    begin(app, 1);
}

void command_search_previous(struct app *app)
{
    begin(app, -1);
}
