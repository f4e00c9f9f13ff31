/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each value has a rank, 64 bits that never contradict the order
 * (rank.h). Threads go over blocks of groups and keep the `limit`
 * smallest ranks each has seen, in a heap; and for each block the smallest.
 * Of all heaps together the limit-th smallest is the bar. Only blocks with a
 * rank that passes it are then looked at again: few, when the limit is small.
 */
#include "engine/group_best.h"

#include "base/mem.h"
#include "base/team.h"
#include "engine/convert.h"
#include "engine/rank.h"

#include <stdlib.h>

enum { BLOCK_GROUPS = 1024 };

/* The smallest ranks so far: a heap with the greatest of them on top. */
struct heap {
    uint64_t *ranks;
    uint64_t n, limit;
};

struct search {
    const struct stats_set *set;
    struct group_order order;
    uint64_t limit;
    const atomic_bool *stop;
    uint32_t *blocks; /* [part]: its first block, and all of them behind */
    uint64_t *least;  /* [block]: its smallest rank */
    struct heap *heaps;
    atomic_uint next_part;
};

static void sift_down(struct heap *h, uint64_t at)
{
    uint64_t rank = h->ranks[at];

    for (uint64_t child; (child = 2 * at + 1) < h->n; at = child) {
        if (child + 1 < h->n && h->ranks[child + 1] > h->ranks[child])
            child++;
        if (h->ranks[child] <= rank)
            break;
        h->ranks[at] = h->ranks[child];
    }
    h->ranks[at] = rank;
}

static void sift_up(struct heap *h, uint64_t at)
{
    uint64_t rank = h->ranks[at];

    for (; at > 0 && h->ranks[(at - 1) / 2] < rank; at = (at - 1) / 2)
        h->ranks[at] = h->ranks[(at - 1) / 2];
    h->ranks[at] = rank;
}

static inline void heap_add(struct heap *h, uint64_t rank)
{
    if (h->n < h->limit) {
        h->ranks[h->n++] = rank;
        sift_up(h, h->n - 1);
    } else if (rank < h->ranks[0]) {
        h->ranks[0] = rank;
        sift_down(h, 0);
    }
}

static uint64_t rank_of(const struct search *s, const struct groups *g,
                        uint32_t group, struct arena *arena)
{
    struct value v;

    if (s->order.is_key)
        v = value_of_cell(s->set->dict,
                          table_key(&g->table, group)[s->order.index]);
    else
        v = aggregation_value(g->aggs[s->order.index], group, arena);
    return rank_of_value(v, NULL);
}

/* Ranks of the groups of a block, that begins at `at`; how many it has. */
static uint32_t rank_block(const struct search *s, const struct groups *g,
                           uint32_t at, struct arena *arena, uint64_t *ranks)
{
    uint32_t left = g->table.n - at;
    uint32_t n = left < BLOCK_GROUPS ? left : BLOCK_GROUPS;

    /* Counts are what is most often asked for: no values are made of them. */
    if (!s->order.is_key &&
        aggregation_counts(g->aggs[s->order.index], at, n, ranks)) {
        for (uint32_t i = 0; i < n; i++)
            ranks[i] = rank_of_double((double)ranks[i]);
    } else {
        for (uint32_t i = 0; i < n; i++)
            ranks[i] = rank_of(s, g, at + i, arena);
        arena_reset(arena);
    }
    for (uint32_t i = 0; s->order.desc && i < n; i++)
        ranks[i] = ~ranks[i];
    return n;
}

static uint64_t least_of(const uint64_t *ranks, uint32_t n)
{
    uint64_t least = UINT64_MAX;

    for (uint32_t i = 0; i < n; i++)
        least = ranks[i] < least ? ranks[i] : least;
    return least;
}

static void search_member(void *arg, unsigned i)
{
    struct search *s = arg;
    uint32_t n_parts = group_set_parts(&s->set->groups);
    uint64_t ranks[BLOCK_GROUPS];
    struct arena arena = {0};
    unsigned p;

    while ((p = atomic_fetch_add(&s->next_part, 1)) < n_parts) {
        const struct groups *g = &s->set->groups.parts[p];
        uint64_t *least = s->least + s->blocks[p];

        for (uint32_t at = 0; at < g->table.n; at += BLOCK_GROUPS) {
            if (atomic_load_explicit(s->stop, memory_order_relaxed))
                break;
            uint32_t n = rank_block(s, g, at, &arena, ranks);
            for (uint32_t k = 0; k < n; k++)
                heap_add(&s->heaps[i], ranks[k]);
            *least++ = least_of(ranks, n);
        }
    }
    arena_done(&arena);
}

/* The limit-th smallest rank of all: everything up to it may be wanted. */
static uint64_t bar_of(struct search *s, unsigned threads)
{
    struct heap *all = &s->heaps[0];

    for (unsigned i = 1; i < threads; i++) {
        for (uint64_t k = 0; k < s->heaps[i].n; k++)
            heap_add(all, s->heaps[i].ranks[k]);
    }
    return all->n < all->limit ? UINT64_MAX : all->ranks[0];
}

static group_id *collect(const struct search *s, uint64_t bar, uint64_t *n)
{
    uint64_t ranks[BLOCK_GROUPS];
    struct arena arena = {0};
    group_id *ids = NULL;
    size_t count = 0, cap = 0;

    for (uint32_t p = 0; p < group_set_parts(&s->set->groups); p++) {
        const struct groups *g = &s->set->groups.parts[p];
        const uint64_t *least = s->least + s->blocks[p];

        for (uint32_t from = 0; from < g->table.n; from += BLOCK_GROUPS) {
            if (*least++ > bar)
                continue;
            uint32_t in_block = rank_block(s, g, from, &arena, ranks);
            for (uint32_t i = 0; i < in_block; i++) {
                if (ranks[i] > bar)
                    continue;
                ids = mem_grow(ids, count, &cap, sizeof *ids);
                ids[count++] = group_id_make(p, from + i);
            }
        }
    }
    arena_done(&arena);
    *n = count;
    return ids ? ids : mem_alloc(0);
}

static void count_blocks(struct search *s)
{
    uint32_t n_parts = group_set_parts(&s->set->groups), n = 0;

    s->blocks = mem_calloc(n_parts, sizeof *s->blocks);
    for (uint32_t p = 0; p < n_parts; p++) {
        s->blocks[p] = n;
        n += (s->set->groups.parts[p].table.n + BLOCK_GROUPS - 1) /
             BLOCK_GROUPS;
    }
    s->least = mem_calloc(n, sizeof *s->least);
}

group_id *group_best(const struct stats_set *set, struct group_order order,
                     uint64_t limit, unsigned threads, const atomic_bool *stop,
                     uint64_t *n)
{
    struct search s = {.set = set, .order = order, .limit = limit, .stop = stop};
    uint32_t n_parts = group_set_parts(&set->groups);
    group_id *ids = NULL;

    threads = threads < n_parts ? threads : n_parts;
    count_blocks(&s);
    s.heaps = mem_calloc(threads, sizeof *s.heaps);
    for (unsigned i = 0; i < threads; i++)
        s.heaps[i] = (struct heap){mem_calloc(limit, sizeof(uint64_t)), 0,
                                   limit};
    team_run(threads, search_member, &s);
    if (!atomic_load(stop))
        ids = collect(&s, bar_of(&s, threads), n);
    for (unsigned i = 0; i < threads; i++)
        free(s.heaps[i].ranks);
    free(s.heaps);
    free(s.least);
    free(s.blocks);
    return ids;
}
