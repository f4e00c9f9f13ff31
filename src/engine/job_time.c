/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The time that a job takes, and the end of it. */
#include "engine/job_int.h"

#include "base/mem.h"
#include "base/num.h"
#include "base/team.h"

#include <errno.h>
#include <time.h>

int64_t job_now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/*
 * Each thread of a job has freed memory in an arena of its own, which the
 * threads of the next one do not always find. Where the budget is small that
 * is soon as much as the budget.
 */
void job_trim(struct local_job *j)
{
    const uint64_t little_bytes = UINT64_C(1) << 30;
    int64_t pause_ms = j->setup.memory_bytes < little_bytes ? 250 : 10000;
    atomic_int_least64_t *last = j->setup.trimmed_ns;
    int64_t now = job_now_ns();

    if (!last || now - atomic_load(last) < pause_ms * 1000000)
        return;
    atomic_store(last, now);
    pool_trim(j->setup.pool);
    mem_trim();
}

struct timespec job_realtime_after(int64_t ns)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    ns += t.tv_nsec;
    t.tv_sec += ns / 1000000000;
    t.tv_nsec = ns % 1000000000;
    return t;
}

void job_wait_changed(struct local_job *j, int64_t most_ns)
{
    struct timespec until = job_realtime_after(most_ns);

    pthread_cond_timedwait(&j->changed, &j->lock, &until);
}

static bool is_running(struct local_job *j)
{
    return j->state == JOB_RUNNING;
}

/* Wait for the end of the job, or of its time. */
static void *run_timer(void *arg)
{
    struct local_job *j = arg;
    struct timespec until = job_realtime_after(j->setup.timeout_ms * 1000000);
    int rc = 0;

    pthread_mutex_lock(&j->lock);
    while (is_running(j) && rc != ETIMEDOUT)
        rc = pthread_cond_timedwait(&j->changed, &j->lock, &until);
    bool late = is_running(j);
    pthread_mutex_unlock(&j->lock);
    if (late) {
        atomic_store(&j->timed_out, true);
        subqueries_cancel(&j->subqueries);
        atomic_store(&j->stop_end, true);
        atomic_store(&j->stop_pass, true);
        job_note_version(j);
    }
    return NULL;
}

void job_start_timer(struct local_job *j)
{
    /* Without a thread the query takes as long as it takes. */
    j->has_timer =
        j->setup.timeout_ms > 0 && team_start(&j->timer, run_timer, j);
}

void job_tell_late(const struct local_job *j, struct err *err)
{
    double seconds = (double)j->setup.timeout_ms / 1000;
    char text[NUM_TEXT_MAX];
    size_t n = num_format_double(seconds, text);

    *err = (struct err){0};
    err_set(err, ERR_LIMIT, "the query takes longer than --timeout %.*ss",
            (int)n, text);
}
