/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * count_distinct and values: one table of all (group, value) pairs; the state
 * of a group counts its pairs.
 */
#include "engine/aggregate_int.h"

#include "base/mem.h"
#include "engine/convert.h"
#include "engine/keys.h"
#include "engine/table.h"

#include <stdlib.h>

struct pairs {
    struct table table; /* (group, cell) */
    /* Made when values are read: the cells by group, [starts[g], ...). */
    cell *sorted;
    uint64_t *starts;
};

static struct pairs *pairs_of(struct aggregation *a)
{
    struct pairs *p = a->store;

    if (!p) {
        p = mem_calloc(1, sizeof *p);
        table_init(&p->table, 2);
        a->store = p;
    }
    return p;
}

/* Pairs from number first on are new: count them. */
static void count_new(struct aggregation *a, uint32_t first)
{
    const struct pairs *p = a->store;
    uint64_t *counts = (void *)a->states;

    for (uint32_t i = first; i < p->table.n; i++)
        counts[table_key(&p->table, i)[0]]++;
}

static void pairs_fold(struct aggregation *a, struct batch *b,
                       const uint32_t *groups)
{
    struct pairs *p = pairs_of(a);
    cell cells[BATCH_ROWS], group_cells[BATCH_ROWS];
    uint32_t numbers[BATCH_ROWS];
    uint32_t n = 0, before = p->table.n;

    key_cells(b, a->spec->arg, cells);
    for (uint32_t i = 0; i < b->n; i++) {
        cells[n] = cells[i];
        group_cells[n] = groups[i];
        n += cell_kind_of(cells[i]) != CELL_NULL;
    }
    cell *columns[2] = {group_cells, cells};
    table_add(&p->table, columns, n, numbers);
    count_new(a, before);
}

static void pairs_merge(struct aggregation *to, const struct aggregation *from,
                        const uint32_t *map)
{
    const struct pairs *f = from->store;

    if (!f)
        return;
    struct pairs *p = pairs_of(to);
    uint32_t before = p->table.n;
    for (uint32_t i = 0; i < f->table.n; i++) {
        const cell *key = table_key(&f->table, i);
        cell mapped[2] = {map[key[0]], key[1]};

        table_add_one(&p->table, mapped);
    }
    count_new(to, before);
}

static void pairs_done(struct aggregation *a)
{
    struct pairs *p = a->store;

    if (!p)
        return;
    table_done(&p->table);
    free(p->sorted);
    free(p->starts);
    free(p);
}

static size_t pairs_bytes(const struct aggregation *a)
{
    const struct pairs *p = a->store;

    return p ? table_bytes(&p->table) : 0;
}

static struct value distinct_value(struct aggregation *a, uint32_t group,
                                   struct arena *arena)
{
    (void)arena;
    return value_int((int64_t) * (uint64_t *)aggregation_state(a, group));
}

const struct aggregate_ops aggregate_distinct = {
    .state_bytes = sizeof(uint64_t),
    .fold = pairs_fold,
    .merge_store = pairs_merge,
    .value = distinct_value,
    .store_done = pairs_done,
    .store_bytes = pairs_bytes,
};

/* values. */

static void sort_by_group(struct aggregation *a)
{
    struct pairs *p = pairs_of(a);
    const uint64_t *counts = (void *)a->states;
    uint64_t at = 0;

    if (p->starts)
        return;
    p->starts = mem_calloc(a->n, sizeof *p->starts);
    p->sorted = mem_calloc(p->table.n, sizeof *p->sorted);
    for (uint32_t g = 0; g < a->n; g++) {
        p->starts[g] = at;
        at += counts[g];
    }
    for (uint32_t i = 0; i < p->table.n; i++) {
        const cell *key = table_key(&p->table, i);

        p->sorted[p->starts[key[0]]++] = key[1];
    }
    for (uint32_t g = 0; g < a->n; g++)
        p->starts[g] -= counts[g];
}

static int order_values(const void *x, const void *y)
{
    const struct value *a = x, *b = y;

    return value_order(*a, *b);
}

static struct value values_value(struct aggregation *a, uint32_t group,
                                 struct arena *arena)
{
    const struct pairs *p = pairs_of(a);
    uint32_t n = (uint32_t) * (uint64_t *)aggregation_state(a, group);
    struct value *list;

    if (n == 0)
        return value_null();
    sort_by_group(a);
    list = arena_alloc(arena, n * sizeof *list);
    for (uint32_t i = 0; i < n; i++)
        list[i] = value_of_cell(a->dict, p->sorted[p->starts[group] + i]);
    qsort(list, n, sizeof *list, order_values);
    return (struct value){.type = VALUE_LIST, .n = n, .list = list};
}

const struct aggregate_ops aggregate_values = {
    .state_bytes = sizeof(uint64_t),
    .fold = pairs_fold,
    .merge_store = pairs_merge,
    .value = values_value,
    .store_done = pairs_done,
    .store_bytes = pairs_bytes,
};
