/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/record_lines.h"

#include "base/date.h"
#include "base/num.h"

#include <inttypes.h>
#include <string.h>

enum { JUNK_BYTES = 200 };

void record_lines_done(struct record_lines *r)
{
    buf_done(&r->out);
    buf_done(&r->names);
    buf_done(&r->row);
    buf_done(&r->values);
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool has_blank(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (is_blank(s.p[i]) || s.p[i] == '\0')
            return true;
    return false;
}

/* One word of s, whatever is in it. */
static void add_word(struct buf *b, struct str s)
{
    if (!s.n) {
        buf_char(b, '-');
        return;
    }
    if (!has_blank(s)) {
        buf_add(b, s);
        return;
    }
    for (size_t i = 0; i < s.n; i++)
        if (is_blank(s.p[i]) || s.p[i] == '\0')
            buf_text(b, "%20");
        else
            buf_char(b, s.p[i]);
}

/* So few digits that any number of them fits. */
static bool is_small_number(struct str s)
{
    enum { DIGITS_MAX = 19 };

    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0 && s.n <= DIGITS_MAX;
}

/* Milliseconds as they are, a date as milliseconds, anything else as "-". */
static void add_time(struct buf *b, struct str s)
{
    uint64_t known;
    int64_t ms;

    if (is_small_number(s) || num_parse_uint(s, UINT64_MAX, &known))
        buf_add(b, s);
    else if (date_parse_iso(s, &ms))
        buf_printf(b, "%" PRId64, ms);
    else
        buf_char(b, '-');
}

/* Names alone, as a header has them: two words or more, no digit first. */
static bool is_header(struct str line)
{
    size_t words = 0;
    bool inside = false;

    for (size_t i = 0; i < line.n; i++) {
        char c = line.p[i];
        bool letter = (c >= 'a' && c <= 'z') || c == '_';

        if (c == ' ')
            inside = false;
        else if (!letter && (!inside || !(c == '-' || (c >= '0' && c <= '9'))))
            return false;
        else if (!inside) {
            inside = true;
            words++;
        }
    }
    return words >= 2;
}

static bool is_kind(struct record_lines *r, enum record_kind kind)
{
    if (r->kind == RECORD_NONE)
        r->kind = kind;
    return r->kind == kind;
}

void record_event(struct record_lines *r, struct str time, struct str stream,
                  struct str record)
{
    struct str line;

    if (!is_kind(r, RECORD_EVENTS)) {
        record_junk(r, record);
        return;
    }
    while (str_split(&record, '\n', &line)) {
        line = str_trim(line);
        if (!line.n)
            continue;
        if (is_header(line)) {
            buf_add(&r->out, line);
            buf_char(&r->out, '\n');
            continue;
        }
        add_time(&r->out, time);
        buf_char(&r->out, ' ');
        add_word(&r->out, stream);
        buf_char(&r->out, ' ');
        buf_add(&r->out, line);
        buf_char(&r->out, '\n');
    }
}

void record_value(struct record_lines *r, struct str name, struct str value)
{
    add_word(&r->row, name);
    buf_char(&r->row, '\0');
    if (r->values.n)
        buf_char(&r->values, ' ');
    add_word(&r->values, value);
}

/* The names as a header line. */
static void write_header(struct record_lines *r)
{
    buf_reset(&r->names);
    buf_add(&r->names, buf_str(&r->row));
    for (size_t i = 0; i < r->row.n; i++) {
        char c = r->row.p[i];

        buf_char(&r->out, c ? c : i + 1 == r->row.n ? '\n' : ' ');
    }
}

void record_row_end(struct record_lines *r)
{
    struct str row = buf_str(&r->row);

    if (!row.n)
        return;
    if (!is_kind(r, RECORD_ROWS)) {
        record_junk(r, buf_str(&r->values));
    } else {
        if (!str_eq(row, buf_str(&r->names)))
            write_header(r);
        buf_add(&r->out, buf_str(&r->values));
        buf_char(&r->out, '\n');
    }
    buf_reset(&r->row);
    buf_reset(&r->values);
}

void record_junk(struct record_lines *r, struct str text)
{
    struct str cut = str_trim(str_slice(text, 0, JUNK_BYTES));

    for (size_t i = 0; i < cut.n; i++)
        buf_char(&r->out, cut.p[i] == '\n' || !cut.p[i] ? ' ' : cut.p[i]);
    if (cut.n)
        buf_char(&r->out, '\n');
}
