/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The local engine's jobs; engine.h says what a job is. */
#ifndef ENGINE_JOB_H
#define ENGINE_JOB_H

#include "base/spill.h"
#include "engine/ahead.h"
#include "engine/engine.h"
#include "engine/growth.h"
#include "engine/plan.h"
#include "scan/dataset.h"

#include <stdatomic.h>

struct job_setup {
    struct dataset *ds;
    struct plan **plans; /* n_plans, taken over (each reference) */
    uint32_t n_plans;
    struct time_window window;
    unsigned threads;
    uint64_t memory_bytes;
    struct pool *pool;   /* for groups; must outlive the job */
    struct spill *spill; /* what does not fit there; NULL: one of its own */
    unsigned snapshot_ms;
    int64_t timeout_ms;    /* 0: none */
    struct growth *growth; /* follow; NULL: what is there now is enough */
    bool only_new;         /* as job_request has it */
    uint32_t one_in;       /* as job_request has it */
    atomic_int_least64_t *trimmed_ns; /* of the engine: when freed memory was
                                         given back last; or NULL */
    struct ahead *ahead; /* held while the job runs; NULL: none */
    uint32_t own_groups; /* a thread keeps to itself; 0: the usual number */
};

/* Starts at once. NULL with *err when no thread can be started. */
struct job *local_job_new(const struct job_setup *setup, struct err *err);

#endif
