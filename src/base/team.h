/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads that do one thing together: start, run, join. */
#ifndef BASE_TEAM_H
#define BASE_TEAM_H

/* Processors the program may use, at least 1. */
unsigned team_default_size(void);

/*
 * Call fn(arg, i) for i in [0, n) on n threads (the caller is thread 0) and
 * return when all have returned. All signals are blocked in the new threads
 * but those a fault raises. When a thread cannot be started its share is
 * run by the caller.
 */
void team_run(unsigned n, void (*fn)(void *arg, unsigned i), void *arg);

#endif
