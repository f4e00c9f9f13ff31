/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Queries within a query: in (...), join and appendcols take one, and
 * commands that compare make some. A subquery runs to its end before the
 * query it stands in begins; what it gave is then a table of values.
 */
#ifndef QUERY_SUBQUERY_H
#define QUERY_SUBQUERY_H

#include "query/bind.h"

/* How the time window of a subquery lies to that of the outer query. */
enum sub_window {
    SUB_WINDOW_SAME,
    SUB_WINDOW_BEFORE, /* as long, and ends where that begins */
    SUB_WINDOW_SHIFTED, /* .shift_ms earlier */
    SUB_WINDOW_NEW     /* the same; where that is open, as long as the shift
                          and up to the newest record: what SHIFTED then
                          lies before */
};

struct subquery {
    struct subquery *next; /* of the same outer query */
    struct query *query;   /* owned; written in the outer text, its spans are
                              places there */
    struct span at;        /* in the outer text */
    struct expr *in;       /* the condition whose list it gives, or NULL */
    struct bound *bound;   /* set by the binder */
    enum sub_window window;
    int64_t shift_ms;
    /* What it gave, filled by whoever runs it (subquery_done). */
    bool done;
    uint64_t n_rows;
    struct value *values;  /* [row * bound->n_columns + column] */
    struct arena arena;    /* of values and their texts */
};

/* A new last one of outer's; the query is taken over. */
struct subquery *subquery_add(struct query *outer, struct query *query,
                              struct span at);
/*
 * values and n_rows are filled: it is done. A condition that takes it gets
 * the list of its values, without nulls: a missing value in the list would
 * make every "not in" null.
 */
void subquery_done(struct subquery *s);
/* All of a query's. */
void subquery_free_all(struct query *q);

static inline struct value subquery_value(const struct subquery *s,
                                          uint64_t row, uint32_t column)
{
    return s->values[row * s->bound->n_columns + column];
}

#endif
