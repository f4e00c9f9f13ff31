/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum {
    /* One picture comes in one go; the next is at least this far away. */
    GAP_MS = 4,
    ANSWER_MS = 500,
    READ_MAX = 65536
};

double pty_now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

/* In the child: the terminal as its own, then the program. */
static void become(const char *name, char *const argv[])
{
    int fd;

    setsid();
    fd = open(name, O_RDWR);
    if (fd < 0 || ioctl(fd, TIOCSCTTY, 0) != 0)
        _exit(126);
    dup2(fd, STDIN_FILENO);
    dup2(fd, STDOUT_FILENO);
    dup2(fd, STDERR_FILENO);
    if (fd > STDERR_FILENO)
        close(fd);
    execv(argv[0], argv);
    _exit(127);
}

bool pty_open(struct pty *t, char *const argv[], int w, int h)
{
    struct winsize size = {.ws_row = (unsigned short)h,
                           .ws_col = (unsigned short)w};
    const char *name;

    memset(t, 0, sizeof *t);
    t->fd = posix_openpt(O_RDWR | O_NOCTTY);
    if (t->fd < 0 || grantpt(t->fd) != 0 || unlockpt(t->fd) != 0 ||
        !(name = ptsname(t->fd)) || ioctl(t->fd, TIOCSWINSZ, &size) != 0) {
        perror("cannot make a terminal");
        return false;
    }
    fcntl(t->fd, F_SETFD, FD_CLOEXEC);
    fcntl(t->fd, F_SETFL, O_NONBLOCK);
    t->child = fork();
    if (t->child == 0)
        become(name, argv);
    if (t->child < 0)
        perror("cannot start the program");
    return t->child > 0;
}

void pty_resize(struct pty *t, int w, int h)
{
    struct winsize size = {.ws_row = (unsigned short)h,
                           .ws_col = (unsigned short)w};

    ioctl(t->fd, TIOCSWINSZ, &size);
}

void pty_close(struct pty *t)
{
    close(t->fd);
    waitpid(t->child, NULL, 0);
}

static void keep_tail(struct pty *t, const char *p, size_t n)
{
    size_t keep;

    if (n > PTY_TAIL) {
        p += n - PTY_TAIL;
        n = PTY_TAIL;
    }
    keep = t->n_tail + n > PTY_TAIL ? PTY_TAIL - n : t->n_tail;
    memmove(t->tail, t->tail + t->n_tail - keep, keep);
    memcpy(t->tail + keep, p, n);
    t->n_tail = keep + n;
    t->tail[t->n_tail] = '\0';
}

/* What is there, waiting at most limit_ms for it; 0: nothing came. */
static size_t take(struct pty *t, int limit_ms)
{
    struct pollfd p = {.fd = t->fd, .events = POLLIN};
    char bytes[READ_MAX];
    ssize_t n;

    if (poll(&p, 1, limit_ms) <= 0 || !(p.revents & POLLIN))
        return 0;
    n = read(t->fd, bytes, sizeof bytes);
    if (n <= 0)
        return 0;
    keep_tail(t, bytes, (size_t)n);
    return (size_t)n;
}

int pty_wait(struct pty *t, int limit_ms)
{
    double end = pty_now_ms() + limit_ms;
    int status;

    while (waitpid(t->child, &status, WNOHANG) == 0) {
        if (pty_now_ms() > end)
            return -1;
        if (!take(t, GAP_MS)) /* nothing comes, or the other end is closed */
            usleep(GAP_MS * 1000);
    }
    close(t->fd);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/*
 * While the terminal takes no more keys what is drawn is taken: the program
 * may wait for that before it takes keys.
 */
void pty_send(struct pty *t, const char *keys)
{
    size_t n = strlen(keys);

    while (n) {
        ssize_t sent = write(t->fd, keys, n);

        if (sent < 0 && (errno == EAGAIN || errno == EINTR)) {
            (void)take(t, GAP_MS);
            continue;
        }
        if (sent <= 0)
            return;
        keys += sent;
        n -= (size_t)sent;
    }
}

struct redraw pty_key(struct pty *t, const char *keys)
{
    double sent = pty_now_ms();
    struct redraw r = {0};
    size_t n;

    pty_send(t, keys);
    for (int limit = ANSWER_MS; (n = take(t, limit)) > 0; limit = GAP_MS) {
        r.ms = pty_now_ms() - sent;
        r.bytes += n;
    }
    return r;
}

bool pty_settle(struct pty *t, int quiet_ms, int limit_ms)
{
    double end = pty_now_ms() + limit_ms;

    while (take(t, quiet_ms) > 0)
        if (pty_now_ms() > end)
            return false;
    return true;
}

bool pty_find(struct pty *t, const char *text, int limit_ms)
{
    double end = pty_now_ms() + limit_ms;

    while (!strstr(t->tail, text)) {
        double left = end - pty_now_ms();

        if (left <= 0)
            return false;
        (void)take(t, (int)left + 1);
    }
    return true;
}

void pty_forget(struct pty *t)
{
    t->n_tail = 0;
    t->tail[0] = '\0';
}
