/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Blocks either hold one another or have nothing in common. So the addresses
 * fall into stretches in each of which one block is the smallest: going
 * through the blocks by where they begin, with those that are open on a
 * stack, gives where each stretch begins. A look-up is a binary search: of
 * IPv4 among the few stretches that have addresses with its upper half, as a
 * table of all of those says.
 */
#include "query/cidr_index.h"

#include "base/mem.h"

#include <stdlib.h>

__extension__ typedef unsigned __int128 wide;

struct block {
    wide first, last;
    uint32_t number;
    uint32_t place; /* as given, to tell equal ones apart */
};

struct stretch {
    wide first;
    uint32_t number; /* or CIDR_NONE */
};

struct family {
    struct stretch *stretches; /* rising; before the first there is none */
    size_t n;
    wide last; /* of its addresses */
};

enum { HALF_BITS = 16, HALVES = 1 << HALF_BITS };

struct cidr_index {
    uint32_t *firsts; /* of IPv4: where stretches begin, the first at 0 */
    uint32_t *numbers;
    uint32_t *halves; /* [upper half]: the stretch that its first address is
                         in; one more for the end */
    struct family v6;
};

static wide number_of(const struct addr *a)
{
    wide n = 0;

    for (unsigned i = 0; i < (a->family == 4 ? 4u : 16u); i++)
        n = n << 8 | a->bytes[i];
    return n;
}

static struct block block_of(const struct cidr *c, uint32_t number,
                             uint32_t place)
{
    unsigned bits = c->base.family == 4 ? 32 : 128;
    unsigned host = bits - c->prefix;
    wide span = host == 128 ? ~(wide)0 : ((wide)1 << host) - 1;
    struct block b = {.first = number_of(&c->base),
                      .number = number, .place = place};

    b.last = b.first + span;
    return b;
}

/* By beginning; of those that begin together the larger first. */
static int order_blocks(const void *a, const void *b)
{
    const struct block *x = a, *y = b;

    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    if (x->last != y->last)
        return x->last > y->last ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

static void begin(struct family *f, wide first, uint32_t number)
{
    /* One that begins where the last one did takes its place. */
    if (f->n && f->stretches[f->n - 1].first == first)
        f->n--;
    f->stretches[f->n++] = (struct stretch){first, number};
}

/* Close the blocks that end before at. */
static void close_before(struct family *f, struct block *const open,
                         size_t *n_open, wide at, bool all)
{
    while (*n_open && (all || open[*n_open - 1].last < at)) {
        struct block done = open[--*n_open];

        /* Behind the last address nothing begins. */
        if (done.last != f->last)
            begin(f, done.last + 1,
                  *n_open ? open[*n_open - 1].number : CIDR_NONE);
    }
}

static void make_family(struct arena *a, struct family *f,
                        struct block *blocks, size_t n)
{
    struct block *open = mem_alloc(n * sizeof *open);
    size_t n_open = 0;

    qsort(blocks, n, sizeof *blocks, order_blocks);
    f->stretches = arena_alloc(a, (2 * n + 1) * sizeof *f->stretches);
    for (size_t i = 0; i < n; i++) {
        bool repeated = i && blocks[i].first == blocks[i - 1].first &&
                        blocks[i].last == blocks[i - 1].last;

        if (repeated)
            blocks[i].number = blocks[i - 1].number;
        close_before(f, open, &n_open, blocks[i].first, false);
        if (!repeated) {
            begin(f, blocks[i].first, blocks[i].number);
            open[n_open++] = blocks[i];
        }
    }
    close_before(f, open, &n_open, 0, true);
    free(open);
}

/* IPv4 stretches without room for more, from 0 on, and the table over them. */
static void make_v4(struct arena *a, struct cidr_index *x,
                    const struct family *f)
{
    bool gap = f->n == 0 || f->stretches[0].first > 0;
    size_t n = f->n + gap, at = 0;

    x->firsts = arena_alloc(a, n * sizeof *x->firsts);
    x->numbers = arena_alloc(a, n * sizeof *x->numbers);
    x->firsts[0] = 0;
    x->numbers[0] = CIDR_NONE;
    for (size_t i = 0; i < f->n; i++) {
        x->firsts[i + gap] = (uint32_t)f->stretches[i].first;
        x->numbers[i + gap] = f->stretches[i].number;
    }
    x->halves = arena_alloc(a, (HALVES + 1) * sizeof *x->halves);
    for (uint32_t i = 0; i < HALVES; i++) {
        while (at + 1 < n && x->firsts[at + 1] <= i << HALF_BITS)
            at++;
        x->halves[i] = (uint32_t)at;
    }
    x->halves[HALVES] = (uint32_t)n - 1;
}

struct cidr_index *cidr_index_new(struct arena *a, const struct cidr *blocks,
                                  const uint32_t *numbers, uint32_t n)
{
    struct cidr_index *x = arena_calloc(a, 1, sizeof *x);
    struct block *of_family = mem_alloc(n * sizeof *of_family);
    struct arena scratch = {0};
    struct family v4 = {.last = UINT32_MAX};

    x->v6.last = ~(wide)0;
    for (unsigned family = 4; family <= 6; family += 2) {
        size_t k = 0;

        for (uint32_t i = 0; i < n; i++)
            if (blocks[i].base.family == family)
                of_family[k++] = block_of(&blocks[i], numbers[i], i);
        make_family(family == 4 ? &scratch : a, family == 4 ? &v4 : &x->v6,
                    of_family, k);
    }
    make_v4(a, x, &v4);
    arena_done(&scratch);
    free(of_family);
    return x;
}

static uint32_t find_v6(const struct family *f, wide at)
{
    size_t low = 0, high = f->n; /* the last that begins at or before it */

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (f->stretches[middle].first <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? f->stretches[low - 1].number : CIDR_NONE;
}

uint32_t cidr_index_find_v4(const struct cidr_index *x, uint32_t v4)
{
    uint32_t low = x->halves[v4 >> HALF_BITS];
    uint32_t high = x->halves[(v4 >> HALF_BITS) + 1];

    /* It is in one of the stretches low to high. */
    while (low < high) {
        uint32_t middle = low + (high - low + 1) / 2;

        if (x->firsts[middle] <= v4)
            low = middle;
        else
            high = middle - 1;
    }
    return x->numbers[low];
}

uint32_t cidr_index_find(const struct cidr_index *x, const struct addr *addr)
{
    wide at = number_of(addr);

    return addr->family == 4 ? cidr_index_find_v4(x, (uint32_t)at)
                             : find_v6(&x->v6, at);
}
