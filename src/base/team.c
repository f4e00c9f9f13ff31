/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A team is made for one call and gone after it: threads are cheap next to
 * the work they are given, and nothing is left to stop at exit.
 */
#include "base/team.h"

#include "base/mem.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

unsigned team_default_size(void)
{
#ifdef __linux__
    cpu_set_t allowed;

    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0)
        return (unsigned)CPU_COUNT(&allowed);
#endif
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (unsigned)online : 1;
}

void team_lock_init(pthread_mutex_t *lock)
{
#ifdef PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP
    pthread_mutexattr_t attr;

    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ADAPTIVE_NP);
    pthread_mutex_init(lock, &attr);
    pthread_mutexattr_destroy(&attr);
#else
    pthread_mutex_init(lock, NULL);
#endif
}

struct member {
    void (*fn)(void *arg, unsigned i);
    void *arg;
    unsigned i, n;
    int from; /* the processor that the team was started on; -1: unknown */
    bool started;
    pthread_t thread;
};

/*
 * Where there is a member for every processor, each stays on its own. Left to
 * itself a thread that starts, or wakes from a lock, is put where the one is
 * that started or woke it, and both share that processor for many
 * milliseconds while another stands idle: longer than most queries take.
 */
#ifdef __linux__
static int current_processor(void)
{
    return sched_getcpu();
}

/* The processor that is `steps` after `from` among those allowed, in turn. */
static int processor_after(const cpu_set_t *allowed, int from, unsigned steps)
{
    int at = from;

    while (steps > 0) {
        at = (at + 1) % CPU_SETSIZE;
        steps -= CPU_ISSET((size_t)at, allowed) != 0;
    }
    return at;
}

static void run(const struct member *m)
{
    cpu_set_t allowed, own;
    bool stays = false;

    if (m->from >= 0 && sched_getaffinity(0, sizeof allowed, &allowed) == 0) {
        unsigned n = (unsigned)CPU_COUNT(&allowed);

        if (n > 1 && m->n >= n && m->i < n) {
            CPU_ZERO(&own);
            CPU_SET((size_t)processor_after(&allowed, m->from, m->i), &own);
            stays = sched_setaffinity(0, sizeof own, &own) == 0;
        }
    }
    m->fn(m->arg, m->i);
    if (stays)
        sched_setaffinity(0, sizeof allowed, &allowed);
}
#else
static int current_processor(void)
{
    return -1;
}

static void run(const struct member *m)
{
    m->fn(m->arg, m->i);
}
#endif

static void *run_member(void *p)
{
    run(p);
    return NULL;
}

/*
 * A new thread inherits the mask of signals, so it is set around the start;
 * the signals of faults stay open, because they are handled in the thread
 * that caused them.
 */
bool team_start(pthread_t *thread, void *(*fn)(void *), void *arg)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    sigset_t blocked, before;

    sigfillset(&blocked);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        sigdelset(&blocked, faults[i]);
    pthread_sigmask(SIG_SETMASK, &blocked, &before);
    bool started = pthread_create(thread, NULL, fn, arg) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

void team_run(unsigned n, void (*fn)(void *arg, unsigned i), void *arg)
{
    if (n == 0)
        return;
    struct member *members = mem_calloc(n, sizeof *members);
    int from = n > 1 ? current_processor() : -1;

    for (unsigned i = 0; i < n; i++) {
        members[i].fn = fn;
        members[i].arg = arg;
        members[i].i = i;
        members[i].n = n;
        members[i].from = from;
    }
    for (unsigned i = 1; i < n; i++)
        members[i].started = team_start(&members[i].thread, run_member,
                                        &members[i]);
    run(&members[0]);
    for (unsigned i = 1; i < n; i++) {
        if (members[i].started)
            pthread_join(members[i].thread, NULL);
        else
            fn(arg, i);
    }
    free(members);
}
