/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads: one of its own, and several that do one thing together. */
#ifndef BASE_TEAM_H
#define BASE_TEAM_H

#include <pthread.h>
#include <stdbool.h>

/* Processors the program may use, at least 1. */
unsigned team_default_size(void);

/*
 * Start a thread, to be joined by the caller. All signals are blocked in it
 * but those a fault raises. False when the system has no more threads.
 */
bool team_start(pthread_t *thread, void *(*fn)(void *), void *arg);

/*
 * A lock that is only held for some microseconds: who finds it taken looks
 * again for as long before it sleeps. A thread that slept is often woken on
 * the processor of the one that woke it, while another stands idle.
 */
void team_lock_init(pthread_mutex_t *lock);

/*
 * Call fn(arg, i) for i in [0, n) on n threads (the caller is thread 0) and
 * return when all have returned. When a thread cannot be started its share
 * is run by the caller.
 */
void team_run(unsigned n, void (*fn)(void *arg, unsigned i), void *arg);

#endif
