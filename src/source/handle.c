/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Open files that nobody reads stand in a list, the one used last at its
 * head; the one at its end is closed when another must be opened. Those that
 * rest have a list of their own, whose end is also closed when it gets long:
 * a name can be taken away from a file that is closed, and then it is lost.
 */
#include "source/handle.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/team.h"
#include "source/unpack_room.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    /* Descriptors that the rest of the program may want. */
    SPARE = 48,
    LEAST = 16,
    /* Files that rest and stay open, and a part of all at most. Nobody writes
       to so many at a time; each takes some memory of the system. */
    MOST_RESTING = 1024,
    RESTING_SHARE = 2
};

struct handle {
    struct handles *all; /* NULL: it stays open */
    char *path;
    int fd; /* -1: closed for now */
    unsigned readers;
    bool kept;  /* and the one who keeps it is one of them */
    bool rests; /* changes only while it is read */
    bool over;  /* closed when the last reader is done */
    dev_t device;
    ino_t inode;
    struct handle *before, *after; /* in a list, while open and not read */
    struct unpack_room *room;      /* or NULL */
};

struct list {
    struct handle *first, *last;
    unsigned n;
};

struct handles {
    pthread_mutex_t lock; /* of all below, and of the files' fd and readers */
    unsigned most;
    unsigned n_open;
    struct list idle, resting;
    struct unpack_room room; /* without the lock */
};

/* Raise the soft limit; false when it is as high as it gets. */
static bool raise_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= limit.rlim_max)
        return false;
    limit.rlim_cur = limit.rlim_max;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

static unsigned allowed(void)
{
    struct rlimit limit;

    raise_limit();
    if (getrlimit(RLIMIT_NOFILE, &limit))
        return LEAST;
    if (limit.rlim_cur > UINT16_MAX)
        return UINT16_MAX;
    return limit.rlim_cur > SPARE + LEAST ? (unsigned)limit.rlim_cur - SPARE
                                          : LEAST;
}

struct handles *handles_new(unsigned most)
{
    struct handles *all = mem_calloc(1, sizeof *all);

    team_lock_init(&all->lock);
    all->most = most;
    return all;
}

void handles_limit_unpacking(struct handles *all, uint64_t memory_bytes,
                             unsigned threads)
{
    unpack_room_init(&all->room, memory_bytes, threads);
}

struct unpack_room *handle_unpack_room(struct handle *h)
{
    return h->room;
}

void handles_free(struct handles *all)
{
    if (!all)
        return;
    pthread_mutex_destroy(&all->lock);
    free(all);
}

/* The following functions are called with the lock held. */

static struct list *list_of(const struct handle *h)
{
    return h->rests ? &h->all->resting : &h->all->idle;
}

static void take_out(struct handle *h)
{
    struct list *list = list_of(h);

    *(h->before ? &h->before->after : &list->first) = h->after;
    *(h->after ? &h->after->before : &list->last) = h->before;
    h->before = h->after = NULL;
    list->n--;
}

static void put_first(struct handle *h)
{
    struct list *list = list_of(h);

    h->after = list->first;
    *(list->first ? &list->first->before : &list->last) = h;
    list->first = h;
    list->n++;
}

/* Its descriptor, to be closed; of one that is open and not read. */
static int take_descriptor(struct handle *h)
{
    int fd = h->fd;

    take_out(h);
    h->fd = -1;
    h->all->n_open--;
    return fd;
}

static void set_path(struct handle *h, const char *path)
{
    free(h->path);
    h->path = str_dup(str_of(path));
}

/* A pipe can get the number of a file that is gone. */
static bool is_same(const struct handle *h, const struct stat *st)
{
    return S_ISREG(st->st_mode) && st->st_dev == h->device &&
           st->st_ino == h->inode;
}

static bool is_at(const struct handle *h, const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && is_same(h, &st);
}

/*
 * Settle the name that an open file has now, as far as the system tells. False
 * when it has one that is not known: only while it is open can it be read.
 */
static bool find_name(struct handle *h)
{
    char link[48], name[PATH_MAX];
    struct stat st;
    ssize_t n;

    if (is_at(h, h->path))
        return true;
    if (fstat(h->fd, &st) == 0 && st.st_nlink == 0)
        return true; /* none, and it will have none */
    snprintf(link, sizeof link, "/proc/self/fd/%d", h->fd);
    n = readlink(link, name, sizeof name - 1);
    name[n > 0 ? n : 0] = '\0';
    if (!is_at(h, name))
        return false;
    set_path(h, name);
    return true;
}

