/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "query/subquery.h"

#include "query/literal_set.h"

struct subquery *subquery_add(struct query *outer, struct query *query,
                              struct span at)
{
    struct subquery **tail = &outer->subs;

    while (*tail)
        tail = &(*tail)->next;
    *tail = arena_calloc(&outer->arena, 1, sizeof **tail);
    (*tail)->query = query;
    (*tail)->at = at;
    return *tail;
}

/* The values of the only column, hashed; NULL when they are few. */
static struct literal_set *make_set(struct subquery *s)
{
    struct value *values;
    uint32_t n = s->in->in.n;

    if (n < LITERAL_SET_MIN)
        return NULL;
    values = arena_alloc(&s->arena, n * sizeof *values);
    for (uint32_t i = 0; i < n; i++)
        values[i] = s->in->in.list[i]->literal;
    return literal_set_new(&s->arena, values, n);
}

/* The values of the only column as literals. */
static void fill_list(struct subquery *s)
{
    struct expr *nodes =
        arena_calloc(&s->arena, s->n_rows, sizeof *nodes);
    struct expr **list = arena_alloc(&s->arena, s->n_rows * sizeof *list);
    uint32_t n = 0;

    for (uint64_t i = 0; i < s->n_rows; i++) {
        struct value v = subquery_value(s, i, 0);

        if (v.type == VALUE_NULL)
            continue;
        nodes[n].kind = EXPR_LITERAL;
        nodes[n].at = s->at;
        nodes[n].literal = v;
        list[n] = &nodes[n];
        n++;
    }
    s->in->in.list = list;
    s->in->in.n = n;
    s->in->in.set = make_set(s);
}

void subquery_done(struct subquery *s)
{
    if (s->in)
        fill_list(s);
    s->done = true;
}

void subquery_free_all(struct query *q)
{
    for (struct subquery *s = q->subs; s; s = s->next) {
        query_free(s->query);
        arena_done(&s->arena);
    }
}
