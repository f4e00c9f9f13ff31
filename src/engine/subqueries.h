/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Running the subqueries of plans before the plans themselves: each of them
 * is part of a job of its own, all of the same time window in one pass. What
 * they give is kept with the subquery (query/subquery.h).
 */
#ifndef ENGINE_SUBQUERIES_H
#define ENGINE_SUBQUERIES_H

#include "engine/job.h"

#include <pthread.h>
#include <stdatomic.h>

struct subqueries {
    pthread_mutex_t lock;  /* of what follows */
    struct job *running;   /* NULL between passes */
    atomic_bool cancelled;
    uint32_t passes, done; /* to run in all, and behind */
    uint64_t rows;         /* scanned by those that are behind */
    bool incomplete;       /* of any: damage */
};

void subqueries_init(struct subqueries *s);
void subqueries_done(struct subqueries *s);
/*
 * Run those of all plans of the setup, from the innermost out; false with
 * *err when one failed, or ERR_CANCELLED. The setup's other parts say how.
 */
bool subqueries_run(struct subqueries *s, const struct job_setup *setup,
                    struct err *err);
/* From any thread: end as soon as possible. */
void subqueries_cancel(struct subqueries *s);
/*
 * To the progress of the plans' own pass, which is the last, add that of the
 * passes before it: rows, and bytes as their share of all passes.
 */
void subqueries_progress(struct subqueries *s, struct job_progress *p);

#endif
