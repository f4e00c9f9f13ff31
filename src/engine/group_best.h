/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which of many groups can be among the first of an order: the rest need not
 * be sorted, nor even listed.
 */
#ifndef ENGINE_GROUP_BEST_H
#define ENGINE_GROUP_BEST_H

#include "engine/stats.h"

/* The order: a key of the groups or an aggregate, ascending or descending. */
struct group_order {
    bool is_key;
    uint32_t index; /* of the key or the aggregate */
    bool desc;
};

/*
 * Ids of all groups that could be among the first `limit` by this order,
 * whatever decides between equal ones; freed by the caller. NULL when
 * stopped. All threads work on it.
 */
group_id *group_best(const struct stats_set *set, struct group_order order,
                     uint64_t limit, unsigned threads, const atomic_bool *stop,
                     uint64_t *n);

#endif
