/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Of many things a sample is looked at first. Its ranks split all into
 * buckets of about the same size, with one for each of these ranks itself,
 * so that a rank that many things have is a bucket alone. Threads put the
 * things of their slices where their counts of each bucket say. A bucket that
 * one thread can sort is a task; threads take tasks until there are none.
 *
 * Within a task a range of items is dealt by the 8 bits of the rank from the
 * highest on that differs within the range, and so on. A range whose ranks
 * are all the same goes on to other ranks. So do the few large buckets of one
 * rank, which all threads deal together, in slices.
 */
#include "engine/rank_sort.h"

#include "base/mem.h"
#include "base/team.h"

#include <stdlib.h>
#include <string.h>

enum {
    DEAL_BITS = 8,
    BUCKETS = 1 << DEAL_BITS,
    SMALL = 48,           /* items that are sorted by merging */
    TASK_ITEMS = 1 << 15, /* that one thread may always have for itself */
    TASKS_PER_THREAD = 8, /* or at least so many tasks for each */
    STOP_ITEMS = 1 << 15, /* gone over between two looks at the flag */
    MAX_DEPTH = 200       /* ranges within ranges; then compare */
};

struct sorter {
    const struct rank_order *order;
    const atomic_bool *stop;
    struct pool *pool;
    unsigned threads;
    size_t task_items;
    struct range *tasks; /* without room; that is each thread's own */
    size_t n_tasks, cap_tasks;
    atomic_size_t next_task;
};

struct range {
    struct sort_item *items, *room;
    size_t n;
    uint32_t level;
    bool rest;   /* ranks are of texts, from byte `from` on */
    size_t from;
    unsigned depth;
};

/* What a thread finds in its slice of a range, and where it puts it. */
struct slice {
    struct sort_item *items, *room;
    size_t n;
    uint64_t diff; /* bits in which ranks differ from the first */
    struct rank_tie tie;
    size_t at[BUCKETS]; /* items of a bucket, then the next one's place */
};

/* One step of the work on a range. */
struct step {
    const struct sorter *s;
    const struct range *r;
    struct slice *slices;
    unsigned shift;
    struct sort_item first;
};

/* What is done to items [at, at + n) of a slice. */
typedef void slice_fn(const struct step *step, struct slice *slice, size_t at,
                      size_t n);

static bool stopped(const struct sorter *s)
{
    return s->stop && atomic_load_explicit(s->stop, memory_order_relaxed);
}

/* Over slices. */

static void rank_items(const struct step *step, struct slice *slice, size_t at,
                       size_t n)
{
    const struct rank_order *order = step->s->order;

    if (step->r->rest)
        order->rest(order->arg, step->r->level, step->r->from,
                    slice->items + at, n);
    else
        order->ranks(order->arg, step->r->level, slice->items + at, n);
}

static void compare_ranks(const struct step *step, struct slice *slice,
                          size_t at, size_t n)
{
    const struct sort_item *items = slice->items + at;
    uint64_t diff = slice->diff;

    for (size_t i = 0; i < n; i++)
        diff |= items[i].rank ^ step->first.rank;
    slice->diff = diff;
}

static void join_ties(struct rank_tie *to, struct rank_tie t)
{
    to->equal = to->equal && t.equal;
    to->ask = to->ask || t.ask;
    to->same = t.same < to->same ? t.same : to->same;
}

static void survey_tie(const struct step *step, struct slice *slice, size_t at,
                       size_t n)
{
    const struct rank_order *order = step->s->order;

    join_ties(&slice->tie, order->tie(order->arg, step->r->level, &step->first,
                                      slice->items + at, n));
}

static inline size_t bucket_of(const struct step *step, uint64_t rank)
{
    return rank >> step->shift & (BUCKETS - 1);
}

static void count_buckets(const struct step *step, struct slice *slice,
                          size_t at, size_t n)
{
    const struct sort_item *items = slice->items + at;

    for (size_t i = 0; i < n; i++)
        slice->at[bucket_of(step, items[i].rank)]++;
}

