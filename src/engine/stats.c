/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/stats_estimate.h"

#include "base/mem.h"
#include "engine/eval.h"
#include "engine/keys.h"
#include "engine/stats_spill.h"

#include <stdlib.h>
#include <string.h>

/* The set. */

/* Do two aggregates work on the same tuples? */
static bool same_tuples(const struct aggregate *a, const struct aggregate *b)
{
    return aggregate_input(a) == aggregate_input(b) &&
           expr_slot(a->arg) >= 0 && expr_slot(a->arg) == expr_slot(b->arg);
}

static struct group_spec tuple_spec(const struct stats_set *set,
                                    const struct aggregate *a)
{
    return (struct group_spec){
        .width = set->scope->n_keys + 1,
        .counted = aggregate_input(a) == INPUT_NUMBERS,
        .dict = set->dict,
    };
}

/* The tuples that an aggregate works on, made when they are new. */
static uint32_t tuples_for(struct stats_set *set, const struct aggregate *a)
{
    uint32_t i = 0;

    while (i < set->n_tuples && !same_tuples(set->tuples[i].spec, a))
        i++;
    if (i < set->n_tuples)
        return i;
    struct group_spec spec = tuple_spec(set, a);
    struct stats_tuples *t = &set->tuples[set->n_tuples++];
    t->spec = a;
    group_set_init(&t->set, &spec, set->groups.pool);
    return i;
}

struct stats_set *stats_set_new(const struct scope *scope, struct dict *dict,
                                struct pool *pool)
{
    struct stats_set *set = mem_calloc(1, sizeof *set);
    struct group_spec spec = {
        .width = scope->n_keys,
        .aggs = scope->aggs,
        .n_aggs = scope->n_aggs,
        .dict = dict,
    };

    set->scope = scope;
    set->dict = dict;
    group_set_init(&set->groups, &spec, pool);
    set->tuples = mem_calloc(scope->n_aggs, sizeof *set->tuples);
    set->tuples_of = mem_calloc(scope->n_aggs, sizeof *set->tuples_of);
    for (uint32_t i = 0; i < scope->n_aggs; i++) {
        if (aggregate_has_tuples(&scope->aggs[i]))
            set->tuples_of[i] = tuples_for(set, &scope->aggs[i]);
    }
    for (uint32_t i = 0; i < set->n_tuples; i++)
        stats_tuples_init_estimate(set, &set->tuples[i]);
    return set;
}

size_t stats_set_row_bytes(const struct stats_set *set)
{
    /* Without keys there is one group for ever. */
    size_t bytes =
        set->scope->n_keys ? group_spec_stride(&set->groups.spec) : 0;

    for (uint32_t i = 0; i < set->n_tuples; i++)
        bytes += group_spec_stride(&set->tuples[i].set.spec);
    return bytes;
}

void stats_set_free(struct stats_set *set)
{
    if (!set)
        return;
    stats_spill_free(set);
    group_set_done(&set->groups);
    for (uint32_t i = 0; i < set->n_tuples; i++) {
        stats_tuples_done_estimate(&set->tuples[i]);
        group_set_done(&set->tuples[i].set);
        free(set->tuples[i].items);
    }
    free(set->tuples);
    free(set->tuples_of);
    free(set);
}

size_t stats_set_bytes(const struct stats_set *set)
{
    size_t bytes = group_set_bytes(&set->groups);

    for (uint32_t i = 0; i < set->n_tuples; i++) {
        bytes += group_set_bytes(&set->tuples[i].set);
        if (set->tuples[i].can_estimate)
            bytes += group_set_bytes(&set->tuples[i].sketches);
    }
    return bytes;
}

static bool copy_tuples(struct stats_tuples *to,
                        const struct stats_tuples *from,
                        const atomic_bool *stop)
{
    bool done = group_set_copy(&to->set, &from->set, stop);

    if (!done || sketch_stage(&from->sketching) == SKETCH_NONE)
        return done;
    atomic_store(&to->sketching.stage, sketch_stage(&from->sketching));
    return group_set_copy(&to->sketches, &from->sketches, stop);
}

bool stats_set_copy(struct stats_set *to, const struct stats_set *from,
                    const atomic_bool *stop)
{
    bool done = group_set_copy(&to->groups, &from->groups, stop);

    for (uint32_t i = 0; done && i < to->n_tuples; i++)
        done = copy_tuples(&to->tuples[i], &from->tuples[i], stop);
    return done;
}

/* A thread's share. */

/* Of the memory, what the rooms of one thread may take. */
enum { ROOMS_SHARE = 8, ROOM_BYTES = 1 << 20 };

/* Would room for each of the tuples take too much? */
static bool lends_room(const struct stats_set *set)
{
    return set->n_tuples > 1 && set->memory_bytes > 0 &&
           set->n_tuples * (uint64_t)ROOM_BYTES >
               set->memory_bytes / ROOMS_SHARE;
}

