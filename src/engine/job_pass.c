/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pass of a team of workers over what there is, or what has come since. */
#include "engine/job_int.h"

#include "base/mem.h"
#include "base/team.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    SNAPSHOT_COST_FACTOR = 10, /* at most this share of the time */
    FIRST_SNAPSHOT_MS = 20
};

/* False when all workers are done. */
static bool wait_running(struct local_job *j, int64_t ns)
{
    struct timespec until = job_realtime_after(ns);
    int rc = 0;

    pthread_mutex_lock(&j->lock);
    while (j->n_running > 0 && rc != ETIMEDOUT)
        rc = pthread_cond_timedwait(&j->changed, &j->lock, &until);
    bool running = j->n_running > 0;
    pthread_mutex_unlock(&j->lock);
    return running;
}

static void run_snapshots(struct local_job *j)
{
    int64_t interval = (int64_t)j->setup.snapshot_ms * 1000000;
    int64_t pause = (int64_t)FIRST_SNAPSHOT_MS * 1000000;

    /* The first one soon: anything is better to look at than nothing. */
    pause = pause < interval ? pause : interval;
    while (wait_running(j, pause) && !atomic_load(&j->stop_pass)) {
        int64_t before = job_now_ns();

        /* A failed snapshot is no failure of the job: the end will tell. */
        job_publish_copy(j, true, &(struct err){0});
        pause = (job_now_ns() - before) * SNAPSHOT_COST_FACTOR;
        pause = pause < interval ? interval : pause;
    }
}

/* Members 0 to n_workers - 1 are workers, one more makes snapshots. */
static void run_member(void *arg, unsigned i)
{
    struct local_job *j = arg;

    if (i == j->n_workers) {
        run_snapshots(j);
        return;
    }
    worker_run(j->workers[i]);
    pthread_mutex_lock(&j->lock);
    j->n_running--;
    pthread_cond_broadcast(&j->changed);
    pthread_mutex_unlock(&j->lock);
}

/* The files that some plan reads; NULL when one reads all. */
static bool *files_of_plans(const struct pass *p, size_t *n_files)
{
    size_t n = *n_files = dataset_n_files(p->ds);
    bool *files = mem_calloc(n, sizeof *files);

    for (uint32_t i = 0; i < p->n_plans; i++) {
        bool some = p->plans[i]->files != NULL;

        if (!some && p->plans[i]->kind != PLAN_NONE) {
            free(files);
            return NULL;
        }
        for (size_t k = 0; some && k < n; k++)
            files[k] = files[k] || plan_reads(p->plans[i], k);
    }
    return files;
}

/* Does no plan read records? */
static bool reads_nothing(const struct pass *p)
{
    for (uint32_t i = 0; i < p->n_plans; i++) {
        if (p->plans[i]->kind != PLAN_NONE)
            return false;
    }
    return true;
}

/* Any order will do but for a plan that keeps the first rows that come. */
static void order_segments(struct pass *p)
{
    bool newest = false, any = false;

    for (uint32_t i = 0; i < p->n_plans; i++) {
        newest = newest || plan_newest_first(p->plans[i]);
        any = any || p->plans[i]->kind == PLAN_ANY;
    }
    if (any)
        scan_queue_in_order(p->queue);
    else if (newest)
        scan_queue_newest_first(p->queue);
}

/* What the pass hands out: all, or what came since the marks. */
static void make_queue(struct local_job *j, struct scan_marks *since)
{
    struct pass *p = &j->pass;

    p->queue = scan_queue_new(j->setup.ds);
    p->files = files_of_plans(p, &p->n_files);
    scan_queue_only(p->queue, p->files, p->n_files);
    scan_queue_sample(p->queue, j->setup.one_in);
    if (since)
        scan_queue_since(p->queue, since);
    order_segments(p);
}

static void free_queue(struct local_job *j)
{
    scan_queue_free(j->pass.queue);
    free(j->pass.files);
}

