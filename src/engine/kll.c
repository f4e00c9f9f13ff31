/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All numbers stand in one array, the topmost level first, level 0 last,
 * where what comes is appended. A level that is compacted leaves what goes
 * up at its own beginning, which is the end of the level above; the levels
 * below move down.
 */
#include "engine/kll.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_LEVELS = 48,
    MIN_LEVEL = 8, /* numbers that every level has room for */
    FIRST_CAP = 4,
    FEW = 24, /* numbers that are sorted by insertion */
    MALLOC_BYTES = 8
};

struct kll {
    uint64_t n;          /* that came */
    uint64_t coins;      /* state of the generator */
    double min, max;
    uint32_t k;
    uint32_t n_items;    /* in the array */
    uint32_t cap;        /* it has room for */
    uint32_t limit;      /* that all levels may hold together */
    uint16_t lens[MAX_LEVELS];
    uint8_t n_levels;
    bool thinned;        /* something was thrown away */
    bool rounded;
    double items[];
};

size_t kll_bytes(const struct kll *s)
{
    return s ? sizeof *s + s->cap * sizeof *s->items + MALLOC_BYTES : 0;
}

void kll_free(struct kll *s)
{
    free(s);
}

struct kll *kll_copy(const struct kll *s)
{
    struct kll *copy;

    if (!s)
        return NULL;
    copy = mem_alloc(kll_bytes(s));
    memcpy(copy, s, sizeof *s + s->n_items * sizeof *s->items);
    return copy;
}

/* Room for cap numbers; there are no more. */
static void resize(struct kll **s, uint32_t cap, size_t *bytes)
{
    *bytes -= kll_bytes(*s);
    *s = mem_realloc(*s, sizeof **s + cap * sizeof *(*s)->items);
    (*s)->cap = cap;
    *bytes += kll_bytes(*s);
}

/* Levels. */

/* Each has two thirds of the one above. */
static uint32_t level_room(const struct kll *s, unsigned level)
{
    double room = s->k;

    for (unsigned i = level + 1; i < s->n_levels && room > MIN_LEVEL; i++)
        room *= 2.0 / 3;
    return room > MIN_LEVEL ? (uint32_t)room : MIN_LEVEL;
}

static void set_levels(struct kll *s, unsigned n)
{
    s->n_levels = (uint8_t)n;
    s->limit = 0;
    for (unsigned i = 0; i < n; i++)
        s->limit += level_room(s, i);
}

static uint32_t level_start(const struct kll *s, unsigned level)
{
    uint32_t start = 0;

    for (unsigned i = level + 1; i < s->n_levels; i++)
        start += s->lens[i];
    return start;
}

static struct kll *make(unsigned k, size_t *bytes)
{
    struct kll *s = mem_calloc(1, sizeof *s + FIRST_CAP * sizeof *s->items);

    s->k = k;
    s->cap = FIRST_CAP;
    s->coins = UINT64_C(0x9e3779b97f4a7c15);
    set_levels(s, 1);
    *bytes += kll_bytes(s);
    return s;
}

/* Compacting. */

/* Source: Marsaglia, "Xorshift RNGs" (2003). */
static unsigned toss(struct kll *s)
{
    s->coins ^= s->coins << 13;
    s->coins ^= s->coins >> 7;
    s->coins ^= s->coins << 17;
    return (unsigned)(s->coins >> 63);
}

static int order_numbers(const void *x, const void *y)
{
    const double *a = x, *b = y;

    return (*a > *b) - (*a < *b);
}

static void sort_numbers(double *v, uint32_t n)
{
    if (n > FEW) {
        qsort(v, n, sizeof *v, order_numbers);
        return;
    }
    for (uint32_t i = 1; i < n; i++) {
        double x = v[i];
        uint32_t at = i;

        for (; at > 0 && v[at - 1] > x; at--)
            v[at] = v[at - 1];
        v[at] = x;
    }
}

/* Half of a level goes up; one without a partner stays. */
static void compact(struct kll *s, unsigned level)
{
    uint32_t start = level_start(s, level), n = s->lens[level], up = n / 2;
    double *v = s->items + start;
    unsigned coin = toss(s);

    sort_numbers(v, n);
    for (uint32_t i = 0; i < up; i++)
        v[i] = v[2 * i + coin];
    memmove(v + up, v + 2 * up, (s->n_items - start - 2 * up) * sizeof *v);
    s->n_items -= up;
    s->lens[level] = n & 1;
    s->lens[level + 1] = (uint16_t)(s->lens[level + 1] + up);
    s->thinned = true;
}

/* Compact the lowest level that is full until there is room again. */
static void make_room(struct kll *s)
{
    while (s->n_items >= s->limit) {
        unsigned level = 0;

        /* All together are at the limit, so one is. */
        while (s->lens[level] < level_room(s, level))
            level++;
        if (level + 1u == s->n_levels) {
            assert(s->n_levels < MAX_LEVELS);
            set_levels(s, s->n_levels + 1u);
        }
        compact(s, level);
    }
}

