/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Estimates (query-language.md 9): when the distinct values of all groups
 * take more than their share of the memory, the tuples there are go into
 * sketches, one for each group, and so does what comes after them.
 *
 * No thread waits for the others. What a group's values are is at all times
 * what its sketches and its tuples hold together, wherever they stand: with
 * a thread or with what threads share. A thread that notices the change
 * drains its own tuples and those that are shared; late ones are drained by
 * the next thread or at the end.
 */
#ifndef ENGINE_STATS_ESTIMATE_H
#define ENGINE_STATS_ESTIMATE_H

#include "engine/stats.h"

/* For stats_set_new and stats_set_free. */
void stats_tuples_init_estimate(struct stats_set *set, struct stats_tuples *t);
void stats_tuples_done_estimate(struct stats_tuples *t);
/* For stats_new: one more thread will fold values in. */
void stats_tuples_join(struct stats_tuples *t);

/*
 * A thread looks whether memory is short, or another thread found that it
 * is: held bytes are in use altogether, of memory_bytes that may be. True
 * when it did something about it.
 */
bool stats_relieve(struct stats *s, uint64_t held, uint64_t memory_bytes);
/* Is there something that estimates would make smaller? */
bool stats_can_shrink(const struct stats *s);
/* Will other threads use less memory as soon as they notice? */
bool stats_will_shrink(struct stats *s);
/* At the end of a thread's rows: it does what the others have begun. */
void stats_catch_up(struct stats *s);
/* The rows of a batch into the sketches that take the place of tuples i. */
void stats_fold_sketches(struct stats *s, uint32_t i, struct batch *b);

/*
 * Set the states of the aggregates that are made of tuples t, which are
 * estimated. For stats_set_finish.
 */
void stats_finish_estimate(struct stats_set *set, struct stats_tuples *t,
                           unsigned threads, const atomic_bool *stop);

/*
 * The same in pieces, for stats_finish_spilled: what was left goes into the
 * sketches, then those of a part set the states of such groups of that part
 * as are there; marks says [group] whether the value is an estimate.
 */
void stats_drain(struct stats_tuples *t);
void stats_conclude_part(const struct stats_set *set, struct stats_tuples *t,
                         uint32_t part, struct groups *to, uint8_t *marks);

/* After stats_set_finish: is an aggregate's value an estimate anywhere? */
bool stats_set_is_estimate(const struct stats_set *set, uint32_t agg);
/* In this group? */
bool stats_set_is_marked(const struct stats_set *set, uint32_t agg,
                         uint32_t part, uint32_t group);
/* How large the error is, of 1. */
double stats_set_error(const struct stats_set *set, uint32_t agg);

#endif
