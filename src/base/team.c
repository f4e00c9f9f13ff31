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

/*
 * Where there is a member for every processor, each stays on its own. Left to
 * itself a thread that starts, or wakes from a lock, is put where the one is
 * that started or woke it, and both share that processor for many
 * milliseconds while another stands idle: longer than most queries take.
 */
#ifdef __linux__

typedef cpu_set_t processors;

static bool allowed_processors(processors *out)
{
    return sched_getaffinity(0, sizeof *out, out) == 0;
}

/* The processor of member i of n, the first being on the caller's. */
static bool own_processor(const processors *allowed, unsigned i, unsigned n,
                          processors *own)
{
    unsigned count = (unsigned)CPU_COUNT(allowed);
    int at = sched_getcpu();

    if (at < 0 || count < 2 || n < count || i >= count)
        return false;
    while (i > 0) {
        at = (at + 1) % CPU_SETSIZE;
        i -= CPU_ISSET((size_t)at, allowed) != 0;
    }
    CPU_ZERO(own);
    CPU_SET((size_t)at, own);
    return true;
}

static void stay_on(const processors *own)
{
    sched_setaffinity(0, sizeof *own, own);
}

static void start_on(pthread_attr_t *attr, const processors *own)
{
    pthread_attr_setaffinity_np(attr, sizeof *own, own);
}

#else

typedef int processors;

static bool allowed_processors(processors *out)
{
    (void)out;
    return false;
}

static bool own_processor(const processors *allowed, unsigned i, unsigned n,
                          processors *own)
{
    (void)allowed;
    (void)i;
    (void)n;
    (void)own;
    return false;
}

static void stay_on(const processors *own)
{
    (void)own;
}

static void start_on(pthread_attr_t *attr, const processors *own)
{
    (void)attr;
    (void)own;
}

#endif

/*
 * A new thread inherits the mask of signals, so it is set around the start;
 * the signals of faults stay open, because they are handled in the thread
 * that caused them. own may be NULL.
 */
static bool start(pthread_t *thread, void *(*fn)(void *), void *arg,
                  const processors *own)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    sigset_t blocked, before;
    pthread_attr_t attr;

    pthread_attr_init(&attr);
    if (own)
        start_on(&attr, own);
    sigfillset(&blocked);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        sigdelset(&blocked, faults[i]);
    pthread_sigmask(SIG_SETMASK, &blocked, &before);
    bool started = pthread_create(thread, &attr, fn, arg) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attr);
    return started;
}

bool team_start(pthread_t *thread, void *(*fn)(void *), void *arg)
{
    return start(thread, fn, arg, NULL);
}

struct member {
    void (*fn)(void *arg, unsigned i);
    void *arg;
    unsigned i;
    bool started;
    pthread_t thread;
};

static void *run_member(void *p)
{
    const struct member *m = p;

    m->fn(m->arg, m->i);
    return NULL;
}

void team_run(unsigned n, void (*fn)(void *arg, unsigned i), void *arg)
{
    if (n == 0)
        return;
    struct member *members = mem_calloc(n, sizeof *members);
    processors allowed, own;
    /* The caller first, so that the others count from where it stays. */
    bool stays = n > 1 && allowed_processors(&allowed) &&
                 own_processor(&allowed, 0, n, &own);

    if (stays)
        stay_on(&own);
    for (unsigned i = 1; i < n; i++) {
        struct member *m = &members[i];
        bool has_own = stays && own_processor(&allowed, i, n, &own);

        *m = (struct member){.fn = fn, .arg = arg, .i = i};
        if (!has_own)
            own = allowed;
        m->started = start(&m->thread, run_member, m, stays ? &own : NULL);
    }
    fn(arg, 0);
    if (stays)
        stay_on(&allowed);
    for (unsigned i = 1; i < n; i++) {
        if (members[i].started)
            pthread_join(members[i].thread, NULL);
        else
            fn(arg, i);
    }
    free(members);
}
