/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The explorer in a terminal of our own, for measuring: keys go in, and what
 * it draws comes out and is thrown away but for its size and time.
 */
#ifndef BENCH_PTY_H
#define BENCH_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { PTY_TAIL = 8192 };

struct pty {
    int fd;
    pid_t child;
    char tail[PTY_TAIL + 1]; /* the end of what came since pty_forget */
    size_t n_tail;
};

/* What came in answer to a key. */
struct redraw {
    double ms;    /* from sending the key until the last byte */
    size_t bytes; /* 0: nothing came */
};

double pty_now_ms(void);
/*
 * Start argv[0] with these arguments on a new terminal. False when that
 * cannot be done; why is then on standard error.
 */
bool pty_open(struct pty *t, char *const argv[], int w, int h);
/* As when the window's frame is dragged. */
void pty_resize(struct pty *t, int w, int h);
/*
 * Take what it draws until it ends by itself; its exit status, 128 and more
 * for a signal, or -1 after limit_ms: then it runs still. Closed otherwise.
 */
int pty_wait(struct pty *t, int limit_ms);
/* Hang up, and wait until it has ended. */
void pty_close(struct pty *t);
void pty_send(struct pty *t, const char *keys);
/*
 * Send and take what is drawn: until nothing more comes for a few
 * milliseconds, which do not count.
 */
struct redraw pty_key(struct pty *t, const char *keys);
/* Take what comes until nothing has for quiet_ms; false after limit_ms. */
bool pty_settle(struct pty *t, int quiet_ms, int limit_ms);
/* Take what comes until the text is in it; false after limit_ms. */
bool pty_find(struct pty *t, const char *text, int limit_ms);
void pty_forget(struct pty *t);

#endif
