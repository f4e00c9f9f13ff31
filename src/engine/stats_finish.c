/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From tuples to the values of groups. Parts of the tuples are shared out
 * among threads; each finds the groups of its tuples and counts them. Where
 * values are wanted, not only their number, they are then put in order of
 * groups (a counting sort whose cursors the threads share), and each group
 * gets its own.
 *
 * Groups are numbered through here: those of part p from first[p] on.
 */
#include "engine/stats_estimate.h"
#include "engine/stats_spill.h"

#include "base/mem.h"
#include "base/team.h"

#include <stdlib.h>

/*
 * Up to so many groups a thread counts for itself: there some have so many
 * tuples that threads would wait for each other at each of them.
 */
enum { OWN_COUNTS = 1 << 17 };

struct finish {
    struct stats_set *set;
    const struct stats_tuples *tuples;
    const atomic_bool *stop;
    uint64_t first[MAX_PARTS + 1];
    _Atomic uint64_t *counts; /* [group]: tuples, then the next item's place */
    struct tuple_item *items; /* by group; NULL while counting */
    atomic_uint next_part;
};

static bool stopped(const struct finish *f)
{
    return atomic_load_explicit(f->stop, memory_order_relaxed);
}

/*
 * Tuples whose groups are these: count them, in own when there is one, or
 * put each in its place.
 */
static void use_tuples(struct finish *f, uint64_t *own,
                       const struct groups *from, const uint32_t *tuples,
                       uint64_t first, const uint32_t *groups, uint32_t n)
{
    for (uint32_t i = 0; own && i < n; i++)
        own[first + groups[i]]++;
    for (uint32_t i = 0; !own && i < n; i++) {
        _Atomic uint64_t *count = &f->counts[first + groups[i]];
        uint64_t at = atomic_fetch_add_explicit(count, 1, memory_order_relaxed);

        if (f->items)
            f->items[at] = tuple_item_of(from, tuples[i]);
    }
}

static void find_groups(struct finish *f, uint64_t *own,
                        const struct groups *from, struct scatter *s)
{
    uint32_t n_parts = group_set_parts(&f->set->groups);
    uint32_t numbers[BATCH_ROWS];

    scatter_run(s, n_parts);
    for (uint32_t p = 0; p < n_parts; p++) {
        const struct table *table = &f->set->groups.parts[p].table;

        for (uint32_t at = s->starts[p]; at < s->starts[p + 1];) {
            uint32_t n = s->starts[p + 1] - at;

            n = n < BATCH_ROWS ? n : BATCH_ROWS;
            table_find(table, scatter_keys(s, at), n, numbers);
            use_tuples(f, own, from, s->sorted_rows + at, f->first[p], numbers,
                       n);
            at += n;
        }
    }
}

static uint64_t n_groups_of(const struct finish *f)
{
    return f->first[group_set_parts(&f->set->groups)];
}

static void add_counts(struct finish *f, const uint64_t *own)
{
    for (uint64_t g = 0; own && g < n_groups_of(f); g++) {
        if (own[g])
            atomic_fetch_add_explicit(&f->counts[g], own[g],
                                      memory_order_relaxed);
    }
}

static void finish_member(void *arg, unsigned i)
{
    struct finish *f = arg;
    bool counts = !f->items && n_groups_of(f) <= OWN_COUNTS;
    uint64_t *own =
        counts ? mem_calloc(n_groups_of(f), sizeof *own) : NULL;
    uint32_t n_parts = group_set_parts(&f->tuples->set);
    struct scatter s;
    unsigned p;

    (void)i;
    scatter_init(&s, f->set->scope->n_keys, true);
    while ((p = atomic_fetch_add(&f->next_part, 1)) < n_parts) {
        const struct groups *from = &f->tuples->set.parts[p];
        uint32_t at = 0;

        while (!stopped(f) && scatter_take(&s, &from->table, &at))
            find_groups(f, own, from, &s);
    }
    add_counts(f, own);
    free(own);
    scatter_done(&s);
}

/* Go over all tuples, with all threads. */
static void each_tuple(struct finish *f, unsigned threads)
{
    uint32_t n_parts = group_set_parts(&f->tuples->set);

    atomic_store(&f->next_part, 0);
    team_run(threads < n_parts ? threads : n_parts, finish_member, f);
}

