/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/stats_estimate.h"

#include "base/mem.h"
#include "base/team.h"
#include "engine/group_spill.h"
#include "engine/stats_spill.h"

#include <stdlib.h>
#include <string.h>

enum {
    /*
     * Distinct values of a group on average: with so many a sketch is much
     * smaller than they are, and with so many it may be.
     */
    MANY_VALUES = 4,
    SOME_VALUES = 2,
    /* Groups whose sketches a thread keeps to itself. */
    OWN_SKETCHES = 64,
    /* Parts that are drained before their memory goes back to the system. */
    TRIM_PARTS = 8
};

static unsigned stage_of(const struct stats_tuples *t)
{
    return sketch_stage(&t->sketching);
}

void stats_tuples_init_estimate(struct stats_set *set, struct stats_tuples *t)
{
    struct group_spec spec = {
        .width = set->scope->n_keys,
        .aggs = &t->sketch,
        .n_aggs = 1,
        .dict = set->dict,
    };

    pthread_mutex_init(&t->lock, NULL);
    t->can_estimate = true;
    for (uint32_t i = 0; i < set->scope->n_aggs; i++) {
        if (aggregate_has_tuples(&set->scope->aggs[i]) &&
            &set->tuples[set->tuples_of[i]] == t)
            t->can_estimate =
                t->can_estimate && aggregate_can_estimate(&set->scope->aggs[i]);
    }
    if (!t->can_estimate)
        return;
    t->sketch = *t->spec;
    t->sketch.sketching = &t->sketching;
    group_set_init(&t->sketches, &spec, set->groups.pool);
}

void stats_tuples_done_estimate(struct stats_tuples *t)
{
    pthread_mutex_destroy(&t->lock);
    if (t->can_estimate)
        group_set_done(&t->sketches);
    for (uint32_t p = 0; p < MAX_PARTS; p++)
        free(t->marks[p]);
}

/* Draining. */

/* The tuples of a block that are in these sketches' part. */
static void drain_block(struct groups *to, const struct groups *from,
                        const struct scatter *s, uint32_t part)
{
    uint32_t numbers[BATCH_ROWS];

    for (uint32_t at = s->starts[part]; at < s->starts[part + 1];) {
        uint32_t n = s->starts[part + 1] - at;

        n = n < BATCH_ROWS ? n : BATCH_ROWS;
        table_add(&to->table, scatter_keys(s, at), n, numbers);
        for (uint32_t i = 0; i < n; i++)
            aggregation_add_tuple(to->aggs[0], numbers[i],
                                  tuple_item_of(from, s->sorted_rows[at + i]));
        at += n;
    }
}

/* All tuples of a table into the sketches that threads share, which grow. */
static size_t drain(struct stats_tuples *t, const struct groups *from)
{
    struct group_set *to = &t->sketches;
    struct scatter s;
    uint32_t at = 0;
    size_t grown = 0;

    scatter_init(&s, to->spec.width, true);
    while (scatter_take(&s, &from->table, &at)) {
        scatter_run(&s, MAX_PARTS);
        for (uint32_t p = 0; p < MAX_PARTS; p++) {
            if (scatter_count(&s, p) == 0)
                continue;
            pthread_mutex_lock(&to->locks[p]);
            size_t before = group_set_part_bytes(to, p);
            drain_block(&to->parts[p], from, &s, p);
            grown += group_set_part_bytes(to, p) - before;
            pthread_mutex_unlock(&to->locks[p]);
        }
    }
    scatter_done(&s);
    return grown;
}

/*
 * A part of the tuples that threads share. Others may put more into it as
 * long as they have not noticed. By how much memory changes.
 */
