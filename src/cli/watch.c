/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The thread waits for SIGINT (blocked everywhere else) and wakes up a few
 * times a second to show progress and to see what time it is. SIGUSR1 to it
 * ends it at once.
 */
#include "cli/watch.h"

#include "base/mem.h"
#include "base/num.h"
#include "cli/demo.h"
#include "cli/status.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* A query shorter than this shows no progress line. */
static const double QUIET_SECONDS = 0.5;
static const long TICK_NS = 200 * 1000 * 1000;

/* After Ctrl-C: to make and write the answer so far; and to end at all. */
enum { ANSWER_MS = 2000, END_MS = 6000 };

atomic_bool watch_interrupted, watch_ended;

struct watch {
    pthread_t thread;
    atomic_bool stop;
    pthread_mutex_t lock; /* of all below */
    bool opening;         /* the inputs */
    bool looks;
    struct job *job;      /* or NULL */
    bool shows;           /* on a terminal */
    bool shown;           /* a progress line stands on stderr */
    int64_t began_ms;
    int64_t timeout_ms;     /* 0: never */
    int64_t interrupted_ms; /* when; 0: it was not */
    bool hurried;           /* the answer took too long */
};

static sigset_t watched_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGUSR1);
    return set;
}

static int64_t clock_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The rest is with the lock held, but for the functions of the header. */

static void clear_line(struct watch *w)
{
    if (w->shown)
        fputs("\r\033[K", stderr);
    w->shown = false;
}

static void show_progress(struct watch *w)
{
    struct job_progress p = w->job->ops->progress(w->job);
    if (p.state != JOB_RUNNING || p.seconds < QUIET_SECONDS) {
        clear_line(w);
        return;
    }
    double share =
        p.bytes_total ? (double)p.bytes_done / (double)p.bytes_total : 0;
    fprintf(stderr, "\r\033[Kvpcscope: %3.0f%% of %.2f GB, %.1f s", 100 * share,
            (double)p.bytes_total / 1e9, p.seconds);
    fflush(stderr);
    w->shown = true;
}

/* Whatever the other threads wait for. */
_Noreturn static void leave(struct watch *w, int status)
{
    clear_line(w);
    demo_remove();
    _exit(status);
}

/* The time is over. */
static void late(struct watch *w)
{
    char text[NUM_TEXT_MAX];
    size_t n = num_format_double((double)w->timeout_ms / 1000, text);

    watch_ended = true;
    if (!w->opening)
        return;
    fprintf(stderr,
            "vpcscope: reading the input takes longer than --timeout %.*ss\n",
            (int)n, text);
    leave(w, STATUS_INCOMPLETE);
}

static bool is_running(const struct watch *w)
{
    return w->job && w->job->ops->progress(w->job).state == JOB_RUNNING;
}

static void interrupted(struct watch *w)
{
    if (watch_interrupted || (!w->job && !w->looks))
        leave(w, STATUS_INTERRUPTED);
    watch_interrupted = true;
    w->interrupted_ms = clock_ms();
    if (!is_running(w))
        watch_ended = true;
    if (w->job)
        w->job->ops->cancel(w->job);
}

/* It was interrupted: is the end near? */
static void see_to_end(struct watch *w)
{
    int64_t ms = clock_ms() - w->interrupted_ms;

    if (ms >= END_MS)
        leave(w, STATUS_INTERRUPTED);
    if (ms < ANSWER_MS || w->hurried)
        return;
    w->hurried = true;
    watch_ended = true;
    if (w->job)
        w->job->ops->cancel(w->job);
}

static void look(struct watch *w, int got)
{
    pthread_mutex_lock(&w->lock);
    if (w->timeout_ms && clock_ms() - w->began_ms >= w->timeout_ms)
        late(w);
    if (got == SIGINT)
        interrupted(w);
    if (w->interrupted_ms)
        see_to_end(w);
    if (got < 0 && w->job && w->shows)
        show_progress(w);
    pthread_mutex_unlock(&w->lock);
}

static void *watch_main(void *arg)
{
    struct watch *w = arg;
    sigset_t set = watched_signals();
    struct timespec tick = {.tv_nsec = TICK_NS};
    while (!atomic_load(&w->stop)) {
        int got = sigtimedwait(&set, NULL, &tick);
        if (got >= 0 || errno == EAGAIN)
            look(w, got);
    }
    return NULL;
}

struct watch *watch_start(int64_t timeout_ms)
{
    struct watch *w = mem_calloc(1, sizeof *w);
    sigset_t set = watched_signals();
    w->opening = true;
    w->began_ms = clock_ms();
    w->timeout_ms = timeout_ms;
    pthread_mutex_init(&w->lock, NULL);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    if (pthread_create(&w->thread, NULL, watch_main, w) == 0)
        return w;
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    pthread_mutex_destroy(&w->lock);
    free(w);
    return NULL;
}

void watch_opened(struct watch *w, bool looks)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    w->opening = false;
    w->looks = looks;
    w->timeout_ms = 0;
    pthread_mutex_unlock(&w->lock);
}

void watch_job(struct watch *w, struct job *job, int64_t timeout_ms, bool shows)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    clear_line(w);
    w->job = job;
    w->began_ms = clock_ms();
    w->timeout_ms = timeout_ms;
    w->shows = shows && isatty(STDERR_FILENO);
    if (job && watch_interrupted) /* a moment ago */
        job->ops->cancel(job);
    pthread_mutex_unlock(&w->lock);
}

void watch_stop(struct watch *w)
{
    if (!w)
        return;
    atomic_store(&w->stop, true);
    pthread_kill(w->thread, SIGUSR1);
    pthread_join(w->thread, NULL);
    clear_line(w);
    pthread_mutex_destroy(&w->lock);
    free(w);
}
