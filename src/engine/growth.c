/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/growth.h"

#include "base/mem.h"
#include "base/team.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

enum {
    LOOK_MS = 250,    /* between looks, at least */
    COST_FACTOR = 10, /* and so many times the processor time of one */
    WAIT_MS = 1000
};

struct growth {
    struct dataset *ds;
    pthread_t thread;
    bool runs;

    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    bool stop;
    uint64_t version;
};

struct growth *growth_new(struct dataset *ds)
{
    struct growth *g = mem_calloc(1, sizeof *g);

    g->ds = ds;
    pthread_mutex_init(&g->lock, NULL);
    pthread_cond_init(&g->changed, NULL);
    return g;
}

void growth_free(struct growth *g)
{
    growth_stop(g);
    pthread_mutex_destroy(&g->lock);
    pthread_cond_destroy(&g->changed);
    free(g);
}

static int64_t clock_ms(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static struct timespec realtime_after(int64_t ms)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    ms += t.tv_nsec / 1000000;
    t.tv_sec += ms / 1000;
    t.tv_nsec = ms % 1000 * 1000000;
    return t;
}

/* What came while it pauses is found by the look after. False: stop. */
static bool pause_for(struct growth *g, int64_t ms)
{
    struct timespec until = realtime_after(ms);
    int rc = 0;

    pthread_mutex_lock(&g->lock);
    while (!g->stop && rc != ETIMEDOUT)
        rc = pthread_cond_timedwait(&g->changed, &g->lock, &until);
    bool stop = g->stop;
    pthread_mutex_unlock(&g->lock);
    return !stop;
}

static void note_growth(struct growth *g)
{
    pthread_mutex_lock(&g->lock);
    g->version++;
    pthread_cond_broadcast(&g->changed);
    pthread_mutex_unlock(&g->lock);
}

/*
 * How long to pause after a look, which tells what there is to tell. One that
 * took long because the machine is busy is no reason to fall behind; one that
 * waited for a slow disk is, but not many times.
 */
static int64_t look(struct growth *g)
{
    int64_t wall = clock_ms(CLOCK_MONOTONIC);
    int64_t cost = clock_ms(CLOCK_THREAD_CPUTIME_ID);

    if (dataset_look(g->ds))
        note_growth(g);
    int64_t pause = LOOK_MS;
    wall = clock_ms(CLOCK_MONOTONIC) - wall;
    cost = (clock_ms(CLOCK_THREAD_CPUTIME_ID) - cost) * COST_FACTOR;
    pause = pause > wall ? pause : wall;
    return pause > cost ? pause : cost;
}

static void *run(void *arg)
{
    struct growth *g = arg;
    int64_t pause_ms;

    do {
        pause_ms = look(g);
        dataset_wait(g->ds, WAIT_MS);
    } while (pause_for(g, pause_ms));
    return NULL;
}

bool growth_start(struct growth *g, struct err *err)
{
    if (g->runs)
        return true;
    dataset_follow(g->ds);
    g->stop = false;
    if (!team_start(&g->thread, run, g))
        return err_set(err, ERR_SYSTEM, "cannot start a thread");
    g->runs = true;
    return true;
}

void growth_stop(struct growth *g)
{
    if (!g->runs)
        return;
    pthread_mutex_lock(&g->lock);
    g->stop = true;
    pthread_cond_broadcast(&g->changed);
    pthread_mutex_unlock(&g->lock);
    dataset_wake(g->ds);
    pthread_join(g->thread, NULL);
    g->runs = false;
}

bool growth_runs(const struct growth *g)
{
    return g->runs;
}

uint64_t growth_version(struct growth *g)
{
    pthread_mutex_lock(&g->lock);
    uint64_t version = g->version;
    pthread_mutex_unlock(&g->lock);
    return version;
}

void growth_wait(struct growth *g, uint64_t version, int64_t most_ms,
                 const atomic_bool *stop)
{
    struct timespec until = realtime_after(most_ms);
    int rc = 0;

    pthread_mutex_lock(&g->lock);
    while (g->version == version && !atomic_load(stop) && rc != ETIMEDOUT)
        rc = most_ms < 0
                 ? pthread_cond_wait(&g->changed, &g->lock)
                 : pthread_cond_timedwait(&g->changed, &g->lock, &until);
    pthread_mutex_unlock(&g->lock);
}

void growth_wake(struct growth *g)
{
    pthread_mutex_lock(&g->lock);
    pthread_cond_broadcast(&g->changed);
    pthread_mutex_unlock(&g->lock);
}
