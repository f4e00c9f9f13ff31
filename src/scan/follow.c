/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A look has two halves: files that are known are asked whether they have
 * grown, then the paths are walked again for files that are not. Files are
 * known by device and inode, so that one that was given another name is not
 * read again, and another one by its old name is.
 */
#include "scan/follow.h"

#include "base/hash.h"
#include "base/mem.h"
#include "scan/dataset_int.h"
#include "source/arrival.h"
#include "source/walk.h"
#include "source/watcher.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum {
    /* A last line without newline of a file that is no longer where it was
       is as long as it will be. */
    UNFINISHED_MS = 2000,
    /* Not all file systems tell of changes, and a pipe never does. */
    POLL_MS = 1000,
    POLL_PIPE_MS = 200,
    MIN_SLOTS = 64
};

/* A file that was met. */
struct target {
    dev_t device;
    ino_t inode;
    bool is_stdin;
    char *path;            /* where it was seen last; owned */
    struct source *source; /* NULL: passed over, until it has changed */
    struct file *file;     /* of the dataset; NULL: its first line is not
                              there yet, and the source is ours */
    bool in_folder;
    bool over;         /* it is not looked at any more */
    bool told;         /* that it is read once */
    off_t passed_size; /* when it was passed over */
    uint64_t seen;     /* number of the last look that found it */
    int64_t grown_ms;
};

struct follow {
    struct dataset *ds;
    struct watcher *watcher; /* NULL: looks alone */
    struct target *targets;
    size_t n, cap;
    uint32_t *slots; /* of targets by identity: number + 1, 0 for none */
    size_t n_slots;  /* a power of two, or 0 */
    uint64_t look;
    bool pipes; /* there is one that goes on */
    atomic_bool ended;
    /* Of the walk under way: */
    bool adding; /* a path that was given just now: trouble is told */
    size_t n_added;
    bool told;
    bool grew;
};

static int64_t clock_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static char *copy_text(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = mem_alloc(size);

    memcpy(copy, text, size);
    return copy;
}

void follow_free(struct follow *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < f->n; i++) {
        if (!f->targets[i].file)
            source_close(f->targets[i].source);
        free(f->targets[i].path);
    }
    watcher_free(f->watcher);
    free(f->targets);
    free(f->slots);
    free(f);
}

/* Targets by identity. */

static uint32_t *slot_of(const struct follow *f, dev_t device, ino_t inode)
{
    size_t mask = f->n_slots - 1;
    size_t i = (size_t)hash_u64(hash_u64((uint64_t)device) ^ inode) & mask;

    for (; f->slots[i]; i = (i + 1) & mask) {
        const struct target *t = &f->targets[f->slots[i] - 1];

        /* A file that was written anew is met as another one. */
        if (!t->over && t->device == device && t->inode == inode)
            break;
    }
    return &f->slots[i];
}

static struct target *find_target(struct follow *f, dev_t device, ino_t inode)
{
    uint32_t *slot = f->n_slots ? slot_of(f, device, inode) : NULL;

    return slot && *slot ? &f->targets[*slot - 1] : NULL;
}

static void make_slots(struct follow *f)
{
    free(f->slots);
    f->n_slots = f->n_slots ? f->n_slots * 2 : MIN_SLOTS;
    f->slots = mem_calloc(f->n_slots, sizeof *f->slots);
    for (size_t i = 0; i < f->n; i++)
        if (!f->targets[i].over)
            *slot_of(f, f->targets[i].device, f->targets[i].inode) =
                (uint32_t)i + 1;
}

static struct target *new_target(struct follow *f, const char *path,
                                 const struct stat *st)
{
    f->targets = mem_grow(f->targets, f->n, &f->cap, sizeof *f->targets);
    struct target *t = &f->targets[f->n++];

    *t = (struct target){.device = st->st_dev,
                         .inode = st->st_ino,
                         .path = copy_text(path),
                         .seen = f->look,
                         .grown_ms = clock_ms()};
    if (f->n * 2 > f->n_slots)
        make_slots(f);
    else
        *slot_of(f, t->device, t->inode) = (uint32_t)f->n;
    return t;
}

