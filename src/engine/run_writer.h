/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tuples on their way to disk, from tables that are shared among parts by all
 * their cells into the runs of the parts that their groups belong to. A table
 * has few for each of these: what many tables have for one is collected first,
 * since each run is written, read and given up for itself, and remembered.
 */
#ifndef ENGINE_RUN_WRITER_H
#define ENGINE_RUN_WRITER_H

#include "engine/group_spill.h"

#include <pthread.h>

struct run_writer {
    struct group_runs *runs; /* [MAX_PARTS], under the lock; borrowed */
    pthread_mutex_t *lock;
    struct spill *spill; /* borrowed */
    size_t stride;       /* of a record */
    uint32_t most;       /* records that wait for a part */
    uint32_t n[MAX_PARTS];
    char *room; /* [part][most] records */
    struct scatter scatter;
};

/* The first n_keys cells of a tuple say which part; spec is the tables'. */
void run_writer_init(struct run_writer *w, struct group_runs runs[MAX_PARTS],
                     pthread_mutex_t *lock, const struct group_spec *spec,
                     uint32_t n_keys, struct spill *spill);
/* What waits is dropped. */
void run_writer_done(struct run_writer *w);
/* All tuples of a table, which have no aggregates. False with *err. */
bool run_writer_add(struct run_writer *w, const struct groups *g,
                    struct err *err);
/* Write what waits. False with *err. */
bool run_writer_flush(struct run_writer *w, struct err *err);

#endif
