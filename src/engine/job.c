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
#include "base/num.h"
#include "base/team.h"
#include "engine/budget.h"
#include "engine/result_int.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    SNAPSHOT_COST_FACTOR = 10, /* at most this share of the time */
    FIRST_SNAPSHOT_MS = 20,
    /* From this size on making a result may take longer than a cancelled job
       has (50 ms). */
    SLOW_RESULT_BYTES = 32 << 20
};

static struct local_job *local_of(struct job *j)
{
    /* base is the first member. */
    return (struct local_job *)j;
}

int64_t job_now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/*
 * Each thread of a job has freed memory in an arena of its own, which the
 * threads of the next one do not always find.
 */
void job_trim(struct local_job *j)
{
    const int64_t pause_ns = INT64_C(10) * 1000000000;
    atomic_int_least64_t *last = j->setup.trimmed_ns;
    int64_t now = job_now_ns();

    if (!last || now - atomic_load(last) < pause_ns)
        return;
    atomic_store(last, now);
    pool_trim(j->setup.pool);
    mem_trim();
}

static void note_version(struct local_job *j)
{
    pthread_mutex_lock(&j->lock);
    atomic_fetch_add(&j->version, 1);
    pthread_cond_broadcast(&j->changed);
    pthread_mutex_unlock(&j->lock);
}

/* Results. */

/*
 * Make the results of merged states and publish them; false with *err, also
 * when *stop becomes true.
 */
static bool publish(struct local_job *j, struct gathered *gathered,
                    bool is_partial, const atomic_bool *stop, struct err *err)
{
    for (uint32_t i = 0; i < j->setup.n_plans; i++) {
        const struct plan *plan = j->setup.plans[i];
        struct call_env env = {
            .now_ms = plan->now_ms,
            .from_ms = plan->window.from_ms,
            .to_ms = plan->window.to_ms,
        };
        struct serial how = {
            .plan = plan,
            .ds = j->setup.ds,
            .env = &env,
            .cancel = stop,
            .memory_bytes = j->setup.memory_bytes,
            .pool = j->setup.pool,
            .spill = j->setup.spill,
            .threads = is_partial ? 1 : j->setup.threads,
        };
        struct result *r = result_new(&how, &gathered[i], is_partial, err);

        if (!r)
            return false;
        pthread_mutex_lock(&j->lock);
        struct result *old = j->results[i];
        j->results[i] = r;
        j->taken = false;
        j->incomplete = j->incomplete || result_lost(r) > 0;
        pthread_mutex_unlock(&j->lock);
        result_release(old);
    }
    note_version(j);
    return true;
}

static struct gathered *new_gathered(struct local_job *j)
{
    struct gathered *g = mem_calloc(j->setup.n_plans, sizeof *g);

    for (uint32_t i = 0; i < j->setup.n_plans; i++)
        gathered_init(&g[i], j->setup.plans[i], dataset_dict(j->setup.ds),
                      j->setup.pool, &j->stop_pass);
    return g;
}

static void free_gathered(struct local_job *j, struct gathered *g)
{
    for (uint32_t i = 0; g && i < j->setup.n_plans; i++)
        gathered_done(&g[i]);
    free(g);
}

static void hold_workers(struct local_job *j)
{
    for (unsigned i = 0; i < j->n_workers; i++)
        worker_stop(j->workers[i]);
    for (unsigned i = 0; i < j->n_workers; i++)
        worker_hold(j->workers[i]);
}

static void release_workers(struct local_job *j)
{
    for (unsigned i = 0; i < j->n_workers; i++)
        worker_release(j->workers[i]);
}

/* Copy what the workers, which stand still, have of query k. */
static bool gather_copy(struct local_job *j, uint32_t k, struct gathered *to)
{
    bool done = true;

    for (unsigned i = 0; i < j->n_workers; i++)
        partial_settle(worker_partial(j->workers[i], k));
    if (to->set) {
        stats_set_settle(j->shared[k].set, 1);
        done = stats_set_copy(to->set, j->shared[k].set, &j->stop_pass);
    }
    for (unsigned i = 0; done && i < j->n_workers; i++)
        done =
            gathered_add(to, worker_partial(j->workers[i], k), &j->stop_pass);
    return done;
}

/* Some is on disk, and no copy can be made of it. */
static bool has_spilled(const struct local_job *j)
{
    return atomic_load(&j->pass.spilled);
}

/*
 * Copy what the workers have now. They share groups, so that all of them are
 * held at once: what is copied covers whole segments. False when stopped.
 */
static bool gather_now(struct local_job *j, struct gathered *to)
{
    hold_workers(j);
    bool done = !has_spilled(j);
    for (uint32_t k = 0; done && k < j->setup.n_plans; k++)
        done = gather_copy(j, k, &to[k]);
    release_workers(j);
    return done;
}

/* The rows that the workers have found since the last time join the others. */
static bool gather_newest(struct local_job *j, uint32_t k, struct gathered *to)
{
    struct gathered more;

    if (!j->newest[k])
        j->newest[k] = newest_new();
    gathered_init(&more, j->setup.plans[k], dataset_dict(j->setup.ds),
                  j->setup.pool, &j->stop_pass);
    for (unsigned i = 0; i < j->n_workers; i++)
        gathered_drain(&more, worker_partial(j->workers[i], k));
    bool done =
        newest_add(j->newest[k], &more, j->setup.threads, &j->stop_pass);

    gathered_done(&more);
    if (done)
        newest_give(j->newest[k], to);
    return done;
}

static bool gather_standing(struct local_job *j, struct gathered *to)
{
    bool done = true;

    for (uint32_t k = 0; done && k < j->setup.n_plans; k++)
        done = plan_appends(j->setup.plans[k]) ? gather_newest(j, k, &to[k])
                                               : gather_copy(j, k, &to[k]);
    return done;
}

