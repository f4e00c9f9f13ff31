/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bar of a ranking with a limit: the rank of the worst row that is kept,
 * by the first thing that orders rows. What comes after it is told from
 * columns and from what is known of segments, without making values.
 */
#ifndef ENGINE_BAR_H
#define ENGINE_BAR_H

#include "engine/key_ranks.h"

struct bar {
    const struct rank_key *key; /* the first; NULL: newest first */
    uint64_t rank;              /* of that key, or rank_newest */
};

/*
 * maybe[i] = 0 when row i of the batch comes after the bar. False, and
 * nothing done, when the columns do not tell.
 */
bool bar_test(const struct bar *bar, struct batch *b, uint8_t *maybe);
/*
 * Do all rows of the segment that r has open come after the bar, as far as
 * is known without reading its text? r is the records of the log.
 */
bool bar_excludes(const struct bar *bar, struct relation *r);
/* Is the first thing that orders rows their time, newest first? */
bool bar_is_newest_first(const struct rank_key *keys, uint32_t n_keys,
                         const struct scope *scope);

#endif
