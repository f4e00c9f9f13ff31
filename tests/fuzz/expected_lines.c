/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "expected_lines.h"

#include "source/record_lines.h"

#include <string.h>

/* The first byte of a line says how it is to be compared. */
enum {
    FORM_EVENT = 'e', /* time, stream, and the record to the byte */
    FORM_EXACT = 'x', /* to the byte */
    FORM_ANY = 'a',   /* it is there */
    FORM_JUNK = 'j'   /* one word of junk */
};

void expected_done(struct expected_lines *e)
{
    buf_done(&e->lines);
    buf_done(&e->names);
    buf_done(&e->row);
    buf_done(&e->values);
}

void expected_open(struct expected_lines *e)
{
    e->open = true;
}

static void add_line(struct expected_lines *e, char form, struct str text)
{
    buf_char(&e->lines, form);
    buf_add(&e->lines, text);
    buf_char(&e->lines, '\n');
}

void expected_junk(struct expected_lines *e)
{
    if (e->open)
        return;
    e->n++;
    add_line(e, FORM_JUNK, STR(""));
}

static bool is_kind(struct expected_lines *e, enum expected_kind kind)
{
    if (e->kind == EXPECTED_NONE)
        e->kind = kind;
    return e->kind == kind;
}

/* One word, whatever is in it. */
static void add_word(struct buf *to, struct str word)
{
    if (!word.n)
        buf_char(to, '-');
    for (size_t i = 0; i < word.n; i++)
        if (!word.p[i] || strchr(" \t\n\v\f\r", word.p[i]))
            buf_text(to, "%20");
        else
            buf_char(to, word.p[i]);
}

/* Years from 2001 on have 13 digits, and no more than that up to 2190. */
static void add_time(struct buf *to, struct str time)
{
    static const char digits[] = "0123456789";
    size_t n = 0;

    while (n < time.n && time.p[n] && strchr(digits, time.p[n]))
        n++;
    if (!time.n)
        buf_char(to, '-');
    else if (n == 13 && n == time.n && time.p[0] >= '1' && time.p[0] <= '6')
        buf_add(to, time);
    else
        buf_text(to, EXPECTED_ANY);
}

/* Words of a header: of a to z, "_", and digits and "-" behind these. */
static bool is_names(struct str line)
{
    size_t n = 0;
    struct str word;

    while (line.n && str_split(&line, ' ', &word)) {
        for (size_t i = 0; i < word.n; i++) {
            char c = word.p[i];

            if (c == '_' || (c >= 'a' && c <= 'z'))
                continue;
            if (!i || (c != '-' && (c < '0' || c > '9')))
                return false;
        }
        n += word.n > 0;
    }
    return n >= 2;
}

static void add_event(struct expected_lines *e, struct str time,
                      struct str stream, struct str record)
{
    if (is_names(record)) {
        add_line(e, FORM_EXACT, record);
        return;
    }
    buf_char(&e->lines, FORM_EVENT);
    add_time(&e->lines, time);
    buf_char(&e->lines, ' ');
    add_word(&e->lines, stream);
    buf_char(&e->lines, ' ');
    buf_add(&e->lines, record);
    buf_char(&e->lines, '\n');
}

void expected_event(struct expected_lines *e, struct str time,
                    struct str stream, struct str text)
{
    struct str line;

    if (e->open)
        return;
    if (!str_trim(text).n || !is_kind(e, EXPECTED_EVENTS)) {
        expected_junk(e);
        return;
    }
    e->n++;
    while (str_split(&text, '\n', &line)) {
        line = str_trim(line);
        if (line.n)
            add_event(e, time, stream, line);
    }
}

void expected_name(struct expected_lines *e, struct str name)
{
    add_word(&e->row, name);
    buf_char(&e->row, '\0');
}

void expected_cell(struct expected_lines *e, const struct str *value)
{
    if (e->values.n)
        buf_char(&e->values, ' ');
    if (value)
        add_word(&e->values, *value);
    e->other_values |= !value;
}

/* Case, "-" and "_" do not count. */
static bool is_time_name(struct str name)
{
    static const char *const names[] = {"start", "end", "starttime", "endtime"};
    struct buf plain = {0};
    bool is = false;

    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] != '-' && name.p[i] != '_')
            buf_char(&plain, name.p[i]);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        is = is || str_eq_nocase(buf_str(&plain), str_of(names[i]));
    buf_done(&plain);
    return is;
}

