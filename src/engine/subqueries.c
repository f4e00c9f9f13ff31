/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/subqueries.h"

#include "base/mem.h"
#include "engine/sub_values.h"

#include <stdlib.h>

/*
 * What a query of a pass takes in each thread, whatever it holds: blocks of
 * rows to work on, and a table of small numbers.
 */
enum { QUERY_BYTES = 1 << 20 };

void subqueries_init(struct subqueries *s)
{
    *s = (struct subqueries){0};
    pthread_mutex_init(&s->lock, NULL);
}

void subqueries_done(struct subqueries *s)
{
    pthread_mutex_destroy(&s->lock);
}

static void keep_estimates(struct subplan *sub, const struct result *r)
{
    uint32_t n;
    const struct estimate *items = result_estimates(r, &n);

    estimates_add(&sub->estimates, items, n);
}

static void set_running(struct subqueries *s, struct job *job)
{
    pthread_mutex_lock(&s->lock);
    s->running = job;
    if (job && atomic_load(&s->cancelled))
        job->ops->cancel(job);
    pthread_mutex_unlock(&s->lock);
}

/* Wait for the job and keep what its queries gave. */
static bool take_job(struct subqueries *s, struct job *job,
                     struct subplan *const *subs, uint32_t n,
                     const struct job_setup *how, struct err *err)
{
    struct sub_values values = {.dict = dataset_dict(how->ds),
                                .memory_bytes = how->memory_bytes,
                                .spill = how->spill,
                                .stop = &s->cancelled};
    bool good = true;

    job->ops->wait(job);
    struct job_progress p = job->ops->progress(job);

    set_running(s, NULL);
    if (p.state == JOB_FAILED) {
        *err = *job->ops->error(job);
        return false;
    }
    if (p.state == JOB_CANCELLED)
        return err_set(err, ERR_CANCELLED, "cancelled");
    for (uint32_t i = 0; good && i < n; i++) {
        struct result *r = job->ops->snapshot(job, i);

        good = sub_values_keep(subs[i]->sub, r, &values, err);
        keep_estimates(subs[i], r);
        result_release(r);
    }
    pthread_mutex_lock(&s->lock);
    s->done++;
    s->rows += p.rows_scanned;
    s->incomplete = s->incomplete || p.incomplete;
    pthread_mutex_unlock(&s->lock);
    return good;
}

/* One pass for subqueries of the same window. */
static bool run_pass(struct subqueries *s, const struct job_setup *how,
                     struct subplan *const *subs, uint32_t n, struct err *err)
{
    struct job_setup setup = *how;

    setup.plans = mem_calloc(n, sizeof *setup.plans);
    setup.n_plans = n;
    setup.window = subs[0]->plan->window;
    setup.snapshot_ms = 0;
    setup.timeout_ms = 0; /* the outer job's counts */
    setup.ahead = NULL;
    for (uint32_t i = 0; i < n; i++) {
        setup.plans[i] = subs[i]->plan;
        plan_retain(subs[i]->plan);
    }
    struct job *job = local_job_new(&setup, err);

    if (!job)
        return false;
    set_running(s, job);
    bool good = take_job(s, job, subs, n, how, err);
    job_free(job);
    return good;
}

struct level {
    struct subplan **subs;
    uint32_t n;
    size_t cap;
};

static void add_level(struct level *l, const struct plan *p)
{
    for (uint32_t i = 0; i < p->n_subs; i++) {
        l->subs = mem_grow(l->subs, l->n, &l->cap, sizeof(*l->subs));
        l->subs[l->n++] = &p->subs[i];
    }
}

static bool same_window(const struct subplan *a, const struct subplan *b)
{
    return a->plan->window.from_ms == b->plan->window.from_ms &&
           a->plan->window.to_ms == b->plan->window.to_ms;
}

/* As many queries as one pass may have at a time. */
static uint32_t most_of(const struct job_setup *how)
{
    uint64_t most = how->memory_bytes / QUERY_BYTES / (how->threads + 1);

    return most < 1 ? 1 : most > UINT32_MAX ? UINT32_MAX : (uint32_t)most;
}

/* Bring some of the first one's window to the front; how many, up to most. */
static uint32_t gather_window(struct subplan **subs, uint32_t n, uint32_t most)
{
    uint32_t same = 1;

    for (uint32_t i = 1; i < n && same < most; i++) {
        struct subplan *other = subs[i];

        if (!same_window(subs[0], other))
            continue;
        subs[i] = subs[same];
        subs[same++] = other;
    }
    return same;
}

static bool run_level(struct subqueries *s, const struct job_setup *how,
                      struct plan *const *plans, uint32_t n, struct err *err);

static bool run_subs(struct subqueries *s, const struct job_setup *how,
                     struct subplan **subs, uint32_t n, struct err *err)
{
    struct plan **plans = mem_calloc(n, sizeof *plans);
    bool good;

    for (uint32_t i = 0; i < n; i++)
        plans[i] = subs[i]->plan;
    good = run_level(s, how, plans, n, err);
    free(plans);
    for (uint32_t i = 0; good && i < n;) {
        uint32_t same = gather_window(subs + i, n - i, most_of(how));

        good = run_pass(s, how, subs + i, same, err);
        i += same;
    }
    return good;
}

/* All that plans need before they can run. */
static bool run_level(struct subqueries *s, const struct job_setup *how,
                      struct plan *const *plans, uint32_t n, struct err *err)
{
    struct level level = {0};

    for (uint32_t i = 0; i < n; i++)
        add_level(&level, plans[i]);
    bool good = level.n == 0 || run_subs(s, how, level.subs, level.n, err);
    free(level.subs);
    return good;
}

static uint32_t count_passes(struct plan *const *plans, uint32_t n,
                             uint32_t most)
{
    struct level level = {0};
    uint32_t passes = 0;

    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t k = 0; k < plans[i]->n_subs; k++)
            passes += count_passes(&plans[i]->subs[k].plan, 1, most);
        add_level(&level, plans[i]);
    }
    for (uint32_t i = 0; i < level.n; passes++)
        i += gather_window(level.subs + i, level.n - i, most);
    free(level.subs);
    return passes;
}

bool subqueries_run(struct subqueries *s, const struct job_setup *setup,
                    struct err *err)
{
    pthread_mutex_lock(&s->lock);
    s->passes = count_passes(setup->plans, setup->n_plans, most_of(setup));
    pthread_mutex_unlock(&s->lock);
    return run_level(s, setup, setup->plans, setup->n_plans, err);
}

void subqueries_cancel(struct subqueries *s)
{
    pthread_mutex_lock(&s->lock);
    atomic_store(&s->cancelled, true);
    if (s->running)
        s->running->ops->cancel(s->running);
    pthread_mutex_unlock(&s->lock);
}

void subqueries_progress(struct subqueries *s, struct job_progress *p)
{
    pthread_mutex_lock(&s->lock);
    p->rows_scanned += s->rows;
    p->bytes_done += s->done * p->bytes_total;
    if (s->running) {
        struct job_progress inner = s->running->ops->progress(s->running);

        p->rows_scanned += inner.rows_scanned;
        p->bytes_done += inner.bytes_done;
    }
    p->bytes_done /= s->passes + 1;
    if (p->state != JOB_RUNNING && p->state != JOB_CANCELLED)
        p->bytes_done = p->bytes_total;
    pthread_mutex_unlock(&s->lock);
}
