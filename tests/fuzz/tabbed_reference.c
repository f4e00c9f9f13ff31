/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unwrap_reference.h"

enum { RECORD_WORDS = 6 };

/* The row of a query's answer that is being read: until a name comes again. */
struct results {
    struct buf names; /* with a newline behind each: no cell has one */
    struct buf time, stream, message;
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

static struct str without_cr(struct str text)
{
    return str_ends(text, STR("\r")) ? str_slice(text, 0, text.n - 1) : text;
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
        expected_event(e, buf_str(&r->time), buf_str(&r->stream),
                       buf_str(&r->message));
    } else {
        expected_row_end(e);
    }
    buf_reset(&r->names);
    buf_reset(&r->time);
    buf_reset(&r->stream);
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
    if (str_eq(name, STR("@timestamp")))
        buf_add(&r->time, value);
    if (str_eq(name, STR("@logStream")))
        buf_add(&r->stream, value);
}

static bool is_extra(struct str line)
{
    return str_starts(line, STR("STATISTICS\t")) ||
           str_starts(line, STR("SEARCHEDLOGSTREAMS\t")) ||
           str_starts(line, STR("b/")) || str_starts(line, STR("f/")) ||
           str_starts(line, STR("Complete")) ||
           str_starts(line, STR("Running")) || str_starts(line, STR("None"));
}

/* Runs of anything but spaces. */
static size_t words_of(struct str text)
{
    size_t words = 0;
    struct str word;

    while (text.n && str_split(&text, ' ', &word))
        words += word.n > 0;
    return words;
}

/* A text that is marked as nothing. */
static void take_text(struct str text, struct expected_lines *e)
{
    if (words_of(text) >= RECORD_WORDS)
        expected_event(e, STR(""), STR(""), text);
    else if (str_trim(text).n && !is_extra(text))
        expected_junk(e);
}

static void take_line(struct results *r, struct str line,
                      struct expected_lines *e)
{
    size_t tabs = count(line, '\t');

    if (str_starts(line, STR("RESULTS\t")))
        take_result(r, line, e);
    else if (!str_starts(line, STR("EVENTS\t")))
        take_text(line, e);
    else if (tabs == 5)
        expected_event(e, cell_of(line, 5), cell_of(line, 3), cell_of(line, 4));
    else if (tabs == 3)
        expected_event(e, cell_of(line, 3), STR(""), cell_of(line, 2));
    else
        expected_junk(e);
}

/* Are the cells records, of as many words each? The last may be cut. */
static bool is_records(struct str line)
{
    enum { SURE_CELLS = 4 };
    size_t cells = count(line, '\t') + 1, words = words_of(cell_of(line, 0));

    for (size_t i = 1; i < cells; i++)
        if (words_of(cell_of(line, i)) != words &&
            (i + 1 < cells || cells < SURE_CELLS))
            return false;
    return cells >= 2 && words >= RECORD_WORDS;
}

/* Does the text begin with such a line, but for others without a space? */
static bool is_one_line(struct str text)
{
    struct str line;

    while (text.n && str_split(&text, '\n', &line)) {
        if (is_records(line))
            return true;
        if (count(line, ' '))
            return false;
    }
    return false;
}

void tabbed_reference(struct str text, struct expected_lines *e)
{
    struct results r = {.names = {0}};
    bool one_line = is_one_line(text);
    struct str line, cell;

    while (text.n && str_split(&text, '\n', &line)) {
        bool more = one_line;

        if (!one_line)
            take_line(&r, without_cr(line), e);
        while (more && (more = str_split(&line, '\t', &cell)))
            take_text(without_cr(cell), e);
    }
    end_result(&r, e);
    buf_done(&r.names);
    buf_done(&r.time);
    buf_done(&r.stream);
    buf_done(&r.message);
}
