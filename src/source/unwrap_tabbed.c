/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What "aws logs ... --output text" prints: words with TABs between, lines
 * that begin with what they are.
 *
 *     EVENTS  eventId  ingestionTime  logStreamName  message  timestamp
 *     EVENTS  ingestionTime  message  timestamp
 *     RESULTS  name  value       (a row: until a name comes again)
 *
 * And, as --query 'events[].message' has it, all records in one line.
 */
#include "source/unwrap.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { CELLS_MAX = 16, STEP_BYTES = 32 << 10 };

struct tabbed {
    struct unwrap unwrap;             /* first */
    bool one_line;                    /* records with TABs between */
    struct buf time, stream, message; /* of the results row being read */
};

/*
 * A line of records with TABs between, all of as many words. TABs can also be
 * blanks between the values of one record. The last one may not be all there.
 */
static bool is_one_line(struct str line)
{
    enum { SURE = 4 };
    size_t n = 0, words = 0;
    struct str cell;

    while (str_split(&line, '\t', &cell)) {
        size_t now = unwrap_words(cell);

        if (n++ == 0)
            words = now;
        else if (now != words && (line.n || n < SURE))
            return false;
    }
    return n >= 2 && words >= UNWRAP_RECORD_WORDS;
}

static bool begins_one_line(struct str head)
{
    struct str line;

    while (str_split(&head, '\n', &line)) {
        if (is_one_line(line))
            return true;
        if (memchr(line.p, ' ', line.n))
            return false;
    }
    return false;
}

bool tabbed_is(struct str head)
{
    struct str line;

    if (begins_one_line(head))
        return true;
    while (str_split(&head, '\n', &line)) {
        if (str_starts(line, STR("EVENTS\t")) ||
            str_starts(line, STR("RESULTS\t")))
            return true;
        /* What may come before: a status, a token to go on with. */
        if (memchr(line.p, ' ', line.n))
            return false;
    }
    return false;
}

/* The cells of a line but the first; how many, at most CELLS_MAX. */
static size_t split_cells(struct str line, struct str cells[CELLS_MAX])
{
    size_t n = 0;

    str_split(&line, '\t', &cells[0]);
    while (n < CELLS_MAX && str_split(&line, '\t', &cells[n]))
        n++;
    return n;
}

static void take_event(struct unwrap *u, struct str line)
{
    struct str cells[CELLS_MAX];
    size_t n = split_cells(line, cells);

    if (n == 5)
        record_event(&u->lines, cells[4], cells[2], cells[3]);
    else if (n == 3)
        record_event(&u->lines, cells[2], (struct str){NULL, 0}, cells[1]);
    else
        record_junk(&u->lines, line);
}

static void end_result(struct tabbed *t)
{
    struct record_lines *lines = &t->unwrap.lines;

    if (t->message.n) {
        buf_reset(&lines->row);
        buf_reset(&lines->values);
        record_event(lines, buf_str(&t->time), buf_str(&t->stream),
                     buf_str(&t->message));
    } else {
        record_row_end(lines);
    }
    buf_reset(&t->time);
    buf_reset(&t->stream);
    buf_reset(&t->message);
}

static bool keep(struct buf *b, struct str text)
{
    buf_reset(b);
    buf_add(b, text);
    return true;
}

/* Is this column in the row that is being read? */
static bool has_name(const struct record_lines *lines, struct str name)
{
    struct str rest = buf_str(&lines->row), known;

    while (str_split(&rest, '\0', &known))
        if (known.n && str_eq(known, name))
            return true;
    return false;
}

static void take_result(struct tabbed *t, struct str line)
{
    struct str cells[CELLS_MAX];
    size_t n = split_cells(line, cells);
    struct str name = n ? cells[0] : (struct str){NULL, 0};
    struct str value = n > 1 ? cells[1] : (struct str){NULL, 0};

    if (str_eq(name, STR("@timestamp")) && (t->time.n || t->message.n))
        end_result(t);
    else if (has_name(&t->unwrap.lines, name))
        end_result(t);
    if (str_eq(name, STR("@ptr")))
        return;
    if (str_eq(name, STR("@message")))
        keep(&t->message, value);
    else if (str_eq(name, STR("@logStream")))
        keep(&t->stream, value);
    else if (str_eq(name, STR("@timestamp")))
        keep(&t->time, value);
    if (!str_eq(name, STR("@message")))
        record_value(&t->unwrap.lines, name, value);
}

/* A token to go on with, a status, a summary: no records. */
static bool is_extra(struct str line)
{
    static const struct str words[] = {
        STR("STATISTICS\t"), STR("SEARCHEDLOGSTREAMS\t"),
        STR("b/"),           STR("f/"),
        STR("Complete"),     STR("Running"),
        STR("None")};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_starts(line, words[i]))
            return true;
    return false;
}

static void take_other(struct unwrap *u, struct str text)
{
    struct str none = {NULL, 0};

    if (unwrap_is_record(text))
        record_event(&u->lines, none, none, text);
    else if (is_extra(text) || !str_trim(text).n)
        record_no_line(&u->lines);
    else
        record_junk(&u->lines, text);
}

static void take_line(struct tabbed *t, struct str line)
{
    struct unwrap *u = &t->unwrap;

    if (str_starts(line, STR("EVENTS\t")))
        take_event(u, line);
    else if (str_starts(line, STR("RESULTS\t")))
        take_result(t, line);
    else
        take_other(u, line);
}

static bool step(struct unwrap *u)
{
    struct tabbed *t = (struct tabbed *)u;
    struct str text;

    while (u->lines.out.n < STEP_BYTES) {
        if (!(t->one_line ? unwrap_cell(u, &text) : unwrap_line(u, &text))) {
            end_result(t);
            return false;
        }
        if (t->one_line)
            take_other(u, text);
        else
            take_line(t, text);
    }
    return true;
}

static void done(struct unwrap *u)
{
    struct tabbed *t = (struct tabbed *)u;

    buf_done(&t->time);
    buf_done(&t->stream);
    buf_done(&t->message);
}

struct stream *tabbed_stream(struct stream *below, struct str head)
{
    struct tabbed *t = mem_calloc(1, sizeof *t);

    t->one_line = begins_one_line(head);
    return unwrap_begin(&t->unwrap, below, head, step, done);
}
