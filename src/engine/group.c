/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/group.h"

#include "base/mem.h"

#include <stdlib.h>

static size_t state_bytes(const struct group_spec *spec)
{
    size_t bytes = spec->counted ? sizeof(uint64_t) : 0;

    for (uint32_t i = 0; i < spec->n_aggs; i++)
        bytes += aggregate_state_bytes(&spec->aggs[i]);
    return bytes;
}

size_t group_spec_stride(const struct group_spec *spec)
{
    return table_stride(spec->width, state_bytes(spec));
}

static void make_aggregations(struct groups *g)
{
    const struct group_spec *spec = g->spec;
    size_t offset = spec->width * sizeof(cell);

    g->aggs = mem_calloc(spec->n_aggs, sizeof *g->aggs);
    for (uint32_t i = 0; i < spec->n_aggs; i++) {
        g->aggs[i] = aggregation_new(&spec->aggs[i], spec->dict, &g->table,
                                     offset);
        offset += aggregate_state_bytes(&spec->aggs[i]);
    }
}

void groups_init(struct groups *g, const struct group_spec *spec,
                 struct pool *pool)
{
    *g = (struct groups){.spec = spec};
    table_init(&g->table, spec->width, state_bytes(spec), pool);
    make_aggregations(g);
    if (spec->width == 0)
        table_add_one(&g->table, NULL);
}

void groups_done(struct groups *g)
{
    if (!g->spec)
        return;
    for (uint32_t i = 0; i < g->spec->n_aggs; i++)
        aggregation_free(g->aggs[i]);
    free(g->aggs);
    table_done(&g->table);
    *g = (struct groups){0};
}

void groups_copy(struct groups *to, const struct groups *from,
                 const struct group_spec *spec, struct pool *pool)
{
    *to = (struct groups){.spec = spec};
    table_copy(&to->table, &from->table, pool);
    make_aggregations(to);
    for (uint32_t i = 0; i < spec->n_aggs; i++)
        aggregation_copy_aside(to->aggs[i], from->aggs[i]);
}

static void count_rows(struct groups *g, const uint32_t *numbers, uint32_t n)
{
    char *first = g->table.records + g->spec->width * sizeof(cell);

    for (uint32_t i = 0; i < n; i++)
        ++*(uint64_t *)(void *)(first + numbers[i] * g->table.stride);
}

void groups_fold_known(struct groups *g, const uint32_t *numbers, uint32_t n,
                       struct batch *b)
{
    if (g->spec->counted)
        count_rows(g, numbers, n);
    for (uint32_t i = 0; i < g->spec->n_aggs; i++) {
        enum aggregate_input input = aggregate_input(&g->spec->aggs[i]);

        if (input == INPUT_COUNT)
            aggregation_count(g->aggs[i], numbers, n);
        else if (input == INPUT_ROWS)
            aggregation_fold(g->aggs[i], b, numbers);
    }
}

void groups_fold(struct groups *g, struct table_keys keys, uint32_t n,
                 struct batch *b, uint32_t *numbers)
{
    table_add(&g->table, keys, n, numbers);
    groups_fold_known(g, numbers, n, b);
}

static void merge_counts(struct groups *to, const struct groups *from,
                         const uint32_t *t, const uint32_t *f, uint32_t n)
{
    size_t offset = to->spec->width * sizeof(cell);

    for (uint32_t i = 0; i < n; i++)
        *(uint64_t *)(void *)(table_record(&to->table, t[i]) + offset) +=
            groups_count(from, f[i]);
}

void groups_merge(struct groups *to, const struct groups *from,
                  struct table_keys keys, const uint32_t *f, uint32_t n,
                  uint32_t *numbers)
{
    table_add(&to->table, keys, n, numbers);
    if (to->spec->counted)
        merge_counts(to, from, numbers, f, n);
    for (uint32_t i = 0; i < to->spec->n_aggs; i++)
        aggregation_merge(to->aggs[i], from->aggs[i], numbers, f, n);
}

size_t groups_bytes(const struct groups *g)
{
    size_t bytes = table_bytes(&g->table);

    /* Of what was put together from disk there are none any more. */
    for (uint32_t i = 0; g->aggs && i < g->spec->n_aggs; i++)
        bytes += aggregation_bytes(g->aggs[i]);
    return bytes;
}
