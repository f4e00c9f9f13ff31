/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A job has a thread of its own that runs the pass with a team of workers
 * and makes the results. While the workers run, one more member of the team
 * makes snapshots: it merges what the workers have so far into states of its
 * own and runs the rest of the plans on them.
 *
 * When the dataset finds out in the middle of a pass that earlier segments
 * were read under a wrong layout, the pass is run again from the start.
 */
#include "engine/job_int.h"

#include "base/mem.h"
#include "base/team.h"
#include "engine/result_int.h"

#include <errno.h>
#include <stdlib.h>

static struct local_job *local_of(struct job *j)
{
    /* base is the first member. */
    return (struct local_job *)j;
}

void job_note_version(struct local_job *j)
{
    pthread_mutex_lock(&j->lock);
    atomic_fetch_add(&j->version, 1);
    pthread_cond_broadcast(&j->changed);
    pthread_mutex_unlock(&j->lock);
}

static bool damage(struct local_job *j, struct err *err)
{
    for (size_t i = 0; i < dataset_messages(j->setup.ds); i++) {
        struct message m = dataset_message(j->setup.ds, i);

        if (m.kind != MESSAGE_DAMAGED)
            continue;
        err_set(err, ERR_INPUT, "%s", m.text);
        return true;
    }
    return false;
}

static void finish(struct local_job *j, const struct err *err)
{
    bool failed = err->code != ERR_NONE && err->code != ERR_CANCELLED;

    pthread_mutex_lock(&j->lock);
    j->seconds = (double)(job_now_ns() - j->started_ns) / 1e9;
    j->err = *err;
    j->incomplete = j->incomplete || j->subqueries.incomplete;
    if (failed)
        j->state = JOB_FAILED;
    else
        j->state = atomic_load(&j->cancel) ? JOB_CANCELLED : JOB_DONE;
    if (j->incomplete)
        err_set(&j->err, ERR_INPUT,
                "a file changed: its records cannot be read any more");
    if (damage(j, &j->err) || failed)
        j->incomplete = true;
    atomic_fetch_add(&j->version, 1);
    pthread_cond_broadcast(&j->changed);
    pthread_mutex_unlock(&j->lock);
}

static void run_passes(struct local_job *j, struct err *err)
{
    if (j->setup.growth && job_can_follow(j)) {
        job_follow(j, err);
        return;
    }
    while (job_run_pass(j, err))
        continue;
}

static void *run_job(void *arg)
{
    struct local_job *j = arg;
    struct err err = {0};

    job_start_timer(j);

    /* A cancelled job still makes its result, of no rows then. */
    if (subqueries_run(&j->subqueries, &j->setup, &err) ||
        (err.code == ERR_CANCELLED && !atomic_load(&j->timed_out)))
        run_passes(j, &err);
    if (err.code == ERR_CANCELLED && atomic_load(&j->timed_out))
        job_tell_late(j, &err);
    finish(j, &err);
    if (j->has_timer)
        pthread_join(j->timer, NULL);
    if (j->holds_ahead)
        ahead_let(j->setup.ahead);
    job_trim(j);
    return NULL;
}

/* The interface. */

struct job_counts job_counts(const struct local_job *j)
{
    return (struct job_counts){
        .rows = atomic_load(&j->pass.rows),
        .segments = atomic_load(&j->pass.segments),
        .text_reads = atomic_load(&j->pass.text_reads),
        .no_time = atomic_load(&j->pass.no_time),
    };
}

static void put_counts(struct job_progress *p, const struct job_counts *c)
{
    p->rows_scanned = c->rows;
    p->segments = c->segments;
    p->text_reads = c->text_reads;
    p->no_time = c->no_time;
}

static struct job_progress job_progress(struct job *base)
{
    struct local_job *j = local_of(base);
    struct dataset_totals totals = dataset_totals(j->setup.ds);
    struct job_progress p = {
        .bytes_total = dataset_bytes(j->setup.ds),
        .bad_lines = totals.bad_lines,
    };
    struct job_counts now = job_counts(j);

    pthread_mutex_lock(&j->lock);
    p.state = j->state;
    put_counts(&p, j->anew ? &j->whole : &now);
    p.incomplete = j->incomplete;
    p.spilled_bytes = spill_written(j->setup.spill);
    p.growth = j->growth;
    if (j->scanning)
        p.bytes_done = scan_queue_bytes(j->pass.queue);
    else if (j->state == JOB_CANCELLED)
        p.bytes_done = j->bytes_taken;
    else if (j->state != JOB_RUNNING)
        p.bytes_done = p.bytes_total;
    if (j->state == JOB_FOLLOWING)
        p.bytes_done = p.bytes_total;
    p.seconds = j->state == JOB_RUNNING
                    ? (double)(job_now_ns() - j->started_ns) / 1e9
                    : j->seconds;
    pthread_mutex_unlock(&j->lock);
    subqueries_progress(&j->subqueries, &p);
    return p;
}

/* A result that is given out once; the job waits for that. */
static void give_out(struct local_job *j, uint32_t query)
{
    j->results[query] = NULL;
    j->taken = true;
    for (uint32_t i = 0; i < j->setup.n_plans; i++)
        j->taken = j->taken && !j->results[i];
    pthread_cond_broadcast(&j->changed);
}