static size_t drain_part(struct stats_tuples *t, uint32_t part)
{
    size_t grown = 0;

    pthread_mutex_lock(&t->set.locks[part]);
    group_set_fold_pending(&t->set, part);
    if (t->set.parts[part].table.n > 0) {
        grown = drain(t, &t->set.parts[part]);
        grown -= group_set_part_bytes(&t->set, part);
        group_set_clear_part(&t->set, part);
        grown += group_set_part_bytes(&t->set, part);
    }
    pthread_mutex_unlock(&t->set.locks[part]);
    return grown;
}

/* A thread's tuples i, which are none after this. */
static void go_over(struct stats *s, uint32_t i)
{
    struct stats_tuples *t = &s->set->tuples[i];
    struct grouper *from = &s->tuples[i];

    grouper_settle(from);
    if (!from->shared)
        s->drained_bytes += drain(t, &from->own);
    s->drained_bytes += from->shared_bytes;
    grouper_done(from);
    if (s->tuples_room && !s->sketches_room)
        s->sketches_room = grouper_room_new(&t->sketches);
    grouper_init(&s->sketches[i], &t->sketches, OWN_SKETCHES, s->sketches_room);
    for (uint32_t p = 0; p < group_set_parts(&t->set); p++) {
        s->drained_bytes += drain_part(t, p);
        if (p % TRIM_PARTS == 0)
            pool_trim(t->set.pool);
    }
}

/* Stages. */

void stats_tuples_join(struct stats_tuples *t)
{
    pthread_mutex_lock(&t->lock);
    t->n_threads++;
    t->n_current++;
    pthread_mutex_unlock(&t->lock);
}

/* The thread folds nothing in any more. */
static void leave(struct stats *s, uint32_t i)
{
    struct stats_tuples *t = &s->set->tuples[i];

    pthread_mutex_lock(&t->lock);
    t->n_threads--;
    t->n_current -= s->stages[i] == stage_of(t);
    pthread_mutex_unlock(&t->lock);
}

/* A thread does its share for the stage there is. */
static void follow(struct stats *s, uint32_t i)
{
    struct stats_tuples *t = &s->set->tuples[i];
    unsigned stage = stage_of(t);

    if (s->stages[i] == SKETCH_NONE)
        go_over(s, i);
    else if (!s->sketches[i].shared)
        aggregation_lower(s->sketches[i].own.aggs[0]);
    pthread_mutex_lock(&t->lock);
    s->stages[i] = stage;
    t->n_current += stage == stage_of(t);
    pthread_mutex_unlock(&t->lock);
}

/* Sketches that are shared no larger than the stage says. */
static size_t lower_shared(struct stats_tuples *t)
{
    struct group_set *set = &t->sketches;
    size_t grown = 0;

    for (uint32_t p = 0; p < MAX_PARTS; p++) {
        pthread_mutex_lock(&set->locks[p]);
        grown -= group_set_part_bytes(set, p);
        aggregation_lower(set->parts[p].aggs[0]);
        grown += group_set_part_bytes(set, p);
        pthread_mutex_unlock(&set->locks[p]);
    }
    return grown;
}

/* The next stage for all threads, unless one was quicker. */
static void advance(struct stats *s, uint32_t i)
{
    struct stats_tuples *t = &s->set->tuples[i];

    pthread_mutex_lock(&t->lock);
    bool first =
        s->stages[i] == stage_of(t) &&
        (s->stages[i] != SKETCH_NONE || !stats_set_has_spilled(s->set));
    /* What is shared must be in parts before anything is put into it. */
    if (first && s->stages[i] == SKETCH_NONE)
        group_set_split(&t->sketches);
    if (first) {
        atomic_fetch_add(&t->sketching.stage, 1);
        t->n_current = 0;
    }
    pthread_mutex_unlock(&t->lock);
    if (first && s->stages[i] != SKETCH_NONE)
        s->drained_bytes += lower_shared(t);
}

/* When to. */

static uint64_t count_now(struct grouper *g)
{
    return (g->shared ? 0 : g->own.table.n) + group_set_count_now(g->set);
}

