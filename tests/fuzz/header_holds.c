/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "header_holds.h"

#include "flow/guess.h"
#include "flow/guess_line.h"
#include "flow/layout.h"

#include <string.h>

enum { LINES_MAX = 40, WORDS_MAX = 600, FIRST_LINES = 4 };

struct session {
    struct fields *fields;
    struct layouts *layouts;
};

static size_t count_words(struct str line)
{
    struct str word;
    size_t n = 0;

    while (layout_next_word(&line, &word))
        n++;
    return n;
}

/* No field twice, and every field known by its place and its names. */
static void check_columns(const struct session *s, const struct layout *l,
                          struct buf *why)
{
    for (uint16_t i = 0; i < l->n && !why->n; i++) {
        const struct field *f = fields_get(s->fields, l->cols[i]);

        if (layout_place(l, l->cols[i]) != i)
            buf_printf(why, "column %u has no place of its own", i);
        if (fields_find(s->fields, str_of(f->query_name)) != l->cols[i])
            buf_printf(why, "%s is not found in queries", f->query_name);
    }
    for (uint16_t id = 0; id < l->n_places && !why->n; id++)
        if (l->place[id] >= l->n ||
            (l->place[id] >= 0 && l->cols[l->place[id]] != id))
            buf_printf(why, "field %u has a wrong place", id);
}

static void print(const struct session *s, const struct layout *l,
                  const char *before, const char *after, struct buf *out)
{
    for (uint16_t i = 0; i < l->n; i++)
        buf_printf(out, "%s%s%s", before,
                   fields_get(s->fields, l->cols[i])->log_name, after);
}

/* Its names, read again, are this layout. */
static void check_printed(const struct session *s, const struct layout *l,
                          struct buf *why)
{
    struct buf header = {0}, format = {0};
    struct err err = {.code = ERR_NONE};

    print(s, l, "", " ", &header);
    print(s, l, "${", "},", &format);
    if (l->n && layouts_from_format(s->layouts, buf_str(&format), &err) != l)
        buf_printf(why, "printed as %s it is another: %s", format.p, err.msg);
    else if (layouts_from_header(s->layouts, buf_str(&header), true) != l &&
             layouts_from_header(s->layouts, buf_str(&header), true))
        buf_printf(why, "printed as %s it is another", header.p);
    buf_done(&header);
    buf_done(&format);
}

static void check_layout(const struct session *s, const struct layout *l,
                         size_t columns, struct buf *why)
{
    if (l->n != columns)
        buf_printf(why, "%u columns for %zu words", l->n, columns);
    if (!why->n)
        check_columns(s, l, why);
    if (!why->n)
        check_printed(s, l, why);
}

/* Events have two columns more, unless there is no room. */
static void check_event(const struct session *s, const struct layout *l,
                        struct buf *why)
{
    const struct layout *event = layouts_of_event(s->layouts, l);
    const struct layout *behind = layouts_behind(s->layouts, l, 3, 0, 2);

    check_columns(s, event, why);
    if (layout_place(l, FIELD_EVENT_TIME) < 0 &&
        layout_place(l, FIELD_EVENT_STREAM) < 0 && l->n < 500 &&
        event->n != l->n + LAYOUT_EVENT_WORDS)
        buf_printf(why, "an event has %u columns", event->n);
    if (behind)
        check_columns(s, behind, why);
}

/* Blanks at its ends do not make it another one. */
static void check_framed(const struct session *s, const struct layout *l,
                         struct str line, bool trust, struct buf *why)
{
    struct buf framed = {0};

    buf_printf(&framed, " %.*s \t\r", STR_ARG(line));
    if (layouts_from_header(s->layouts, buf_str(&framed), trust) != l)
        buf_text(why, "with blanks it is another header");
    buf_done(&framed);
}

static void check_header(const struct session *s, struct str line, bool trust,
                         struct buf *why)
{
    const struct layout *l = layouts_from_header(s->layouts, line, trust);