/* "flow.log.1.gz" when "flow.log.1" is or was a path of a file read. */
static bool is_packed_copy(const struct follow *f, const char *path)
{
    static const char *const ends[] = {".gz", ".bz2", ".xz", ".zst"};
    size_t n = strlen(path);

    for (size_t e = 0; e < sizeof ends / sizeof *ends; e++) {
        size_t end = strlen(ends[e]);

        if (n <= end || strcmp(path + n - end, ends[e]) != 0)
            continue;
        for (size_t i = 0; i < f->n; i++)
            if (f->targets[i].file && strlen(f->targets[i].path) == n - end &&
                memcmp(f->targets[i].path, path, n - end) == 0)
                return true;
    }
    return false;
}

/* Files that are met. */

static bool is_stdin(const char *path)
{
    return strcmp(path, "-") == 0;
}

static void watch(struct follow *f, const char *path)
{
    if (f->watcher && !is_stdin(path))
        watcher_add(f->watcher, path);
}

/* The source of a target has its first lines: is it one of ours? */
static void adopt(struct follow *f, struct target *t)
{
    enum taken taken = dataset_take(f->ds, t->source, t->in_folder, &t->file);

    if (taken == TAKEN_FILE) {
        f->n_added++;
        f->grew = true;
        watch(f, t->path);
        return;
    }
    t->source = NULL;
    t->file = NULL;
    t->over = t->is_stdin; /* nothing can be made of what still comes */
    f->told = f->told || taken == TAKEN_TOLD;
}

static void tell(struct follow *f, enum message_kind kind, const char *path,
                 const char *what)
{
    if (f->adding)
        dataset_tell(f->ds, kind, path, what);
    f->told = true;
}

/* t: it was passed over before; or NULL. */
static void meet(struct follow *f, struct target *t, const char *path,
                 bool in_folder, const struct stat *st)
{
    struct err err = {.code = ERR_NONE};
    struct source *source;

    if (f->ds->n_files == (size_t)1 << FILE_BITS ||
        (!f->adding && in_folder && is_packed_copy(f, path)))
        return;
    source = source_follow(f->ds->handles, path, &err);
    if (!source) {
        tell(f, MESSAGE_UNREADABLE, path, err.msg);
        return;
    }
    /* What is read once should be all there. */
    if (!f->adding && source_kind(source) != SOURCE_PLAIN &&
        !arrival_is_settled(st)) {
        source_close(source);
        return;
    }
    if (!t)
        t = new_target(f, path, st);
    t->passed_size = st->st_size;
    t->is_stdin = is_stdin(path);
    t->in_folder = in_folder;
    t->source = source;
    f->pipes = f->pipes || t->is_stdin || S_ISFIFO(st->st_mode);
    if (source_kind(source) != SOURCE_PLAIN || source_bytes(source) > 0)
        adopt(f, t);
}

/* Is something lost because a file is read once? */
static void check_read_once(struct follow *f, struct target *t,
                            const struct stat *st)
{
    if (t->told || !t->file || source_grows(t->source) ||
        (uint64_t)st->st_size == source_bytes(t->source))
        return;
    dataset_tell(f->ds, MESSAGE_NOTE, t->path,
                 "has changed since it was read: compressed files, Parquet and "
                 "wrapped records that do not end with their line are read "
                 "once");
    t->told = true;
}

static void on_file(void *arg, const char *path, bool in_folder)
{
    struct follow *f = arg;
    struct stat st = {0};
    struct target *t;

    if (!is_stdin(path) && stat(path, &st))
        return;
    t = find_target(f, st.st_dev, st.st_ino);
    if (!t || (!t->source && t->passed_size != st.st_size)) {
        meet(f, t, path, in_folder, &st);
        return;
    }
    if (f->adding && t->file)
        tell(f, MESSAGE_NOTE, path, "is given twice, read once");
    t->seen = f->look;
    check_read_once(f, t, &st);
    if (strcmp(t->path, path) != 0) {
        free(t->path);
        t->path = copy_text(path);
    }
}

static void on_error(void *arg, const char *path, const struct err *err)
{
    tell(arg, MESSAGE_UNREADABLE, path, err->msg);
}

