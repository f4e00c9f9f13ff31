/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "line_reference.h"

#include "base/mem.h"
#include "source/record_lines.h"

#include <stdlib.h>
#include <string.h>

const field_id line_fields[LINE_FIELDS] = {FIELD_SRCADDR, FIELD_BYTES,
                                           FIELD_START,   FIELD_ACTION,
                                           FIELD_DSTPORT, FIELD_PROTOCOL};

/* The words of a line, as far as there is room. */
enum { WORDS_MAX = 600 };

struct line_words {
    struct str words[WORDS_MAX];
    uint32_t n; /* all of them */
    bool has_nul;
    bool single; /* printable words with one space between, nothing else */
};

void line_rows_done(struct line_rows *r)
{
    free(r->rows);
}

struct line_row *line_rows_add(struct line_rows *r)
{
    r->rows = mem_grow(r->rows, r->n, &r->cap, sizeof *r->rows);
    return &r->rows[r->n++];
}

static bool is_white(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\v' || c == '\f' ||
           c == '\r';
}

static void split(struct str line, struct line_words *w)
{
    bool inside = false;
    struct str rest = header_skip_bom(line);

    w->n = 0;
    w->has_nul = memchr(line.p, '\0', line.n) != NULL;
    w->single = rest.n == line.n;
    for (size_t i = 0; i < rest.n; i++) {
        char c = rest.p[i];

        w->single &= (unsigned char)c >= ' ' && (inside || c != ' ');
        if (is_white(c)) {
            inside = false;
            continue;
        }
        if (!inside && w->n < WORDS_MAX)
            w->words[w->n] = (struct str){rest.p + i, 0};
        w->n += !inside;
        inside = true;
        if (w->n <= WORDS_MAX)
            w->words[w->n - 1].n++;
    }
    w->single &= inside;
}

static void add_bad(struct line_rows *out, enum bad_kind kind, uint32_t values,
                    struct slice text)
{
    struct bad *b = &out->bad[kind];

    if (b->count++ == 0)
        *b = (struct bad){.count = 1,
                          .line = out->lines,
                          .values = values,
                          .expected = out->layout->n,
                          .text = text};
}

static void add_row(struct line_rows *out, const struct line_words *w,
                    struct slice line)
{
    struct line_row *row = line_rows_add(out);

    *row = (struct line_row){.line_at = line.at, .layout = out->layout};
    for (size_t i = 0; i < LINE_FIELDS; i++) {
        int place = layout_place(out->layout, line_fields[i]);

        if (place >= 0)
            row->fields[i] = w->words[place];
    }
    out->regular &= w->single && out->layout->n > 0;
}

/* The layout that the line states; it is told by its words, or a mark, alone.
 */
static const struct layout *header_of(const struct header_rules *rules,
                                      struct str line,
                                      const struct layout *before)
{
    if (rules->marked && (!line.n || line.p[0] != '\f'))
        return NULL;
    line = rules->marked ? str_slice(line, 1, line.n)
                         : str_trim(header_skip_bom(line));
    if (rules->first.n && str_eq(line, rules->first))
        return rules->first_layout;
    if (!rules->marked)
        return layouts_from_later_header(rules->layouts, line,
                                         rules->first_layout, before);
    const struct layout *l = layouts_from_known_names(rules->layouts, line);
    return l ? l : rules->others;
}

static void take_line(struct str line, struct slice at,
                      const struct header_rules *rules, struct line_rows *out)
{
    const struct layout *stated = header_of(rules, line, out->layout);
    struct line_words w;

    if (stated) {
        out->layout = stated;
        out->headers++;
        out->added += rules->marked;
        return;
    }
    split(line, &w);
    if (w.n == 0)
        out->blanks++;
    else if (w.has_nul)
        add_bad(out, BAD_NUL, w.n, at);
    else if (out->layout->no_records ||
             (w.n == 1 && str_starts(line, STR(RECORD_JUNK))))
        add_bad(out, BAD_JUNK, w.n, at);
    else if (out->layout->n == 0 || w.n == out->layout->n)
        add_row(out, &w, at);
    else
        add_bad(out, w.n < out->layout->n ? BAD_TOO_FEW : BAD_TOO_MANY, w.n,
                at);
}

void line_reference(struct str text, const struct header_rules *rules,
                    const struct layout *layout, struct line_rows *out)
{
    struct str rest = text, line;

    uint32_t all = 0;

    *out = (struct line_rows){.layout = layout, .regular = true};
    while (rest.n && str_split(&rest, '\n', &line)) {
        take_line(line,
                  (struct slice){(uint32_t)(line.p - text.p), (uint32_t)line.n},
                  rules, out);
        all++;
        out->lines = all - out->added;
    }
}
