/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening an input: what it is, whether it must be spooled, which kind of
 * reader it gets. The reading itself is plain.c's or packed.c's.
 *
 * What is followed gets its reader when enough of it is there to tell what it
 * is (arrival.h), and has none until then.
 */
#include "source/source.h"

#include "base/hash.h"
#include "base/mem.h"
#include "source/arrival.h"
#include "source/clean.h"
#include "source/growing.h"
#include "source/handle.h"
#include "source/packed.h"
#include "source/packing.h"
#include "source/parquet.h"
#include "source/plain.h"
#include "source/spool.h"
#include "source/wrapping.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct source {
    char *path;
    int fd;              /* of path, until the handle has it; else -1 */
    struct handle *file; /* what is read */
    bool is_stdin;
    bool no_pipe;        /* it was a file when it was found */
    struct stat st;      /* at open time, of what is read */
    struct plain *plain; /* at most one of the three is set */
    struct packed *packed;
    struct parquet *parquet;
    uint32_t n_plain;                  /* blocks before those of: */
    _Atomic(struct growing *) growing; /* what came to a plain file since it
                                          was opened; or NULL */
    const struct wrapping *wrapping;   /* of each line of growing; or NULL */
    atomic_int kind;                   /* enum record_kind, of these lines */
    _Atomic(const char *) damage;      /* found in them, a constant */
    enum arrival arrival;              /* ARRIVAL_OPEN, _WHOLE: no reader yet */
    struct err unreadable;             /* why it gets none */
    struct spool *spool; /* of a followed pipe, with its end of it in fd */
    atomic_bool gone;    /* it was written anew, or deleted */
    uint64_t memory_bytes; /* as source_limit has it */
    const atomic_bool *stop; /* as source_stop_by has it */
};

/* A descriptor of our own for path; -1 with errno. */
static int open_path(struct handles *all, const struct source *s)
{
    if (s->is_stdin)
        return fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
    return handles_open(all, s->path);
}

/* Files of /proc, and of some systems in user space, have text and no size. */
static bool hides_size(const struct source *s)
{
    char first;

    return s->st.st_size == 0 && pread(s->fd, &first, 1, 0) == 1;
}

static bool must_spool(const struct source *s, bool follows)
{
    if (S_ISREG(s->st.st_mode))
        /* Somebody may have read the start of our standard input already. */
        return (s->is_stdin && lseek(s->fd, 0, SEEK_CUR) != 0) ||
               (!follows && hides_size(s));
    return s->is_stdin || S_ISFIFO(s->st.st_mode);
}

/* All that comes through a pipe as a file; -1 with *err. */
static int spool(struct source *s, struct err *err)
{
    int copy = spool_copy(s->fd, err);

    if (copy >= 0) {
        close(s->fd);
        s->fd = -1;
    }
    return copy;
}

/* A file that a thread copies to what comes through a pipe. */
static int spool_on(struct source *s, struct err *err)
{
    int fd;

    s->spool = spool_start(s->fd, !s->is_stdin, err);
    if (!s->spool)
        return -1;
    fd = fcntl(spool_fd(s->spool), F_DUPFD_CLOEXEC, 0);
    if (fd < 0)
        err_set(err, ERR_SYSTEM, "cannot be read: %s", strerror(errno));
    return fd;
}

/* What is read: the file itself, or what a pipe is copied to. */
static bool choose_file(struct source *s, struct handles *all, bool follows,
                        struct err *err)
{
    int fd = s->fd;

    if (must_spool(s, follows)) {
        fd = follows ? spool_on(s, err) : spool(s, err);
        if (fd < 0)
            return false;
        s->file = handle_new(NULL, NULL, fd, NULL);
        if (fstat(fd, &s->st))
            return err_set(err, ERR_SYSTEM, "cannot be read: %s",
                           strerror(errno));
    } else {
        s->fd = -1;
        s->file = handle_new(s->is_stdin ? NULL : all, s->path, fd, &s->st);
    }
    return true;
}

