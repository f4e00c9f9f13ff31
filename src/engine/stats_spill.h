/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A stats that memory is too short for goes on with what it has on disk. Its
 * parts, of groups and of tuples, are written as runs and begin anew. At the
 * end each part is merged for itself, the values of its groups are made, and
 * its records lie on disk again, to be looked at one part after the other.
 *
 * Tuples are shared among parts by all their cells, but go into the runs of
 * the part that their group belongs to.
 */
#ifndef ENGINE_STATS_SPILL_H
#define ENGINE_STATS_SPILL_H

#include "base/spill.h"
#include "engine/stats.h"

/* From now on the set may use the file, which is kept with it. */
void stats_set_allow_spill(struct stats_set *set, struct spill *spill,
                           uint64_t memory_bytes);
void stats_spill_free(struct stats_set *set);
/* May it? (Without keys there is nothing to win.) */
bool stats_set_may_spill(const struct stats_set *set);
/* Is some of it on disk? */
bool stats_set_has_spilled(const struct stats_set *set);

/*
 * Write all that this thread has, and all that threads share, while others
 * may be folding. False with *err.
 */
bool stats_spill(struct stats *s, struct err *err);
/* Memory that cannot be saved in this way. */
size_t stats_set_fixed_bytes(const struct stats_set *set);

/* For stats_set_finish, of a set that has spilled. False with *err. */
bool stats_finish_spilled(struct stats_set *set, unsigned threads,
                          const atomic_bool *stop, struct err *err);

#endif
