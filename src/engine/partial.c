/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/partial.h"

void partial_init(struct partial *p, const struct plan *plan, struct dict *dict)
{
    *p = (struct partial){.plan = plan};
    if (plan->kind == PLAN_GROUP)
        p->groups = groups_new(&plan->bound->scopes[0], dict);
    else
        p->ranking = ranking_new(plan->keys, plan->n_keys,
                                 plan->kind == PLAN_ANY ? RANK_ID : RANK_NEWEST,
                                 plan->limit);
}

void partial_done(struct partial *p)
{
    groups_free(p->groups);
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
        if (p->groups)
            groups_fold(p->groups, b);
        else
            ranking_add(p->ranking, b, NULL);
    }
}

void partial_merge(struct partial *to, const struct partial *from)
{
    to->matched += from->matched;
    if (to->groups)
        groups_merge(to->groups, from->groups);
    else
        ranking_merge(to->ranking, from->ranking);
}

size_t partial_bytes(const struct partial *p)
{
    return p->groups ? groups_bytes(p->groups) : ranking_bytes(p->ranking);
}
