/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The groups of a stats: a table of key tuples and the states of the
 * aggregates. One for each thread, merged at the end.
 */
#ifndef ENGINE_GROUP_H
#define ENGINE_GROUP_H

#include "engine/aggregate.h"
#include "engine/table.h"

struct groups {
    const struct scope *scope; /* the one that the stats ends */
    struct dict *dict;
    struct table table; /* unused without keys */
    uint32_t n;
    struct aggregation **aggs;
    cell **key_room; /* a batch's cells of each key */
};

/* Without keys there is one group from the start. */
struct groups *groups_new(const struct scope *scope, struct dict *dict);
void groups_free(struct groups *g);
void groups_fold(struct groups *g, struct batch *b);
void groups_merge(struct groups *to, const struct groups *from);
size_t groups_bytes(const struct groups *g);

static inline cell groups_key(const struct groups *g, uint32_t group,
                              uint32_t key)
{
    return table_key(&g->table, group)[key];
}

#endif