/* Beside the states: rows in order, and results, which are copies. */
static uint64_t bytes_beside(const struct local_job *j)
{
    uint64_t bytes = 0;

    for (uint32_t k = 0; k < j->setup.n_plans; k++) {
        bytes += j->newest[k] ? newest_bytes(j->newest[k]) : 0;
        /* Nobody but this thread puts another one there. */
        bytes += j->results[k] ? result_bytes(j->results[k]) : 0;
    }
    return bytes;
}

/* Is what stands, and the results of it, more than fits into memory? */
static bool has_outgrown(struct local_job *j)
{
    struct pass *p = &j->pass;
    uint64_t beside = bytes_beside(j);

    atomic_store(&p->beside, beside);
    return pass_holds_much(p, atomic_load(&p->bytes) + beside, pass_reserve(p));
}

bool job_publish_standing(struct local_job *j, struct err *err)
{
    if (has_outgrown(j)) {
        atomic_store(&j->pass.outgrown, true);
        return budget_exceeded(j->setup.memory_bytes, err);
    }
    struct gathered *gathered = new_gathered(j);
    bool done = gather_standing(j, gathered) &&
                publish(j, gathered, false, &j->stop_pass, err);

    free_gathered(j, gathered);
    return done;
}

bool job_publish_copy(struct local_job *j, bool is_partial, struct err *err)
{
    if (has_spilled(j) ||
        atomic_load(&j->pass.bytes) > j->setup.memory_bytes / 2)
        return budget_exceeded(j->setup.memory_bytes, err);
    struct gathered *gathered = new_gathered(j);
    bool done = gather_now(j, gathered) &&
                publish(j, gathered, is_partial, &j->stop_pass, err);

    free_gathered(j, gathered);
    return done;
}

static struct timespec realtime_after(int64_t ns)
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
    struct timespec until = realtime_after(most_ns);

    pthread_cond_timedwait(&j->changed, &j->lock, &until);
}

/* False when all workers are done. */
static bool wait_running(struct local_job *j, int64_t ns)
{
    struct timespec until = realtime_after(ns);
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

/* The pass. */

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
    p->shared = j->shared = new_gathered(j);
    atomic_store(&p->beside, bytes_beside(j));
    /* What goes on for ever has to be there for each result. */
    for (uint32_t k = 0; !p->stands && k < j->setup.n_plans; k++)
        gathered_allow_spill(&j->shared[k], j->setup.spill,
                             j->setup.memory_bytes);
    p->own_groups = j->setup.own_groups ? j->setup.own_groups : STATS_OWN_LIMIT;
    pthread_mutex_init(&p->err_lock, NULL);
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
    free_gathered(j, j->shared);
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
}

/* What all workers have: what they share, and what each has beside it. */
bool job_publish_end(struct local_job *j, bool is_partial, struct err *err)
{
    for (uint32_t k = 0; k < j->setup.n_plans; k++) {
        for (unsigned i = 0; i < j->n_workers; i++) {
            struct partial *p = worker_partial(j->workers[i], k);

            if (j->pass.stands) /* else the worker has done so */
                partial_end(p);
            if (!gathered_take(&j->shared[k], p, &j->stop_end))
                return err_set(err, ERR_CANCELLED, "cancelled");
        }
    }
    return publish(j, j->shared, is_partial, &j->stop_end, err);
}

/*
 * Is the newest snapshot what a cancelled job leaves? It is when there is
 * one and a newer result would take long.
 */
bool job_snapshot_is_enough(struct local_job *j)
{
    bool enough =
        has_spilled(j) || atomic_load(&j->pass.bytes) > SLOW_RESULT_BYTES;

    pthread_mutex_lock(&j->lock);
    for (uint32_t i = 0; i < j->setup.n_plans; i++)
        enough = enough && j->results[i];
    pthread_mutex_unlock(&j->lock);
    return enough;
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

/* The end. */

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

/* Time. */

static bool is_running(struct local_job *j)
{
    return j->state == JOB_RUNNING;
}

/* Wait for the end of the job, or of its time. */
static void *run_timer(void *arg)
{
    struct local_job *j = arg;
    struct timespec until = realtime_after(j->setup.timeout_ms * 1000000);
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
        note_version(j);
    }
    return NULL;
}

static void start_timer(struct local_job *j)
{
    /* Without a thread the query takes as long as it takes. */
    j->has_timer =
        j->setup.timeout_ms > 0 && team_start(&j->timer, run_timer, j);
}

/* What the job ended with is the end of its time. */
static void tell_late(const struct local_job *j, struct err *err)
{
    double seconds = (double)j->setup.timeout_ms / 1000;
    char text[NUM_TEXT_MAX];
    size_t n = num_format_double(seconds, text);

    *err = (struct err){0};
    err_set(err, ERR_LIMIT, "the query takes longer than --timeout %.*ss",
            (int)n, text);
}

static void *run_job(void *arg)
{
    struct local_job *j = arg;
    struct err err = {0};

    start_timer(j);

    /* A cancelled job still makes its result, of no rows then. */
    if (subqueries_run(&j->subqueries, &j->setup, &err) ||
        (err.code == ERR_CANCELLED && !atomic_load(&j->timed_out)))
        run_passes(j, &err);
    if (err.code == ERR_CANCELLED && atomic_load(&j->timed_out))
        tell_late(j, &err);
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
    note_version(j);
    if (j->setup.growth)
        growth_wake(j->setup.growth);
}

static void job_wait_newer(struct job *base, uint64_t version, unsigned ms)
{
    struct local_job *j = local_of(base);
    struct timespec until = realtime_after((int64_t)ms * 1000000);
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
