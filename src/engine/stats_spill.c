/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/stats_spill.h"

#include "base/mem.h"
#include "base/team.h"
#include "engine/budget.h"
#include "engine/group_spill.h"
#include "engine/run_writer.h"
#include "engine/stats_estimate.h"

#include <stdlib.h>
#include <string.h>

enum {
    /* Parts that are written before their memory goes back to the system. */
    TRIM_PARTS = 16,
    /* Of the memory, what rows take that wait to be folded in. */
    PENDING_SHARE = 16,
    /* A table of fewer groups that take less is not worth a run. */
    MIN_GROUPS = 16,
    MIN_RUN_BYTES = 8192,
    /* Of the memory, what the threads use together to merge. */
    MERGE_SHARE = 4,
    /* Bytes that a table takes for each byte of its records, at most. */
    TABLE_FACTOR = 4,
    /* Of its memory, what a merge may take before it is too much. */
    MERGE_EXCESS = 4
};

struct mapping {
    const void *p;
    uint64_t bytes;
};

struct stats_spill {
    struct spill *spill;
    uint64_t memory_bytes;
    atomic_bool has_spilled;
    struct group_runs groups[MAX_PARTS];    /* under the lock of the part */
    pthread_mutex_t lock;                   /* of all below */
    struct group_runs (*tuples)[MAX_PARTS]; /* [tuples][part of the groups] */
    struct mapping *items;                  /* that states of groups point to */
    size_t n_items, cap_items;
};

void stats_set_allow_spill(struct stats_set *set, struct spill *spill,
                           uint64_t memory_bytes)
{
    struct stats_spill *d;

    set->memory_bytes = memory_bytes;
    if (!spill || set->scope->n_keys == 0)
        return;
    set->disk = d = mem_calloc(1, sizeof *d);
    d->spill = spill_retain(spill);
    d->memory_bytes = memory_bytes;
    d->tuples = mem_calloc(set->n_tuples, sizeof *d->tuples);
    pthread_mutex_init(&d->lock, NULL);
    uint64_t waiting = memory_bytes / PENDING_SHARE / (set->n_tuples + 1);
    group_set_limit_pending(&set->groups, waiting);
    for (uint32_t i = 0; i < set->n_tuples; i++)
        group_set_limit_pending(&set->tuples[i].set, waiting);
}

void stats_spill_free(struct stats_set *set)
{
    struct stats_spill *d = set->disk;

    if (!d)
        return;
    for (uint32_t p = 0; p < MAX_PARTS; p++) {
        if (group_is_view(&set->groups.parts[p]))
            group_view_done(&set->groups.parts[p]);
        group_runs_done(&d->groups[p]);
        for (uint32_t i = 0; i < set->n_tuples; i++)
            group_runs_done(&d->tuples[i][p]);
    }
    for (size_t i = 0; i < d->n_items; i++)
        spill_unmap(d->items[i].p, d->items[i].bytes);
    free(d->items);
    free(d->tuples);
    pthread_mutex_destroy(&d->lock);
    spill_release(d->spill);
    free(d);
    set->disk = NULL;
}

bool stats_set_may_spill(const struct stats_set *set)
{
    return set->disk != NULL;
}

bool stats_set_has_spilled(const struct stats_set *set)
{
    return set->disk && atomic_load(&set->disk->has_spilled);
}

size_t stats_set_fixed_bytes(const struct stats_set *set)
{
    size_t bytes = 0;

    for (uint32_t i = 0; i < set->n_tuples; i++) {
        struct stats_tuples *t = &set->tuples[i];

        if (sketch_stage(&t->sketching) != SKETCH_NONE)
            bytes += group_set_bytes(&t->sketches);
    }
    return bytes;
}

/* Writing. */

/* How parts are written: tuples by a writer, groups (NULL) as they are. */
struct writing {
    struct stats_set *set;
    struct run_writer *tuples;
};

static bool write_part(const struct writing *w, struct group_set *groups,
                       uint32_t part, struct err *err)
{
    struct stats_spill *d = w->set->disk;

    if (w->tuples)
        return run_writer_add(w->tuples, &groups->parts[part], err);
    return group_runs_add(&d->groups[part], &groups->parts[part], d->spill,
                          err);
}

static bool is_worth_run(const struct table *t, uint32_t least)
{
    return t->n >= least || t->n * t->stride >= MIN_RUN_BYTES;
}

