/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ranks (rank.h) of a sort key for the rows of a batch. */
#ifndef ENGINE_KEY_RANKS_H
#define ENGINE_KEY_RANKS_H

#include "engine/batch.h"

struct rank_key {
    const struct expr *expr; /* NULL: the slot */
    uint32_t slot;
    bool desc;
};

/* The ranks of all values turned round where the order is. */
static inline uint64_t key_flip(const struct rank_key *key)
{
    return key->desc ? UINT64_MAX : 0;
}

/* Ranks of times, newest first, no time last. */
static inline uint64_t rank_newest(int64_t time)
{
    return ~((uint64_t)time ^ UINT64_C(1) << 63);
}

/* The same, oldest first, and no time last as well. */
static inline uint64_t rank_oldest(int64_t time)
{
    return ((uint64_t)time ^ UINT64_C(1) << 63) - 1;
}

struct key_ranks {
    uint64_t ranks[BATCH_ROWS];
    /*
     * The values whose ranks are not exact, null for all others; NULL when
     * there are none. Valid until the batch changes.
     */
    struct value *odd;
    bool lasting; /* texts of odd live as long as the relation */
};

/* The slot that a key is, behind other names of it; NULL: none. */
const struct slot *key_slot(const struct rank_key *key,
                            const struct scope *scope, uint32_t *number);
/*
 * The ranks alone, without making values; false, and nothing done, where
 * columns do not tell.
 */
bool key_ranks_quick(const struct rank_key *key, struct batch *b,
                     uint64_t *ranks);
/*
 * number: the type of the numbers whose ranks are exact, VALUE_NULL as long
 * as there was none.
 */
void key_ranks(const struct rank_key *key, struct batch *b,
               enum value_type *number, struct key_ranks *out);
void key_ranks_done(struct key_ranks *k, struct batch *b);

#endif
