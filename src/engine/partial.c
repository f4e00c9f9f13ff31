/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/partial.h"

#include "base/big.h"
#include "base/mem.h"
#include "engine/stats_estimate.h"
#include "engine/stats_spill.h"

#include <stdlib.h>

/* Of the memory, what rows take that are not worth a run on disk. */
enum { SMALL_SHARE = 16 };

static enum rank_base base_of(const struct plan *plan)
{
    if (plan->kind == PLAN_ANY)
        return RANK_ID;
    return plan->oldest_first ? RANK_OLDEST : RANK_NEWEST;
}

void gathered_init(struct gathered *g, const struct plan *plan,
                   struct dict *dict, struct pool *pool,
                   const atomic_bool *stop)
{
    *g = (struct gathered){.plan = plan};
    if (plan->kind == PLAN_GROUP) {
        g->set = stats_set_new(&plan->bound->scopes[0], dict, pool);
        return;
    }
    g->bar = mem_alloc(sizeof *g->bar);
    rank_bar_init(g->bar);
    g->order = (struct rank_spec){
        .keys = plan->keys,
        .n_keys = plan->n_keys,
        .base = base_of(plan),
        .limit = plan->limit,
        .bar = g->bar,
        .stop = stop,
        .pool = pool,
    };
    g->ranking = ranking_new(&g->order);
}

void gathered_allow_spill(struct gathered *g, struct spill *spill,
                          uint64_t memory_bytes)
{
    if (g->set) {
        stats_set_allow_spill(g->set, spill, memory_bytes);
        return;
    }
    g->order.spill = spill;
    g->order.memory_bytes = memory_bytes;
    ranking_allow_spill(g->ranking, spill, memory_bytes);
}

void gathered_done(struct gathered *g)
{
    stats_set_free(g->set);
    ranking_free(g->ranking);
    big_free(g->ids);
    free(g->bar);
    *g = (struct gathered){0};
}

void partial_init(struct partial *p, const struct plan *plan,
                  const struct gathered *shared, uint32_t own_limit)
{
    *p = (struct partial){.plan = plan};
    if (plan->kind == PLAN_GROUP) {
        p->stats = stats_new(shared->set, own_limit);
        p->row_bytes = stats_set_row_bytes(shared->set);
    } else
        p->ranking = ranking_new(&shared->order);
}

void partial_done(struct partial *p)
{
    stats_free(p->stats);
    ranking_free(p->ranking);
    *p = (struct partial){0};
}

uint32_t partial_fold_rows(struct partial *p, struct batch *b,
                           const uint32_t *rows, uint32_t first, uint32_t n,
                           uint64_t most_bytes)
{
    /* Of wide rows as many as may be held before the next look. */
    uint64_t bytes = 0, most_rows = most_bytes / (p->row_bytes + 1) + 1;
    uint32_t at = 0, k;

    if (p->stats && stats_count(p->stats, n)) {
        p->matched += n;
        return n;
    }
    for (; at < n && bytes <= most_bytes; at += k) {
        k = n - at < BATCH_ROWS ? n - at : BATCH_ROWS;
        k = k < most_rows ? k : (uint32_t)most_rows;
        if (rows)
            batch_rows(b, rows + at, k);
        else
            batch_range(b, first + at, k);
        k = batch_fit(b, &b->own);
        if (p->stats)
            stats_fold(p->stats, b);
        else
            ranking_add(p->ranking, b, NULL);
        bytes += b->arena.bytes + (uint64_t)k * p->row_bytes;
    }
    if (p->stats)
        stats_flush(p->stats, b);
    p->matched += at;
    return at;
}

void partial_settle(struct partial *p)
{
    if (p->stats)
        stats_settle(p->stats);
}

void partial_end(struct partial *p)
{
    if (p->stats)
        stats_end(p->stats);
    else
        ranking_end(p->ranking);
}

bool gathered_add(struct gathered *to, const struct partial *p,
                  const atomic_bool *stop)
{
    to->matched += p->matched;
    if (p->stats)
        return stats_merge(p->stats, to->set, stop);
    ranking_copy(to->ranking, p->ranking);
    return !atomic_load(stop);
}

bool gathered_take(struct gathered *to, struct partial *p,
                   const atomic_bool *stop)
{
    bool done = true;

    if (p->ranking) {
        ranking_adopt(to->ranking, p->ranking);
        to->matched += p->matched;
    } else {
        done = gathered_add(to, p, stop);
    }
    partial_done(p);
    return done;
}

void gathered_drain(struct gathered *to, struct partial *p)
{
    ranking_adopt(to->ranking, p->ranking);
    to->matched += p->matched;
    p->matched = 0;
}

bool partial_relieve(struct partial *p, uint64_t held, uint64_t memory_bytes)
{
    return p->stats && stats_relieve(p->stats, held, memory_bytes);
}

bool partial_can_shrink(const struct partial *p)
{
    return p->stats && stats_can_shrink(p->stats);
}

bool partial_will_shrink(struct partial *p)
{
    return p->stats && stats_will_shrink(p->stats);
}

void partial_trim(const struct partial *p)
{
    if (p->stats)
        pool_trim(p->stats->set->groups.pool);
}

bool partial_spill(struct partial *p, struct err *err)
{
    if (p->stats)
        return !stats_set_may_spill(p->stats->set) ||
               stats_spill(p->stats, err);
    return !ranking_may_spill(p->ranking) ||
           !ranking_is_large(p->ranking, SMALL_SHARE) ||
           ranking_spill(p->ranking, err);
}

bool partial_may_spill(const struct partial *p, uint64_t memory_bytes)
{
    if (p->ranking)
        return ranking_may_spill(p->ranking);
    return stats_set_may_spill(p->stats->set) &&
           stats_set_fixed_bytes(p->stats->set) <= memory_bytes / 2;
}

size_t partial_bytes(const struct partial *p)
{
    return p->stats ? stats_bytes(p->stats) : ranking_bytes(p->ranking);
}

size_t partial_end_bytes(const struct partial *p)
{
    return p->ranking && ranking_may_spill(p->ranking)
               ? ranking_take_bytes(p->ranking)
               : 0;
}