static void deal(const struct step *step, struct slice *slice, size_t at,
                 size_t n)
{
    const struct sort_item *items = slice->items + at;
    struct sort_item *room = step->r->room;

    for (size_t i = 0; i < n; i++)
        room[slice->at[bucket_of(step, items[i].rank)]++] = items[i];
}

static void take_back(const struct step *step, struct slice *slice, size_t at,
                      size_t n)
{
    (void)step;
    memcpy(slice->items + at, slice->room + at, n * sizeof *slice->items);
}

/* Once stopped, nothing looks at the items any more. */
static void run_slice(const struct step *step, struct slice *slice,
                      slice_fn *fn)
{
    for (size_t at = 0; at < slice->n && !stopped(step->s); at += STOP_ITEMS) {
        size_t left = slice->n - at;

        fn(step, slice, at, left < STOP_ITEMS ? left : STOP_ITEMS);
    }
}

struct member {
    const struct step *step;
    slice_fn *fn;
};

static void slice_member(void *arg, unsigned i)
{
    const struct member *m = arg;

    run_slice(m->step, &m->step->slices[i], m->fn);
}

static void each_slice(const struct step *step, unsigned threads, slice_fn *fn)
{
    struct member m = {step, fn};

    if (threads == 1)
        run_slice(step, step->slices, fn);
    else
        team_run(threads, slice_member, &m);
}

static void make_slices(const struct step *step, unsigned threads)
{
    const struct range *r = step->r;

    for (unsigned i = 0; i < threads; i++) {
        size_t start = r->n / threads * i;
        size_t end = i + 1 == threads ? r->n : r->n / threads * (i + 1);

        step->slices[i].items = r->items + start;
        step->slices[i].room = r->room + start;
        step->slices[i].n = end - start;
    }
}

/* Steps. Slices of one thread or of all. */

static uint64_t differing_bits(const struct step *step, unsigned threads)
{
    uint64_t diff = 0;

    for (unsigned i = 0; i < threads; i++)
        step->slices[i].diff = 0;
    each_slice(step, threads, compare_ranks);
    for (unsigned i = 0; i < threads; i++)
        diff |= step->slices[i].diff;
    return diff;
}

enum tie_end { TIE_RANKED, TIE_EQUAL, TIE_ASK };

/* All ranks are the same: find others for the range. */
static enum tie_end go_on(const struct step *step, struct range *r,
                          unsigned threads)
{
    struct rank_tie tie = {.equal = true, .same = SIZE_MAX};

    for (unsigned i = 0; i < threads; i++)
        step->slices[i].tie = tie;
    each_slice(step, threads, survey_tie);
    for (unsigned i = 0; i < threads; i++)
        join_ties(&tie, step->slices[i].tie);
    if (!tie.equal && (tie.ask || (r->rest && tie.same <= r->from)))
        return TIE_ASK;
    r->rest = !tie.equal;
    r->from = tie.same;
    r->level += tie.equal;
    if (r->level == step->s->order->n_levels)
        return TIE_EQUAL;
    each_slice(step, threads, rank_items);
    return TIE_RANKED;
}

/* Put items in the order of buckets; starts[b] is where bucket b begins. */
static void deal_range(const struct step *step, unsigned threads,
                       size_t starts[BUCKETS + 1])
{
    size_t at = 0;

    for (unsigned i = 0; i < threads; i++)
        memset(step->slices[i].at, 0, sizeof step->slices[i].at);
    each_slice(step, threads, count_buckets);
    for (size_t b = 0; b < BUCKETS; b++) {
        starts[b] = at;
        for (unsigned i = 0; i < threads; i++) {
            size_t n = step->slices[i].at[b];

            step->slices[i].at[b] = at;
            at += n;
        }
    }
    starts[BUCKETS] = at;
    each_slice(step, threads, deal);
    each_slice(step, threads, take_back);
}

static unsigned deal_shift(uint64_t diff)
{
    unsigned bits = 64 - (unsigned)__builtin_clzll(diff);

    return bits > DEAL_BITS ? bits - DEAL_BITS : 0;
}