    if (!l || why->n)
        return;
    check_framed(s, l, line, trust, why);
    check_layout(s, l, count_words(line), why);
    if (l->n < 2)
        buf_text(why, "a header of one word");
    if (!why->n)
        check_event(s, l, why);
    if (layout_is_default_record(line))
        buf_text(why, "a header that is a record");
}

static void check_format(const struct session *s, struct str text,
                         struct buf *why)
{
    struct err err = {.code = ERR_NONE};
    const struct layout *l = layouts_from_format(s->layouts, text, &err);

    if (!l && (err.code == ERR_NONE || !err.msg[0]))
        buf_text(why, "a format is refused without a word");
    if (l)
        check_layout(s, l, l->n, why);
    if (l && !l->n)
        buf_text(why, "a format without columns");
}

static void check_names(const struct session *s, struct str line,
                        struct buf *why)
{
    struct str names[WORDS_MAX];
    const struct layout *l;
    size_t n = 0;

    while (n < WORDS_MAX && layout_next_word(&line, &names[n]))
        n++;
    l = layouts_from_names(s->layouts, names, n);
    if (l && l->n != n)
        buf_printf(why, "%u columns for %zu names", l->n, n);
    if (l)
        check_columns(s, l, why);
}

/* What is offered for a line is a format of as many columns. */
static void check_line_guess(const struct session *s, struct str line,
                             struct buf *why)
{
    struct line_guess guesses[WORDS_MAX];
    size_t n = guess_line(line, guesses, WORDS_MAX);
    struct buf format = {0};
    struct err err = {.code = ERR_NONE};
    const struct layout *l;

    guess_line_format(&format, guesses, n);
    l = n ? layouts_from_format(s->layouts, buf_str(&format), &err) : NULL;
    if (n && n <= 500 && (!l || l->n != n))
        buf_printf(why, "%s is no format of %zu columns: %s", format.p, n,
                   err.msg);
    buf_done(&format);
}

static void check_guess(const struct session *s, const struct str *lines,
                        size_t n, enum guess_by by, struct buf *why)
{
    struct guess g = guess_layout(s->layouts, lines, n, by);
    unsigned same = 0;

    if (!g.layout || why->n)
        return;
    for (size_t i = 0; i < n; i++)
        same += count_words(lines[i]) == g.layout->n;
    if (!same || g.lines != same)
        buf_printf(why, "a guess of %u columns by %u lines; so many have %u",
                   g.layout->n, g.lines, same);
    if (by == GUESS_BY_ORDER && !g.order)
        buf_text(why, "a guess that is not by an order");
    if (!g.order && g.known + g.unnamed != g.layout->n)
        buf_printf(why, "%u columns are known and %u are not, of %u", g.known,
                   g.unnamed, g.layout->n);
    if (!why->n)
        check_columns(s, g.layout, why);
    if (guess_layout(s->layouts, lines, n, by).layout != g.layout)
        buf_text(why, "the guess is another the second time");
}

static size_t take_lines(struct str text, struct str lines[LINES_MAX])
{
    size_t n = 0;

    while (n < LINES_MAX && str_split(&text, '\n', &lines[n])) {
        lines[n] = str_trim(lines[n]);
        n += lines[n].n > 0;
    }
    return n;
}

bool header_holds(struct str text, struct buf *why)
{
    struct session s = {.fields = fields_new()};
    struct str lines[LINES_MAX];
    size_t n = take_lines(text, lines);

    s.layouts = layouts_new(s.fields);
    for (int by = GUESS_BY_ORDER; by <= GUESS_BY_VALUES_IN_EVENTS; by++)
        check_guess(&s, lines, n, (enum guess_by)by, why);
    for (size_t i = 0; i < n && i < FIRST_LINES && !why->n; i++) {
        check_header(&s, lines[i], false, why);
        check_header(&s, lines[i], true, why);
        check_names(&s, lines[i], why);
        check_line_guess(&s, lines[i], why);
    }
    if (!why->n)
        check_format(&s, text, why);
    layouts_free(s.layouts);
    fields_free(s.fields);
    return !why->n;
}
