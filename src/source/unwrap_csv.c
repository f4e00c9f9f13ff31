/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CSV (RFC 4180, with any of four separators) that has a header line: what
 * consoles and Athena write, also when a spreadsheet saved it again. With a
 * column of messages its rows are events, else rows of values.
 */
#include "source/row_time.h"
#include "source/unwrap.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MAX = 512, STEP_BYTES = 32 << 10, NOWHERE = -1 };

/* What may stand between cells; where commas are decimal, spreadsheets
   write semicolons. */
static const char separators[] = ",;|\t";

struct csv {
    struct unwrap unwrap; /* first */
    struct buf names;     /* of the columns, a NUL behind each */
    size_t n_columns;     /* 0: the header was not read yet */
    char separator;
    int message, time, stream; /* columns, or NOWHERE */
    struct buf cells;          /* of the row, a NUL behind each */
    size_t starts[COLUMNS_MAX + 1];
    size_t n_cells;
};

/*
 * Letters, digits, "_ - @ . :", beginning with a letter, "@" or "_"; a blank
 * may be in it ("Event Time"), but it is no sentence.
 */
static bool is_name(struct str s)
{
    size_t blank = str_find(s, STR(" "));

    if (str_find(str_slice(s, blank + 1, s.n), STR(" ")) + blank + 1 < s.n)
        return false;
    if (!s.n || s.n > 64)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      c == '@' || c == '_';

        if (!letter && (!i || !((c >= '0' && c <= '9') || c == '-' ||
                                c == ' ' || c == '.' || c == ':')))
            return false;
    }
    return true;
}

static struct str without_quotes(struct str cell)
{
    return cell.n >= 2 && cell.p[0] == '"' && cell.p[cell.n - 1] == '"'
               ? str_slice(cell, 1, cell.n - 1)
               : cell;
}

static bool is_message(struct str name)
{
    return str_eq_nocase(name, STR("message")) ||
           str_eq_nocase(name, STR("@message"));
}

/*
 * Names with this between, quoted or not, one of them telling; or the name of
 * a message alone. TABs are blanks, and such text is read as it lies there,
 * unless messages are a column or cells are empty.
 */
static bool is_header(struct str line, char separator, bool empty_cells)
{
    bool telling = false, message = false;
    struct str cell;
    size_t n = 0;

    while (str_split(&line, separator, &cell)) {
        cell = without_quotes(cell);
        if (!is_name(cell))
            return false;
        telling = telling || unwrap_telling(cell);
        message = message || is_message(cell);
        n++;
    }
    return message || (n >= 2 && telling && (separator != '\t' || empty_cells));
}

/* The separator of a text that begins with a header; '\0': it has none. */
static char separator_of(struct str head)
{
    struct str line;
    bool empty_cells;

    if (str_starts(head, STR("\xef\xbb\xbf")))
        head = str_slice(head, 3, head.n);
    empty_cells = str_find(head, STR("\t\t")) < head.n;
    if (!str_split(&head, '\n', &line))
        return '\0';
    line = str_trim(line);
    for (const char *s = separators; *s; s++)
        if (is_header(line, *s, empty_cells))
            return *s;
    return '\0';
}

bool csv_is(struct str head)
{
    return separator_of(head) != '\0';
}

static void begin_cell(struct csv *c)
{
    if (c->n_cells < COLUMNS_MAX)
        c->starts[c->n_cells++] = c->cells.n;
}

/* A NUL would end the cell. */
static void add_byte(struct csv *c, int byte)
{
    if (byte)
        buf_char(&c->cells, (char)byte);
    else
        buf_text(&c->cells, "%00");
}

/* The text of a quoted cell after its first quote; false: it has no end. */
static bool read_quoted(struct csv *c)
{
    struct unwrap *u = &c->unwrap;

    for (;;) {
        int byte = window_byte(&u->window, u->at);

        if (byte < 0)
            return false;
        u->at++;
        if (byte == '"') {
            if (window_byte(&u->window, u->at) != '"')
                return true;
            u->at++;
        }
        add_byte(c, byte);
    }
}

/* A whole cell and the separator or line end behind it; *more: the first. */
static bool read_cell(struct csv *c, bool *more)
{
    struct unwrap *u = &c->unwrap;
    int byte;

    begin_cell(c);
    *more = false;
    if (window_byte(&u->window, u->at) == '"') {
        u->at++;
        if (!read_quoted(c))
            return false;
    }
    while ((byte = window_byte(&u->window, u->at)) >= 0) {
        u->at++;
        if (byte == c->separator || byte == '\n')
            break;
        if (byte != '\r' || window_byte(&u->window, u->at) != '\n')
            add_byte(c, byte);
    }
    *more = byte == c->separator;
    buf_char(&c->cells, '\0');
    return byte >= 0 || !unwrap_is_cut(u);
}

