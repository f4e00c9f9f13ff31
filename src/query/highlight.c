/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pieces of the outline, and the white space between them. */
#include "query/highlight.h"

#include "query/outline.h"

#include <string.h>

struct spans {
    struct arena *arena;
    struct syntax_span *p;
    uint32_t n, cap;
};

static void add(struct spans *s, uint32_t start, uint32_t end,
                enum syntax_role role)
{
    enum { FIRST = 64 };

    if (start == end)
        return;
    if (s->n == s->cap) {
        struct syntax_span *old = s->p;

        s->cap = s->cap ? 2 * s->cap : FIRST;
        s->p = arena_alloc(s->arena, s->cap * sizeof *s->p);
        if (s->n)
            memcpy(s->p, old, s->n * sizeof *s->p);
    }
    s->p[s->n++] = (struct syntax_span){{start, end}, role};
}

static enum syntax_role role_of(enum piece_kind kind)
{
    static const enum syntax_role roles[] = {
        [PIECE_COMMAND] = SYNTAX_COMMAND,   [PIECE_FUNCTION] = SYNTAX_FUNCTION,
        [PIECE_FIELD] = SYNTAX_FIELD,       [PIECE_TEXT] = SYNTAX_TEXT,
        [PIECE_NUMBER] = SYNTAX_NUMBER,     [PIECE_REGEX] = SYNTAX_REGEX,
        [PIECE_OPERATOR] = SYNTAX_OPERATOR, [PIECE_MARK] = SYNTAX_MARK,
        [PIECE_KEYWORD] = SYNTAX_KEYWORD,   [PIECE_COMMENT] = SYNTAX_COMMENT,
        [PIECE_ERROR] = SYNTAX_ERROR,
    };

    return roles[kind];
}

struct syntax_span *highlight_query(struct arena *a, struct str text,
                                    uint32_t *n)
{
    struct spans spans = {.arena = a};
    struct outline o;
    struct piece piece;
    uint32_t end = 0;

    outline_init(&o, a, text);
    while (outline_next(&o, &piece)) {
        uint32_t start = piece.at.start;

        add(&spans, end, start, SYNTAX_SPACE);
        if (piece.open) {
            add(&spans, start, start + 1, SYNTAX_ERROR);
            start++;
        }
        end = piece.at.end;
        add(&spans, start, end, role_of(piece.kind));
    }
    add(&spans, end, (uint32_t)text.n, SYNTAX_SPACE);
    *n = spans.n;
    return spans.p;
}
