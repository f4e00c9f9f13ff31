/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operations one after the other, scope by scope. */
#include "engine/serial_int.h"

#include "engine/relation_made.h"
#include "engine/relation_scan.h"

static bool run_op(struct run *r, const struct row_op *op)
{
    switch (op->kind) {
    case ROW_FILTER:
        return serial_filter(r, op->expr);
    case ROW_SORT:
        r->pending = plan_sort_keys(&r->arena, op, r->pending, &r->n_pending);
        return true;
    case ROW_LIMIT:
        return serial_settle(r, op->limit);
    case ROW_LIMIT_ANY:
        if (!serial_need_ids(r))
            return false;
        if (r->n > op->limit)
            r->n = op->limit;
        return true;
    case ROW_TAIL:
        return serial_tail(r, op->limit);
    case ROW_DEDUP:
        return serial_dedup(r, op);
    case ROW_EXPAND:
        return serial_expand(r, op->parse);
    case ROW_TRANSFORM:
        return serial_transform(r, op->transform, NULL);
    }
    return false;
}

static bool run_scopes(struct run *r, uint32_t at, uint32_t op)
{
    const struct bound *b = r->s->plan->bound;

    for (; at < b->n_scopes; at++, op = 0) {
        const struct scope *scope = &b->scopes[at];

        for (; op < scope->n_ops; op++) {
            if (!run_op(r, &scope->ops[op]))
                return false;
        }
        if (scope->grouped && !serial_stats(r, scope))
            return false;
        if (scope->reshaped && !serial_transform(r, scope->reshaped, scope + 1))
            return false;
        if (scope->reshaped)
            estimates_reshape(&r->s->estimates, scope->reshaped, scope + 1);
    }
    return serial_settle(r, r->s->plan->default_limit);
}

bool serial_run(struct serial *s, struct gathered *gathered, struct err *err)
{
    struct run r = {.s = s, .err = err};
    const struct plan *plan = s->plan;
    uint32_t scope = plan->next_scope, op = plan->next_op;
    bool done = true;

    if (gathered->set) {
        struct stats_set *set = gathered->set;

        gathered->set = NULL;
        done = serial_enter_groups(&r, set, &plan->bound->scopes[1]);
        scope = 1;
        op = 0;
    } else if (plan->kind == PLAN_NONE) {
        r.rel = relation_made_new(NULL, &plan->bound->scopes[scope],
                                  dataset_dict(s->ds), &(struct made_rows){0});
    } else {
        r.rel = relation_scan_new(s->ds, &plan->bound->scopes[0], NULL);
        r.ids = gathered->ids;
        r.n = gathered->n_ids;
        gathered->ids = NULL;
        done = r.ids ? serial_may_go_on(&r, r.n * sizeof *r.ids)
                     : serial_take_ranked(&r, gathered->ranking);
    }
    done = done && run_scopes(&r, scope, op);
    arena_done(&r.arena);
    if (!done) {
        relation_free(r.rel);
        big_free(r.ids);
        return false;
    }
    s->rel = r.rel;
    s->ids = r.ids;
    s->n = r.n;
    return true;
}