/* All parts but small ones; *grown: by how much memory changes. */
static bool write_parts(const struct writing *w, struct group_set *groups,
                        uint32_t least, size_t *grown, struct err *err)
{
    bool done = true;

    for (uint32_t p = 0; done && p < group_set_parts(groups); p++) {
        pthread_mutex_lock(&groups->locks[p]);
        size_t before = group_set_part_bytes(groups, p);
        group_set_fold_pending(groups, p);
        if (is_worth_run(&groups->parts[p].table, least)) {
            done = write_part(w, groups, p, err);
            group_set_clear_part(groups, p);
        }
        *grown += group_set_part_bytes(groups, p) - before;
        pthread_mutex_unlock(&groups->locks[p]);
        if (p % TRIM_PARTS == TRIM_PARTS - 1)
            pool_trim(groups->pool);
    }
    return done;
}

static bool write_groups(struct stats_set *set, uint32_t least, size_t *grown,
                         struct err *err)
{
    struct writing w = {.set = set};

    return write_parts(&w, &set->groups, least, grown, err);
}

static bool write_tuples(struct stats_set *set, uint32_t i, uint32_t least,
                         size_t *grown, struct err *err)
{
    struct stats_spill *d = set->disk;
    struct group_set *tuples = &set->tuples[i].set;
    struct run_writer to;
    struct writing w = {set, &to};

    run_writer_init(&to, d->tuples[i], &d->lock, &tuples->spec,
                    set->scope->n_keys, d->spill);
    bool done = write_parts(&w, tuples, least, grown, err) &&
                run_writer_flush(&to, err);
    run_writer_done(&to);
    return done;
}

static bool is_estimated(const struct stats_set *set, uint32_t i)
{
    return sketch_stage(&set->tuples[i].sketching) != SKETCH_NONE;
}

/* From now on no thread begins with estimates (stats_estimate.c). */
static void begin(struct stats_set *set)
{
    atomic_store(&set->disk->has_spilled, true);
    for (uint32_t i = 0; i < set->n_tuples; i++) {
        /* Whoever was about to has done so. */
        pthread_mutex_lock(&set->tuples[i].lock);
        pthread_mutex_unlock(&set->tuples[i].lock);
    }
}

bool stats_spill(struct stats *s, struct err *err)
{
    struct stats_set *set = s->set;
    bool done = true;

    begin(set);
    grouper_share(&s->groups);
    for (uint32_t i = 0; done && i < set->n_tuples; i++) {
        if (is_estimated(set, i) || s->sketches[i].set)
            continue;
        grouper_share(&s->tuples[i]);
        done = write_tuples(set, i, MIN_GROUPS, &s->drained_bytes, err);
    }
    return done && write_groups(set, MIN_GROUPS, &s->drained_bytes, err);
}

/* The end. */

struct finish {
    struct stats_set *set;
    struct stats_spill *disk;
    const atomic_bool *stop;
    size_t most_bytes; /* for each thread */
    atomic_uint next_part;
    atomic_bool failed;
    struct err err; /* the first, under the lock of the disk */
};

/* A part of the groups while it is merged. */
struct part {
    struct finish *f;
    uint32_t number;
    struct group_store store;
    struct group_share share;
    struct groups groups;       /* of the share */
    struct tuple_item *lasting; /* room on disk for the items of `values` */
    struct err *err;
};

static struct group_merge merge_of(const struct part *p,
                                   const struct group_runs *runs)
{
    return (struct group_merge){
        .runs = runs,
        .share = p->share,
        .n_keys = p->f->set->scope->n_keys,
        .most_bytes = p->f->most_bytes * MERGE_EXCESS,
        .memory_bytes = p->f->disk->memory_bytes,
        .spill = p->f->disk->spill,
        .stop = p->f->stop,
    };
}

static bool made_of(const struct stats_set *set, uint32_t agg, uint32_t tuples)
{
    return aggregate_has_tuples(&set->scope->aggs[agg]) &&
           set->tuples_of[agg] == tuples;
}

static bool any_wants_items(const struct stats_set *set, uint32_t tuples)
{
    for (uint32_t k = 0; k < set->scope->n_aggs; k++) {
        if (made_of(set, k, tuples) &&
            aggregate_wants_items(&set->scope->aggs[k]))
            return true;
    }
    return false;
}

