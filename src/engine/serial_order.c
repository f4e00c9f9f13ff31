/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sorting is put off: rows carry the sort keys that are pending, newest sort
 * first, and are put in order where something depends on it. A limit that
 * follows sorts keeps the best rows only.
 */
#include "engine/serial_int.h"

#include "engine/group_best.h"
#include "engine/group_rank.h"

#include <stdlib.h>
#include <string.h>

struct order_run {
    struct run *r;
    struct ranking *ranking;
};

static bool order_batch(void *arg, struct batch *b, const size_t *at)
{
    struct order_run *o = arg;

    ranking_add(o->ranking, b, at);
    if (o->r->s->spill && ranking_is_large(o->ranking, SPILL_SHARE))
        return ranking_spill(o->ranking, o->r->err);
    return serial_may_go_on(o->r, ranking_bytes(o->ranking));
}

bool serial_take_ranked(struct run *r, struct ranking *ranking)
{
    uint64_t bytes = ranking_bytes(ranking) + ranking_take_bytes(ranking);
    uint64_t *order, n;

    if (!r->s->spill && !serial_may_go_on(r, bytes))
        return false;
    /* For as long, columns give way. */
    dataset_reserve(r->s->ds, 0, bytes);
    order = ranking_take(ranking, r->s->threads, r->s->cancel, &n, r->err);
    dataset_reserve(r->s->ds, bytes, 0);
    if (!order)
        return false;
    for (uint64_t i = 0; r->ids && i < n; i++)
        order[i] = r->ids[order[i]];
    big_free(r->ids);
    r->ids = order;
    r->n = n;
    return true;
}

static struct rank_spec pending_order(const struct run *r, uint64_t limit)
{
    return (struct rank_spec){
        .keys = r->pending,
        .n_keys = r->n_pending,
        .base = RANK_ID,
        .limit = limit,
        .stop = r->s->cancel,
        .pool = r->s->pool,
        .spill = r->s->spill,
        .memory_bytes = r->s->memory_bytes,
    };
}

/* All groups, of which there are no ids yet. Their ids decide ties. */
static bool rank_groups(struct run *r, uint64_t limit)
{
    struct group_rank how = {
        .rel = r->rel,
        .set = r->set,
        .order = pending_order(r, limit),
        .env = r->s->env,
        .threads = r->s->threads,
        .stop = r->s->cancel,
        .max_bytes = r->s->memory_bytes,
    };
    struct ranking *ranking = group_rank(&how, r->err);
    bool done = ranking && serial_take_ranked(r, ranking);

    ranking_free(ranking);
    if (done)
        r->set = NULL;
    return done;
}

/* Rows by their places among ids, which decide ties. */
static bool rank_rows(struct run *r, uint64_t limit)
{
    struct rank_spec order = pending_order(r, limit);
    struct order_run o = {r, ranking_new(&order)};
    struct needs needs;

    needs_init(&needs, serial_scope(r));
    for (uint32_t i = 0; i < r->n_pending; i++) {
        if (r->pending[i].expr)
            needs_expr(&needs, serial_scope(r), r->pending[i].expr);
        else
            needs_slot(&needs, serial_scope(r), r->pending[i].slot);
    }
    bool done = serial_visit(r, &needs, order_batch, &o) &&
                serial_take_ranked(r, o.ranking);
    ranking_free(o.ranking);
    needs_done(&needs);
    return done;
}

/* What it takes to find the ranks of so many rows, about. */
static uint64_t rank_bytes(const struct run *r, uint64_t limit)
{
    uint64_t n = limit && limit < r->n ? limit : r->n;
    uint64_t bytes = n * (r->n_pending + 1) * sizeof(uint64_t);

    return bytes < r->s->memory_bytes ? bytes : r->s->memory_bytes;
}

/* Put the rows in the order that is pending; keep limit of them (0: all). */
static bool rank(struct run *r, uint64_t limit)
{
    uint64_t bytes = rank_bytes(r, limit);

    dataset_reserve(r->s->ds, 0, bytes);
    bool done = r->set ? rank_groups(r, limit) : rank_rows(r, limit);
    dataset_reserve(r->s->ds, bytes, 0);
    if (done)
        r->n_pending = 0;
    return done;
}

/*
 * Of all groups leave out those that cannot be among the first limit. False
 * when the order is not one that can be told from the groups, or too many
 * would be left; then nothing is done.
 */
static bool only_best(struct run *r, uint64_t limit)
{
    enum { MAX_SHARE = 8 }; /* of the groups; more is better just sorted */
    const struct rank_key *key = r->pending;

    int64_t slot = key->expr ? expr_slot(key->expr) : key->slot;
    if (!r->set || limit == 0 || limit > r->n / MAX_SHARE || slot < 0)
        return false;
    const struct slot *s =
        &serial_scope(r)->slots[slot_base(serial_scope(r), (uint32_t)slot)];
    if (s->kind != SLOT_KEY && s->kind != SLOT_AGG)
        return false;
    struct group_order order = {s->kind == SLOT_KEY, s->index, key->desc};
    group_id *best =
        group_best(r->set, order, limit, r->s->threads, r->s->cancel, &r->n);
    r->set = NULL;
    r->ids = best ? big_alloc(NULL, r->n * sizeof *best, r->err) : NULL;
    if (best && r->n)
        memcpy(r->ids, best, r->n * sizeof *best);
    free(best);
    return r->ids != NULL;
}

bool serial_settle(struct run *r, uint64_t limit)
{
    if (r->n_pending > 0)
        only_best(r, limit);
    /* A search that was stopped has left no ids, and no set to make them. */
    if (!serial_may_go_on(r, 0))
        return false;
    if (r->n_pending > 0 && !rank(r, limit))
        return false;
    if (!serial_need_ids(r))
        return false;
    if (limit && r->n > limit)
        r->n = limit;
    return true;
}

bool serial_tail(struct run *r, uint64_t limit)
{
    if (!serial_settle(r, 0))
        return false;
    if (r->n > limit) {
        memmove(r->ids, r->ids + (r->n - limit), limit * sizeof *r->ids);
        r->n = limit;
    }
    return true;
}
