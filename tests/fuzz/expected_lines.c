/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "expected_lines.h"

#include <string.h>

/* Stands for a line of which nothing is known; no record is this alone. */
static const char any_line[] = " ";

void expected_done(struct expected_lines *e)
{
    buf_done(&e->records);
    buf_done(&e->names);
    buf_done(&e->row);
    buf_done(&e->values);
}

void expected_any(struct expected_lines *e)
{
    buf_text(&e->records, any_line);
    buf_char(&e->records, '\n');
}

void expected_junk(struct expected_lines *e)
{
    e->unknown = true;
}

static bool is_kind(struct expected_lines *e, enum expected_kind kind)
{
    if (e->kind == EXPECTED_NONE)
        e->kind = kind;
    return e->kind == kind;
}

void expected_event(struct expected_lines *e, struct str text)
{
    struct str line;

    if (!is_kind(e, EXPECTED_EVENTS)) {
        expected_junk(e);
        return;
    }
    while (str_split(&text, '\n', &line)) {
        line = str_trim(line);
        if (!line.n)
            continue;
        buf_add(&e->records, line);
        buf_char(&e->records, '\n');
    }
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

void expected_value(struct expected_lines *e, struct str name,
                    const struct str *value)
{
    add_word(&e->row, name);
    buf_char(&e->row, '\0');
    if (e->values.n)
        buf_char(&e->values, ' ');
    if (value)
        add_word(&e->values, *value);
    e->other_values |= !value;
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
    for (size_t i = 0; i < row.n; i++)
        buf_char(&e->records, row.p[i]         ? row.p[i]
                              : i + 1 == row.n ? '\n'
                                               : ' ');
}

void expected_row_end(struct expected_lines *e)
{
    struct str row = buf_str(&e->row);
    bool is_row = row.n && is_kind(e, EXPECTED_ROWS);

    e->unknown |= row.n && !is_row;
    if (is_row && !str_eq(row, buf_str(&e->names)))
        add_header(e, row);
    if (is_row && !e->other_values) {
        buf_add(&e->records, buf_str(&e->values));
        buf_char(&e->records, '\n');
    } else if (row.n) {
        expected_any(e);
    }
    expected_forget_row(e);
}

/* Is it the record alone, or with an event's two words before it? */
static bool is_record_line(struct str line, struct str record)
{
    struct str before = line, word;
    size_t words = 0;

    if (str_eq(record, str_of(any_line)) || str_eq(line, record))
        return true;
    if (!str_ends(line, record))
        return false;
    before.n -= record.n;
    while (str_split(&before, ' ', &word) && before.p)
        words += word.n > 0;
    return words == 2 && !before.n;
}

/*
 * Blank lines stand for those of the delivery that hold no record, others that
 * begin with a space that is no ASCII for JSON without one.
 */
static struct str skip_blank(struct str text)
{
    struct str line;

    while (text.n && (text.p[0] == '\n' || str_starts(text, STR("\xc2\xa0"))))
        str_split(&text, '\n', &line);
    return text;
}

bool expected_compare(const struct expected_lines *e, struct str text,
                      struct buf *why)
{
    struct str records = buf_str(&e->records), line, record;
    size_t n = 0;

    while (records.n && str_split(&records, '\n', &record)) {
        n++;
        text = skip_blank(text);
        if (!text.n || !str_split(&text, '\n', &line)) {
            buf_printf(why, "line %zu is missing: %.*s", n, STR_ARG(record));
            return false;
        }
        if (!is_record_line(line, record)) {
            buf_printf(why, "line %zu is\n%.*s\nthe record is\n%.*s", n,
                       STR_ARG(line), STR_ARG(record));
            return false;
        }
    }
    text = skip_blank(text);
    if (text.n)
        buf_printf(why, "after %zu lines there are more:\n%.*s", n,
                   STR_ARG(text));
    return !text.n;
}