/* Do groups have so many values on average? */
static bool have_values(struct stats *s, uint32_t i, uint64_t n)
{
    return s->set->tuples[i].can_estimate &&
           count_now(&s->tuples[i]) >= n * count_now(&s->groups);
}

/* Should values i take less memory? */
static bool is_time(struct stats *s, uint32_t i, uint64_t held, uint64_t most)
{
    /* A table that grows takes twice its memory and more. */
    if (s->stages[i] == SKETCH_NONE)
        return !stats_set_has_spilled(s->set) && held > most / 2 &&
               have_values(s, i, held > most ? SOME_VALUES : MANY_VALUES);
    return held > most / 4 * 3 && s->stages[i] < SKETCH_LAST;
}

bool stats_relieve(struct stats *s, uint64_t held, uint64_t memory_bytes)
{
    bool done = false;

    for (uint32_t i = 0; i < s->set->n_tuples; i++) {
        struct stats_tuples *t = &s->set->tuples[i];

        if (s->stages[i] == stage_of(t) && is_time(s, i, held, memory_bytes))
            advance(s, i);
        if (s->stages[i] == stage_of(t))
            continue;
        follow(s, i);
        done = true;
    }
    return done;
}

bool stats_can_shrink(const struct stats *s)
{
    bool can = false;

    for (uint32_t i = 0; i < s->set->n_tuples; i++)
        can = can ||
              (s->set->tuples[i].can_estimate && s->stages[i] < SKETCH_LAST &&
               !stats_set_has_spilled(s->set));
    return can;
}

bool stats_will_shrink(struct stats *s)
{
    bool will = false;

    for (uint32_t i = 0; i < s->set->n_tuples; i++) {
        struct stats_tuples *t = &s->set->tuples[i];

        pthread_mutex_lock(&t->lock);
        will = will || t->n_current < t->n_threads;
        pthread_mutex_unlock(&t->lock);
    }
    return will;
}

void stats_catch_up(struct stats *s)
{
    for (uint32_t i = 0; i < s->set->n_tuples; i++) {
        if (s->stages[i] != stage_of(&s->set->tuples[i]))
            follow(s, i);
        leave(s, i);
    }
}

void stats_fold_sketches(struct stats *s, uint32_t i, struct batch *b)
{
    struct grouper *to = &s->sketches[i];
    uint32_t rows[BATCH_ROWS], n = b->n;

    for (uint32_t k = 0; k < s->set->scope->n_keys; k++)
        memcpy(grouper_keys(to, k), grouper_keys(&s->groups, k),
               n * sizeof(cell));
    if (!to->shared) {
        grouper_add(to, n, b);
        return;
    }
    /* The batch is used to work with, and is still wanted. */
    memcpy(rows, b->rows, n * sizeof *rows);
    grouper_add(to, n, b);
    batch_rows(b, rows, n);
}

/* The end. */

struct conclusion {
    struct stats_set *set;
    struct stats_tuples *t;
    const atomic_bool *stop;
    atomic_uint next_part; /* of the sketches */
};

static bool is_made_of(const struct stats_set *set, uint32_t agg,
                       const struct stats_tuples *t)
{
    return aggregate_has_tuples(&set->scope->aggs[agg]) &&
           &set->tuples[set->tuples_of[agg]] == t;
}

/* Group g of some groups is the one of this sketch. */
static void conclude(const struct stats_set *set, struct stats_tuples *t,
                     const struct groups *from, uint32_t sketch,
                     struct groups *to, uint32_t g, uint8_t *marks)
{
    const struct scope *scope = set->scope;
    bool exact = true;

    for (uint32_t k = 0; k < scope->n_aggs; k++) {
        if (is_made_of(set, k, t))
            exact =
                aggregation_conclude(from->aggs[0], sketch, to->aggs[k], g) &&
                exact;
    }
    if (exact)
        return;
    marks[g] = 1;
    atomic_store_explicit(&t->inexact, true, memory_order_relaxed);
}

