/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One thread waits for SIGINT (blocked everywhere else) and wakes up a few
 * times a second to show progress. SIGUSR1 to that thread ends it at once.
 */
#include "cli/watch.h"

#include "base/mem.h"
#include "cli/status.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* A query shorter than this shows no progress line. */
static const double QUIET_SECONDS = 0.5;
static const long TICK_NS = 200 * 1000 * 1000;

volatile sig_atomic_t watch_interrupted, watch_ended;

struct watch {
    struct job *job;
    pthread_t thread;
    atomic_bool stop;
    bool shown;     /* a progress line stands on stderr */
    bool show;      /* stderr is a terminal */
    int64_t timeout_ms; /* 0: never */
    int64_t began_ms;
};

static sigset_t watched_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGUSR1);
    return set;
}

void watch_prepare(void)
{
    sigset_t set = watched_signals();
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

static int64_t clock_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

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
    double share = p.bytes_total
                       ? (double)p.bytes_done / (double)p.bytes_total
                       : 0;
    fprintf(stderr, "\r\033[Kvpcscope: %3.0f%% of %.2f GB, %.1f s", 100 * share,
            (double)p.bytes_total / 1e9, p.seconds);
    fflush(stderr);
    w->shown = true;
}

static void interrupted(struct watch *w)
{
    if (watch_interrupted) /* the second Ctrl-C does not wait any more */
        _exit(STATUS_INTERRUPTED);
    watch_interrupted = watch_ended = 1;
    w->job->ops->cancel(w->job);
}

static void *watch_main(void *arg)
{
    struct watch *w = arg;
    sigset_t set = watched_signals();
    struct timespec tick = {.tv_nsec = TICK_NS};
    while (!atomic_load(&w->stop)) {
        int got = sigtimedwait(&set, NULL, &tick);
        if (w->timeout_ms && clock_ms() - w->began_ms >= w->timeout_ms)
            watch_ended = 1;
        if (got == SIGINT)
            interrupted(w);
        else if (got < 0 && errno == EAGAIN && w->show)
            show_progress(w);
    }
    clear_line(w);
    return NULL;
}

bool watch_take_interrupt(void)
{
    struct timespec none = {0};
    sigset_t set = watched_signals();
    if (!watch_interrupted && sigtimedwait(&set, NULL, &none) == SIGINT)
        watch_interrupted = 1;
    return watch_interrupted;
}

struct watch *watch_start(struct job *job, int64_t timeout_ms)
{
    struct watch *w = mem_calloc(1, sizeof *w);
    w->job = job;
    w->timeout_ms = timeout_ms;
    w->began_ms = clock_ms();
    w->show = isatty(STDERR_FILENO);
    if (pthread_create(&w->thread, NULL, watch_main, w) != 0) {
        free(w);
        return NULL;
    }
    return w;
}

void watch_stop(struct watch *w)
{
    if (!w)
        return;
    atomic_store(&w->stop, true);
    pthread_kill(w->thread, SIGUSR1);
    pthread_join(w->thread, NULL);
    free(w);
}
