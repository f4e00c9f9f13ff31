/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row for each match of parse multi. */
#include "engine/serial_int.h"

#include "base/mem.h"
#include "engine/merge_sort.h"
#include "engine/relation_expand.h"

#include <stdlib.h>

struct expand_run {
    struct run *r;
    const struct parse_spec *parse;
    struct matches matches; /* in the order of pages */
};

static bool expand_batch(void *arg, struct batch *b, const size_t *at)
{
    struct expand_run *x = arg;

    matches_add(&x->matches, b, at, x->parse);
    return serial_may_go_on(x->r, x->matches.cap * sizeof *x->matches.items);
}

static int order_matches(const void *arg, const struct sort_item *x,
                         const struct sort_item *y)
{
    (void)arg;
    return (x->index > y->index) - (x->index < y->index);
}

/* Matches in the order of the rows they were found in; in any when stopped. */
static struct match *sort_matches(const struct matches *m,
                                  const atomic_bool *stop)
{
    struct sort_item *items = mem_alloc(m->n * sizeof *items);
    struct match *sorted = mem_alloc(m->n * sizeof *sorted);

    for (size_t i = 0; i < m->n; i++)
        items[i] = (struct sort_item){m->items[i].place, i};
    merge_sort(items, m->n, order_matches, NULL, stop);
    for (size_t i = 0; i < m->n; i++)
        sorted[i] = m->items[items[i].index];
    free(items);
    return sorted;
}

bool serial_expand(struct run *r, const struct parse_spec *parse)
{
    struct expand_run x = {.r = r, .parse = parse};
    struct needs needs;

    if (!serial_settle(r, 0))
        return false;
    needs_init(&needs, serial_scope(r));
    needs_expr(&needs, serial_scope(r), parse->source);
    bool done = serial_visit(r, &needs, expand_batch, &x);
    needs_done(&needs);
    if (done) {
        r->rel = relation_expand_new(r->rel, parse, r->s->env,
                                     sort_matches(&x.matches, r->s->cancel));
        big_free(r->ids);
        done = serial_number_rows(r, x.matches.n);
    }
    free(x.matches.items);
    return done;
}