static bool open_file(struct source *s, struct handles *all, bool follows,
                      struct err *err)
{
    s->fd = open_path(all, s);
    if (s->fd < 0 || fstat(s->fd, &s->st))
        return err_set(err, ERR_INPUT, "cannot be opened: %s", strerror(errno));
    if (S_ISDIR(s->st.st_mode))
        return err_set(err, ERR_INPUT, "is a folder");
    if (s->no_pipe && S_ISFIFO(s->st.st_mode))
        return err_set(err, ERR_INPUT, "is not a file any more");
    if (!choose_file(s, all, follows, err))
        return false;
    if (!S_ISREG(s->st.st_mode))
        return err_set(err, ERR_INPUT, "is not a file");
    return true;
}

/*
 * The first bytes of the file, *all when there are no others. Of a small one
 * no more than it has are asked for: that saves looking for its end. A size of
 * 0 says nothing, in /proc for one.
 */
static bool read_head(struct source *s, char first[WRAPPING_HEAD_BYTES],
                      size_t *n, bool *all)
{
    uint64_t size = (uint64_t)s->st.st_size;
    bool small = size > 0 && size < WRAPPING_HEAD_BYTES;
    size_t most = small ? (size_t)size : WRAPPING_HEAD_BYTES;
    bool read = handle_read_to(s->file, first, most, 0, n);

    *all = read && (small || *n < most);
    return read || *n > 0;
}

static bool choose_reader(struct source *s, uint64_t bytes, struct err *err)
{
    char first[WRAPPING_HEAD_BYTES];
    struct str head = {first, 0};
    bool all;
    if (!read_head(s, first, &head.n, &all))
        return err_set(err, ERR_INPUT, "cannot be read: %s", strerror(errno));
    if (parquet_is(head))
        s->parquet = parquet_open(s->file, (uint64_t)s->st.st_size, err);
    else if (packing_of(head) || wrapping_of(head) ||
             (s->arrival != ARRIVAL_LINES && cleaning_of(head, NULL)))
        s->packed = packed_open(s->file, head, all);
    else
        s->plain = plain_open(s->file, bytes, s->st.st_mtim, err);
    return s->packed || s->parquet || s->plain;
}

/* A source of which only the path is known yet. */
static struct source *source_new(const char *path)
{
    struct source *s = mem_calloc(1, sizeof *s);
    size_t size = strlen(path) + 1;
    s->path = mem_alloc(size);
    memcpy(s->path, path, size);
    s->is_stdin = strcmp(path, "-") == 0;
    s->fd = -1;
    return s;
}

static struct source *open_source(struct handles *all, const char *path,
                                  bool no_pipe, struct err *err)
{
    struct source *s = source_new(path);
    s->no_pipe = no_pipe;
    if (!open_file(s, all, false, err) ||
        !choose_reader(s, (uint64_t)s->st.st_size, err)) {
        source_close(s);
        return NULL;
    }
    return s;
}

struct source *source_open(struct handles *all, const char *path,
                           struct err *err)
{
    return open_source(all, path, false, err);
}

struct source *source_open_found(struct handles *all, const char *path,
                                 struct err *err)
{
    return open_source(all, path, true, err);
}

static bool has_reader(const struct source *s)
{
    return s->plain || s->packed || s->parquet || s->growing;
}

static void grow_by_lines(struct source *s)
{
    if (s->spool && s->growing)
        spool_take_lines(s->spool);
}

/*
 * The reader of what is followed, once it can be told. ended: nothing more
 * will come; is_whole: all seems to be there. False with *err.
 */
static bool choose_follower(struct source *s, bool ended, bool is_whole,
                            struct err *err)
{
    s->arrival = arrival_of(s->file, ended, &s->wrapping);
    if (s->arrival == ARRIVAL_WRAPPED_LINES) {
        s->growing = growing_open(s->file, 0);
        growing_look(s->growing, ended, NULL);
        grow_by_lines(s);
        return true;
    }
    s->wrapping = NULL;
    if (s->arrival == ARRIVAL_OPEN ||
        (s->arrival == ARRIVAL_WHOLE && !is_whole))
        return true;
    uint64_t size = (uint64_t)s->st.st_size;
    if (!choose_reader(s, growing_whole_lines(s->file, size), err))
        return false;
    source_go_on(s);
    /* A line that has no newline is all there is of it. */
    if (ended && s->growing)
        growing_look(s->growing, true, NULL);
    grow_by_lines(s);
    return true;
}

