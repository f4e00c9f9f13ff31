/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row for each match of parse multi. */
#include "engine/serial_int.h"

#include "engine/relation_expand.h"

#include <string.h>

/* Rows gone over between two looks at the flag. */
enum { LOOK_ROWS = 1 << 18 };

struct expand_run {
    struct run *r;
    const struct parse_spec *parse;
    struct matches matches; /* in the order of pages */
};

static bool expand_batch(void *arg, struct batch *b, const size_t *at)
{
    struct expand_run *x = arg;
    const struct matches *m = &x->matches;

    return matches_add(&x->matches, b, at, x->parse, x->r->err) &&
           serial_may_go_on(x->r, m->spill ? 0 : m->cap * sizeof *m->items);
}

/*
 * Matches in the order of the rows they were found in; NULL when there is no
 * room, or it was stopped.
 */
static struct match *order_matches(struct run *r, const struct matches *m)
{
    const uint64_t none = UINT64_MAX;
    uint64_t *first = serial_room(r, r->n, sizeof *first);
    struct match *ordered = serial_room(r, m->n, sizeof *ordered);
    bool good = first && ordered;
    uint64_t n = 0;

    if (good)
        memset(first, 0xff, r->n * sizeof *first); /* of rows that are lost */
    for (uint64_t i = m->n; good && i > 0; i--)
        first[m->items[i - 1].place] = i - 1;
    for (uint64_t row = 0; good && row < r->n; row++) {
        for (uint64_t i = first[row];
             i != none && i < m->n && m->items[i].place == row; i++)
            ordered[n++] = m->items[i];
        if (row % LOOK_ROWS == LOOK_ROWS - 1)
            good = serial_may_go_on(r, 0);
    }
    big_free(first);
    if (good)
        return ordered;
    big_free(ordered);
    return NULL;
}

bool serial_expand(struct run *r, const struct parse_spec *parse)
{
    struct expand_run x = {
        .r = r,
        .parse = parse,
        .matches = {.spill = r->s->spill,
                    .most_bytes = r->s->memory_bytes / ARRAY_SHARE}};
    struct match *ordered = NULL;
    struct needs needs;

    if (!serial_settle(r, 0))
        return false;
    needs_init(&needs, serial_scope(r));
    needs_expr(&needs, serial_scope(r), parse->source);
    if (serial_visit(r, &needs, expand_batch, &x))
        ordered = order_matches(r, &x.matches);
    needs_done(&needs);
    if (ordered) {
        r->rel = relation_expand_new(r->rel, parse, r->s->env, ordered);
        big_free(r->ids);
    }
    bool done = ordered && serial_number_rows(r, x.matches.n);
    big_free(x.matches.items);
    return done;
}
