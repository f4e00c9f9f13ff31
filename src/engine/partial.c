/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/partial.h"

static struct ranking *new_ranking(const struct plan *plan)
{
    return ranking_new(plan->keys, plan->n_keys,
                       plan->kind == PLAN_ANY ? RANK_ID : RANK_NEWEST,
                       plan->limit);
}

void gathered_init(struct gathered *g, const struct plan *plan,
                   struct dict *dict, struct pool *pool)
{
    *g = (struct gathered){.plan = plan};
    if (plan->kind == PLAN_GROUP)
        g->set = stats_set_new(&plan->bound->scopes[0], dict, pool);
    else
        g->ranking = new_ranking(plan);
}

void gathered_done(struct gathered *g)
{
    stats_set_free(g->set);
    ranking_free(g->ranking);
    *g = (struct gathered){0};
}

void partial_init(struct partial *p, const struct plan *plan,
                  const struct gathered *shared, uint32_t own_limit)
{
    *p = (struct partial){.plan = plan};
    if (plan->kind == PLAN_GROUP)
        p->stats = stats_new(shared->set, own_limit);
    else
        p->ranking = new_ranking(plan);
}

void partial_done(struct partial *p)
{
    stats_free(p->stats);
    ranking_free(p->ranking);
    *p = (struct partial){0};
}

void partial_fold_rows(struct partial *p, struct batch *b,
                       const uint32_t *rows, uint32_t n)
{
    p->matched += n;
    for (uint32_t at = 0; at < n; at += BATCH_ROWS) {
        uint32_t k = n - at < BATCH_ROWS ? n - at : BATCH_ROWS;

        if (rows)
            batch_rows(b, rows + at, k);
        else
            batch_range(b, at, k);
        if (p->stats)
            stats_fold(p->stats, b);
        else
            ranking_add(p->ranking, b, NULL);
    }
    if (p->stats)
        stats_flush(p->stats, b);
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
}

bool gathered_add(struct gathered *to, const struct partial *p,
                  const atomic_bool *stop)
{
    to->matched += p->matched;
    if (p->stats)
        return stats_merge(p->stats, to->set, stop);
    ranking_merge(to->ranking, p->ranking);
    return !atomic_load(stop);
}

bool gathered_take(struct gathered *to, struct partial *p,
                   const atomic_bool *stop)
{
    bool done = true;

    if (p->ranking && ranking_rows(to->ranking) == 0) {
        struct ranking *empty = to->ranking;

        to->ranking = p->ranking;
        p->ranking = empty;
        to->matched += p->matched;
    } else {
        done = gathered_add(to, p, stop);
    }
    partial_done(p);
    return done;
}

size_t partial_bytes(const struct partial *p)
{
    return p->stats ? stats_bytes(p->stats) : ranking_bytes(p->ranking);
}