/* Counts become places: each the first of its group. */
static uint64_t make_places(struct finish *f, uint64_t n_groups)
{
    uint64_t sum = 0;

    for (uint64_t g = 0; g < n_groups; g++) {
        uint64_t n = atomic_load_explicit(&f->counts[g], memory_order_relaxed);

        atomic_store_explicit(&f->counts[g], sum, memory_order_relaxed);
        sum += n;
    }
    return sum;
}

static bool made_of(const struct finish *f, uint32_t agg)
{
    const struct stats_set *set = f->set;

    return aggregate_has_tuples(&set->scope->aggs[agg]) &&
           &set->tuples[set->tuples_of[agg]] == f->tuples;
}

static bool any_wants_items(const struct finish *f)
{
    for (uint32_t i = 0; i < f->set->scope->n_aggs; i++) {
        if (made_of(f, i) && aggregate_wants_items(&f->set->scope->aggs[i]))
            return true;
    }
    return false;
}

/* States of one aggregate in all groups of a part. */
static void set_states(const struct finish *f, uint32_t agg, uint32_t part)
{
    struct groups *groups = &f->set->groups.parts[part];
    struct aggregation *a = groups->aggs[agg];
    bool items = aggregate_wants_items(&f->set->scope->aggs[agg]);

    for (uint32_t g = 0; g < groups->table.n && !stopped(f); g++) {
        uint64_t id = f->first[part] + g;
        /* With items a count is where the group's end. */
        uint64_t end = f->counts[id];
        uint64_t start = f->items && id > 0 ? f->counts[id - 1] : 0;

        if (items)
            aggregation_set_items(a, g, f->items + start, end - start);
        else
            aggregation_set_count(a, g, end - start);
    }
}

static void states_member(void *arg, unsigned i)
{
    struct finish *f = arg;
    uint32_t n_parts = group_set_parts(&f->set->groups);
    unsigned p;

    (void)i;
    while ((p = atomic_fetch_add(&f->next_part, 1)) < n_parts) {
        for (uint32_t k = 0; k < f->set->scope->n_aggs; k++) {
            if (made_of(f, k))
                set_states(f, k, p);
        }
    }
}

static void finish_tuples(struct finish *f, unsigned threads)
{
    uint32_t n_parts = group_set_parts(&f->set->groups);
    uint64_t n_groups = n_groups_of(f);

    f->counts = mem_calloc(n_groups, sizeof *f->counts);
    f->items = NULL;
    each_tuple(f, threads);
    if (any_wants_items(f)) {
        uint64_t n = make_places(f, n_groups);

        f->items = mem_calloc(n, sizeof *f->items);
        each_tuple(f, threads);
    }
    atomic_store(&f->next_part, 0);
    team_run(threads < n_parts ? threads : n_parts, states_member, f);
    free(f->counts);
}

/* What waits at the parts is folded in, by all threads. */
struct settling {
    struct group_set *set;
    atomic_uint next_part;
};

static void settle_member(void *arg, unsigned i)
{
    struct settling *s = arg;
    uint32_t n_parts = group_set_parts(s->set);
    unsigned p;

    (void)i;
    while ((p = atomic_fetch_add(&s->next_part, 1)) < n_parts)
        group_set_fold_pending(s->set, p);
}

static void settle_parts(struct group_set *set, unsigned threads)
{
    struct settling s = {.set = set};

    if (group_set_parts(set) > 1)
        team_run(threads, settle_member, &s);
}

void stats_set_settle(struct stats_set *set, unsigned threads)
{
    settle_parts(&set->groups, threads);
    for (uint32_t i = 0; i < set->n_tuples; i++)
        settle_parts(&set->tuples[i].set, threads);
}

bool stats_set_finish(struct stats_set *set, unsigned threads,
                      const atomic_bool *stop, struct err *err)
{
    struct finish f = {.set = set, .stop = stop};

    if (stats_set_has_spilled(set))
        return stats_finish_spilled(set, threads, stop, err);
    stats_set_settle(set, threads);
    for (uint32_t p = 0; p < group_set_parts(&set->groups); p++)
        f.first[p + 1] = f.first[p] + set->groups.parts[p].table.n;
    for (uint32_t i = 0; i < set->n_tuples && !stopped(&f); i++) {
        if (sketch_stage(&set->tuples[i].sketching) != SKETCH_NONE) {
            stats_finish_estimate(set, &set->tuples[i], threads, stop);
            continue;
        }
        f.tuples = &set->tuples[i];
        finish_tuples(&f, threads);
        set->tuples[i].items = f.items;
    }
    return !stopped(&f) || err_set(err, ERR_CANCELLED, "cancelled");
}