/*
 * The one that has rested longest, to be closed; -1 when there is none. One
 * whose name is not known stays open from now on.
 */
static int take_resting(struct handles *all)
{
    struct handle *h;

    while ((h = all->resting.last)) {
        if (find_name(h))
            return take_descriptor(h);
        take_out(h);
        h->rests = false;
        h->kept = true;
        h->readers++;
    }
    return -1;
}

/* The one read longest ago, to be closed; -1 when all are being read. */
static int take_one(struct handles *all)
{
    return all->idle.last ? take_descriptor(all->idle.last) : take_resting(all);
}

/* The limit is looked at, and raised, when it first matters. */
static bool is_full(struct handles *all)
{
    if (!all->most && all->n_open >= LEAST)
        all->most = allowed();
    return all->most && all->n_open >= all->most;
}

/* Do more of them rest than may stay open? */
static bool rest_many(struct handles *all)
{
    unsigned n = all->resting.n;

    if (!all->most && n > LEAST / RESTING_SHARE)
        all->most = allowed();
    return n > MOST_RESTING || (all->most && n > all->most / RESTING_SHARE);
}

/*
 * Nobody waits for the writer of a pipe here: what was a file when it was
 * looked at may be one by now.
 */
static int open_file(const char *path)
{
    int fd;

    do
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    while (fd < 0 && errno == EINTR);
    return fd;
}

