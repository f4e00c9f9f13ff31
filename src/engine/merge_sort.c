/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/merge_sort.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum {
    SMALL = 16,       /* sorted by insertion */
    STOP_ITEMS = 1024 /* sorted or merged between two looks at the flag */
};

struct sorter {
    struct sort_item *room; /* as many items as are sorted */
    sort_order_fn *order;
    const void *arg;
    const atomic_bool *stop;
};

static bool stopped(const struct sorter *s)
{
    return s->stop && atomic_load_explicit(s->stop, memory_order_relaxed);
}

/* Must y stand before x, which stands before it now? */
static inline bool out_of_order(const struct sorter *s,
                                const struct sort_item *x,
                                const struct sort_item *y)
{
    if (x->rank != y->rank)
        return y->rank < x->rank;
    return s->order(s->arg, x, y) > 0;
}

static void insertion_sort(const struct sorter *s, struct sort_item *v,
                           size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct sort_item item = v[i];
        size_t at = i;

        for (; at > 0 && out_of_order(s, &v[at - 1], &item); at--)
            v[at] = v[at - 1];
        v[at] = item;
    }
}

/* The left half all after the right one: change places. */
static void swap_halves(const struct sorter *s, struct sort_item *v,
                        size_t half, size_t n)
{
    memcpy(s->room, v, half * sizeof *v);
    memmove(v, v + half, (n - half) * sizeof *v);
    memcpy(v + n - half, s->room, half * sizeof *v);
}

static void merge_halves(const struct sorter *s, struct sort_item *v,
                         size_t half, size_t n)
{
    const struct sort_item *left = s->room, *left_end = s->room + half;
    const struct sort_item *right = v + half, *right_end = v + n;

    memcpy(s->room, v, half * sizeof *v);
    while (left < left_end && right < right_end) {
        if ((uintptr_t)v % (STOP_ITEMS * sizeof *v) < sizeof *v && stopped(s))
            break;
        *v++ = out_of_order(s, left, right) ? *right++ : *left++;
    }
    /* What is left of the right half stands where it belongs. */
    memcpy(v, left, (size_t)(left_end - left) * sizeof *v);
}

static void sort_part(const struct sorter *s, struct sort_item *v, size_t n)
{
    size_t half = n / 2;

    if (n <= SMALL) {
        insertion_sort(s, v, n);
        return;
    }
    if (n > STOP_ITEMS && stopped(s))
        return;
    sort_part(s, v, half);
    sort_part(s, v + half, n - half);
    if (!out_of_order(s, &v[half - 1], &v[half]))
        return;
    if (out_of_order(s, &v[0], &v[n - 1]))
        swap_halves(s, v, half, n);
    else
        merge_halves(s, v, half, n);
}

bool merge_sort_in(struct sort_item *items, struct sort_item *room, size_t n,
                   sort_order_fn *order, const void *arg,
                   const atomic_bool *stop)
{
    struct sorter s = {room, order, arg, stop};

    sort_part(&s, items, n);
    return !stopped(&s);
}

bool merge_sort(struct sort_item *items, size_t n, sort_order_fn *order,
                const void *arg, const atomic_bool *stop)
{
    struct sort_item *room = mem_alloc(n * sizeof *items);
    bool done = merge_sort_in(items, room, n, order, arg, stop);

    free(room);
    return done;
}
