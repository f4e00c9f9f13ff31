/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A table of groups: key tuples, and in the record of each the states of the
 * aggregates. One thread's own, or one part of the set that all threads
 * share (group_set.h). Also a table of distinct tuples, which has no
 * aggregates but may count.
 */
#ifndef ENGINE_GROUP_H
#define ENGINE_GROUP_H

#include "engine/aggregate.h"
#include "engine/table.h"

/* What the tables of a set have in common; borrowed by each. */
struct group_spec {
    uint32_t width; /* key cells */
    const struct aggregate *aggs;
    uint32_t n_aggs;
    bool counted; /* behind the tuple, how many rows had it */
    struct dict *dict;
};

/* Bytes of a record. */
size_t group_spec_stride(const struct group_spec *spec);

struct groups {
    const struct group_spec *spec;
    struct table table;
    struct aggregation **aggs;
};

/* Without keys there is one group from the start. pool may be NULL. */
void groups_init(struct groups *g, const struct group_spec *spec,
                 struct pool *pool);
void groups_done(struct groups *g);
/* spec says the same as that of from, which the copy may outlive. */
void groups_copy(struct groups *to, const struct groups *from,
                 const struct group_spec *spec, struct pool *pool);
/*
 * The rows of a batch, by their keys; at most BATCH_ROWS of them. b may be
 * NULL when no aggregate looks at rows. Their numbers go to numbers.
 */
void groups_fold(struct groups *g, struct table_keys keys, uint32_t n,
                 struct batch *b, uint32_t *numbers);
/* The same when the numbers are known. */
void groups_fold_known(struct groups *g, const uint32_t *numbers, uint32_t n,
                       struct batch *b);
/* Groups f[i] of from, i < n, whose keys these are; as above. */
void groups_merge(struct groups *to, const struct groups *from,
                  struct table_keys keys, const uint32_t *f, uint32_t n,
                  uint32_t *numbers);
size_t groups_bytes(const struct groups *g);

/* How many rows a tuple had. */
static inline uint64_t groups_count(const struct groups *g, uint32_t group)
{
    return g->spec->counted
               ? (uint64_t)table_key(&g->table, group)[g->spec->width]
               : 1;
}

/* Of a table of distinct tuples (keys, value): the value, how often. */
static inline struct tuple_item tuple_item_of(const struct groups *g,
                                              uint32_t tuple)
{
    return (struct tuple_item){
        table_key(&g->table, tuple)[g->spec->width - 1],
        groups_count(g, tuple)};
}

#endif
