/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unwrap_reference.h"

/* The row of a query's answer that is being read: until a name comes again. */
struct results {
    struct buf names; /* with a newline behind each: no cell has one */
    struct buf message;
};

static size_t count(struct str s, char c)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == c;
    return n;
}

/* Empty where the line has fewer. */
static struct str cell_of(struct str line, size_t i)
{
    struct str cell = {NULL, 0};

    do
        if (!str_split(&line, '\t', &cell))
            return (struct str){NULL, 0};
    while (i--);
    return cell;
}

static bool has_name(const struct results *r, struct str name)
{
    struct str names = buf_str(&r->names), known;

    while (names.n && str_split(&names, '\n', &known))
        if (str_eq(known, name))
            return true;
    return false;
}

static void end_result(struct results *r, struct expected_lines *e)
{
    if (r->message.n) {
        expected_forget_row(e);
        expected_event(e, buf_str(&r->message));
    } else {
        expected_row_end(e);
    }
    buf_reset(&r->names);
    buf_reset(&r->message);
}

static void take_result(struct results *r, struct str line,
                        struct expected_lines *e)
{
    struct str name = cell_of(line, 1), value = cell_of(line, 2);

    if (has_name(r, name))
        end_result(r, e);
    buf_add(&r->names, name);
    buf_char(&r->names, '\n');
    if (str_eq(name, STR("@message")))
        buf_add(&r->message, value);
    else if (!str_eq(name, STR("@ptr")))
        expected_value(e, name, &value);
}

static bool is_extra(struct str line)
{
    return str_starts(line, STR("STATISTICS\t")) ||
           str_starts(line, STR("SEARCHEDLOGSTREAMS\t")) ||
           str_starts(line, STR("b/")) || str_starts(line, STR("f/")) ||
           str_starts(line, STR("Complete")) ||
           str_starts(line, STR("Running")) || str_starts(line, STR("None"));
}

static void take_line(struct results *r, struct str line,
                      struct expected_lines *e)
{
    enum { RECORD_BLANKS = 5 };
    size_t tabs = count(line, '\t');
    struct str cell;

    if (str_starts(line, STR("RESULTS\t"))) {
        take_result(r, line, e);
    } else if (str_starts(line, STR("EVENTS\t"))) {
        if (tabs == 5 || tabs == 3)
            expected_event(e, cell_of(line, tabs - 1));
        else
            expected_junk(e);
    } else if (count(line, ' ') >= RECORD_BLANKS) {
        while (str_split(&line, '\t', &cell)) {
            e->unknown |= count(cell, ' ') < RECORD_BLANKS;
            expected_event(e, cell);
        }
    } else if (!is_extra(line)) {
        expected_junk(e);
    }
}

void tabbed_reference(struct str text, struct expected_lines *e)
{
    struct results r = {{0}, {0}};
    struct str line;

    while (text.n && str_split(&text, '\n', &line)) {
        line.n -= line.n && line.p[line.n - 1] == '\r';
        take_line(&r, line, e);
    }
    end_result(&r, e);
    buf_done(&r.names);
    buf_done(&r.message);
}
