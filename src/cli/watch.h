/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ctrl-C, from a thread of its own, whatever the others are at. The first
 * cancels the job, so that what there is so far is the answer; when that is
 * not written soon, the rest is left out, and when that takes long, too, the
 * program ends. So it does at once by the second. On a terminal stderr shows
 * how far a job is.
 */
#ifndef CLI_WATCH_H
#define CLI_WATCH_H

#include "engine/engine.h"

#include <stdatomic.h>

struct watch;

/* Set once Ctrl-C was pressed. */
extern atomic_bool watch_interrupted;
/* What is written is to end: the time is over, after Ctrl-C or without. */
extern atomic_bool watch_ended;

/*
 * Block SIGINT for the calling thread and those it starts from now on, and
 * watch for it, until watch_stop; call before any other thread is made.
 *
 * From now on the inputs are opened, which may wait for a pipe: Ctrl-C ends
 * the program at once, and so does, with a message, the end of timeout_ms (0:
 * never).
 *
 * NULL when no thread can be had: then Ctrl-C just ends the program.
 */
struct watch *watch_start(int64_t timeout_ms);
/*
 * They are open. looks: the caller looks at watch_interrupted often and ends
 * by itself; else Ctrl-C still ends the program at once while there is no job.
 * NULL is fine.
 */
void watch_opened(struct watch *w, bool looks);
/*
 * Watch this job, or none any more: before it is freed. After timeout_ms (0:
 * never) watch_ended is set; the job sees to itself. shows: show how far it
 * is. w NULL is fine.
 */
void watch_job(struct watch *w, struct job *job, int64_t timeout_ms,
               bool shows);
/* NULL is fine. */
void watch_stop(struct watch *w);

#endif
