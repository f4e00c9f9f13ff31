/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ranked rows that memory is too short for, on disk: they are sorted and
 * written as a run, and at the end the runs are merged. A run is looked at
 * through a mapping as if its rows stood in memory, in their order.
 */
#ifndef ENGINE_RANK_SPILL_H
#define ENGINE_RANK_SPILL_H

#include "base/spill.h"
#include "engine/merge_sort.h"
#include "engine/rank_rows.h"

#include <stdatomic.h>

/* The index of an item to be sorted: which rows, and which row of them. */
enum { RANK_ROW_BITS = 40 };

static inline size_t rank_index_part(size_t index)
{
    return index >> RANK_ROW_BITS;
}

static inline size_t rank_index_row(size_t index)
{
    return index & (((size_t)1 << RANK_ROW_BITS) - 1);
}

struct rank_run;

/*
 * Write n rows, at least one, in the order of items, whose parts these are;
 * NULL with *err.
 */
struct rank_run *rank_run_write(const struct rank_rows *const *parts,
                                size_t n_parts, const struct sort_item *items,
                                size_t n, struct spill *spill, struct err *err);
void rank_run_free(struct rank_run *run);

/*
 * The ids of the first n rows of all runs together go to ids. About so many
 * bytes of the runs are in memory at a time. False when stopped.
 */
bool rank_runs_merge(struct rank_run *const *runs, size_t n_runs, uint64_t *ids,
                     uint64_t n, size_t warm_bytes, const atomic_bool *stop);
size_t rank_run_rows(const struct rank_run *run);

#endif