/* The groups of the sketches in a block, in one part of the groups. */
static void conclude_block(struct conclusion *c, const struct groups *from,
                           const struct scatter *s, uint32_t part)
{
    struct groups *to = &c->set->groups.parts[part];
    uint32_t numbers[BATCH_ROWS];

    for (uint32_t at = s->starts[part]; at < s->starts[part + 1];) {
        uint32_t n = s->starts[part + 1] - at;

        n = n < BATCH_ROWS ? n : BATCH_ROWS;
        table_find(&to->table, scatter_keys(s, at), n, numbers);
        for (uint32_t i = 0; i < n; i++)
            conclude(c->set, c->t, from, s->sorted_rows[at + i], to, numbers[i],
                     c->t->marks[part]);
        at += n;
    }
}

static void conclude_member(void *arg, unsigned i)
{
    struct conclusion *c = arg;
    uint32_t n_parts = group_set_parts(&c->set->groups);
    struct scatter s;
    unsigned p;

    (void)i;
    scatter_init(&s, c->set->scope->n_keys, true);
    while ((p = atomic_fetch_add(&c->next_part, 1)) < MAX_PARTS) {
        struct groups *from = &c->t->sketches.parts[p];
        uint32_t at = 0;

        /* Without keys each part has the one group, empty in all but one. */
        while (!atomic_load(c->stop) && scatter_take(&s, &from->table, &at)) {
            scatter_run(&s, n_parts);
            for (uint32_t to = 0; to < n_parts; to++)
                conclude_block(c, from, &s, to);
        }
        groups_done(from); /* of no use any more */
    }
    scatter_done(&s);
}

void stats_drain(struct stats_tuples *t)
{
    for (uint32_t p = 0; p < group_set_parts(&t->set); p++)
        drain_part(t, p);
}

void stats_finish_estimate(struct stats_set *set, struct stats_tuples *t,
                           unsigned threads, const atomic_bool *stop)
{
    struct conclusion c = {.set = set, .t = t, .stop = stop};

    stats_drain(t);
    for (uint32_t p = 0; p < group_set_parts(&set->groups); p++)
        t->marks[p] =
            mem_calloc(set->groups.parts[p].table.n, sizeof *t->marks[p]);
    team_run(threads, conclude_member, &c);
}

void stats_conclude_part(const struct stats_set *set, struct stats_tuples *t,
                         uint32_t part, struct groups *to, uint8_t *marks)
{
    const struct groups *from = &t->sketches.parts[part];
    uint32_t numbers[BATCH_ROWS];

    for (uint32_t at = 0; at < from->table.n; at += BATCH_ROWS) {
        uint32_t left = from->table.n - at;
        uint32_t n = left < BATCH_ROWS ? left : BATCH_ROWS;

        group_numbers(to, from, set->scope->n_keys, at, n, numbers);
        for (uint32_t i = 0; i < n; i++) {
            if (numbers[i] != TABLE_NONE)
                conclude(set, t, from, at + i, to, numbers[i], marks);
        }
    }
}

/* Answers about it. */

static const struct stats_tuples *tuples_of(const struct stats_set *set,
                                            uint32_t agg)
{
    return &set->tuples[set->tuples_of[agg]];
}

bool stats_set_is_estimate(const struct stats_set *set, uint32_t agg)
{
    return aggregate_has_tuples(&set->scope->aggs[agg]) &&
           atomic_load(&tuples_of(set, agg)->inexact);
}

bool stats_set_is_marked(const struct stats_set *set, uint32_t agg,
                         uint32_t part, uint32_t group)
{
    return stats_set_is_estimate(set, agg) &&
           tuples_of(set, agg)->marks[part][group];
}

double stats_set_error(const struct stats_set *set, uint32_t agg)
{
    return aggregate_error(&set->scope->aggs[agg],
                           stage_of(tuples_of(set, agg)));
}
