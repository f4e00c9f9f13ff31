/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of the local engine's jobs, for the files of that name. */
#ifndef ENGINE_JOB_INT_H
#define ENGINE_JOB_INT_H

#include "base/arena.h"
#include "engine/job.h"
#include "engine/newest.h"
#include "engine/subqueries.h"
#include "engine/worker.h"

#include <stdatomic.h>

/* What a pass has gone over. */
struct job_counts {
    uint64_t rows, segments, text_reads, no_time;
};

struct local_job {
    struct job base;
    struct job_setup setup;
    struct job_notice *notices;
    uint32_t n_notices;
    struct arena arena; /* texts of notices */
    int64_t started_ns;
    pthread_t thread;

    atomic_bool cancel;    /* asked to end, keeping what there is */
    atomic_bool abandon;   /* asked to end, nobody wants the rest */
    atomic_bool stop_pass; /* either, or a failure */
    atomic_bool ending;    /* the pass is over, the rest runs */
    atomic_bool stop_end;  /* the rest must stop */
    atomic_bool timed_out; /* so it stops: it has run for too long */
    pthread_t timer;       /* sees to that; when has_timer */
    bool has_timer;
    atomic_uint_least64_t version;

    struct subqueries subqueries;
    struct pass pass;
    struct worker **workers;
    unsigned n_workers;
    unsigned n_running;      /* workers still at work; under lock */
    struct gathered *shared; /* [plan]: of all workers */
    struct newest **newest;  /* [plan]: all its rows, where it only gets more
                                of them and a result had them; or NULL */
    bool appends;            /* as job_ops has it */
    bool holds_ahead;

    pthread_mutex_t lock; /* of all below, and n_running */
    pthread_cond_t changed;
    enum job_state state;
    struct result **results; /* newest of each query */
    struct err err;
    bool incomplete;
    bool anew;               /* it follows, and makes each result anew: */
    struct job_counts whole; /* of the last one */
    bool scanning;           /* the queue is there */
    uint64_t bytes_taken;    /* by the pass that ended last */
    uint64_t growth;         /* that is in the results */
    bool taken;              /* with only_new: all results were given out */
    double seconds;          /* once it is not running */
};

/* job.c: */
/* Something has changed that others may wait for. */
void job_note_version(struct local_job *j);
/* Of the pass that runs, or was the last. */
struct job_counts job_counts(const struct local_job *j);

/* job_pass.c: */
/*
 * A pass: its queue, its workers, which have nothing yet. since: only what
 * came since these marks (scanner.h), and it goes on; NULL: all there is.
 */
void job_start_pass(struct local_job *j, struct scan_marks *since);
void job_end_pass(struct local_job *j);
/*
 * One whole pass, with its results. True when the layouts that it began with
 * turned out wrong, and it is to be run again.
 */
bool job_run_pass(struct local_job *j, struct err *err);
/* All workers, until the queue is empty. */
void job_run_workers(struct local_job *j);
/* Between two runs of the workers: a new queue, of what came since. */
void job_go_on(struct local_job *j, struct scan_marks *since);

/* job_results.c: */
/* One for each query, with nothing in it yet. */
struct gathered *job_new_gathered(struct local_job *j);
void job_free_gathered(struct local_job *j, struct gathered *g);
/* Bytes beside the states: rows in order, and results, which are copies. */
uint64_t job_bytes_beside(const struct local_job *j);
/* Results of what all workers have, which is used up. */
bool job_publish_end(struct local_job *j, bool is_partial, struct err *err);
/* Results of a copy of it; not when that would break the budget. */
bool job_publish_copy(struct local_job *j, bool is_partial, struct err *err);
/* The same while following, between two runs of the workers. */
bool job_publish_standing(struct local_job *j, struct err *err);
/*
 * Is the newest snapshot what a cancelled job leaves? It is when there is
 * one and a newer result would take long.
 */
bool job_snapshot_is_enough(struct local_job *j);

/* job_time.c: */
int64_t job_now_ns(void);
/* For waiting on a condition. */
struct timespec job_realtime_after(int64_t ns);
/* Stop the job when its time is over, if it has one. */
void job_start_timer(struct local_job *j);
/* What the job ended with is the end of its time. */
void job_tell_late(const struct local_job *j, struct err *err);
/* With the lock held: until something changes, at most so long. */
void job_wait_changed(struct local_job *j, int64_t most_ns);
/* Give freed memory back to the system, unless that was just done. */
void job_trim(struct local_job *j);

/* job_follow.c: */
/* Run until it is cancelled or fails, taking in what comes. */
void job_follow(struct local_job *j, struct err *err);
/* Can all its queries go on with what they have? */
bool job_can_follow(const struct local_job *j);

#endif