/* The next row into the cells; false at the end. */
static bool read_row(struct csv *c)
{
    struct unwrap *u = &c->unwrap;
    bool more = true;

    u->window.pin = u->at;
    (void)unwrap_skip_bom(u);
    buf_reset(&c->cells);
    c->n_cells = 0;
    if (window_byte(&u->window, u->at) < 0)
        return false;
    while (more)
        if (!read_cell(c, &more)) {
            unwrap_fail(u, window_is_full(&u->window, u->at)
                               ? WINDOW_FULL(&u->window, "a row of CSV")
                               : "the CSV text ends inside quotes");
            return false;
        }
    return true;
}

/* All of it, whatever bytes it has. */
static struct str cell_text(const struct csv *c, int i)
{
    size_t next;

    if (i < 0 || (size_t)i >= c->n_cells)
        return (struct str){NULL, 0};
    next = (size_t)i + 1 < c->n_cells ? c->starts[i + 1] : c->cells.n;
    return str_slice(buf_str(&c->cells), c->starts[i], next - 1);
}

/* The column with one of these names, whatever its case; or NOWHERE. */
static int find_column(const struct csv *c, const char *const *names)
{
    for (; *names; names++)
        for (size_t i = 0; i < c->n_cells; i++)
            if (str_eq_nocase(str_trim(cell_text(c, (int)i)), str_of(*names)))
                return (int)i;
    return NOWHERE;
}

static void take_header(struct csv *c)
{
    static const char *const messages[] = {"@message", "message", "_raw",
                                           "event.original", NULL};
    static const char *const times[] = {
        "@timestamp", "timestamp", "Event Time", "_time", "_messageTime", NULL};
    static const char *const streams[] = {"@logStream", "Log stream",
                                          "logStreamName", NULL};

    c->message = find_column(c, messages);
    c->time = find_column(c, times);
    c->stream = find_column(c, streams);
    c->n_columns = c->n_cells;
    buf_reset(&c->names);
    for (size_t i = 0; i < c->n_cells; i++) {
        struct str name = str_trim(cell_text(c, (int)i));

        for (size_t k = 0; k < name.n; k++)
            buf_char(&c->names,
                     name.p[k] == ' ' || !name.p[k] ? '_' : name.p[k]);
        buf_char(&c->names, '\0');
    }
}

/* A row of another length is one still, and counted as one that does not fit.
 */
static void write_values(struct csv *c)
{
    const char *name = c->names.p;

    for (size_t i = 0; i < c->n_columns; i++) {
        record_name(&c->unwrap.lines, str_of(name));
        name += strlen(name) + 1;
    }
    name = c->names.p;
    for (size_t i = 0; i < c->n_cells; i++) {
        struct str value = cell_text(c, (int)i);
        char time[ROW_TIME_TEXT];

        if (i < c->n_columns) {
            value = row_time(str_of(name), value, time);
            name += strlen(name) + 1;
        }
        record_cell(&c->unwrap.lines, value);
    }
    record_row_end(&c->unwrap.lines);
}

static void write_event(struct csv *c)
{
    struct window *w = &c->unwrap.window;

    if (c->n_cells == c->n_columns)
        record_event(&c->unwrap.lines, cell_text(c, c->time),
                     cell_text(c, c->stream), cell_text(c, c->message));
    else
        record_junk(&c->unwrap.lines, window_slice(w, w->pin, c->unwrap.at));
}

/* Is the row a header (again, where files were put together)? */
static bool is_header_row(const struct csv *c)
{
    bool telling = false;

    for (size_t i = 0; i < c->n_cells; i++) {
        struct str name = str_trim(cell_text(c, (int)i));

        if (!is_name(name))
            return false;
        telling = telling || unwrap_telling(name);
    }
    return telling;
}

static void take_row(struct csv *c)
{
    if (c->n_cells == 1 && !str_trim(cell_text(c, 0)).n) {
        record_no_line(&c->unwrap.lines);
        return;
    }
    if (!c->n_columns || is_header_row(c)) {
        take_header(c);
        record_no_line(&c->unwrap.lines);
    } else if (c->message != NOWHERE) {
        write_event(c);
    } else {
        write_values(c);
    }
}

static bool step(struct unwrap *u)
{
    struct csv *c = (struct csv *)u;

    while (u->lines.out.n < STEP_BYTES) {
        if (!read_row(c))
            return false;
        take_row(c);
    }
    return true;
}

static void done(struct unwrap *u)
{
    struct csv *c = (struct csv *)u;

    buf_done(&c->names);
    buf_done(&c->cells);
}

struct stream *csv_stream(struct stream *below, struct str head)
{
    struct csv *c = mem_calloc(1, sizeof *c);

    c->separator = separator_of(head);
    return unwrap_begin(&c->unwrap, below, head, step, done);
}
