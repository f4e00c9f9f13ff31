/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What one thread has made of a query so far: groups, or the rows it keeps;
 * and what all threads have together, of which a result is made. Partial
 * states may be gathered at any time between two segments.
 */
#ifndef ENGINE_PARTIAL_H
#define ENGINE_PARTIAL_H

#include "engine/plan.h"
#include "engine/ranking.h"
#include "engine/stats.h"

struct partial {
    const struct plan *plan;
    struct stats *stats;     /* PLAN_GROUP */
    struct ranking *ranking; /* PLAN_RANK, PLAN_ANY */
    uint64_t matched;        /* rows that passed the filters */
    size_t row_bytes;        /* what a row may add, without its texts */
};

/* Of all threads. */
struct gathered {
    const struct plan *plan;
    struct stats_set *set; /* PLAN_GROUP; also what threads share */
    struct ranking *ranking;
    uint64_t
        *ids; /* in place of a ranking, in order; from big_alloc, or NULL */
    uint64_t n_ids;
    struct rank_spec order;  /* of ranking */
    struct rank_bar *bar;    /* of the rankings of all threads */
    uint64_t matched;
};

/*
 * pool may be NULL. stop: set when nothing more need be done to what threads
 * have; borrowed.
 */
void gathered_init(struct gathered *g, const struct plan *plan,
                   struct dict *dict, struct pool *pool,
                   const atomic_bool *stop);
/* From now on what threads have may go to disk. */
void gathered_allow_spill(struct gathered *g, struct spill *spill,
                          uint64_t memory_bytes);
void gathered_done(struct gathered *g);

/* own_limit: groups that a thread keeps to itself; shared is borrowed. */
void partial_init(struct partial *p, const struct plan *plan,
                  const struct gathered *shared, uint32_t own_limit);
void partial_done(struct partial *p);
/*
 * Fold in these rows of the open segment (NULL: rows first to first + n - 1),
 * in order, and stop when they may have added so many bytes, so that who calls
 * can see what it holds. How many there were, at least one of them. b is a
 * batch of the first scope to work with.
 */
uint32_t partial_fold_rows(struct partial *p, struct batch *b,
                           const uint32_t *rows, uint32_t first, uint32_t n,
                           uint64_t most_bytes);
/* Before it is added to what was gathered: nothing is put off any more. */
void partial_settle(struct partial *p);
/* No more rows will come: do what threads can do side by side. */
void partial_end(struct partial *p);
/*
 * Add what p has for itself; what it has shared is there already, or was
 * copied with stats_set_copy. False when stopped.
 */
bool gathered_add(struct gathered *to, const struct partial *p,
                  const atomic_bool *stop);
/* The same, using up p. */
bool gathered_take(struct gathered *to, struct partial *p,
                   const atomic_bool *stop);
/* The same of one that keeps rows, and goes on with none. */
void gathered_drain(struct gathered *to, struct partial *p);
/*
 * When memory is short: go on with less where the answer may be an estimate
 * (stats_estimate.h). False when there was nothing to do.
 */
bool partial_relieve(struct partial *p, uint64_t held, uint64_t memory_bytes);
/* Would it take less memory with estimates? */
bool partial_can_shrink(const struct partial *p);
/* Will other threads do so as soon as they notice? */
bool partial_will_shrink(struct partial *p);
/* What was freed of it goes back to the system: tables that grew, say. */
void partial_trim(const struct partial *p);
/*
 * When that is not enough: write to disk what may be written. False with
 * *err.
 */
bool partial_spill(struct partial *p, struct err *err);
/* Is there nothing that must stay in memory, but for a little? */
bool partial_may_spill(const struct partial *p, uint64_t memory_bytes);
/* Memory; what threads share counts once among their partials. Single ones
   may be negative, modulo 2^64, but not their sum. */
size_t partial_bytes(const struct partial *p);
/* What it takes besides to put its rows in order, if they may go to disk
   before. */
size_t partial_end_bytes(const struct partial *p);

#endif
