/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Copying: what the cursor is on, the query, a command for the shell. Values
 * are copied in full, as CSV has them, not as the table shortens them.
 */
#include "tui/command.h"

#include "base/utf8.h"
#include "output/output.h"
#include "tui/app.h"
#include "tui/clipboard.h"
#include "tui/shell_command.h"
#include "tui/show.h"

#include <stdio.h>
#include <stdlib.h>

enum { CHUNK_ROWS = 256 };

void command_yank_menu(struct app *app)
{
    app->scope = SCOPE_YANK;
}

/* --- To the clipboard ----------------------------------------------------- */

/* "1,234 bytes", for messages. */
static struct str bytes_text(struct arena *a, size_t n)
{
    char count[SHOW_MAX];

    show_count(n, count);
    return arena_printf(a, "%s byte%s", count, n == 1 ? "" : "s");
}

static void refuse_length(struct app *app)
{
    app_complain(app,
                 "not copied: more than %d kB do not fit through the "
                 "terminal (w writes a file)",
                 CLIPBOARD_MAX / 1000);
}

/*
 * Copy text, called what in the message. It is likely to be pasted into a
 * terminal: control bytes are copied as they look on the screen.
 */
static void copy(struct app *app, const char *what, struct str raw)
{
    struct arena a = {0};
    struct buf clean = {0};
    const char *where;

    if (raw.n <= CLIPBOARD_MAX)
        utf8_clean_lines(&clean, raw);
    struct str text = buf_str(&clean);
    if (raw.n > CLIPBOARD_MAX || text.n > CLIPBOARD_MAX) {
        refuse_length(app);
        buf_done(&clean);
        return;
    }
    where = clipboard_copy((enum clipboard_way)app->settings.clipboard, text);
    if (where)
        app_say(app, "copied %s (%.*s) to %s", what,
                STR_ARG(bytes_text(&a, text.n)), where);
    else
        app_complain(app, "not copied: the clipboard is off (:set clipboard)");
    buf_done(&clean);
    arena_done(&a);
}

/* --- Rows and columns ----------------------------------------------------- */

/* Where rows are copied from: a result, and its columns as they are shown. */
struct source {
    struct arena arena;
    struct result *result;
    uint32_t *columns;
    uint32_t n;
    uint64_t row;    /* under the cursor */
    uint32_t column; /* likewise; a place in columns */
};

static void take_columns(struct source *s, const struct table_page *table)
{
    s->n = table ? table->n_columns : result_n_columns(s->result);
    s->columns = arena_calloc(&s->arena, s->n + 1, sizeof *s->columns);
    for (uint32_t i = 0; i < s->n; i++)
        s->columns[i] = table ? table->columns[i].index : i;
}

/* False, and said so, when the cursor is on nothing; source_done in any case.
 */
static bool find_source(struct app *app, struct source *s)
{
    const struct step *step = app_step(app);
    bool talkers = pane_active(app) == &pane_talkers;

    *s = (struct source){
        .result = step->answers[talkers ? PART_TALKERS : PART_RESULT]};
    if (s->result && talkers) {
        take_columns(s, NULL);
        s->row = step->talkers.row;
    } else if (s->result) {
        take_columns(s, &app->table);
        s->row = step->table.row;
        s->column = step->table.column;
    }
    if (s->result && s->row < result_n_rows(s->result) && s->column < s->n)
        return true;
    app_say(app, "there is nothing here to copy");
    return false;
}

/* A value within a line of values: nothing in it ends the value or line. */
static void put_value(struct buf *b, struct value v)
{
    size_t from = b->n;

    value_append(b, v);
    for (size_t i = from; i < b->n; i++)
        if (b->p[i] == '\t' || b->p[i] == '\n' || b->p[i] == '\r')
            b->p[i] = ' ';
}

static void put_row(struct buf *b, const struct source *s,
                    const struct value *values)
{
    for (uint32_t i = 0; i < s->n; i++) {
        if (i)
            buf_char(b, '\t');
        put_value(b, values[s->columns[i]]);
    }
}

/*
 * Rows [first, first + n) a line each; stops once there is too much to be
 * copied, so that a result of any length takes no time.
 */
