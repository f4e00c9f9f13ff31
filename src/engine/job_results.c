/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Results: of what the workers have at the end, of a copy of what they have so
 * far, or of what stands while a job follows.
 */
#include "engine/job_int.h"

#include "base/mem.h"
#include "engine/budget.h"
#include "engine/result_int.h"

#include <stdlib.h>

/* From this size on making a result may take longer than a cancelled job has
   (50 ms). */
enum { SLOW_RESULT_BYTES = 32 << 20 };

/* Of the memory, what a pass under way may have for a copy of it to be made. */
enum { COPY_SHARE = 4 };

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
            .memory_bytes = j->setup.memory_bytes,
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
    job_note_version(j);
    return true;
}

struct gathered *job_new_gathered(struct local_job *j)
{
    struct gathered *g = mem_calloc(j->setup.n_plans, sizeof *g);

    for (uint32_t i = 0; i < j->setup.n_plans; i++)
        gathered_init(&g[i], j->setup.plans[i], dataset_dict(j->setup.ds),
                      j->setup.pool, &j->stop_pass);
    return g;
}

void job_free_gathered(struct local_job *j, struct gathered *g)
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

uint64_t job_bytes_beside(const struct local_job *j)
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
    uint64_t beside = job_bytes_beside(j);

    atomic_store(&p->beside, beside);
    return pass_holds_much(
        p, atomic_load(&p->bytes) + atomic_load(&p->end_bytes) + beside,
        pass_reserve(p) - beside);
}

bool job_publish_standing(struct local_job *j, struct err *err)
{
    if (has_outgrown(j)) {
        atomic_store(&j->pass.outgrown, true);
        return budget_exceeded(j->setup.memory_bytes, err);
    }
    struct gathered *gathered = job_new_gathered(j);
    bool done = gather_standing(j, gathered) &&
                publish(j, gathered, false, &j->stop_pass, err);

    job_free_gathered(j, gathered);
    return done;
}

bool job_publish_copy(struct local_job *j, bool is_partial, struct err *err)
{
    if (has_spilled(j) ||
        atomic_load(&j->pass.bytes) > j->setup.memory_bytes / COPY_SHARE)
        return budget_exceeded(j->setup.memory_bytes, err);
    struct gathered *gathered = job_new_gathered(j);
    bool done = gather_now(j, gathered) &&
                publish(j, gathered, is_partial, &j->stop_pass, err);

    job_free_gathered(j, gathered);
    return done;
}

/* What they share, and what each has beside it. */
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