static struct result *job_snapshot(struct job *base, uint32_t query)
{
    struct local_job *j = local_of(base);
    struct result *r;

    pthread_mutex_lock(&j->lock);
    r = j->results[query];
    if (r && j->setup.only_new && j->appends)
        give_out(j, query);
    else if (r)
        result_retain(r);
    pthread_mutex_unlock(&j->lock);
    return r;
}

static uint64_t job_version(struct job *base)
{
    return atomic_load(&local_of(base)->version);
}

static void job_cancel(struct job *base)
{
    struct local_job *j = local_of(base);

    subqueries_cancel(&j->subqueries);
    /*
     * The first time, in the middle of a pass, a result is still made of
     * what there is; that again is stopped by the second time.
     */
    if (atomic_exchange(&j->cancel, true) || atomic_load(&j->ending))
        atomic_store(&j->stop_end, true);
    atomic_store(&j->stop_pass, true);
    /* Whatever it waits for, it looks. */
    job_note_version(j);
    if (j->setup.growth)
        growth_wake(j->setup.growth);
}

static void job_wait_newer(struct job *base, uint64_t version, unsigned ms)
{
    struct local_job *j = local_of(base);
    struct timespec until = job_realtime_after((int64_t)ms * 1000000);
    int rc = 0;

    pthread_mutex_lock(&j->lock);
    while (atomic_load(&j->version) == version && rc != ETIMEDOUT &&
           (j->state == JOB_RUNNING || j->state == JOB_FOLLOWING))
        rc = pthread_cond_timedwait(&j->changed, &j->lock, &until);
    pthread_mutex_unlock(&j->lock);
}

static bool job_appends(struct job *base)
{
    return local_of(base)->appends;
}

static void job_wait(struct job *base)
{
    struct local_job *j = local_of(base);

    pthread_mutex_lock(&j->lock);
    while (j->state == JOB_RUNNING)
        pthread_cond_wait(&j->changed, &j->lock);
    pthread_mutex_unlock(&j->lock);
}

static const struct err *job_error(struct job *base)
{
    return &local_of(base)->err;
}

static const struct job_notice *job_notices(struct job *base, uint32_t *n)
{
    *n = local_of(base)->n_notices;
    return local_of(base)->notices;
}

static void free_job(struct local_job *j)
{
    for (uint32_t i = 0; i < j->setup.n_plans; i++) {
        result_release(j->results[i]);
        plan_release(j->setup.plans[i]);
    }
    pthread_mutex_destroy(&j->lock);
    pthread_cond_destroy(&j->changed);
    subqueries_done(&j->subqueries);
    arena_done(&j->arena);
    spill_release(j->setup.spill);
    free(j->setup.plans);
    free(j->newest);
    free(j->results);
    free(j->workers);
    free(j->notices);
    free(j);
}

static void job_free_local(struct job *base)
{
    struct local_job *j = local_of(base);

    atomic_store(&j->abandon, true);
    atomic_store(&j->stop_end, true);
    job_cancel(base);
    pthread_join(j->thread, NULL);
    free_job(j);
}

static const struct job_ops local_job_ops = {
    .progress = job_progress,
    .snapshot = job_snapshot,
    .version = job_version,
    .cancel = job_cancel,
    .wait = job_wait,
    .wait_newer = job_wait_newer,
    .appends = job_appends,
    .error = job_error,
    .notices = job_notices,
    .free = job_free_local,
};

static void collect_notices(struct local_job *j)
{
    size_t cap = 0;

    for (uint32_t i = 0; i < j->setup.n_plans; i++) {
        const struct notice *n = j->setup.plans[i]->query->notices;

        for (; n; n = n->next) {
            j->notices =
                mem_grow(j->notices, j->n_notices, &cap, sizeof *j->notices);
            j->notices[j->n_notices++] =
                (struct job_notice){i, n->at, arena_copy(&j->arena, n->text).p};
        }
    }
}

struct job *local_job_new(const struct job_setup *setup, struct err *err)
{
    struct local_job *j = mem_calloc(1, sizeof *j);

    j->base.ops = &local_job_ops;
    j->setup = *setup;
    j->setup.spill = setup->spill ? spill_retain(setup->spill)
                                  : spill_new(setup->memory_bytes);
    j->n_workers = setup->threads;
    j->workers = mem_calloc(j->n_workers, sizeof *j->workers);
    j->results = mem_calloc(setup->n_plans, sizeof *j->results);
    j->newest = mem_calloc(setup->n_plans, sizeof *j->newest);
    j->started_ns = job_now_ns();
    pthread_mutex_init(&j->lock, NULL);
    pthread_cond_init(&j->changed, NULL);
    subqueries_init(&j->subqueries);
    collect_notices(j);
    j->appends = true;
    for (uint32_t i = 0; i < setup->n_plans; i++)
        j->appends = j->appends && plan_appends(setup->plans[i]);
    ahead_hold(setup->ahead);
    j->holds_ahead = true;
    if (!team_start(&j->thread, run_job, j)) {
        ahead_let(setup->ahead);
        err_set(err, ERR_SYSTEM, "cannot start a thread");
        free_job(j);
        return NULL;
    }
    return &j->base;
}
