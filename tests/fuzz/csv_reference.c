/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 4180 with some leave: bytes behind a closing quote belong to the cell. */
#include "unwrap_reference.h"

#include "source/unwrap.h"

#include <string.h>

enum { CELLS_MAX = 512, NOWHERE = -1 };

/* The cells of a row lie in text one behind the other. */
struct row {
    struct buf text;
    size_t ends[CELLS_MAX];
    size_t n;
};

static struct str cell_of(const struct row *r, size_t i)
{
    return str_slice(buf_str(&r->text), i ? r->ends[i - 1] : 0, r->ends[i]);
}

static struct str skip_bom(struct str s)
{
    return str_slice(s, str_starts(s, STR("\xef\xbb\xbf")) ? 3 : 0, s.n);
}

/* A NUL is written as "%00". */
static void add_byte(struct buf *out, char c)
{
    if (c)
        buf_char(out, c);
    else
        buf_text(out, "%00");
}

/* A cell at the start of *rest; false when its quotes do not end. */
static bool take_cell(struct str *rest, char separator, struct buf *out)
{
    size_t i = 0;
    bool quoted = rest->n && rest->p[0] == '"';

    for (i = quoted; quoted && i < rest->n; i++) {
        if (rest->p[i] == '"' && (i + 1 == rest->n || rest->p[i + 1] != '"'))
            break;
        i += rest->p[i] == '"';
        add_byte(out, rest->p[i]);
    }
    if (quoted && i >= rest->n)
        return false;
    for (i += quoted;
         i < rest->n && rest->p[i] != separator && rest->p[i] != '\n'; i++)
        if (rest->p[i] != '\r' || i + 1 == rest->n || rest->p[i + 1] != '\n')
            add_byte(out, rest->p[i]);
    *rest = str_slice(*rest, i, rest->n);
    return true;
}

/* False at the end, or where the row is broken off. */
static bool take_row(struct str *rest, char separator, struct row *row)
{
    bool more = rest->n > 0;

    buf_reset(&row->text);
    row->n = 0;
    if (!more)
        return false;
    *rest = skip_bom(*rest);
    if (!rest->n)
        return false;
    while (more) {
        if (!take_cell(rest, separator, &row->text))
            return false;
        row->ends[row->n++] = row->text.n;
        more = rest->n && rest->p[0] == separator && row->n < CELLS_MAX;
        *rest = str_slice(*rest, 1, rest->n);
    }
    return true;
}

/* Names have none of these in them. */
static char separator_of(struct str text)
{
    static const char separators[] = ",;|\t";
    struct str line;

    str_split(&text, '\n', &line);
    line = str_trim(line);
    for (const char *s = separators; *s; s++)
        if (memchr(line.p, *s, line.n))
            return *s;
    return ',';
}

static int column_of(const struct row *header, const char *const *names)
{
    for (; *names; names++)
        for (size_t i = 0; i < header->n; i++)
            if (str_eq_nocase(str_trim(cell_of(header, i)), str_of(*names)))
                return (int)i;
    return NOWHERE;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '@' ||
           c == '_';
}

/* A name may have one blank in it. */
static bool is_name(struct str s)
{
    size_t blanks = 0;

    if (!s.n || s.n > 64 || !is_letter(s.p[0]))
        return false;
    for (size_t i = 1; i < s.n; i++) {
        blanks += s.p[i] == ' ';
        if (!is_letter(s.p[i]) &&
            (!s.p[i] || !strchr("0123456789- .:", s.p[i])))
            return false;
    }
    return blanks < 2;
}

/* Names alone, one of which says that flow records are there. */
static bool is_header(const struct row *row)
{
    bool telling = false;

    for (size_t i = 0; i < row->n; i++) {
        struct str cell = str_trim(cell_of(row, i));

        if (!is_name(cell))
            return false;
        telling = telling || unwrap_telling(cell);
    }
    return telling;
}

/* What the columns are called, and what is looked for among them. */
struct columns {
    struct row names;
    int message, time, stream;
};

/* Of the names, blanks within are written as "_". */
static void take_header(struct columns *c, const struct row *header)
{
    static const char *const messages[] = {"@message", "message", "_raw",
                                           "event.original", NULL};
    static const char *const times[] = {
        "@timestamp", "timestamp", "Event Time", "_time", "_messageTime", NULL};
    static const char *const streams[] = {"@logStream", "Log stream",
                                          "logStreamName", NULL};
    struct row *names = &c->names;

    c->message = column_of(header, messages);
    c->time = column_of(header, times);
    c->stream = column_of(header, streams);
    buf_reset(&names->text);
    names->n = 0;
    for (size_t i = 0; i < header->n; i++) {
        struct str name = str_trim(cell_of(header, i));

        for (size_t k = 0; k < name.n; k++)
            buf_char(&names->text, name.p[k] == ' ' ? '_' : name.p[k]);
        names->ends[names->n++] = names->text.n;
    }
}

static struct str cell_at(const struct row *row, int i)
{
    return i == NOWHERE ? (struct str){NULL, 0} : cell_of(row, (size_t)i);
}

/* A row that is longer or shorter is one still: its line will not fit. */
static void take_values(struct expected_lines *e, const struct row *names,
                        const struct row *row)
{
    for (size_t i = 0; i < row->n || i < names->n; i++) {
        struct str value = i < row->n ? cell_of(row, i) : STR("");

        if (i >= row->n)
            expected_name(e, cell_of(names, i));
        else if (i >= names->n)
            expected_cell(e, &value);
        else
            expected_value(e, cell_of(names, i), &value);
    }
    expected_row_end(e);
}

static void take(struct expected_lines *e, struct columns *c,
                 const struct row *row)
{
    if (row->n == 1 && !str_trim(cell_of(row, 0)).n)
        return;
    if (!c->names.n || is_header(row))
        take_header(c, row);
    else if (c->message == NOWHERE)
        take_values(e, &c->names, row);
    else if (row->n != c->names.n)
        expected_junk(e);
    else
        expected_event(e, cell_at(row, c->time), cell_at(row, c->stream),
                       cell_at(row, c->message));
}

void csv_reference(struct str text, struct expected_lines *e)
{
    struct row row = {.n = 0};
    struct columns columns = {.message = NOWHERE};
    char separator;

    separator = separator_of(skip_bom(text));
    while (take_row(&text, separator, &row)) {
        if (row.n == CELLS_MAX)
            expected_open(e);
        take(e, &columns, &row);
    }
    /* A row is broken off. */
    if (text.n)
        expected_open(e);
    buf_done(&row.text);
    buf_done(&columns.names.text);
}