size_t follow_add(struct follow *f, const char *path)
{
    f->adding = true;
    f->told = false;
    f->n_added = 0;
    watch(f, path);
    walk_path(path, on_file, on_error, f);
    f->adding = false;
    return f->n_added;
}

/* A file that the dataset has already. */
static void take_over(struct follow *f, struct file *file)
{
    struct stat st = {0};
    struct target *t;

    source_identity(file->source, &st.st_dev, &st.st_ino);
    t = new_target(f, file->path, &st);
    t->is_stdin = is_stdin(file->path);
    t->source = file->source;
    t->file = file;
    source_go_on(t->source);
    watch(f, t->path);
}

struct follow *follow_new(struct dataset *ds, bool polls)
{
    struct follow *f = mem_calloc(1, sizeof *f);

    f->ds = ds;
    f->watcher = watcher_new(polls);
    for (size_t i = 0; i < ds->n_files; i++)
        take_over(f, ds->files[i]);
    for (size_t i = 0; i < ds->n_paths; i++)
        watch(f, ds->paths[i]);
    return f;
}

/* Looking. */

static void rewritten(struct follow *f, struct target *t)
{
    dataset_tell(f->ds, MESSAGE_NOTE, t->path,
                 "was cut or written anew: what was read of it stays counted, "
                 "what is in it now is new");
    t->over = true;
}

static void grown(struct follow *f, struct target *t, uint64_t before)
{
    t->grown_ms = clock_ms();
    if (!t->file) {
        adopt(f, t);
        return;
    }
    atomic_fetch_add(&f->ds->bytes, source_bytes(t->source) - before);
    file_update(f->ds, t->file);
    f->grew = true;
}

/* What the person waits for in vain otherwise. */
static void tell_waiting(struct follow *f, struct target *t)
{
    if (!t->told && t->is_stdin && source_awaits_end(t->source)) {
        dataset_tell(f->ds, MESSAGE_NOTE, t->path,
                     "is read when it has ended: compressed data, Parquet and "
                     "wrapped records that do not end with their line cannot "
                     "be read as they come");
        t->told = true;
    }
}

static void look_at(struct follow *f, struct target *t)
{
    bool displaced = t->seen < f->look - 1 && !t->is_stdin;
    bool finish = displaced && clock_ms() - t->grown_ms >= UNFINISHED_MS;
    uint64_t before = source_bytes(t->source);

    switch (source_look(t->source, finish)) {
    case SOURCE_SAME:
        tell_waiting(f, t);
        break;
    case SOURCE_GREW:
        grown(f, t, before);
        break;
    case SOURCE_REWRITTEN:
        rewritten(f, t);
        break;
    case SOURCE_ENDED:
        t->over = true;
        if (t->file)
            file_check_damage(f->ds, t->file);
        break;
    }
}

/* All of what was given is piped in, and over. */
static bool all_over(const struct follow *f)
{
    for (size_t i = 0; i < f->ds->n_paths; i++)
        if (!is_stdin(f->ds->paths[i]))
            return false;
    for (size_t i = 0; i < f->n; i++)
        if (!f->targets[i].over)
            return false;
    return f->n > 0;
}

bool follow_look(struct follow *f)
{
    f->grew = false;
    f->look++;
    for (size_t i = 0; i < f->n; i++) {
        struct target *t = &f->targets[i];

        if (t->source && !t->over)
            look_at(f, t);
    }
    for (size_t i = 0; i < f->ds->n_paths; i++)
        if (!is_stdin(f->ds->paths[i]))
            walk_path(f->ds->paths[i], on_file, on_error, f);
    if (all_over(f))
        atomic_store(&f->ended, true);
    return f->grew;
}

bool follow_wait(struct follow *f, int most_ms)
{
    int poll_ms = f->pipes ? POLL_PIPE_MS : POLL_MS;

    if (!f->watcher) {
        struct timespec t = {.tv_nsec = POLL_PIPE_MS * 1000000L};

        nanosleep(&t, NULL);
        return true;
    }
    return watcher_wait(f->watcher, most_ms < poll_ms ? most_ms : poll_ms);
}

void follow_wake(struct follow *f)
{
    if (f->watcher)
        watcher_wake(f->watcher);
}

bool follow_ended(const struct follow *f)
{
    return atomic_load(&f->ended);
}
