/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/record_lines.h"

#include "base/date.h"
#include "base/num.h"
#include "source/row_time.h"

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

/* All of it is looked at, since that takes a few instructions for many bytes
   at once; there is hardly ever one. */
static bool has_blank(struct str s)
{
    unsigned found = 0;

    for (size_t i = 0; i < s.n; i++)
        found |= (unsigned)is_blank(s.p[i]) | (unsigned)(s.p[i] == '\0');
    return found;
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

/* Milliseconds of a year from 2001 to 2190: the usual case. */
static bool is_milliseconds(struct str s)
{
    enum { DIGITS = 13 };

    if (s.n != DIGITS || s.p[0] < '1' || s.p[0] >= '7')
        return false;
    for (size_t i = 0; i < DIGITS; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return true;
}

/* A time in seconds, ms, us or ns, told apart by its size, as ms. */
static uint64_t in_ms(uint64_t t)
{
    const uint64_t year_2001 = 1000000000, year_2200 = 7258118400;

    if (t >= year_2001 && t < year_2200)
        return t * 1000;
    while (t >= year_2200 * 1000)
        t /= 1000;
    return t;
}

/* A number or a date as milliseconds, anything else as "-". */
static void add_time(struct buf *b, struct str s)
{
    struct str whole, fraction;
    uint64_t known, rest;
    int64_t ms;

    if (is_milliseconds(s)) {
        buf_add(b, s);
        return;
    }
    whole = str_slice(s, 0, str_find(s, STR(".")));
    fraction = str_slice(s, whole.n + 1, s.n);
    if (num_parse_uint(whole, UINT64_MAX, &known) &&
        (!fraction.n || num_parse_uint(fraction, UINT64_MAX, &rest)))
        buf_printf(b, "%" PRIu64, in_ms(known));
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

    if (!str_trim(record).n || !is_kind(r, RECORD_EVENTS)) {
        record_junk(r, record);
        return;
    }
    r->n++;
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

void record_name(struct record_lines *r, struct str name)
{
    add_word(&r->row, name);
    buf_char(&r->row, '\0');
}

void record_cell(struct record_lines *r, struct str value)
{
    if (r->values.n)
        buf_char(&r->values, ' ');
    add_word(&r->values, value);
}

void record_value(struct record_lines *r, struct str name, struct str value)
{
    char time[ROW_TIME_TEXT];

    record_name(r, name);
    record_cell(r, row_time(name, value, time));
}

/* The names as a header line. */
static void write_header(struct record_lines *r)
{
    buf_reset(&r->names);
    buf_add(&r->names, buf_str(&r->row));
    buf_text(&r->out, RECORD_HEADER);
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
        r->n++;
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

    r->n++;
    buf_text(&r->out, RECORD_JUNK);
    for (size_t i = 0; i < cut.n; i++)
        if (is_blank(cut.p[i]) || !cut.p[i])
            buf_text(&r->out, RECORD_JUNK);
        else
            buf_char(&r->out, cut.p[i]);
    buf_char(&r->out, '\n');
}

void record_no_line(struct record_lines *r)
{
    buf_char(&r->out, '\n');
}