struct stats *stats_new(struct stats_set *set, uint32_t own_limit)
{
    struct stats *s = mem_calloc(1, sizeof *s);

    s->set = set;
    grouper_init(&s->groups, &set->groups, own_limit, NULL);
    s->tuples = mem_calloc(set->n_tuples, sizeof *s->tuples);
    if (lends_room(set))
        s->tuples_room = grouper_room_new(&set->tuples[0].set);
    for (uint32_t i = 0; i < set->n_tuples; i++) {
        grouper_init(&s->tuples[i], &set->tuples[i].set, own_limit,
                     s->tuples_room);
        stats_tuples_join(&set->tuples[i]);
    }
    s->cells = mem_alloc(BATCH_ROWS * sizeof *s->cells);
    s->sketches = mem_calloc(set->n_tuples, sizeof *s->sketches);
    s->stages = mem_calloc(set->n_tuples, sizeof *s->stages);
    return s;
}

void stats_free(struct stats *s)
{
    if (!s)
        return;
    grouper_done(&s->groups);
    for (uint32_t i = 0; i < s->set->n_tuples; i++) {
        grouper_done(&s->tuples[i]);
        grouper_done(&s->sketches[i]);
    }
    grouper_room_free(s->tuples_room);
    grouper_room_free(s->sketches_room);
    free(s->tuples);
    free(s->cells);
    free(s->sketches);
    free(s->stages);
    free(s);
}

/* The rows that have a value, as tuples. The keys are in the groups' room. */
static void fold_tuples(struct stats *s, uint32_t i, struct batch *b)
{
    struct grouper *to = &s->tuples[i];
    uint32_t n_keys = s->set->scope->n_keys;
    uint32_t n = 0;

    aggregate_cells(s->set->tuples[i].spec, b, s->cells);
    for (uint32_t k = 0; k <= n_keys; k++) {
        const cell *from = k < n_keys ? grouper_keys(&s->groups, k) : s->cells;
        cell *out = grouper_keys(to, k);

        n = 0;
        for (uint32_t r = 0; r < b->n; r++) {
            out[n] = from[r];
            n += cell_kind_of(s->cells[r]) != CELL_NULL;
        }
    }
    grouper_add(to, n, NULL);
}

void stats_fold(struct stats *s, struct batch *b)
{
    const struct scope *scope = s->set->scope;

    for (uint32_t k = 0; k < scope->n_keys; k++)
        key_cells(b, scope->keys[k], grouper_keys(&s->groups, k));
    for (uint32_t i = 0; i < s->set->n_tuples; i++) {
        if (s->sketches[i].set)
            stats_fold_sketches(s, i, b);
        else
            fold_tuples(s, i, b);
    }
    grouper_add(&s->groups, b->n, s->set->groups.reads_rows ? b : NULL);
}

bool stats_count(struct stats *s, uint32_t n)
{
    return s->set->n_tuples == 0 && grouper_count(&s->groups, n);
}

void stats_flush(struct stats *s, struct batch *b)
{
    grouper_flush(&s->groups, s->set->groups.reads_rows ? b : NULL);
    for (uint32_t i = 0; i < s->set->n_tuples; i++) {
        if (s->sketches[i].set)
            grouper_flush(&s->sketches[i], b);
        else
            grouper_flush(&s->tuples[i], NULL);
    }
}

/* What takes the values of tuples i now. */
static struct grouper *values_of(const struct stats *s, uint32_t i)
{
    return s->sketches[i].set ? &s->sketches[i] : &s->tuples[i];
}

void stats_settle(struct stats *s)
{
    grouper_settle(&s->groups);
    for (uint32_t i = 0; i < s->set->n_tuples; i++)
        grouper_settle(values_of(s, i));
}

void stats_end(struct stats *s)
{
    stats_catch_up(s);
    grouper_end(&s->groups);
    for (uint32_t i = 0; i < s->set->n_tuples; i++)
        grouper_end(values_of(s, i));
}

size_t stats_bytes(const struct stats *s)
{
    size_t bytes = grouper_bytes(&s->groups) + s->drained_bytes;

    for (uint32_t i = 0; i < s->set->n_tuples; i++)
        bytes += grouper_bytes(values_of(s, i));
    return bytes;
}

bool stats_merge(const struct stats *s, struct stats_set *to,
                 const atomic_bool *stop)
{
    bool done = grouper_merge(&s->groups, &to->groups, stop);

    for (uint32_t i = 0; done && i < to->n_tuples; i++) {
        struct stats_tuples *t = &to->tuples[i];

        done = grouper_merge(values_of(s, i),
                             s->sketches[i].set ? &t->sketches : &t->set, stop);
    }
    return done;
}
