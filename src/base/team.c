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

    for (unsigned i = 0; i < n; i++) {
        members[i].fn = fn;
        members[i].arg = arg;
        members[i].i = i;
    }
    for (unsigned i = 1; i < n; i++)
        members[i].started = team_start(&members[i].thread, run_member,
                                        &members[i]);
    fn(arg, 0);
    for (unsigned i = 1; i < n; i++) {
        if (members[i].started)
            pthread_join(members[i].thread, NULL);
        else
            fn(arg, i);
    }
    free(members);
}