static bool put_rows(struct app *app, const struct source *s, uint64_t first,
                     uint64_t n, struct buf *b)
{
    uint32_t columns = result_n_columns(s->result);
    struct arena a = {0};
    struct err err = {0};
    bool ok = true;

    while (ok && n && b->n <= CLIPBOARD_MAX) {
        uint32_t rows = n < CHUNK_ROWS ? (uint32_t)n : CHUNK_ROWS;
        struct value *values =
            arena_calloc(&a, (size_t)rows * columns, sizeof *values);

        ok = result_read(s->result, first, rows, &a, values, &err);
        for (uint32_t i = 0; ok && i < rows; i++) {
            put_row(b, s, values + (size_t)i * columns);
            buf_char(b, '\n');
        }
        first += rows;
        n -= rows;
        arena_reset(&a);
    }
    arena_done(&a);
    if (!ok)
        app_complain(app, "not copied: %s", err.msg);
    return ok;
}

/* --- The commands --------------------------------------------------------- */

void command_yank_row(struct app *app)
{
    struct source s;
    struct buf b = {0};

    if (find_source(app, &s) && put_rows(app, &s, s.row, 1, &b))
        copy(app, "1 row", str_slice(buf_str(&b), 0, b.n - 1));
    buf_done(&b);
    arena_done(&s.arena);
}

void command_yank_cell(struct app *app)
{
    struct cell_at cell;
    struct buf b = {0};

    if (!pane_cell(app, &cell)) {
        app_say(app, "there is nothing here to copy");
        return;
    }
    value_append(&b, cell.value);
    copy(app, "1 cell", buf_str(&b));
    buf_done(&b);
}

/* "12 values" of one column, or "12 rows" of all. */
static void copy_all(struct app *app, struct source *s, const char *what,
                     struct buf *b)
{
    uint64_t n = result_n_rows(s->result);
    char count[SHOW_MAX], name[SHOW_MAX + 16];

    show_count(n, count);
    snprintf(name, sizeof name, "%s %s%s", count, what, n == 1 ? "" : "s");
    if (put_rows(app, s, 0, n, b))
        copy(app, name, buf_str(b));
}

void command_yank_column(struct app *app)
{
    struct source s;
    struct buf b = {0};

    if (find_source(app, &s)) {
        s.columns[0] = s.columns[s.column];
        s.n = 1;
        copy_all(app, &s, "value", &b);
    }
    buf_done(&b);
    arena_done(&s.arena);
}

void command_yank_table(struct app *app)
{
    struct source s;
    struct buf b = {0};

    if (find_source(app, &s)) {
        for (uint32_t i = 0; i < s.n; i++) {
            buf_text(&b, i ? "\t" : "");
            buf_add(&b, result_column(s.result, s.columns[i])->name);
        }
        buf_char(&b, '\n');
        copy_all(app, &s, "row", &b);
    }
    buf_done(&b);
    arena_done(&s.arena);
}

/* The question that the pane with the focus is the answer to. */
static bool query_here(struct app *app, struct arena *a, struct str *out,
                       struct err *err)
{
    const struct step *step = app_step(app);
    struct dimension d = talkers_dimension(&step->talkers);
    struct str query = str_of(step->query);

    if (pane_active(app) == &pane_talkers)
        return ask_open_talkers(a, query, &d, step->talkers.metric, out, err);
    if (pane_active(app) == &pane_timeline && app->timeline.ready)
        return ask_timeline_of(a, query, step->timeline_metric,
                               app->timeline.width_ms, app->timeline.split, out,
                               err);
    *out = app_prompt_text(app);
    return true;
}

void command_yank_query(struct app *app)
{
    struct arena a = {0};
    struct err err = {0};
    struct str query;

    if (!query_here(app, &a, &query, &err))
        app_complain(app, "%s", err.msg);
    else if (!query.n)
        app_say(app, "the query is empty: all records");
    else
        copy(app, "the query", query);
    arena_done(&a);
}

void command_yank_shell(struct app *app)
{
    struct buf b = {0};
    bool whole = shell_command(app, app_step(app), &b);

    copy(app,
         whole ? "a shell command"
               : "a shell command, which wants the data on its input,",
         buf_str(&b));
    buf_done(&b);
}