struct source *source_follow(struct handles *all, const char *path,
                             struct err *err)
{
    struct source *s = source_new(path);
    if (!open_file(s, all, true, err) ||
        !choose_follower(s, false, !s->spool, err)) {
        source_close(s);
        return NULL;
    }
    return s;
}

bool source_awaits_end(const struct source *s)
{
    return s->arrival == ARRIVAL_WHOLE && !has_reader(s);
}

bool source_grows(const struct source *s)
{
    return s->growing || s->spool;
}

void source_go_on(struct source *s)
{
    if (!s->plain || s->growing)
        return;
    s->n_plain = plain_blocks(s->plain);
    s->growing = growing_open(s->file, plain_bytes(s->plain));
}

void source_close(struct source *s)
{
    if (!s)
        return;
    if (s->plain)
        plain_close(s->plain);
    if (s->packed)
        packed_close(s->packed);
    if (s->parquet)
        parquet_close(s->parquet);
    if (s->growing)
        growing_close(s->growing);
    handle_free(s->file);
    if (s->spool)
        spool_free(s->spool);
    if (s->fd >= 0)
        close(s->fd);
    free(s->path);
    free(s);
}

const char *source_path(const struct source *s)
{
    return s->path;
}

enum source_kind source_kind(const struct source *s)
{
    if (s->parquet)
        return SOURCE_PARQUET;
    return s->packed ? SOURCE_PACKED : SOURCE_PLAIN;
}

enum record_kind source_record_kind(const struct source *s)
{
    if (s->wrapping)
        return (enum record_kind)atomic_load(&s->kind);
    return s->packed ? packed_kind(s->packed) : RECORD_NONE;
}

bool source_can_strip(const struct source *s)
{
    return !s->growing;
}

void source_strip(struct source *s, struct strip how)
{
    if (s->plain)
        plain_close(s->plain);
    s->plain = NULL;
    if (!s->packed)
        s->packed = packed_open(s->file, (struct str){NULL, 0}, false);
    packed_strip(s->packed, how);
}

bool source_unpack_parquet(struct source *s, struct err *err)
{
    int fd = packed_spool(s->packed, err);
    uint64_t bytes = 0;

    if (fd < 0)
        return false;
    packed_close(s->packed);
    s->packed = NULL;
    handle_free(s->file);
    s->file = handle_new(NULL, NULL, fd, NULL);
    if (!handle_size(s->file, &bytes))
        return err_set(err, ERR_SYSTEM, "cannot be read: %s", strerror(errno));
    s->parquet = parquet_open(s->file, bytes, err);
    if (s->parquet)
        parquet_limit(s->parquet, s->memory_bytes);
    return s->parquet;
}

void source_limit(struct source *s, uint64_t memory_bytes)
{
    s->memory_bytes = memory_bytes;
    if (s->parquet)
        parquet_limit(s->parquet, memory_bytes);
}

struct parquet *source_parquet(const struct source *s)
{
    return s->parquet;
}

uint64_t source_bytes(const struct source *s)
{
    if (s->growing)
        return growing_bytes(s->growing);
    return has_reader(s) ? (uint64_t)s->st.st_size : 0;
}

/* Is there enough of it now to choose a reader? */
static enum source_growth look_for_reader(struct source *s, bool ended)
{
    if (s->unreadable.code != ERR_NONE)
        return SOURCE_ENDED;
    handle_stat(s->file, &s->st);
    bool is_whole = ended || (!s->spool && arrival_is_settled(&s->st));
    if (!choose_follower(s, ended, is_whole, &s->unreadable))
        return SOURCE_GREW; /* to be told when it is read */
    return has_reader(s) && source_bytes(s) > 0 ? SOURCE_GREW : SOURCE_SAME;
}

static enum source_growth look(struct source *s, bool finish, bool ended)
{
    if (!has_reader(s)) {
        enum source_growth found = look_for_reader(s, finish || ended);
        return found == SOURCE_SAME && ended ? SOURCE_ENDED : found;
    }
    if (!s->growing)
        return ended ? SOURCE_ENDED : SOURCE_SAME;
    enum source_growth growth =
        growing_look(s->growing, finish || ended, s->stop);
    if (growth == SOURCE_REWRITTEN)
        atomic_store(&s->gone, true);
    return growth == SOURCE_SAME && ended ? SOURCE_ENDED : growth;
}

