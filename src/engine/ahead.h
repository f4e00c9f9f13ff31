/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Columns ahead of need: while no job runs, threads of low priority decode
 * the fields that no query has asked for yet, so that the next query finds
 * them in memory. They stop after the segment in hand when a job starts and
 * go on where they were when the last one has ended; nobody waits for them
 * but ahead_free. They end for good when all is decoded, or when the budget
 * of the columns has no more room: what queries filled is never evicted.
 */
#ifndef ENGINE_AHEAD_H
#define ENGINE_AHEAD_H

#include "scan/dataset.h"

#include <stdbool.h>

struct ahead;

/*
 * The dataset has its files, keeps its columns and outlives this. Nothing
 * happens before a first job has ended.
 */
struct ahead *ahead_new(struct dataset *ds, unsigned threads);
void ahead_free(struct ahead *a);

/*
 * A job begins, or ended: safe from any thread, each once for a job; NULL is
 * nothing to do.
 */
void ahead_hold(struct ahead *a);
void ahead_let(struct ahead *a);

/* Nothing is left to do. */
bool ahead_done(struct ahead *a);

#endif
