/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A stats: its groups, and for the aggregates that work on distinct values
 * the tuples (keys, value), which are grouped in the same way. So few groups
 * with many values are shared among threads as well as many groups are.
 *
 * stats_set is what all threads have together and what a result reads;
 * stats is one thread's share of the work.
 */
#ifndef ENGINE_STATS_H
#define ENGINE_STATS_H

#include "base/err.h"
#include "engine/group_set.h"
#include "engine/sketch.h"

#include <pthread.h>

/* Groups that a thread keeps to itself, unless a test wants fewer. */
enum { STATS_OWN_LIMIT = 65536 };

/* Tuples that one or more aggregates work on. */
struct stats_tuples {
    const struct aggregate *spec; /* the first of these aggregates */
    struct group_set set;
    struct tuple_item *items; /* by group; NULL where only counted */

    /* When they are too many (stats_estimate.c): */
    bool can_estimate; /* all these aggregates can */
    struct sketching sketching;
    pthread_mutex_t lock;      /* of a new stage, and of: */
    unsigned n_threads;        /* that fold values in */
    unsigned n_current;        /* of these, that have come to the stage */
    struct aggregate sketch;   /* the one that makes sketches of them */
    struct group_set sketches; /* of the groups, by their keys */
    atomic_bool inexact;       /* some group's value is no exact one */
    uint8_t *marks[MAX_PARTS]; /* [part of the groups][group]: is it? */
};

struct stats_spill;

struct stats_set {
    const struct scope *scope; /* the one that the stats ends */
    struct dict *dict;
    struct group_set groups;
    struct stats_tuples *tuples;
    uint32_t n_tuples;
    uint32_t *tuples_of; /* [aggregate], of those that are made of tuples */
    struct stats_spill *disk; /* what is there; NULL: it may not be used */
    uint64_t memory_bytes;    /* that all may take; 0: nobody said */
};

struct stats_set *stats_set_new(const struct scope *scope, struct dict *dict,
                                struct pool *pool);
void stats_set_free(struct stats_set *set);
/* What a row adds at most, but for texts and sketches. */
size_t stats_set_row_bytes(const struct stats_set *set);
/* Everything that finished folding is there: one set of groups. */
size_t stats_set_bytes(const struct stats_set *set);

struct stats {
    struct stats_set *set;
    struct grouper groups;
    struct grouper *tuples;           /* [set->n_tuples] */
    cell *cells;                      /* a batch's values for tuples */
    struct grouper_room *tuples_room; /* of all; NULL: each has its own */
    struct grouper *sketches; /* [set->n_tuples]: instead of tuples; its set
                                 is NULL where there are none */
    struct grouper_room *sketches_room; /* when there is a tuples_room */
    unsigned *stages;                   /* [set->n_tuples]: it has come to */
    size_t drained_bytes; /* by which it made parts of sets grow while
                             draining others (modulo 2^64) */
};

struct stats *stats_new(struct stats_set *set, uint32_t own_limit);
void stats_free(struct stats *s);
/* All rows of a batch of the scope. */
void stats_fold(struct stats *s, struct batch *b);
/*
 * n rows of a page at once, where nothing is asked of them: `stats count(*)`.
 * False when it is more than that.
 */
bool stats_count(struct stats *s, uint32_t n);
/* At the end of a page: what was put off is folded in. */
void stats_flush(struct stats *s, struct batch *b);
/* What is put off from page to page is done. */
void stats_settle(struct stats *s);
/* No more rows will come. */
void stats_end(struct stats *s);
size_t stats_bytes(const struct stats *s);

/* What s has kept to itself into a set, its own or a copy. */
bool stats_merge(const struct stats *s, struct stats_set *to,
                 const atomic_bool *stop);
/* Fold in what waits at the shared parts; no thread may be folding. */
void stats_set_settle(struct stats_set *set, unsigned threads);
/* What the shared part holds now, settled, into an empty set. */
bool stats_set_copy(struct stats_set *to, const struct stats_set *from,
                    const atomic_bool *stop);

/*
 * Make the values of groups from their tuples, once, when all is merged
 * (stats_finish.c). False with *err, also when stopped.
 */
bool stats_set_finish(struct stats_set *set, unsigned threads,
                      const atomic_bool *stop, struct err *err);

#endif
