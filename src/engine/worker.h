/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One thread's share of a pass over the records: it takes segments from the
 * queue, filters them and folds what is left into the partial state of each
 * query. Queries whose filters are the same share the work of filtering.
 */
#ifndef ENGINE_WORKER_H
#define ENGINE_WORKER_H

#include "base/err.h"
#include "engine/partial.h"
#include "scan/scanner.h"

#include <pthread.h>
#include <stdatomic.h>

/* What the workers of one pass share. */
struct pass {
    struct dataset *ds;
    struct plan *const *plans;
    uint32_t n_plans;
    struct time_window window;
    uint64_t memory_bytes;         /* for the states of all workers */
    const struct gathered *shared; /* [plan]: what the workers share */
    uint32_t own_groups;           /* that a worker keeps to itself */
    bool *files; /* [file]: some query reads it; NULL: all are read */
    size_t n_files;
    struct scan_queue *queue;
    atomic_bool spilled;              /* some of the states is on disk */
    bool stands;                      /* more segments will come after these */
    atomic_bool *stop;                /* set from outside, or by a failure */
    atomic_bool enough;               /* no query wants more rows */
    atomic_uint_least64_t rows;       /* scanned */
    atomic_uint_least64_t text_reads; /* segments whose text was read */
    atomic_uint_least64_t no_time;
    atomic_uint_least64_t segments;
    atomic_uint_least64_t bytes;     /* held by the states now */
    atomic_uint_least64_t end_bytes; /* what it takes to put them in order */
    atomic_uint_least64_t beside;    /* held by what was made of them */
    pthread_mutex_t reserve_lock;    /* of reserved */
    uint64_t reserved;    /* of the dataset's budget, for these three */
    atomic_bool outgrown; /* a pass that stands holds more than it may */
    pthread_mutex_t err_lock;
    struct err err; /* the first failure */
};

/*
 * The dataset's columns have to do without what the pass holds now. Returns
 * what is held beside the states of this pass: by what was made of them, and
 * by other passes.
 */
uint64_t pass_reserve(struct pass *p);
/* It holds nothing any more. */
void pass_let_go(struct pass *p);
/*
 * Is that too much for a state that must stay in memory, or is to be written
 * to disk? others: what is held beside it.
 */
bool pass_holds_much(const struct pass *p, uint64_t held, uint64_t others);

struct worker;

struct worker *worker_new(struct pass *pass);
void worker_free(struct worker *w);
/* Until the queue is empty, or the pass stops. */
void worker_run(struct worker *w);
/* Between two runs, when the next one has little to do. */
void worker_rest(struct worker *w);
/*
 * Keep it from going on after the segment that it works on, then wait for the
 * end of that, until it is released. Where several are held, all are stopped
 * first: then their segments end side by side.
 */
void worker_stop(struct worker *w);
void worker_hold(struct worker *w);
void worker_release(struct worker *w);
/* Its state of query i, while it is held or has stopped. */
struct partial *worker_partial(struct worker *w, uint32_t i);

#endif