/* Items that states go on to point to lie on disk, mapped. */
static struct tuple_item *keep_items(const struct part *p,
                                     const struct tuple_item *items, uint64_t n)
{
    struct stats_spill *d = p->f->disk;
    uint64_t bytes = n * sizeof *items,
             at = spill_reserve_pages(d->spill, bytes);
    const void *there;

    if (n == 0 || !spill_write(d->spill, at, items, bytes, p->err))
        return NULL;
    there = spill_map(d->spill, at, bytes, p->err);
    if (!there)
        return NULL;
    pthread_mutex_lock(&d->lock);
    d->items = mem_grow(d->items, d->n_items, &d->cap_items, sizeof *d->items);
    d->items[d->n_items++] = (struct mapping){there, bytes};
    pthread_mutex_unlock(&d->lock);
    return (struct tuple_item *)(uintptr_t)there;
}

/* By group: how many tuples it has, then where its last item ends. */
static void count_tuples(const struct part *p, const struct groups *tuples,
                         uint64_t *ends, struct tuple_item *items)
{
    uint32_t numbers[BATCH_ROWS];

    for (uint32_t at = 0; at < tuples->table.n; at += BATCH_ROWS) {
        uint32_t left = tuples->table.n - at;
        uint32_t n = left < BATCH_ROWS ? left : BATCH_ROWS;

        group_numbers(&p->groups, tuples, p->f->set->scope->n_keys, at, n,
                      numbers);
        for (uint32_t i = 0; i < n; i++) {
            uint64_t place = ends[numbers[i]]++;

            if (items)
                items[place] = tuple_item_of(tuples, at + i);
        }
    }
}

/* Counts become places: each the first of its group. */
static uint64_t make_places(uint64_t *counts, uint32_t n)
{
    uint64_t sum = 0;

    for (uint32_t g = 0; g < n; g++) {
        uint64_t count = counts[g];

        counts[g] = sum;
        sum += count;
    }
    return sum;
}

static void set_states(const struct part *p, uint32_t agg, const uint64_t *ends,
                       struct tuple_item *items)
{
    struct aggregation *a = p->groups.aggs[agg];
    bool wants = aggregate_wants_items(&p->f->set->scope->aggs[agg]);

    for (uint32_t g = 0; g < p->groups.table.n; g++) {
        /* With items a count is where the group's end. */
        uint64_t start = items && g > 0 ? ends[g - 1] : 0;

        if (wants)
            aggregation_set_items(a, g, items + start, ends[g] - start);
        else
            aggregation_set_count(a, g, ends[g] - start);
    }
}

/* The states of all aggregates that are made of these tuples. */
static bool finish_values(struct part *p, uint32_t i,
                          const struct groups *tuples)
{
    const struct stats_set *set = p->f->set;
    uint32_t n = p->groups.table.n;
    uint64_t *ends = mem_calloc(n, sizeof *ends);
    struct tuple_item *items = NULL, *kept = NULL;
    bool done = true;

    count_tuples(p, tuples, ends, NULL);
    if (any_wants_items(set, i)) {
        uint64_t n_items = make_places(ends, n);

        items = mem_alloc((n_items + 1) * sizeof *items);
        count_tuples(p, tuples, ends, items);
    }
    for (uint32_t k = 0; done && k < set->scope->n_aggs; k++) {
        if (!made_of(set, k, i))
            continue;
        if (aggregate_keeps_items(&set->scope->aggs[k]) && tuples->table.n) {
            kept = kept ? kept : keep_items(p, items, tuples->table.n);
            done = kept != NULL;
        }
        if (done)
            set_states(p, k, ends,
                       aggregate_keeps_items(&set->scope->aggs[k]) ? kept
                                                                   : items);
    }
    free(items);
    free(ends);
    return done;
}

static bool finish_tuples(struct part *p, uint32_t i)
{
    struct stats_tuples *t = &p->f->set->tuples[i];
    struct group_merge how = merge_of(p, &p->f->disk->tuples[i][p->number]);
    struct groups tuples;

    groups_init(&tuples, &t->set.spec, t->set.pool);
    bool done =
        group_runs_merge(&how, &tuples, p->err) && finish_values(p, i, &tuples);
    groups_done(&tuples);
    return done;
}

/* Marks of the groups of the share, behind those of the shares before. */
static void finish_sketches(struct part *p, uint32_t i)
{
    struct stats_tuples *t = &p->f->set->tuples[i];
    uint32_t before = p->store.n, n = p->groups.table.n;
    uint8_t **marks = &t->marks[p->number];

    *marks = mem_realloc(*marks, (size_t)before + n + 1);
    memset(*marks + before, 0, n);
    stats_conclude_part(p->f->set, t, p->number, &p->groups, *marks + before);
}

