/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/group.h"

#include "base/mem.h"
#include "engine/keys.h"

#include <stdlib.h>
#include <string.h>

static void resize(struct groups *g, uint32_t n)
{
    g->n = n;
    for (uint32_t i = 0; i < g->scope->n_aggs; i++)
        aggregation_resize(g->aggs[i], n);
}

struct groups *groups_new(const struct scope *scope, struct dict *dict)
{
    struct groups *g = mem_calloc(1, sizeof *g);

    g->scope = scope;
    g->dict = dict;
    g->aggs = mem_calloc(scope->n_aggs, sizeof *g->aggs);
    for (uint32_t i = 0; i < scope->n_aggs; i++)
        g->aggs[i] = aggregation_new(&scope->aggs[i], dict);
    g->key_room = mem_calloc(scope->n_keys, sizeof *g->key_room);
    for (uint32_t k = 0; k < scope->n_keys; k++)
        g->key_room[k] = mem_alloc(BATCH_ROWS * sizeof **g->key_room);
    if (scope->n_keys > 0)
        table_init(&g->table, scope->n_keys);
    resize(g, scope->n_keys == 0);
    return g;
}

void groups_free(struct groups *g)
{
    if (!g)
        return;
    for (uint32_t i = 0; i < g->scope->n_aggs; i++)
        aggregation_free(g->aggs[i]);
    for (uint32_t k = 0; k < g->scope->n_keys; k++)
        free(g->key_room[k]);
    if (g->scope->n_keys > 0)
        table_done(&g->table);
    free(g->key_room);
    free(g->aggs);
    free(g);
}

void groups_fold(struct groups *g, struct batch *b)
{
    uint32_t numbers[BATCH_ROWS];

    _Static_assert((int)BATCH_ROWS <= (int)TABLE_BATCH, "a batch fits");
    if (g->scope->n_keys == 0) {
        memset(numbers, 0, b->n * sizeof *numbers);
    } else {
        for (uint32_t k = 0; k < g->scope->n_keys; k++)
            key_cells(b, g->scope->keys[k], g->key_room[k]);
        table_add(&g->table, g->key_room, b->n, numbers);
        resize(g, g->table.n);
    }
    for (uint32_t i = 0; i < g->scope->n_aggs; i++)
        aggregation_fold(g->aggs[i], b, numbers);
}

void groups_merge(struct groups *to, const struct groups *from)
{
    uint32_t *map = mem_calloc(from->n, sizeof *map);

    if (to->scope->n_keys > 0) {
        for (uint32_t i = 0; i < from->n; i++)
            map[i] = table_add_one(&to->table, table_key(&from->table, i));
        resize(to, to->table.n);
    }
    for (uint32_t i = 0; i < to->scope->n_aggs; i++)
        aggregation_merge(to->aggs[i], from->aggs[i], map);
    free(map);
}

size_t groups_bytes(const struct groups *g)
{
    size_t bytes = g->scope->n_keys > 0 ? table_bytes(&g->table) : 0;

    for (uint32_t i = 0; i < g->scope->n_aggs; i++)
        bytes += aggregation_bytes(g->aggs[i]);
    return bytes;
}
