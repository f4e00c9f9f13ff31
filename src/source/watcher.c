/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One descriptor of inotify for all folders, and a pipe to be woken by. A
 * folder tells of its files, so that a file that is put in the place of
 * another is noticed as well.
 */
#include "config.h"

#include "source/watcher.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef HAVE_SYS_INOTIFY_H
#include <sys/inotify.h>
#endif

struct watcher {
    int events; /* of inotify; -1: none */
    int wake[2];
};

struct watcher *watcher_new(bool polls)
{
    struct watcher *w = mem_calloc(1, sizeof *w);

    w->events = -1;
    if (pipe2(w->wake, O_CLOEXEC | O_NONBLOCK)) {
        free(w);
        return NULL;
    }
#ifdef HAVE_SYS_INOTIFY_H
    if (!polls)
        w->events = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
#else
    (void)polls;
#endif
    return w;
}

void watcher_free(struct watcher *w)
{
    if (!w)
        return;
    if (w->events >= 0)
        close(w->events);
    close(w->wake[0]);
    close(w->wake[1]);
    free(w);
}

#ifdef HAVE_SYS_INOTIFY_H
static void watch_folder(struct watcher *w, const char *folder)
{
    /* The same folder gets the same watch: the system knows it again. */
    inotify_add_watch(w->events, folder,
                      IN_CREATE | IN_MOVED_TO | IN_MODIFY | IN_CLOSE_WRITE |
                          IN_MOVED_FROM | IN_DELETE);
}

void watcher_add(struct watcher *w, const char *path)
{
    const char *slash = strrchr(path, '/');
    struct stat st;

    if (w->events < 0)
        return;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        watch_folder(w, path);
        return;
    }
    size_t n = slash ? (size_t)(slash - path) : 0;
    char *folder = mem_calloc(1, n + 2);
    memcpy(folder, slash ? path : ".", n ? n : 1);
    watch_folder(w, folder);
    free(folder);
}
#else
void watcher_add(struct watcher *w, const char *path)
{
    (void)w;
    (void)path;
}
#endif

/* The events say no more than that there are some. */
static void drain(int fd)
{
    char buffer[4096];

    while (read(fd, buffer, sizeof buffer) > 0)
        continue;
}

bool watcher_wait(struct watcher *w, int timeout_ms)
{
    struct pollfd fds[] = {{.fd = w->wake[0], .events = POLLIN},
                           {.fd = w->events, .events = POLLIN}};

    if (poll(fds, 2, timeout_ms) < 0)
        return errno == EINTR;
    if (fds[1].revents)
        drain(w->events);
    if (fds[0].revents)
        drain(w->wake[0]);
    return fds[0].revents == 0;
}

void watcher_wake(struct watcher *w)
{
    /* A pipe that is full wakes as well. */
    if (write(w->wake[1], "", 1) < 0)
        return;
}
