/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/start.h"

#include "base/mem.h"
#include "tui/app.h"
#include "tui/line.h"
#include "tui/show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MARGIN = 2, WHEN_W = 12, FILES_W = 28, COUNTS_W = 20, NAME_W = 20 };

static const char *const usage[] = {
    "vpcscope FILE|FOLDER...      opens flow logs, compressed ones as well",
    "vpcscope -q QUERY FILE...    answers one query and ends",
    "vpcscope --demo              makes a log with an attack in it to explore",
    "vpcscope --help, man vpcscope, man vpcscope-query", NULL};

void tui_next_forget(struct tui_next *next)
{
    free(next->path);
    free(next->query);
    free(next->session);
    next->path = next->query = next->session = NULL;
}

void start_done(struct start_page *s)
{
    session_list_free(s->sessions, s->n_sessions);
    free(s->queries);
    arena_done(&s->arena);
    *s = (struct start_page){0};
}

static void add_query(void *arg, struct str name)
{
    struct app *app = arg;
    struct start_page *s = &app->start;
    struct saved_queries *saved = app->options->saved;
    struct saved_query query;
    struct err err = {0};
    struct str text;

    if (!saved->find(saved, name, &s->arena, &text, &err) ||
        !saved_read(text, &query, &err))
        return;
    s->queries =
        mem_grow(s->queries, s->n_queries, &s->cap_queries, sizeof *s->queries);
    s->queries[s->n_queries++] =
        (struct start_query){arena_copy(&s->arena, name), query.about};
}

void start_open(struct app *app)
{
    struct start_page *s = &app->start;

    s->sessions = session_list(&s->n_sessions);
    if (app->options->saved)
        app->options->saved->each(app->options->saved, add_query, app);
    popup_open(app, &pane_start);
}

/* --- Drawing ------------------------------------------------------------- */

static size_t n_items(const struct start_page *s)
{
    return s->n_sessions + s->n_queries;
}

/* Rows of the list, headings and the blank lines around them included. */
enum { ABOVE = 6, HEADINGS = 3 };

static void load(struct app *app, struct rect r)
{
    struct start_page *s = &app->start;
    s->page = r.h > ABOVE + HEADINGS ? (uint32_t)(r.h - ABOVE - HEADINGS) : 1;
    s->top = (uint32_t)scroll_to(s->top, s->row, n_items(s), s->page);
}

/* "a.log and 3 more" */
static struct str files_text(struct arena *a, const struct session_info *s)
{
    struct str path = str_of(s->n_files ? s->files[0] : "");
    struct str name = str_base_name(path);

    if (!name.n)
        name = path; /* a folder, with its slash */
    if (s->n_files < 2)
        return name;
    return arena_printf(a, "%.*s and %zu more", STR_ARG(name), s->n_files - 1);
}

static void draw_session(const struct canvas *c, int row, enum role role,
                         const struct session_info *s)
{
    struct arena a = {0};
    char when[SHOW_MAX], counts[64];
    int col = MARGIN;

    show_time(s->saved_ms, TIME_SHOW_DATE, when);
    when[11] = '\0'; /* the seconds say nothing */
    snprintf(counts, sizeof counts, "%zu step%s, %zu mark%s", s->n_steps,
             s->n_steps == 1 ? "" : "s", s->n_marks,
             s->n_marks == 1 ? "" : "s");
    draw_text(c, row, col, WHEN_W, role, str_of(when));
    draw_text(c, row, col += WHEN_W + 1, FILES_W, role, files_text(&a, s));
    draw_text(c, row, col += FILES_W + 1, COUNTS_W, ROLE_DIM, str_of(counts));
    draw_text(c, row, col + COUNTS_W + 1, c->r.w, ROLE_DIM, str_of(s->query));
    arena_done(&a);
}

static void draw_query(const struct canvas *c, int row, enum role role,
                       const struct start_query *q)
{
    draw_text(c, row, MARGIN, NAME_W, role, q->name);
    draw_text(c, row, MARGIN + NAME_W + 1, c->r.w, ROLE_DIM, q->about);
}

static void draw_usage(const struct canvas *c, bool focused)
{
    draw_title(c, focused, STR("vpcscope"), STR("explores AWS VPC Flow Logs"));
    for (int i = 0; usage[i]; i++)
        draw_text(c, i + 1, MARGIN, c->r.w, ROLE_NORMAL, str_of(usage[i]));
}

static bool in_view(const struct start_page *s, size_t i)
{
    return i >= s->top && i < s->top + s->page && i < n_items(s);
}

/*
 * The line of an item in view: below the heading of its part, which is behind
 * a blank line when it is the second.
 */
static int line_of(const struct start_page *s, size_t i)
{
    int line = ABOVE + 1 + (int)(i - s->top);

    if (i >= s->n_sessions && s->top < s->n_sessions)
        line += 2;
    return s->n_sessions ? line : line + 1;
}

static void draw_heading(const struct canvas *c, int line, const char *text)
{
    draw_text(c, line, 1, c->r.w, ROLE_HEADER, str_of(text));
}

