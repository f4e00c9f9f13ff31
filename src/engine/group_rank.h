/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All groups of a stats into a ranking, by all threads. */
#ifndef ENGINE_GROUP_RANK_H
#define ENGINE_GROUP_RANK_H

#include "base/err.h"
#include "engine/ranking.h"
#include "engine/relation_group.h"

struct group_rank {
    const struct relation *rel; /* of the groups */
    const struct stats_set *set;
    struct rank_spec order;     /* base is RANK_ID; no bar */
    const struct call_env *env; /* its regex scratch is not used */
    unsigned threads;
    const atomic_bool *stop;
    uint64_t max_bytes; /* that the ranking may hold */
};

/* NULL with *err when stopped or a limit was reached. */
struct ranking *group_rank(const struct group_rank *how, struct err *err);

#endif