void source_stop_by(struct source *s, const atomic_bool *stop)
{
    s->stop = stop;
}

enum source_growth source_look(struct source *s, bool finish)
{
    bool ended = s->spool && spool_ended(s->spool);
    enum source_growth growth = look(s, finish, ended);

    /* What the next writer has is for another source. */
    if (growth == SOURCE_ENDED && s->spool)
        spool_stop(s->spool);
    return growth;
}

void source_rest(struct source *s)
{
    handle_rest(s->file);
    if (s->plain)
        plain_unmap(s->plain);
}

void source_let_go(struct source *s)
{
    atomic_store(&s->gone, true);
    handle_let_go(s->file);
    if (s->plain)
        plain_unmap(s->plain);
}

bool source_is_gone(const struct source *s)
{
    return atomic_load(&s->gone);
}

void source_hold(struct source *s)
{
    handle_keep(s->file);
}

bool source_is_deleted(const struct source *s)
{
    return handle_is_deleted(s->file);
}

bool source_state(const struct source *s, struct stat *now)
{
    return handle_stat(s->file, now);
}

void source_wake(struct source *s)
{
    if (s->growing)
        handle_keep(s->file);
}

void source_moved(struct source *s, const char *path)
{
    handle_rename(s->file, path);
}

static int64_t mtime_ns(const struct stat *st)
{
    return (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
}

bool source_is_as_seen(const struct source *s, const struct stat *now)
{
    if (s->growing)
        return growing_is_as_seen(s->growing, (uint64_t)now->st_size,
                                  mtime_ns(now));
    return now->st_size == s->st.st_size && mtime_ns(now) == mtime_ns(&s->st);
}

bool source_may_be(const struct source *s, const struct stat *now)
{
    return s->growing ? growing_may_be(s->growing, (uint64_t)now->st_size)
                      : source_is_as_seen(s, now);
}

int64_t source_mtime_ms(const struct source *s)
{
    if (s->is_stdin)
        return 0;
    return mtime_ns(&s->st) / 1000000;
}

bool source_same_file(const struct source *a, const struct source *b)
{
    if (a->is_stdin || b->is_stdin)
        return a->is_stdin && b->is_stdin;
    if (atomic_load(&a->gone) || atomic_load(&b->gone))
        return a == b;
    return a->st.st_dev == b->st.st_dev && a->st.st_ino == b->st.st_ino;
}

void source_identity(const struct source *s, dev_t *device, ino_t *inode)
{
    *device = s->st.st_dev;
    *inode = s->st.st_ino;
}

uint64_t source_hash(const struct source *s)
{
    if (s->is_stdin)
        return 0;
    return hash_u64(hash_u64((uint64_t)s->st.st_dev) ^ (uint64_t)s->st.st_ino);
}

/* The text of a piece; its offset counts records, not bytes. */
static enum source_read parquet_block(struct parquet *p, uint32_t i,
                                      struct source_room *room,
                                      struct source_text *out)
{
    if (i >= parquet_pieces(p))
        return SOURCE_READ_END;
    *out = (struct source_text){.offset = parquet_piece(p, i).row};
    out->text.n = parquet_text(p, i, room);
    out->text.p = room->p;
    return SOURCE_READ_OK;
}

/* Is block i among those that were there first? */
static bool is_first(const struct source *s, uint32_t i)
{
    return s->plain && (!s->growing || i < s->n_plain);
}

enum source_read source_block(struct source *s, uint32_t i,
                              struct source_text *out, struct err *err)
{
    struct source_room room = {.p = NULL};

    if (is_first(s, i) && !atomic_load(&s->gone))
        return plain_block(s->plain, i, out, err);
    enum source_read read = source_block_in(s, i, &room, out, err);
    if (read != SOURCE_READ_OK) {
        source_room_done(&room);
        return read;
    }
    source_text_own(out, &room);
    source_room_done(&room);
    return read;
}

/* A block of lines that wrap records. */
static enum source_read wrapped_block(struct source *s, uint32_t i,
                                      struct source_part part,
                                      struct source_room *room,
                                      struct source_text *out, struct err *err)
{
    struct source_room raw = {.p = NULL};
    enum source_read read = growing_block(s->growing, i, part, &raw, out, err);

    if (read == SOURCE_READ_OK) {
        struct unwrapped u = wrapping_text(s->wrapping, out->text, room);

        out->text = (struct str){room->p, u.n};
        if (u.kind != RECORD_NONE)
            atomic_store(&s->kind, (int)u.kind);
        if (u.damage)
            atomic_store(&s->damage, u.damage);
    }
    source_room_done(&raw);
    return read;
}

enum source_read source_block_in(struct source *s, uint32_t i,
                                 struct source_room *room,
                                 struct source_text *out, struct err *err)
{
    return source_part_in(s, i, (struct source_part){0, UINT64_MAX}, room, out,
                          err);
}

uint64_t source_extent(const struct source *s, uint32_t i, bool *open)
{
    *open = false;
    return s->growing && i >= s->n_plain
               ? growing_extent(s->growing, i - s->n_plain, open)
               : 0;
}

enum source_read source_part_in(struct source *s, uint32_t i,
                                struct source_part part,
                                struct source_room *room,
                                struct source_text *out, struct err *err)
{
    if (atomic_load(&s->gone)) {
        err_set(err, ERR_INPUT,
                "was deleted or written anew: its old text is "
                "gone");
        return SOURCE_READ_FAILED;
    }
    if (!has_reader(s)) {
        err_set(err, s->unreadable.code, "%s", s->unreadable.msg);
        return SOURCE_READ_FAILED;
    }
    if (s->wrapping)
        return wrapped_block(s, i, part, room, out, err);
    if (is_first(s, i))
        return plain_block_in(s->plain, i, room, out, err);
    if (s->growing)
        return growing_block(s->growing, i - s->n_plain, part, room, out,
                             err);
    if (s->parquet)
        return parquet_block(s->parquet, i, room, out);
    return packed_block(s->packed, i, room, out, err);
}

struct str source_head(struct source *s)
{
    return s->packed ? packed_head(s->packed) : (struct str){NULL, 0};
}

void source_room_reserve(struct source_room *room, size_t n)
{
    if (room->cap >= n)
        return;
    room->p = mem_realloc(room->p, n);
    room->cap = n;
}

void source_room_done(struct source_room *room)
{
    free(room->p);
    *room = (struct source_room){.p = NULL};
}

void source_text_own(struct source_text *t, struct source_room *room)
{
    if (t->owned)
        return;
    if (t->text.n < room->cap / 2) {
        t->owned = mem_alloc(t->text.n ? t->text.n : 1);
        if (t->text.n)
            memcpy(t->owned, t->text.p, t->text.n);
    } else {
        t->owned = room->p;
        *room = (struct source_room){.p = NULL};
    }
    t->text.p = t->owned;
}

void source_park(struct source *s)
{
    if (s->packed)
        packed_park(s->packed);
}

void source_text_done(struct source_text *t)
{
    if (t->lender)
        plain_give_back(t->lender);
    free(t->owned);
    *t = (struct source_text){.owned = NULL};
}

size_t source_text_good(struct source *s, const struct source_text *t)
{
    return s->plain ? plain_good(s->plain, t) : t->text.n;
}

uint32_t source_blocks(struct source *s, bool *final)
{
    if (s->packed)
        return packed_blocks(s->packed, final);
    *final = true;
    if (s->parquet)
        return parquet_pieces(s->parquet);
    return (s->plain ? plain_blocks(s->plain) : 0) +
           (s->growing ? growing_blocks(s->growing) : 0);
}

uint32_t source_mapped(const struct source *s)
{
    return s->plain ? plain_blocks(s->plain) : 0;
}

const char *source_damage(struct source *s)
{
    if (s->parquet)
        return parquet_damage(s->parquet);
    /* To be cut is nothing unusual for a file that is followed. */
    if (s->growing && s->spool && spool_failure(s->spool))
        return spool_failure(s->spool);
    if (s->growing || !has_reader(s))
        return atomic_load(&s->damage);
    return s->plain ? plain_damage(s->plain) : packed_damage(s->packed);
}