static void fill_pass(struct local_job *j, struct scan_marks *since)
{
    struct pass *p = &j->pass;

    memset(p, 0, sizeof *p);
    p->ds = j->setup.ds;
    p->plans = j->setup.plans;
    p->n_plans = j->setup.n_plans;
    p->window = j->setup.window;
    p->memory_bytes = j->setup.memory_bytes;
    p->stop = &j->stop_pass;
    p->stands = since != NULL;
    p->shared = j->shared = job_new_gathered(j);
    atomic_store(&p->beside, job_bytes_beside(j));
    /* What goes on for ever has to be there for each result. */
    for (uint32_t k = 0; !p->stands && k < j->setup.n_plans; k++)
        gathered_allow_spill(&j->shared[k], j->setup.spill,
                             j->setup.memory_bytes);
    p->own_groups = j->setup.own_groups ? j->setup.own_groups : STATS_OWN_LIMIT;
    pthread_mutex_init(&p->err_lock, NULL);
    pthread_mutex_init(&p->reserve_lock, NULL);
    make_queue(j, since);
    atomic_store(&p->enough, reads_nothing(p));
    for (unsigned i = 0; i < j->n_workers; i++)
        j->workers[i] = worker_new(p);
}

void job_start_pass(struct local_job *j, struct scan_marks *since)
{
    pthread_mutex_lock(&j->lock);
    fill_pass(j, since);
    pthread_mutex_unlock(&j->lock);
}

void job_go_on(struct local_job *j, struct scan_marks *since)
{
    for (uint32_t i = 0; i < j->setup.n_plans; i++)
        plan_choose_again(j->setup.plans[i], j->setup.ds);
    pthread_mutex_lock(&j->lock);
    free_queue(j);
    make_queue(j, since);
    pthread_mutex_unlock(&j->lock);
}

void job_end_pass(struct local_job *j)
{
    for (unsigned i = 0; i < j->n_workers; i++) {
        worker_free(j->workers[i]);
        j->workers[i] = NULL;
    }
    job_free_gathered(j, j->shared);
    j->shared = NULL;
    pass_let_go(&j->pass);
    for (uint32_t k = 0; k < j->setup.n_plans; k++) {
        newest_free(j->newest[k]);
        j->newest[k] = NULL;
    }
    pthread_mutex_lock(&j->lock);
    j->scanning = false;
    j->bytes_taken = scan_queue_bytes(j->pass.queue);
    free_queue(j);
    pthread_mutex_unlock(&j->lock);
    pthread_mutex_destroy(&j->pass.err_lock);
    pthread_mutex_destroy(&j->pass.reserve_lock);
}

/* One that is cancelled while it follows has a whole one. */
static bool has_enough_result(struct local_job *j)
{
    return j->state == JOB_FOLLOWING || job_snapshot_is_enough(j);
}

/* Rows that are given out once are given when they are certain. */
static bool takes_snapshots(const struct local_job *j)
{
    return j->setup.snapshot_ms > 0 && j->state == JOB_RUNNING &&
           !(j->setup.only_new && j->appends);
}

void job_run_workers(struct local_job *j)
{
    pthread_mutex_lock(&j->lock);
    j->scanning = true;
    j->n_running = j->n_workers;
    pthread_mutex_unlock(&j->lock);
    team_run(j->n_workers + takes_snapshots(j), run_member, j);
}

bool job_run_pass(struct local_job *j, struct err *err)
{
    uint64_t generation = dataset_generation(j->setup.ds);

    job_start_pass(j, NULL);
    job_run_workers(j);

    bool cancelled = atomic_load(&j->cancel);
    if (j->pass.err.code != ERR_NONE) {
        *err = j->pass.err;
    } else if (!cancelled && dataset_generation(j->setup.ds) != generation) {
        job_end_pass(j);
        return true;
    } else if (!atomic_load(&j->abandon) &&
               !(cancelled && has_enough_result(j))) {
        atomic_store(&j->ending, !cancelled);
        job_publish_end(j, cancelled, err);
    }
    job_end_pass(j);
    return false;
}
