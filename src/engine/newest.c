/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows stand in reverse, the newest last: later rows are newer as a rule,
 * so that most are put behind the others and few have to move.
 */
#include "engine/newest.h"

#include "base/big.h"
#include "base/mem.h"

#include <stdlib.h>

/* Of the rows, room for more: to move many to a larger place costs little. */
enum { GROWTH_SHARE = 4 };

struct row {
    uint64_t rank; /* of its time, smaller when newer */
    uint64_t id;
};

struct newest {
    struct row *rows; /* reversed */
    size_t n, cap;
    uint64_t matched;
};

struct newest *newest_new(void)
{
    return mem_calloc(1, sizeof(struct newest));
}

void newest_free(struct newest *n)
{
    if (!n)
        return;
    free(n->rows);
    free(n);
}

static bool comes_first(struct row a, struct row b)
{
    return a.rank != b.rank ? a.rank < b.rank : a.id < b.id;
}

static void reserve(struct newest *n, size_t more)
{
    if (n->n + more <= n->cap)
        return;
    n->cap = n->n + more + n->n / GROWTH_SHARE;
    n->rows = mem_realloc(n->rows, n->cap * sizeof *n->rows);
}

/* From the end on, the row that comes first of both goes to the last place. */
static void merge(struct newest *n, const uint64_t *ids, const uint64_t *ranks,
                  uint64_t more)
{
    size_t old = n->n, to = n->n + more;

    reserve(n, more);
    n->n = to;
    for (uint64_t i = 0; i < more;) {
        struct row row = {ranks[i], ids[i]};

        if (old > 0 && comes_first(n->rows[old - 1], row)) {
            n->rows[--to] = n->rows[--old];
        } else {
            n->rows[--to] = row;
            i++;
        }
    }
}

bool newest_add(struct newest *n, struct gathered *more, unsigned threads,
                const atomic_bool *stop)
{
    uint64_t *ranks, n_more;
    uint64_t *ids =
        ranking_take_newest(more->ranking, threads, stop, &n_more, &ranks);

    if (!ids)
        return false;
    merge(n, ids, ranks, n_more);
    n->matched += more->matched;
    big_free(ids);
    free(ranks);
    return true;
}

void newest_give(const struct newest *n, struct gathered *to)
{
    to->ids = big_alloc(NULL, (n->n + 1) * sizeof *to->ids, NULL);
    to->n_ids = n->n;
    to->matched = n->matched;
    for (size_t i = 0; i < n->n; i++)
        to->ids[i] = n->rows[n->n - 1 - i].id;
}

size_t newest_bytes(const struct newest *n)
{
    return n->cap * sizeof *n->rows;
}