/* The range of a bucket. */
static struct range bucket_range(const struct range *r, const size_t *starts,
                                 size_t b)
{
    struct range sub = *r;

    sub.items += starts[b];
    sub.room += starts[b];
    sub.n = starts[b + 1] - starts[b];
    sub.depth++;
    return sub;
}

static void compare_range(const struct sorter *s, const struct range *r)
{
    merge_sort_in(r->items, r->room, r->n, s->order->order, s->order->arg,
                  s->stop);
}

/*
 * Make the ranks of a range differ, if they do not. False when there is
 * nothing left to deal: *end says whether the items have to be compared.
 */
static bool make_differ(struct step *step, struct range *r, unsigned threads,
                        enum tie_end *end)
{
    uint64_t diff;

    for (;;) {
        if (stopped(step->s))
            return false;
        step->first = r->items[0];
        diff = differing_bits(step, threads);
        if (diff)
            break;
        *end = go_on(step, r, threads);
        if (*end != TIE_RANKED)
            return false;
    }
    step->shift = deal_shift(diff);
    return true;
}

static void sort_range(const struct sorter *s, struct range r);

static int leave_order(const void *arg, const struct sort_item *x,
                       const struct sort_item *y)
{
    (void)arg;
    (void)x;
    (void)y;
    return 0;
}

/* Items of one rank: go on to other ranks. */
static void sort_tied(const struct sorter *s, struct range r)
{
    struct slice slice;
    struct step step = {.s = s, .r = &r, .slices = &slice, .first = r.items[0]};
    enum tie_end end;

    make_slices(&step, 1);
    end = go_on(&step, &r, 1);
    if (end == TIE_RANKED)
        sort_range(s, r);
    else if (end == TIE_ASK)
        compare_range(s, &r);
}

/* Few items: by their ranks, then each run of the same rank. */
static void sort_small(const struct sorter *s, const struct range *r)
{
    merge_sort_in(r->items, r->room, r->n, leave_order, NULL, s->stop);
    for (size_t i = 0, end; i < r->n; i = end) {
        for (end = i + 1; end < r->n; end++) {
            if (r->items[end].rank != r->items[i].rank)
                break;
        }
        struct range run = *r;
        run.items += i;
        run.room += i;
        run.n = end - i;
        run.depth++;
        if (run.n > 1)
            sort_tied(s, run);
    }
}

static void sort_buckets(const struct sorter *s, const struct range *r,
                         const size_t *starts)
{
    for (size_t b = 0; b < BUCKETS; b++) {
        if (starts[b + 1] - starts[b] > 1)
            sort_range(s, bucket_range(r, starts, b));
    }
}

static void sort_range(const struct sorter *s, struct range r)
{
    struct slice slice;
    struct step step = {.s = s, .r = &r, .slices = &slice};
    size_t starts[BUCKETS + 1];
    enum tie_end end = TIE_EQUAL;

    if (stopped(s))
        return;
    if (r.depth >= MAX_DEPTH) {
        compare_range(s, &r);
        return;
    }
    if (r.n <= SMALL) {
        sort_small(s, &r);
        return;
    }
    make_slices(&step, 1);
    if (make_differ(&step, &r, 1, &end)) {
        deal_range(&step, 1, starts);
        sort_buckets(s, &r, starts);
    } else if (end == TIE_ASK) {
        compare_range(s, &r);
    }
}

/* Tasks. */

static void add_task(struct sorter *s, const struct range *r)
{
    s->tasks = mem_grow(s->tasks, s->n_tasks, &s->cap_tasks, sizeof *s->tasks);
    s->tasks[s->n_tasks++] = *r;
}

