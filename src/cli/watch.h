/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Watching a job from a thread of its own: Ctrl-C cancels it, and on a
 * terminal stderr shows how far it is.
 */
#ifndef CLI_WATCH_H
#define CLI_WATCH_H

#include "engine/engine.h"

#include <signal.h>

struct watch;

/* Set once Ctrl-C was pressed. */
extern volatile sig_atomic_t watch_interrupted;
/* Set then, and when the time is over. */
extern volatile sig_atomic_t watch_ended;

/*
 * Block SIGINT for the calling thread and those it starts from now on; call
 * before any other thread is made.
 */
void watch_prepare(void);
/*
 * Start watching until watch_stop, which must come before the job is freed.
 * NULL when no thread can be had: then Ctrl-C has no effect. After timeout_ms
 * (0: never) watch_ended is set; the job sees to itself.
 */
struct watch *watch_start(struct job *job, int64_t timeout_ms);
/*
 * For who needs no thread: has Ctrl-C been pressed since watch_prepare?
 */
bool watch_take_interrupt(void);
/* Stop and clear the progress line; NULL is fine. */
void watch_stop(struct watch *w);

#endif
