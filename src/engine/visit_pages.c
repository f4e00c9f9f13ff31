/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows are put into piles, each with those of some pages that follow each
 * other, and the piles visited one after the other. Where one ends and the
 * next begins is guessed from some of the rows; a pile that gets more than fits
 * is visited in parts.
 */
#include "engine/visit_pages.h"

#include "base/mem.h"
#include "base/piles.h"

#include <stdlib.h>

enum {
    /* To sort and visit a row: two items, its id, its place twice, its row. */
    ROW_BYTES = 2 * 16 + 2 * 8 + 8 + 4,
    SAMPLES = 32, /* rows that are looked at for a pile */
    MAX_PILES = 1024,
    STOP_ROWS = 1 << 16 /* between two looks at the flag */
};

/* A row on its way: which, and where it stands among all ids. */
struct placed {
    uint64_t id;
    uint64_t at;
};

struct pages {
    const struct page_visit *v;
    struct batch *b;
    struct piles *piles;
    uint32_t n;     /* piles */
    uint64_t *ends; /* [pile]: the first page of the next; not of the last */
    /* Of the part that is visited: */
    uint64_t *ids;
    uint64_t *at;
    size_t most; /* rows of it */
};

static int order_pages(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* Pages of rows all over the ids say where the piles end. */
static void choose_ends(struct pages *p)
{
    const struct page_visit *v = p->v;
    size_t n = (size_t)p->n * SAMPLES;
    uint64_t *pages = mem_alloc(n * sizeof *pages);

    for (size_t i = 0; i < n; i++) {
        size_t at = (size_t)((double)v->n / (double)n * (double)i);

        pages[i] = p->b->rel->ops->page(p->b->rel, v->ids[at]);
    }
    qsort(pages, n, sizeof *pages, order_pages);
    for (uint32_t k = 0; k + 1 < p->n; k++)
        p->ends[k] = pages[(k + 1) * SAMPLES];
    free(pages);
}

static uint32_t pile_of(const struct pages *p, uint64_t page)
{
    uint32_t low = 0, high = p->n - 1;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (p->ends[middle] <= page)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_stopped(const struct page_visit *v)
{
    return v->stop && atomic_load(v->stop);
}

static bool fill_piles(struct pages *p, struct err *err)
{
    const struct page_visit *v = p->v;
    const struct relation *rel = p->b->rel;

    for (size_t i = 0; i < v->n; i++) {
        struct placed row = {v->ids[i], i};

        if (i % STOP_ROWS == 0 && is_stopped(v))
            return false;
        if (!piles_add(p->piles, pile_of(p, rel->ops->page(rel, row.id)), &row,
                       sizeof row, err))
            return false;
    }
    return piles_end(p->piles, err);
}

/* Rows of the part that is visited stand elsewhere among all of them. */
static bool visit_placed(void *arg, struct batch *b, const size_t *at)
{
    const struct pages *p = arg;
    size_t of_all[BATCH_ROWS];

    for (uint32_t i = 0; i < b->n; i++)
        of_all[i] = (size_t)p->at[at[i]];
    return p->v->fn(p->v->arg, b, of_all);
}

/* n rows of a pile, from byte *byte of it on. */
static bool read_part(struct pages *p, uint32_t pile, uint64_t *byte, size_t n,
                      struct err *err)
{
    struct placed rows[BATCH_ROWS];

    for (size_t i = 0; i < n; i += BATCH_ROWS) {
        size_t some = n - i < BATCH_ROWS ? n - i : BATCH_ROWS;

        if (!piles_read(p->piles, pile, *byte, rows, some * sizeof *rows, err))
            return false;
        *byte += some * sizeof *rows;
        for (size_t k = 0; k < some; k++) {
            p->ids[i + k] = rows[k].id;
            p->at[i + k] = rows[k].at;
        }
    }
    return true;
}

static bool visit_pile(struct pages *p, uint32_t pile, struct err *err)
{
    const struct page_visit *v = p->v;
    uint64_t bytes = piles_bytes(p->piles, pile), byte = 0, lost = 0;

    while (byte < bytes) {
        uint64_t left = (bytes - byte) / sizeof(struct placed);
        size_t n = left < p->most ? (size_t)left : p->most;

        if (!read_part(p, pile, &byte, n, err) ||
            !visit_rows(p->b, p->ids, n, v->needs, visit_placed, p, v->stop,
                        &lost))
            return false;
    }
    piles_give(p->piles, pile);
    return true;
}

static bool visit_piles(struct pages *p, struct err *err)
{
    choose_ends(p);
    if (!fill_piles(p, err))
        return false;
    p->ids = mem_alloc(p->most * sizeof *p->ids);
    p->at = mem_alloc(p->most * sizeof *p->at);
    for (uint32_t i = 0; i < p->n; i++)
        if (!visit_pile(p, i, err))
            return false;
    return true;
}

bool visit_pages(struct batch *b, const struct page_visit *v, struct err *err)
{
    struct pages p = {.v = v, .b = b, .most = v->most_bytes / ROW_BYTES + 1};
    size_t n = 2 * (v->n / p.most) + 2; /* guesses are off by less than half */
    uint32_t most = piles_most(v->most_bytes);
    uint64_t lost = 0;

    if (v->n <= p.most)
        return visit_rows(b, v->ids, v->n, v->needs, v->fn, v->arg, v->stop,
                          &lost);
    most = most < MAX_PILES ? most : MAX_PILES;
    p.n = n < most ? (uint32_t)n : most;
    p.ends = mem_calloc(p.n, sizeof *p.ends);
    p.piles = piles_new(v->spill, p.n, v->most_bytes);
    bool done = visit_piles(&p, err);
    piles_free(p.piles);
    free(p.ends);
    free(p.ids);
    free(p.at);
    return done;
}