/* With all threads down to tasks. */
static void share_out(struct sorter *s, struct range r)
{
    struct step step = {.s = s, .r = &r};
    size_t starts[BUCKETS + 1];
    enum tie_end end = TIE_EQUAL;

    if (r.n <= s->task_items || r.depth >= MAX_DEPTH) {
        add_task(s, &r);
        return;
    }
    step.slices = mem_calloc(s->threads, sizeof *step.slices);
    make_slices(&step, s->threads);
    bool differ = make_differ(&step, &r, s->threads, &end);
    if (differ)
        deal_range(&step, s->threads, starts);
    free(step.slices);
    for (size_t b = 0; differ && b < BUCKETS; b++) {
        if (starts[b + 1] > starts[b])
            share_out(s, bucket_range(&r, starts, b));
    }
    if (!differ)
        add_task(s, &r);
}

static int larger_first(const void *a, const void *b)
{
    const struct range *x = a, *y = b;

    return (x->n < y->n) - (x->n > y->n);
}

static void rank_last(const struct sorter *s, struct range *r)
{
    struct slice slice = {.items = r->items, .n = r->n};
    struct step step = {.s = s, .r = r};

    r->level = s->order->n_levels - 1;
    r->rest = false;
    run_slice(&step, &slice, rank_items);
}

/* Tasks are the largest first, so that there is room for all of them. */
static void run_tasks(void *arg, unsigned i)
{
    struct sorter *s = arg;
    struct sort_item *room = NULL;
    size_t t;

    (void)i;
    while ((t = atomic_fetch_add(&s->next_task, 1)) < s->n_tasks) {
        struct range *r = &s->tasks[t];

        if (!room)
            room = mem_alloc(r->n * sizeof *room);
        r->room = room;
        if (r->level < s->order->n_levels)
            sort_range(s, *r);
        rank_last(s, r);
    }
    free(room);
}

/* Tasks for a range in place, which all threads may have to deal. */
static void share_out_bucket(struct sorter *s, struct range r)
{
    size_t size = r.n * sizeof *r.room;

    if (r.n <= s->task_items) {
        add_task(s, &r);
        return;
    }
    r.room = pool_take(s->pool, &size);
    share_out(s, r);
    pool_give(s->pool, r.room, size);
}

/* The split into buckets. */

enum {
    SPLIT_BITS = 8,
    MAX_SPLITS = (1 << SPLIT_BITS) - 1,
    SAMPLE = 16 << SPLIT_BITS,
    SPLIT_BUCKETS = 2 * MAX_SPLITS + 1,
    CHUNK = 1024 /* items made at a time */
};

struct split {
    const struct sorter *s;
    size_t n;
    struct sort_item *items;
    /* Rising; filled up with the greatest rank there is. */
    uint64_t ranks[MAX_SPLITS];
    uint16_t *buckets;            /* [thing] */
    size_t (*at)[SPLIT_BUCKETS]; /* [slice][bucket], as in struct slice */
};

static int order_ranks(const void *a, const void *b)
{
    const struct sort_item *x = a, *y = b;

    return (x->rank > y->rank) - (x->rank < y->rank);
}

static void choose_splits(struct split *p)
{
    struct sort_item *sample = mem_alloc(SAMPLE * sizeof *sample);
    const struct rank_order *order = p->s->order;
    uint64_t last = 0;
    size_t n = 0;

    /* Spread evenly, but not in step with anything that repeats. */
    for (size_t i = 0; i < SAMPLE; i++) {
        size_t share = p->n / SAMPLE;
        size_t at = i * share + i * 0x9e3779b97f4a7c15 % share;

        order->items(order->arg, at, &sample[i], 1);
    }
    qsort(sample, SAMPLE, sizeof *sample, order_ranks);
    for (size_t i = SAMPLE / (MAX_SPLITS + 1); i < SAMPLE && n < MAX_SPLITS;
         i += SAMPLE / (MAX_SPLITS + 1)) {
        if (n == 0 || sample[i].rank != last)
            p->ranks[n++] = last = sample[i].rank;
    }
    while (n < MAX_SPLITS)
        p->ranks[n++] = UINT64_MAX;
    free(sample);
}