/* Close one of those that nobody reads; false when there is none. */
static bool close_one(struct handles *all, bool if_full)
{
    int fd = -1;

    pthread_mutex_lock(&all->lock);
    if (!if_full || is_full(all))
        fd = take_one(all);
    pthread_mutex_unlock(&all->lock);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

/*
 * The lock is not held while the system opens and closes: many small files
 * are little else to several threads.
 */
int handles_open(struct handles *all, const char *path)
{
    int fd;

    if (!all) {
        fd = open_file(path);
        return fd < 0 && errno == EMFILE && raise_limit() ? open_file(path)
                                                          : fd;
    }
    while (close_one(all, true))
        continue;
    do
        fd = open_file(path);
    while (fd < 0 && (errno == EMFILE || errno == ENFILE) &&
           close_one(all, false));
    return fd;
}

struct handle *handle_new(struct handles *all, const char *path, int fd,
                          const struct stat *st)
{
    struct handle *h = mem_calloc(1, sizeof *h);

    h->fd = fd;
    h->room = all ? &all->room : NULL;
    if (!all || !path)
        return h;
    h->all = all;
    h->path = str_dup(str_of(path));
    h->device = st->st_dev;
    h->inode = st->st_ino;
    pthread_mutex_lock(&all->lock);
    all->n_open++;
    put_first(h);
    pthread_mutex_unlock(&all->lock);
    return h;
}

void handle_free(struct handle *h)
{
    if (!h)
        return;
    if (h->all) {
        pthread_mutex_lock(&h->all->lock);
        if (h->fd >= 0 && h->readers == 0)
            take_out(h);
        h->all->n_open -= h->fd >= 0;
        pthread_mutex_unlock(&h->all->lock);
    }
    if (h->fd >= 0)
        close(h->fd);
    free(h->path);
    free(h);
}

/* A descriptor for it, if it still is the same file; -1 with errno. */
static int open_again(const struct handle *h)
{
    struct stat st;
    int fd;

    /* It may be given another one meanwhile. */
    pthread_mutex_lock(&h->all->lock);
    char *path = str_dup(str_of(h->path));
    pthread_mutex_unlock(&h->all->lock);
    fd = handles_open(h->all, path);
    free(path);
    if (fd < 0)
        return -1;
    if (fstat(fd, &st) || !is_same(h, &st)) {
        close(fd);
        errno = ESTALE;
        return -1;
    }
    return fd;
}

/* Use it through fd, unless another thread has opened it meanwhile. */
static int use_opened(struct handle *h, int fd)
{
    int spare = -1;

    pthread_mutex_lock(&h->all->lock);
    if (h->fd < 0) {
        h->fd = fd;
        h->all->n_open++;
    } else {
        spare = fd;
        if (h->readers == 0)
            take_out(h);
        fd = h->fd;
    }
    h->readers++;
    pthread_mutex_unlock(&h->all->lock);
    if (spare >= 0)
        close(spare);
    return fd;
}

/* Its descriptor, open until end_use; -1 with errno. */
static int begin_use(struct handle *h)
{
    int fd;

    if (!h->all)
        return h->fd;
    pthread_mutex_lock(&h->all->lock);
    fd = h->fd;
    if (fd >= 0) {
        if (h->readers == 0)
            take_out(h);
        h->readers++;
    }
    pthread_mutex_unlock(&h->all->lock);
    if (fd >= 0)
        return fd;
    fd = open_again(h);
    return fd < 0 ? -1 : use_opened(h, fd);
}

/* A reader is done. With the lock held. */
static void leave(struct handle *h)
{
    if (--h->readers > 0)
        return;
    put_first(h);
    if (h->over)
        close(take_descriptor(h));
    while (h->rests && rest_many(h->all)) {
        int fd = take_resting(h->all);

        if (fd >= 0)
            close(fd);
    }
}

static void end_use(struct handle *h)
{
    if (!h->all)
        return;
    pthread_mutex_lock(&h->all->lock);
    leave(h);
    pthread_mutex_unlock(&h->all->lock);
}

bool handle_read_to(struct handle *h, char *to, size_t n, uint64_t offset,
                    size_t *got)
{
    int fd = begin_use(h);
    ssize_t now = 1;

    *got = 0;
    if (fd < 0)
        return false;
    while (*got < n && now != 0) {
        now = pread(fd, to + *got, n - *got, (off_t)(offset + *got));
        if (now < 0 && errno != EINTR)
            break;
        *got += now > 0 ? (size_t)now : 0;
    }
    end_use(h);
    return now >= 0;
}

size_t handle_read(struct handle *h, char *to, size_t n, uint64_t offset)
{
    size_t got;

    handle_read_to(h, to, n, offset, &got);
    return got;
}

bool handle_stat(struct handle *h, struct stat *st)
{
    int fd = begin_use(h);
    bool good;

    if (fd < 0)
        return false;
    good = fstat(fd, st) == 0;
    end_use(h);
    return good;
}

bool handle_size(struct handle *h, uint64_t *size)
{
    struct stat st;

    if (!handle_stat(h, &st))
        return false;
    *size = (uint64_t)st.st_size;
    return true;
}

void *handle_map(struct handle *h, size_t n)
{
    int fd = begin_use(h);
    void *map;

    if (fd < 0)
        return NULL;
    map = mmap(NULL, n, PROT_READ, MAP_PRIVATE, fd, 0);
    end_use(h);
    return map == MAP_FAILED ? NULL : map;
}

void handle_keep(struct handle *h)
{
    if (!h->all || begin_use(h) < 0)
        return;
    pthread_mutex_lock(&h->all->lock);
    h->rests = false;
    h->readers -= h->kept;
    h->kept = true;
    pthread_mutex_unlock(&h->all->lock);
}

/* Whoever keeps it does so no longer; it is to rest, or is over. */
static void end_keeping(struct handle *h, bool over)
{
    if (!h->all || begin_use(h) < 0)
        return;
    pthread_mutex_lock(&h->all->lock);
    h->rests = true;
    h->over = over;
    h->readers -= h->kept;
    h->kept = false;
    leave(h);
    pthread_mutex_unlock(&h->all->lock);
}

void handle_rest(struct handle *h)
{
    end_keeping(h, false);
}

void handle_let_go(struct handle *h)
{
    end_keeping(h, true);
}

bool handle_is_deleted(struct handle *h)
{
    struct stat st;

    return handle_stat(h, &st) && st.st_nlink == 0;
}

void handle_rename(struct handle *h, const char *path)
{
    if (!h->all)
        return;
    pthread_mutex_lock(&h->all->lock);
    set_path(h, path);
    pthread_mutex_unlock(&h->all->lock);
}

unsigned handles_count(struct handles *all)
{
    unsigned n;

    pthread_mutex_lock(&all->lock);
    n = all->n_open;
    pthread_mutex_unlock(&all->lock);
    return n;
}