void expected_value(struct expected_lines *e, struct str name,
                    const struct str *value)
{
    /* A date there is written as seconds. */
    bool date = value && value->n >= 10 && value->p[4] == '-';

    expected_name(e, name);
    expected_cell(e, date && is_time_name(name) ? NULL : value);
}

void expected_forget_row(struct expected_lines *e)
{
    buf_reset(&e->row);
    buf_reset(&e->values);
    e->other_values = false;
}

static void add_header(struct expected_lines *e, struct str row)
{
    buf_reset(&e->names);
    buf_add(&e->names, row);
    buf_char(&e->lines, FORM_EXACT);
    buf_text(&e->lines, RECORD_HEADER);
    for (size_t i = 0; i < row.n; i++)
        buf_char(&e->lines, row.p[i] ? row.p[i] : i + 1 == row.n ? '\n' : ' ');
}

void expected_row_end(struct expected_lines *e)
{
    struct str row = buf_str(&e->row);

    if (row.n && !e->open && !is_kind(e, EXPECTED_ROWS)) {
        expected_junk(e);
    } else if (row.n && !e->open) {
        e->n++;
        if (!str_eq(row, buf_str(&e->names)))
            add_header(e, row);
        add_line(e, e->other_values ? FORM_ANY : FORM_EXACT,
                 buf_str(&e->values));
    }
    expected_forget_row(e);
}

void expected_take(struct expected_lines *e, const struct expected_lines *from)
{
    struct str rest = buf_str(&from->lines), line;

    while (!e->open && rest.n && str_split(&rest, '\n', &line)) {
        bool junk = line.p[0] == FORM_JUNK || !is_kind(e, EXPECTED_EVENTS);

        e->n++;
        add_line(e, junk ? FORM_JUNK : line.p[0], str_slice(line, 1, line.n));
    }
    e->open = e->open || from->open;
}

static bool is_word(struct str got, struct str expected)
{
    return str_eq(expected, STR(EXPECTED_ANY)) || str_eq(got, expected);
}

static bool is_event(struct str line, struct str expected)
{
    struct str got = {NULL, 0}, word = {NULL, 0};

    for (int i = 0; i < EVENT_WORDS; i++) {
        str_split(&line, ' ', &got);
        str_split(&expected, ' ', &word);
        if (!is_word(got, word))
            return false;
    }
    return str_eq(line, expected);
}

static bool is_junk(struct str line)
{
    bool is = str_starts(line, STR(RECORD_JUNK));

    for (size_t i = 0; i < line.n; i++)
        is = is && line.p[i] && !strchr(" \t\v\f\r", line.p[i]);
    return is;
}

static bool is_line(struct str line, struct str expected)
{
    struct str text = str_slice(expected, 1, expected.n);

    switch (expected.p[0]) {
    case FORM_EVENT:
        return is_event(line, text);
    case FORM_JUNK:
        return is_junk(line);
    case FORM_ANY:
        return line.n > 0;
    default:
        return str_eq(line, text);
    }
}

/* Blank lines stand for those of the delivery that hold no record. */
static struct str skip_blank(struct str text)
{
    while (text.n && text.p[0] == '\n')
        text = str_slice(text, 1, text.n);
    return text;
}

bool expected_compare(const struct expected_lines *e, struct str text,
                      struct buf *why)
{
    struct str rest = buf_str(&e->lines), line, expected;
    size_t n = 0;

    while (rest.n && str_split(&rest, '\n', &expected)) {
        n++;
        text = skip_blank(text);
        if (!text.n || !str_split(&text, '\n', &line)) {
            buf_printf(why, "line %zu is missing: %.*s", n, STR_ARG(expected));
            return false;
        }
        if (!is_line(line, expected)) {
            buf_printf(why, "line %zu is\n%.*s\nexpected is\n%.*s", n,
                       STR_ARG(line), STR_ARG(expected));
            return false;
        }
    }
    text = skip_blank(text);
    if (text.n && !e->open)
        buf_printf(why, "after %zu lines there are more:\n%.*s", n,
                   STR_ARG(text));
    return !why->n;
}
