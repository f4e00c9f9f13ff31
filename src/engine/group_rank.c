/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Threads take blocks of groups and rank them, each in a ranking of its own;
 * those are put together without copying.
 */
#include "engine/group_rank.h"

#include "base/mem.h"
#include "base/team.h"
#include "engine/budget.h"

#include <stdlib.h>

/* SPILL_SHARE: of the memory, what is ranked before it goes to disk. */
enum { BLOCK_GROUPS = 8 * BATCH_ROWS, SPILL_SHARE = 3 };

struct run {
    const struct group_rank *how;
    struct rank_spec order;
    struct rank_bar bar;
    struct ranking **rankings; /* [thread] */
    pthread_mutex_t lock;      /* of the next block, and the error */
    uint32_t part, at;
    _Atomic uint64_t bytes; /* of all rankings */
    atomic_bool too_large;
    struct err err; /* of the disk */
    atomic_bool regex_limit;
};

struct block {
    uint32_t part, first, n;
};

static bool next_block(struct run *r, struct block *out)
{
    const struct group_set *groups = &r->how->set->groups;
    bool found = false;

    pthread_mutex_lock(&r->lock);
    for (; r->part < group_set_parts(groups); r->part++, r->at = 0) {
        uint32_t left = groups->parts[r->part].table.n - r->at;

        if (left == 0)
            continue;
        *out = (struct block){r->part, r->at,
                              left < BLOCK_GROUPS ? left : BLOCK_GROUPS};
        r->at += out->n;
        found = true;
        break;
    }
    pthread_mutex_unlock(&r->lock);
    return found;
}

static bool may_go_on(const struct run *r)
{
    return !atomic_load_explicit(r->how->stop, memory_order_relaxed) &&
           !atomic_load_explicit(&r->too_large, memory_order_relaxed);
}

static void spill(struct run *r, struct ranking *ranking)
{
    struct err err = {0};

    if (ranking_spill(ranking, &err))
        return;
    pthread_mutex_lock(&r->lock);
    err_set(&r->err, err.code, "%s", err.msg);
    pthread_mutex_unlock(&r->lock);
    atomic_store(&r->too_large, true);
}

static void rank_block(struct run *r, struct ranking *ranking,
                       struct batch *b, const struct block *block)
{
    size_t before = ranking_bytes(ranking);

    b->rel->ops->open(b->rel, block->part);
    uint32_t n;

    for (uint32_t at = 0; at < block->n && may_go_on(r); at += n) {
        n = block->n - at < BATCH_ROWS ? block->n - at : BATCH_ROWS;
        batch_range(b, block->first + at, n);
        n = batch_fit(b, &b->own);
        ranking_add(ranking, b, NULL);
    }
    if (r->order.spill &&
        ranking_is_large(ranking, SPILL_SHARE * r->how->threads)) {
        spill(r, ranking);
        return;
    }
    /* Unsigned, so that a smaller ranking counts back. */
    uint64_t more = ranking_bytes(ranking) - before;
    if (atomic_fetch_add(&r->bytes, more) + more > r->how->max_bytes &&
        !r->order.spill)
        atomic_store(&r->too_large, true);
}

/* A row whose texts were too much. */
static void note_text(struct run *r, const struct batch *b)
{
    struct err err = {0};

    if (batch_check(b, &err))
        return;
    pthread_mutex_lock(&r->lock);
    err_set(&r->err, err.code, "%s", err.msg);
    pthread_mutex_unlock(&r->lock);
}

static void rank_member(void *arg, unsigned i)
{
    struct run *r = arg;
    struct relation *rel = relation_group_view(r->how->rel);
    struct batch *b = mem_alloc(sizeof *b);
    struct call_env env = *r->how->env;
    struct block block;

    env.regex = regex_scratch_new();
    regex_scratch_stop(env.regex, r->how->stop);
    batch_init(b, rel, &env);
    while (may_go_on(r) && next_block(r, &block))
        rank_block(r, r->rankings[i], b, &block);
    if (regex_hit_limit(env.regex))
        atomic_store(&r->regex_limit, true);
    note_text(r, b);
    batch_done(b);
    free(b);
    regex_scratch_free(env.regex);
    relation_free(rel);
}

static struct ranking *put_together(struct run *r)
{
    for (unsigned i = 1; i < r->how->threads; i++) {
        ranking_adopt(r->rankings[0], r->rankings[i]);
        ranking_free(r->rankings[i]);
    }
    return r->rankings[0];
}

static bool went_well(const struct run *r, struct err *err)
{
    if (atomic_load(r->how->stop))
        return err_set(err, ERR_CANCELLED, "cancelled");
    if (r->err.code != ERR_NONE)
        return err_set(err, r->err.code, "%s", r->err.msg);
    if (atomic_load(&r->too_large))
        return budget_exceeded(r->how->max_bytes, err);
    if (atomic_load(&r->regex_limit))
        return err_set(err, ERR_LIMIT,
                       "a regular expression takes too much effort");
    return true;
}

struct ranking *group_rank(const struct group_rank *how, struct err *err)
{
    struct run r = {.how = how, .order = how->order};
    struct ranking *all;

    rank_bar_init(&r.bar);
    r.order.bar = &r.bar;
    pthread_mutex_init(&r.lock, NULL);
    r.rankings = mem_calloc(how->threads, sizeof *r.rankings);
    for (unsigned i = 0; i < how->threads; i++)
        r.rankings[i] = ranking_new(&r.order);
    team_run(how->threads, rank_member, &r);
    all = put_together(&r);
    pthread_mutex_destroy(&r.lock);
    free(r.rankings);
    if (went_well(&r, err))
        return all;
    ranking_free(all);
    return NULL;
}
