/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The work is done in two waves over all segments, each with a queue that
 * the threads share: first the fields that the explorer's panes ask for, in
 * case the budget does not go further, then all. What is in memory already
 * costs a look-up. Threads are started when the first job has ended, not to
 * be in the way of the first screen.
 */
#include "engine/ahead.h"

#include "base/mem.h"
#include "base/team.h"
#include "scan/scanner.h"

#include <stdatomic.h>
#include <stdlib.h>
#ifdef __linux__
#include <sys/resource.h>
#endif

enum wave { WAVE_PANES, WAVE_ALL, WAVE_COUNT };

struct ahead {
    struct dataset *ds;
    unsigned n_threads;
    atomic_bool go; /* nothing says to stop; looked at between segments */

    pthread_mutex_t lock; /* of all below; a wave is only changed while
                             n_at_work is 0 */
    pthread_cond_t changed;
    pthread_t *threads;
    unsigned n_started;
    unsigned n_holds; /* jobs that run */
    unsigned n_at_work;
    bool ending;
    enum wave wave; /* WAVE_COUNT: all is done */
    bool wave_over; /* its queue is empty, or the budget is full */
    bool full;      /* the budget is */
    struct scan_queue *queue;
    field_id *fields; /* of the wave */
    size_t n_fields;
    uint64_t generation; /* of the dataset when the first wave began */
};

/* Waves. */

static bool in_panes(field_id field)
{
    switch (field) {
    case FIELD_START:
    case FIELD_ACTION:
    case FIELD_SRCADDR:
    case FIELD_DSTADDR:
    case FIELD_DSTPORT:
    case FIELD_SRCPORT:
    case FIELD_PROTOCOL:
    case FIELD_BYTES:
    case FIELD_PACKETS:
        return true;
    default:
        return false;
    }
}

/* The fields of the layouts met so far that the wave is about. */
static void choose_fields(struct ahead *a)
{
    size_t cap = fields_count(dataset_fields(a->ds));

    a->fields = mem_realloc(a->fields, cap * sizeof *a->fields);
    size_t n = dataset_layout_fields(a->ds, a->fields, cap);
    n = n < cap ? n : cap;
    a->n_fields = 0;
    for (size_t i = 0; i < n; i++)
        if (a->wave == WAVE_ALL || in_panes(a->fields[i]))
            a->fields[a->n_fields++] = a->fields[i];
}

static void begin_wave(struct ahead *a, enum wave wave)
{
    scan_queue_free(a->queue);
    a->queue = NULL;
    a->wave = wave;
    a->wave_over = false;
    if (wave == WAVE_COUNT)
        return;
    if (wave == WAVE_PANES)
        a->generation = dataset_generation(a->ds);
    choose_fields(a);
    a->queue = scan_queue_new(a->ds);
}

/*
 * The wave is over. A header in mid-file that changed the layout of segments
 * decoded before means to begin again.
 */
static void next_wave(struct ahead *a)
{
    if (a->full)
        begin_wave(a, WAVE_COUNT);
    else if (a->generation != dataset_generation(a->ds))
        begin_wave(a, WAVE_PANES);
    else
        begin_wave(a, a->wave + 1);
}

/* Threads. */

enum stopped { STOPPED_HELD, STOPPED_END, STOPPED_FULL };

static enum stopped work(struct ahead *a, struct scanner *s)
{
    while (atomic_load(&a->go)) {
        if (!dataset_has_room(a->ds, a->n_threads))
            return STOPPED_FULL;
        if (scanner_next(s, a->queue) == SCAN_NEXT_END)
            return STOPPED_END;
        scanner_want(s, a->fields, a->n_fields);
        scanner_close(s);
    }
    return STOPPED_HELD;
}

/* One thread's turn, with the lock held but while it works. */
static void take_turn(struct ahead *a, struct scanner *s)
{
    a->n_at_work++;
    pthread_mutex_unlock(&a->lock);
    enum stopped why = work(a, s);
    pthread_mutex_lock(&a->lock);
    a->n_at_work--;
    a->full = a->full || why == STOPPED_FULL;
    a->wave_over = a->wave_over || why != STOPPED_HELD;
    if (a->wave_over && a->n_at_work == 0) {
        next_wave(a);
        pthread_cond_broadcast(&a->changed);
    }
}

/* On Linux this is about the calling thread alone. */
static void lower_priority(void)
{
#ifdef __linux__
    enum { NICEST = 19 };

    setpriority(PRIO_PROCESS, 0, NICEST);
#endif
}

static void *run_thread(void *arg)
{
    struct ahead *a = arg;
    struct scanner *s = scanner_new(a->ds);

    lower_priority();
    pthread_mutex_lock(&a->lock);
    while (!a->ending && a->wave < WAVE_COUNT) {
        if (a->n_holds == 0 && !a->wave_over)
            take_turn(a, s);
        else
            pthread_cond_wait(&a->changed, &a->lock);
    }
    pthread_mutex_unlock(&a->lock);
    scanner_free(s);
    return NULL;
}

/* Without threads there are no columns ahead of need; no more. */
static void start_threads(struct ahead *a)
{
    begin_wave(a, WAVE_PANES);
    a->threads = mem_calloc(a->n_threads, sizeof *a->threads);
    while (a->n_started < a->n_threads &&
           team_start(&a->threads[a->n_started], run_thread, a))
        a->n_started++;
}

/* From outside. */

struct ahead *ahead_new(struct dataset *ds, unsigned threads)
{
    struct ahead *a = mem_calloc(1, sizeof *a);

    a->ds = ds;
    a->n_threads = threads;
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->changed, NULL);
    return a;
}

void ahead_free(struct ahead *a)
{
    if (!a)
        return;
    pthread_mutex_lock(&a->lock);
    a->ending = true;
    atomic_store(&a->go, false);
    pthread_cond_broadcast(&a->changed);
    pthread_mutex_unlock(&a->lock);
    for (unsigned i = 0; i < a->n_started; i++)
        pthread_join(a->threads[i], NULL);
    scan_queue_free(a->queue);
    pthread_mutex_destroy(&a->lock);
    pthread_cond_destroy(&a->changed);
    free(a->fields);
    free(a->threads);
    free(a);
}

void ahead_hold(struct ahead *a)
{
    if (!a)
        return;
    pthread_mutex_lock(&a->lock);
    a->n_holds++;
    atomic_store(&a->go, false);
    pthread_mutex_unlock(&a->lock);
}

void ahead_let(struct ahead *a)
{
    if (!a)
        return;
    pthread_mutex_lock(&a->lock);
    if (--a->n_holds == 0) {
        atomic_store(&a->go, true);
        if (!a->threads)
            start_threads(a);
        pthread_cond_broadcast(&a->changed);
    }
    pthread_mutex_unlock(&a->lock);
}

bool ahead_done(struct ahead *a)
{
    pthread_mutex_lock(&a->lock);
    bool done = a->wave == WAVE_COUNT;
    pthread_mutex_unlock(&a->lock);
    return done;
}
