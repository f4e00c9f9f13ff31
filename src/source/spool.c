/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Spooling. The temporary file has no name by the time anything is in it,
 * so it goes when the program does, however that ends.
 */
#include "source/spool.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/team.h"
#include "source/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    COPY_BYTES = 256 << 10,
    WRITER_MS = 100 /* between looks for the next writer */
};

static int temporary_file(struct err *err)
{
    int fd = file_temporary();

    if (fd < 0)
        err_set(err, ERR_SYSTEM, "no temporary file in %s: %s",
                file_temporary_folder(), strerror(errno));
    return fd;
}

/*
 * Bytes, 0 at the end, -1 with errno. A pipe is opened without waiting for its
 * writer, and another program may have made standard input so: both wait here.
 */
static ssize_t read_waiting(int from, char *buffer)
{
    struct pollfd input = {.fd = from, .events = POLLIN};
    ssize_t n;

    do {
        while (poll(&input, 1, -1) < 0 && errno == EINTR)
            continue;
        n = read(from, buffer, COPY_BYTES);
    } while (n < 0 && (errno == EINTR || errno == EAGAIN));
    return n;
}

static bool copy_all(int from, int to, struct err *err)
{
    char *buffer = mem_alloc(COPY_BYTES);
    bool ok = true;
    for (;;) {
        ssize_t r = read_waiting(from, buffer);
        if (r == 0)
            break;
        if (r < 0)
            ok = err_set(err, ERR_INPUT, "cannot be read: %s", strerror(errno));
        else if (!file_put(to, (struct str){buffer, (size_t)r}))
            ok = err_set(err, ERR_SYSTEM, "cannot be kept for reading: %s",
                         strerror(errno));
        if (!ok)
            break;
    }
    free(buffer);
    return ok;
}

int spool_copy(int from, struct err *err)
{
    int to = temporary_file(err);
    if (to < 0)
        return -1;
    if (!copy_all(from, to, err)) {
        close(to);
        return -1;
    }
    return to;
}

static bool write_stream(int to, struct str first, struct stream *from,
                         struct err *err)
{
    char *buffer = mem_alloc(COPY_BYTES);
    bool ok = file_put(to, first);

    for (size_t n = COPY_BYTES; ok && n == COPY_BYTES;) {
        n = from->read(from, buffer, COPY_BYTES);
        ok = file_put(to, (struct str){buffer, n});
    }
    if (!ok)
        err_set(err, ERR_SYSTEM, "cannot be kept for reading: %s",
                strerror(errno));
    free(buffer);
    if (!ok)
        return false;
    return !from->damage || err_set(err, ERR_INPUT, "%s", from->damage);
}

int spool_stream(struct str first, struct stream *from, struct err *err)
{
    int to = temporary_file(err);

    if (to >= 0 && !write_stream(to, first, from, err)) {
        close(to);
        to = -1;
    }
    return to;
}

/* Copying while others read. */

struct spool {
    int from, to;
    bool stays;
    int wake[2];  /* a pipe: closing its writing end stops the thread */
    bool stopped; /* that is closed, and the thread over */
    pthread_t thread;
    const char *failure; /* set before ended */
    atomic_bool ended;
    pthread_mutex_t lock; /* of the file, and what follows */
    bool lines;
    bool alone; /* of one that stays: its writer is gone */
    char last;  /* byte in the file; 0: it is empty */
};

/* Wait for input; false when the copying is to stop. */
static bool wait_input(const struct spool *s)
{
    struct pollfd fds[] = {{.fd = s->from, .events = POLLIN},
                           {.fd = s->wake[0], .events = POLLIN}};

    while (poll(fds, 2, -1) < 0)
        if (errno != EINTR)
            return false;
    return fds[1].revents == 0;
}

/*
 * The same when there is no writer: that there is none is told at once, that
 * one has come is not told.
 */
static bool wait_writer(const struct spool *s)
{
    struct pollfd from = {.fd = s->from, .events = POLLIN},
                  wake = {.fd = s->wake[0], .events = POLLIN};

    do {
        int n = poll(&wake, 1, WRITER_MS);

        if (n > 0 || (n < 0 && errno != EINTR))
            return false;
    } while (poll(&from, 1, 0) > 0 && from.revents == POLLHUP);
    return true;
}

/* With the lock held: the last line of a writer that is gone. */
static bool end_line(struct spool *s)
{
    if (!s->lines || !s->alone || !s->last || s->last == '\n')
        return true;
    s->last = '\n';
    return file_put(s->to, STR("\n"));
}

static bool put(struct spool *s, struct str bytes)
{
    pthread_mutex_lock(&s->lock);
    s->alone = false;
    bool done = file_put(s->to, bytes);
    s->last = bytes.p[bytes.n - 1];
    pthread_mutex_unlock(&s->lock);
    return done;
}

/* False when there will be no other. */
static bool await_next(struct spool *s)
{
    if (!s->stays)
        return false;
    pthread_mutex_lock(&s->lock);
    s->alone = true;
    bool done = end_line(s);
    pthread_mutex_unlock(&s->lock);
    return done && wait_writer(s);
}

static void *copy_on(void *arg)
{
    struct spool *s = arg;
    char *buffer = mem_alloc(COPY_BYTES);

    while (wait_input(s)) {
        ssize_t n = read(s->from, buffer, COPY_BYTES);

        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (n < 0)
            s->failure = "cannot be read any more";
        else if (n > 0 && !put(s, (struct str){buffer, (size_t)n}))
            s->failure = "cannot be kept for reading any more: the folder of "
                         "temporary files is full";
        if (s->failure || (n == 0 && !await_next(s)))
            break;
    }
    free(buffer);
    atomic_store(&s->ended, true);
    return NULL;
}

static bool start_copying(struct spool *s, struct err *err)
{
    s->to = temporary_file(err);
    if (s->to < 0)
        return false;
    if (pipe2(s->wake, O_CLOEXEC))
        return err_set(err, ERR_SYSTEM, "no pipe: %s", strerror(errno));
    if (team_start(&s->thread, copy_on, s))
        return true;
    close(s->wake[0]);
    close(s->wake[1]);
    return err_set(err, ERR_SYSTEM, "cannot start a thread");
}

struct spool *spool_start(int from, bool stays, struct err *err)
{
    struct spool *s = mem_calloc(1, sizeof *s);

    s->from = from;
    s->stays = stays;
    pthread_mutex_init(&s->lock, NULL);
    if (start_copying(s, err))
        return s;
    if (s->to >= 0)
        close(s->to);
    pthread_mutex_destroy(&s->lock);
    free(s);
    return NULL;
}

void spool_stop(struct spool *s)
{
    if (s->stopped)
        return;
    s->stopped = true;
    close(s->wake[1]);
    pthread_join(s->thread, NULL);
    close(s->wake[0]);
}

void spool_free(struct spool *s)
{
    if (!s)
        return;
    spool_stop(s);
    close(s->to);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

int spool_fd(const struct spool *s)
{
    return s->to;
}

void spool_take_lines(struct spool *s)
{
    pthread_mutex_lock(&s->lock);
    s->lines = true;
    /* When the disk is full the next bytes that come tell. */
    (void)end_line(s);
    pthread_mutex_unlock(&s->lock);
}

bool spool_ended(struct spool *s)
{
    pthread_mutex_lock(&s->lock);
    bool ended = s->alone && s->last && !s->lines;
    pthread_mutex_unlock(&s->lock);
    return ended || atomic_load(&s->ended);
}

const char *spool_failure(struct spool *s)
{
    return atomic_load(&s->ended) ? s->failure : NULL;
}
