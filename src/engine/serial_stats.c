/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups of rows, which are the rows from then on. */
#include "engine/serial_int.h"

#include "engine/relation_group.h"
#include "engine/stats_estimate.h"
#include "engine/stats_spill.h"

#include <string.h>

/*
 * The order of groups (query-language.md 10.1): time bins from the newest
 * down, then the other keys in their order.
 */
static void add_default_keys(struct run *r, const struct scope *grouped_by)
{
    struct rank_key *keys = arena_alloc(
        &r->arena, (r->n_pending + 2 * grouped_by->n_keys) * sizeof *keys);
    const struct scope *scope = serial_scope(r);
    uint32_t n = r->n_pending;

    if (n)
        memcpy(keys, r->pending, n * sizeof *keys);
    for (int bins = 1; bins >= 0; bins--) {
        for (uint32_t i = 0; i < scope->n_slots; i++) {
            const struct slot *s = &scope->slots[i];

            if (s->kind == SLOT_KEY &&
                grouped_by->key_is_bin[s->index] == (bins == 1))
                keys[n++] = (struct rank_key){.slot = i, .desc = bins == 1};
        }
    }
    r->pending = keys;
    r->n_pending = n;
}

struct group_run {
    struct run *r;
    struct stats *stats;
};

static bool group_batch(void *arg, struct batch *b, const size_t *at)
{
    struct group_run *g = arg;

    uint64_t most = g->r->s->memory_bytes;

    (void)at;
    stats_fold(g->stats, b);
    while (stats_relieve(g->stats, stats_bytes(g->stats), most))
        continue;
    if (!stats_set_may_spill(g->stats->set))
        return serial_may_go_on(g->r, stats_bytes(g->stats));
    /* Whatever it shares must not wait for rows of other batches. */
    if (stats_set_has_spilled(g->stats->set))
        stats_flush(g->stats, b);
    if (stats_bytes(g->stats) > most / SPILL_SHARE &&
        !stats_spill(g->stats, g->r->err))
        return false;
    return serial_may_go_on(g->r, stats_set_fixed_bytes(g->stats->set));
}

bool serial_enter_groups(struct run *r, struct stats_set *set,
                         const struct scope *next)
{
    bool done = stats_set_finish(set, r->s->threads, r->s->cancel, r->err);
    estimates_enter(&r->s->estimates, set, next);
    struct relation *rows = r->rel;

    big_free(r->ids);
    r->n = group_set_count(&set->groups);
    r->ids = NULL;
    r->set = set;
    r->rel = relation_group_new(set, next);
    relation_free(rows);
    r->n_pending = 0;
    add_default_keys(r, set->scope);
    return done && serial_may_go_on(r, 0);
}

bool serial_stats(struct run *r, const struct scope *scope)
{
    struct stats_set *set = stats_set_new(scope, r->rel->dict, r->s->pool);
    struct needs needs;

    stats_set_allow_spill(set, r->s->spill, r->s->memory_bytes);
    struct group_run g = {r, stats_new(set, UINT32_MAX)};
    needs_init(&needs, scope);
    for (uint32_t i = 0; i < scope->n_keys; i++)
        needs_expr(&needs, scope, scope->keys[i]);
    for (uint32_t i = 0; i < scope->n_aggs; i++)
        needs_expr(&needs, scope, scope->aggs[i].arg);
    needs.times = true;
    bool done = serial_visit(r, &needs, group_batch, &g);
    stats_settle(g.stats);
    done = done && stats_merge(g.stats, set, r->s->cancel);
    needs_done(&needs);
    stats_free(g.stats);
    if (!done) {
        stats_set_free(set);
        return serial_may_go_on(r, 0);
    }
    return serial_enter_groups(r, set, scope + 1);
}