static bool finish_share(struct part *p)
{
    struct stats_set *set = p->f->set;
    struct group_merge how = merge_of(p, &p->f->disk->groups[p->number]);
    bool done;

    groups_init(&p->groups, &set->groups.spec, set->groups.pool);
    done = group_runs_merge(&how, &p->groups, p->err);
    for (uint32_t i = 0; done && i < set->n_tuples; i++) {
        if (is_estimated(set, i))
            finish_sketches(p, i);
        else
            done = finish_tuples(p, i);
    }
    done = done && group_store_add(&p->store, &p->groups, p->err);
    groups_done(&p->groups);
    return done;
}

/* In how many shares a part is merged, so that each fits. */
static uint32_t shares_of(const struct finish *f, uint32_t part)
{
    const struct stats_set *set = f->set;
    uint64_t bytes =
        f->disk->groups[part].n_records * group_spec_stride(&set->groups.spec);

    for (uint32_t i = 0; i < set->n_tuples; i++)
        bytes += f->disk->tuples[i][part].n_records *
                 (group_spec_stride(&set->tuples[i].set.spec) +
                  sizeof(struct tuple_item));
    return (uint32_t)(bytes * TABLE_FACTOR / f->most_bytes) + 1;
}

static void give_runs(const struct finish *f, uint32_t part)
{
    const struct stats_set *set = f->set;

    group_runs_give(&f->disk->groups[part], &set->groups.spec, f->disk->spill);
    for (uint32_t i = 0; i < set->n_tuples; i++)
        group_runs_give(&f->disk->tuples[i][part], &set->tuples[i].set.spec,
                        f->disk->spill);
}

static bool finish_part(struct finish *f, uint32_t number, struct err *err)
{
    struct stats_set *set = f->set;
    struct part p = {.f = f, .number = number, .err = err};
    uint32_t n_shares = shares_of(f, number);
    bool done = true;

    group_store_init(&p.store, &set->groups.spec,
                     f->disk->groups[number].n_records, f->disk->spill);
    for (uint32_t i = 0; done && i < n_shares; i++) {
        p.share = (struct group_share){i, n_shares};
        done = finish_share(&p);
    }
    give_runs(f, number);
    if (done) {
        groups_done(&set->groups.parts[number]);
        done = group_store_view(&p.store, &set->groups.parts[number], err);
        if (!done)
            groups_init(&set->groups.parts[number], &set->groups.spec,
                        set->groups.pool);
    }
    group_store_done(&p.store);
    return done;
}

static void finish_member(void *arg, unsigned i)
{
    struct finish *f = arg;
    struct err err = {0};
    unsigned p;

    (void)i;
    while (!atomic_load(&f->failed) && !atomic_load(f->stop) &&
           (p = atomic_fetch_add(&f->next_part, 1)) < MAX_PARTS) {
        if (finish_part(f, p, &err))
            continue;
        pthread_mutex_lock(&f->disk->lock);
        err_set(&f->err, err.code, "%s", err.msg);
        pthread_mutex_unlock(&f->disk->lock);
        atomic_store(&f->failed, true);
    }
}

/* The rest, after which all is on disk. */
static bool write_rest(struct stats_set *set, struct err *err)
{
    size_t ignored = 0;
    bool done = true;

    for (uint32_t i = 0; done && i < set->n_tuples; i++) {
        if (is_estimated(set, i))
            stats_drain(&set->tuples[i]);
        else
            done = write_tuples(set, i, 1, &ignored, err);
    }
    done = done && write_groups(set, 1, &ignored, err);
    pool_trim(set->groups.pool);
    return done;
}

bool stats_finish_spilled(struct stats_set *set, unsigned threads,
                          const atomic_bool *stop, struct err *err)
{
    struct finish f = {.set = set, .disk = set->disk, .stop = stop};

    if (!write_rest(set, err))
        return false;
    f.most_bytes =
        (size_t)(set->disk->memory_bytes / MERGE_SHARE / threads) + 1;
    team_run(threads, finish_member, &f);
    pool_trim(set->groups.pool);
    if (f.err.code != ERR_NONE)
        return err_set(err, f.err.code, "%s", f.err.msg);
    return !atomic_load(stop) || err_set(err, ERR_CANCELLED, "cancelled");
}