/* One more number at a level that is there. */
static void put(struct kll **sketch, double x, unsigned level, size_t *bytes)
{
    struct kll *s = *sketch;

    if (s->n_items >= s->limit)
        make_room(s);
    if (s->n_items == s->cap) {
        uint32_t cap = 2 * s->cap < s->limit ? 2 * s->cap : s->limit;

        resize(sketch, cap, bytes);
        s = *sketch;
    }
    double *at = s->items + level_start(s, level) + s->lens[level];
    memmove(at + 1, at,
            (size_t)(s->items + s->n_items - at) * sizeof *at);
    *at = x;
    s->lens[level]++;
    s->n_items++;
}

static void widen(struct kll *s, double min, double max)
{
    s->min = s->n == 0 || min < s->min ? min : s->min;
    s->max = s->n == 0 || max > s->max ? max : s->max;
}

void kll_add(struct kll **s, double x, uint64_t times, unsigned k,
             size_t *bytes)
{
    if (!*s)
        *s = make(k, bytes);
    widen(*s, x, x);
    (*s)->n += times;
    /* As many as a number of each level stands for whose bit is set. */
    for (unsigned level = 0; times >> level; level++) {
        if (level >= (*s)->n_levels)
            set_levels(*s, level + 1);
        if (times >> level & 1)
            put(s, x, level, bytes);
    }
}

void kll_lower(struct kll **s, unsigned k, size_t *bytes)
{
    if (!*s || (*s)->k <= k)
        return;
    (*s)->k = k;
    set_levels(*s, (*s)->n_levels);
    make_room(*s);
    if ((*s)->cap > (*s)->limit)
        resize(s, (*s)->limit, bytes);
}

/* Level by level, both in one array, which may be too full for once. */
static void join(struct kll **to, const struct kll *from, size_t *bytes)
{
    uint32_t n = (*to)->n_items + from->n_items;
    struct kll *a = *to, *s;

    if (a->n_levels < from->n_levels)
        set_levels(a, from->n_levels);
    s = mem_alloc(sizeof *s + n * sizeof *s->items);
    *s = *a;
    s->cap = n;
    s->n_items = 0;
    for (unsigned i = s->n_levels; i-- > 0;) {
        double *at = s->items + s->n_items;

        memcpy(at, a->items + level_start(a, i), a->lens[i] * sizeof *at);
        memcpy(at + a->lens[i], from->items + level_start(from, i),
               from->lens[i] * sizeof *at);
        s->lens[i] = (uint16_t)(a->lens[i] + from->lens[i]);
        s->n_items += s->lens[i];
    }
    *bytes += kll_bytes(s) - kll_bytes(a);
    free(a);
    *to = s;
}

void kll_merge(struct kll **to, const struct kll *from, unsigned k,
               size_t *bytes)
{
    struct kll *s;

    if (!from)
        return;
    if (!*to)
        *to = make(k, bytes);
    kll_lower(to, from->k, bytes);
    join(to, from, bytes);
    s = *to;
    widen(s, from->min, from->max);
    s->n += from->n;
    s->coins ^= from->coins << 1 | 1; /* two threads' coins should differ */
    s->coins += s->coins == 0;
    s->thinned = s->thinned || from->thinned;
    s->rounded = s->rounded || from->rounded;
    make_room(s);
    if (s->cap > s->limit)
        resize(to, s->limit, bytes);
}

void kll_rounded(struct kll *s)
{
    s->rounded = true;
}

/* Answers. */

uint64_t kll_n(const struct kll *s)
{
    return s ? s->n : 0;
}

bool kll_is_exact(const struct kll *s)
{
    return !s || (!s->rounded && (!s->thinned || s->min == s->max));
}

struct weighed {
    double x; /* first, so that order_numbers orders these as well */
    uint64_t weight;
};

static uint32_t weigh(const struct kll *s, struct weighed *out)
{
    uint32_t n = 0;

    for (unsigned level = s->n_levels; level-- > 0;) {
        for (uint32_t i = 0; i < s->lens[level]; i++, n++)
            out[n] = (struct weighed){s->items[n], UINT64_C(1) << level};
    }
    return n;
}

double kll_at(const struct kll *s, uint64_t rank)
{
    struct weighed *v;
    uint64_t below = 0;
    uint32_t n, i = 0;

    assert(s && rank < s->n);
    if (rank == 0)
        return s->min;
    if (rank == s->n - 1)
        return s->max;
    v = mem_alloc(s->n_items * sizeof *v);
    n = weigh(s, v);
    qsort(v, n, sizeof *v, order_numbers);
    while (i + 1 < n && below + v[i].weight <= rank)
        below += v[i++].weight;
    double x = v[i].x;
    free(v);
    return x;
}

double kll_error(unsigned k)
{
    return 3.2 / k;
}
