/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Waiting for files and folders to change. Where the system tells (inotify) a
 * change is noticed at once; everywhere it is also looked for now and then,
 * since not all file systems tell. What has changed is for others to find
 * out: this says when a look is worth while.
 */
#ifndef SOURCE_WATCHER_H
#define SOURCE_WATCHER_H

#include <stdbool.h>

struct watcher;

/* polls: do not ask the system to tell. NULL: there are no descriptors. */
struct watcher *watcher_new(bool polls);
void watcher_free(struct watcher *w);
/*
 * Watch a folder, or the folder that a file lies in; again is no harm. From
 * the thread that waits.
 */
void watcher_add(struct watcher *w, const char *path);
/*
 * Until something may have changed, watcher_wake was called, or so much time
 * has passed. False when it was the wake. Changes that came before the call
 * count.
 */
bool watcher_wait(struct watcher *w, int timeout_ms);
/* From any thread: the wait under way, or the next one, ends at once. */
void watcher_wake(struct watcher *w);

#endif
