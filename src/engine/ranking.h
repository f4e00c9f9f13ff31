/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows and what they are ordered by: sort keys, then time (newest first, no
 * time last), then id. With a limit only the best rows are kept, so that
 * nothing is sorted that is not shown.
 */
#ifndef ENGINE_RANKING_H
#define ENGINE_RANKING_H

#include "engine/batch.h"

#include <string.h>

struct rank_key {
    const struct expr *expr; /* NULL: the slot */
    uint32_t slot;
    bool desc;
};

/* The order that rows have before the first sort. */
enum rank_base {
    RANK_NEWEST, /* by time, newest first, then id */
    RANK_ID      /* by id */
};

struct ranking;

/*
 * 64 bits that never contradict the natural order of values and mostly
 * decide it: never greater for a value that orders before.
 */
uint64_t ranking_rank(struct value v);
/* The same of a number; its bits, so turned that they order as it does. */
static inline uint64_t ranking_number_rank(double d)
{
    uint64_t bits;

    d += 0.0; /* no negative zero */
    memcpy(&bits, &d, sizeof bits);
    bits = bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
    return UINT64_C(3) << 62 | bits >> 2;
}

/* keys are borrowed, most important first. limit 0: all rows. */
struct ranking *ranking_new(const struct rank_key *keys, uint32_t n_keys,
                            enum rank_base base, uint64_t limit);
void ranking_free(struct ranking *r);
/*
 * All rows of the batch. Their ids are ids, or when NULL the relation's; then
 * the batch may be narrowed.
 */
void ranking_add(struct ranking *r, struct batch *b, const size_t *ids);
/* The worst of the rows kept, once there are as many as the limit. */
struct bar;
bool ranking_bar(const struct ranking *r, struct bar *out);
void ranking_merge(struct ranking *to, const struct ranking *from);
uint64_t ranking_rows(const struct ranking *r);
size_t ranking_bytes(const struct ranking *r);
/* The ids in order; freed by the caller. The ranking is empty afterwards. */
uint64_t *ranking_take(struct ranking *r, uint64_t *n);

#endif