static void draw_headings(const struct start_page *s, const struct canvas *c)
{
    size_t first = s->top > s->n_sessions ? s->top : s->n_sessions;

    if (!s->n_sessions)
        draw_heading(c, ABOVE, "No sessions yet   :open FILE opens a log");
    else if (s->top < s->n_sessions)
        draw_heading(c, ABOVE,
                     "Sessions   Enter goes on with one, "
                     ":open FILE opens a log");
    if (in_view(s, first))
        draw_heading(c, line_of(s, first) - 1,
                     "Saved queries   Enter asks for a file");
}

static void draw(const struct app *app, const struct canvas *c, bool focused)
{
    const struct start_page *s = &app->start;

    draw_usage(c, focused);
    draw_headings(s, c);
    for (size_t i = s->top; in_view(s, i); i++) {
        enum role role = i == s->row ? ROLE_CURSOR : ROLE_NORMAL;
        int line = line_of(s, i);

        if (i == s->row)
            draw_glyph(c, line, 0, ROLE_FOCUS, c->glyphs->cursor);
        if (i < s->n_sessions)
            draw_session(c, line, role, &s->sessions[i]);
        else
            draw_query(c, line, role, &s->queries[i - s->n_sessions]);
    }
}

static bool click(struct app *app, int line, int col)
{
    struct start_page *s = &app->start;

    (void)col;
    for (size_t i = s->top; in_view(s, i); i++)
        if (line_of(s, i) == line) {
            s->row = (uint32_t)i;
            return true;
        }
    return false;
}

/* --- Acting -------------------------------------------------------------- */

/* Leave for what is next, when it can be opened. */
static void leave(struct app *app)
{
    struct tui_next *next = app->options->next;
    struct err err = {0};

    if (next->open(next, &err)) {
        app->quit = true;
        return;
    }
    app_complain(app, "not opened: %s", err.msg);
    tui_next_forget(next);
}

/* Leave, and have the program open this. */
static void open_next(struct app *app, struct str path, struct str query)
{
    struct tui_next *next = app->options->next;
    char *name = str_dup(path);

    if (!next) {
        app_say(app, "nothing else can be opened from here");
    } else if (access(name, R_OK) != 0) {
        app_complain(app, "%s cannot be read: is the name right?", name);
    } else {
        next->path = str_dup(path);
        next->query = query.n ? str_dup(query) : NULL;
        leave(app);
    }
    free(name);
}

void line_open(struct app *app, struct str arguments)
{
    if (!arguments.n)
        app_complain(app, "open: a file or a folder is expected");
    else if (app->export.state != EXPORT_IDLE)
        app_complain(app, "still writing %s", app->export.path);
    else
        open_next(app, arguments, (struct str){0});
}

static void take_file(struct app *app, struct str path)
{
    struct buf query = {0};

    saved_invoke(&query, app->start.query);
    open_next(app, str_trim(path), buf_str(&query));
    buf_done(&query);
}

static void resume(struct app *app, const struct session_info *s)
{
    app->options->next->session = str_dup(str_of(s->path));
    leave(app);
}

static bool enter(struct app *app)
{
    struct start_page *s = &app->start;

    if (!app->options->next)
        return true;
    if (s->row < s->n_sessions) {
        resume(app, &s->sessions[s->row]);
    } else if (s->row < n_items(s)) {
        s->query = s->queries[s->row - s->n_sessions].name;
        app_ask(app, "file", (struct str){0}, take_file);
        app_complete_by(app, file_complete);
    }
    return true;
}

static void move_to(struct app *app, enum move move)
{
    struct start_page *s = &app->start;

    s->row = (uint32_t)move_row(s->row, n_items(s), s->page, move);
}

/* There are no records: keys that are about them do nothing. */
static bool key(struct app *app, int code)
{
    static const enum command_id useful[] = {
        COMMAND_UP,        COMMAND_DOWN,         COMMAND_PAGE_UP,
        COMMAND_PAGE_DOWN, COMMAND_HALF_UP,      COMMAND_HALF_DOWN,
        COMMAND_FIRST,     COMMAND_LAST,         COMMAND_DRILL,
        COMMAND_HELP,      COMMAND_COMMAND_LINE, COMMAND_QUIT_NOW,
        COMMAND_INTERRUPT, COMMAND_REDRAW,       COMMAND_SUSPEND};
    enum command_id id = keymap_find(&app->keymap, SCOPE_ANY, code);

    for (size_t i = 0; i < sizeof useful / sizeof *useful; i++)
        if (id == useful[i])
            return false;
    if (id == COMMAND_QUIT)
        app->quit = true;
    else
        app_say(app, "no records are open: Enter, :open FILE, or q quits");
    return true;
}

static const enum command_id hints[] = {COMMAND_DRILL,        COMMAND_DOWN,
                                        COMMAND_COMMAND_LINE, COMMAND_QUIT_NOW,
                                        COMMAND_HELP,         COMMAND_NONE};

const struct pane pane_start = {
    .name = "start",
    .load = load,
    .draw = draw,
    .move = move_to,
    .hints = hints,
    .click = click,
    .enter = enter,
    .key = key,
};
