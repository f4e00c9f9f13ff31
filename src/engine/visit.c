/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/visit.h"

#include "base/mem.h"
#include "engine/merge_sort.h"

#include <stdlib.h>

/* Items of equal rank stay as they stand. */
static int keep_order(const void *arg, const struct sort_item *x,
                      const struct sort_item *y)
{
    (void)arg;
    return (x->index > y->index) - (x->index < y->index);
}

/* Up to BATCH_ROWS items of one page; *n is how many were visited. */
static bool visit_batch(struct batch *b, const uint64_t *ids,
                        const struct sort_item *items, uint32_t *n,
                        visit_fn *fn, void *arg)
{
    size_t at[BATCH_ROWS];

    batch_reset(b);
    for (uint32_t i = 0; i < *n; i++) {
        at[i] = items[i].index;
        b->rows[i] = b->rel->ops->row(b->rel, ids[at[i]]);
    }
    b->n = *n;
    *n = batch_fit(b, &b->own);
    return fn(arg, b, at);
}

static size_t page_end(const struct sort_item *items, size_t at, size_t n)
{
    uint64_t page = items[at].rank;

    while (at < n && items[at].rank == page)
        at++;
    return at;
}

static bool visit_page(struct batch *b, const uint64_t *ids,
                       const struct sort_item *items, size_t n, visit_fn *fn,
                       void *arg)
{
    uint32_t k;

    for (size_t i = 0; i < n; i += k) {
        k = n - i < BATCH_ROWS ? (uint32_t)(n - i) : BATCH_ROWS;
        if (!visit_batch(b, ids, items + i, &k, fn, arg))
            return false;
    }
    return true;
}

static int order_numbers(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* Make what is needed ready for the rows of a page that are visited. */
static void want_rows(struct relation *rel, const uint64_t *ids,
                      const struct sort_item *items, size_t n,
                      const struct needs *needs)
{
    uint32_t *rows = mem_alloc(n * sizeof *rows);
    uint32_t n_rows = 0;

    for (size_t i = 0; i < n; i++)
        rows[i] = rel->ops->row(rel, ids[items[i].index]);
    qsort(rows, n, sizeof *rows, order_numbers);
    for (size_t i = 0; i < n; i++) {
        if (n_rows == 0 || rows[i] != rows[n_rows - 1])
            rows[n_rows++] = rows[i];
    }
    rel->ops->want(rel, needs, rows, n_rows);
    free(rows);
}

/* Ids [first, first + n) of all. */
static bool visit_part(struct batch *b, const uint64_t *ids, size_t first,
                       size_t n, const struct needs *needs, visit_fn *fn,
                       void *arg, const atomic_bool *stop, uint64_t *lost)
{
    const struct relation_ops *ops = b->rel->ops;
    struct sort_item *items = mem_alloc(n * sizeof *items);
    bool go_on;

    for (size_t i = 0; i < n; i++)
        items[i] =
            (struct sort_item){ops->page(b->rel, ids[first + i]), first + i};
    go_on = merge_sort(items, n, keep_order, NULL, stop);
    for (size_t i = 0; go_on && i < n;) {
        size_t end = page_end(items, i, n);

        if (ops->open(b->rel, items[i].rank)) {
            if (needs && ops->want)
                want_rows(b->rel, ids, items + i, end - i, needs);
            go_on = visit_page(b, ids, items + i, end - i, fn, arg);
        } else {
            *lost += end - i;
        }
        i = end;
    }
    free(items);
    return go_on;
}

bool visit_rows_within(struct batch *b, const uint64_t *ids, size_t n,
                       const struct needs *needs, visit_fn *fn, void *arg,
                       const atomic_bool *stop, uint64_t *lost,
                       size_t most_bytes)
{
    /* Sorting takes as much again. */
    size_t most = most_bytes / (2 * sizeof(struct sort_item)) + BATCH_ROWS;
    bool go_on = true;

    for (size_t i = 0; go_on && i < n; i += most)
        go_on = visit_part(b, ids, i, n - i < most ? n - i : most, needs, fn,
                           arg, stop, lost);
    return go_on;
}

bool visit_rows(struct batch *b, const uint64_t *ids, size_t n,
                const struct needs *needs, visit_fn *fn, void *arg,
                const atomic_bool *stop, uint64_t *lost)
{
    return visit_part(b, ids, 0, n, needs, fn, arg, stop, lost);
}