/* Even: between two splits. Odd: of the same rank as one. */
static inline uint16_t split_bucket(const uint64_t *splits, uint64_t rank)
{
    size_t at = 0; /* splits before the rank */

    for (size_t step = (size_t)1 << (SPLIT_BITS - 1); step > 0; step /= 2)
        at += splits[at + step - 1] < rank ? step : 0;
    return (uint16_t)(2 * at + (at < MAX_SPLITS && splits[at] == rank));
}

typedef void chunk_fn(struct split *p, unsigned slice, size_t at,
                      const struct sort_item *items, size_t n);

static void count_chunk(struct split *p, unsigned slice, size_t at,
                        const struct sort_item *items, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint16_t bucket = split_bucket(p->ranks, items[i].rank);

        p->buckets[at + i] = bucket;
        p->at[slice][bucket]++;
    }
}

static void deal_chunk(struct split *p, unsigned slice, size_t at,
                       const struct sort_item *items, size_t n)
{
    for (size_t i = 0; i < n; i++)
        p->items[p->at[slice][p->buckets[at + i]]++] = items[i];
}

static void each_chunk(struct split *p, unsigned i, chunk_fn *fn)
{
    const struct rank_order *order = p->s->order;
    size_t share = p->n / p->s->threads;
    size_t end = i + 1 == p->s->threads ? p->n : share * (i + 1);
    struct sort_item items[CHUNK];

    for (size_t at = share * i; at < end && !stopped(p->s); at += CHUNK) {
        size_t n = end - at < CHUNK ? end - at : CHUNK;

        order->items(order->arg, at, items, n);
        fn(p, i, at, items, n);
    }
}

static void count_member(void *arg, unsigned i)
{
    each_chunk(arg, i, count_chunk);
}

static void deal_member(void *arg, unsigned i)
{
    each_chunk(arg, i, deal_chunk);
}

/* Counts become places; starts[b] is where bucket b begins. */
static void place_buckets(struct split *p, size_t starts[SPLIT_BUCKETS + 1])
{
    size_t at = 0;

    for (size_t b = 0; b < SPLIT_BUCKETS; b++) {
        starts[b] = at;
        for (unsigned i = 0; i < p->s->threads; i++) {
            size_t n = p->at[i][b];

            p->at[i][b] = at;
            at += n;
        }
    }
    starts[SPLIT_BUCKETS] = at;
}

/* Split n things up and make tasks of them. */
static void split_all(struct sorter *s, struct sort_item *items, size_t n)
{
    struct split p = {.s = s, .n = n, .items = items};
    size_t starts[SPLIT_BUCKETS + 1];
    size_t size = n * sizeof *p.buckets;

    p.buckets = pool_take(s->pool, &size);
    p.at = mem_calloc(s->threads, sizeof *p.at);
    choose_splits(&p);
    team_run(s->threads, count_member, &p);
    place_buckets(&p, starts);
    team_run(s->threads, deal_member, &p);
    pool_give(s->pool, p.buckets, size);
    free(p.at);
    for (size_t b = 0; b < SPLIT_BUCKETS && !stopped(s); b++) {
        if (starts[b + 1] > starts[b])
            share_out_bucket(s, (struct range){.items = items + starts[b],
                                               .n = starts[b + 1] - starts[b]});
    }
}

bool rank_sort(const struct rank_order *order, struct sort_item *items,
               size_t n, unsigned threads, const atomic_bool *stop,
               struct pool *pool)
{
    struct sorter s = {.order = order, .stop = stop, .pool = pool};

    s.threads = n > TASK_ITEMS ? threads : 1;
    s.task_items = n / (s.threads * TASKS_PER_THREAD);
    if (s.task_items < TASK_ITEMS)
        s.task_items = TASK_ITEMS;
    if (n > TASK_ITEMS) {
        split_all(&s, items, n);
    } else if (n > 0) {
        order->items(order->arg, 0, items, n);
        add_task(&s, &(struct range){.items = items, .n = n});
    }
    if (s.n_tasks > 0)
        qsort(s.tasks, s.n_tasks, sizeof *s.tasks, larger_first);
    team_run(s.threads, run_tasks, &s);
    free(s.tasks);
    return !stopped(&s);
}
