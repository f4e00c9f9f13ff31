/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A look has two halves: files that are known are asked whether they have
 * grown, then the paths are walked again for files that are not. Files are
 * known by device and inode, so that one that was given another name is not
 * read again, and another one by its old name is.
 *
 * A file that nobody writes to rests: the walk tells when it has changed, or
 * its descriptor where the walk does not meet it any more. Of many such files
 * some have none (source/handle.h).
 */
#include "scan/follow.h"

#include "base/date.h"
#include "base/hash.h"
#include "base/mem.h"
#include "scan/dataset_int.h"
#include "scan/held.h"
#include "scan/past.h"
#include "source/arrival.h"
#include "source/walk.h"
#include "source/watcher.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum {
    /* A last line without newline of a file that is no longer where it was
       is as long as it will be. */
    UNFINISHED_MS = 2000,
    REST_MS = 5000,
    /* Notes of a kind: the next one has nothing new to say. */
    MOST_NOTES = 20,
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
    bool is_pipe;
    bool over;         /* it is not looked at any more, and will be forgotten */
    bool rests;        /* looked at by the walk, and where that misses it */
    bool held;         /* it was deleted, and is among those held */
    bool lost;         /* it rests, and cannot be found */
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
    size_t n_over;
    struct past past;       /* paths of files that were forgotten */
    unsigned n_cut, n_lost; /* of which was told */
    struct held held;       /* deleted, and rest */
    uint64_t look;
    bool pipes; /* there is one that goes on */
    atomic_bool ended;
    atomic_bool woken; /* the look under way need not go on */
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
    past_done(&f->past);
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

/* Slots for the targets that there are. */
static void make_slots(struct follow *f)
{
    free(f->slots);
    f->n_slots = f->n_slots ? f->n_slots : MIN_SLOTS;
    while (f->n * 2 > f->n_slots)
        f->n_slots *= 2;
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
                         .is_pipe = S_ISFIFO(st->st_mode),
                         .seen = f->look,
                         .grown_ms = clock_ms()};
    if (f->n * 2 > f->n_slots)
        make_slots(f);
    else
        *slot_of(f, t->device, t->inode) = (uint32_t)f->n;
    return t;
}

static void end_target(struct follow *f, struct target *t)
{
    f->n_over += !t->over;
    t->over = true;
}

/* Targets that are over go, when they are more than the others. */
static void forget(struct follow *f)
{
    size_t n = 0;

    if (f->n_over < MIN_SLOTS || f->n_over * 2 < f->n)
        return;
    for (size_t i = 0; i < f->n; i++) {
        struct target *t = &f->targets[i];

        if (!t->over) {
            f->targets[n++] = *t;
            continue;
        }
        if (t->file)
            past_add(&f->past, t->path);
        else
            source_close(t->source);
        free(t->path);
    }
    f->n = n;
    f->n_over = 0;
    make_slots(f);
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
        if (past_has(&f->past, path, n - end))
            return true;
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

static void tell(struct follow *f, enum message_kind kind, const char *path,
                 const char *what)
{
    if (f->adding)
        dataset_tell(f->ds, kind, path, what);
    f->told = true;
}

/* In so many words, the first times. */
static void note(struct follow *f, unsigned *n, const struct target *t,
                 const char *what)
{
    char text[160];

    if (*n == MOST_NOTES)
        return;
    ++*n;
    snprintf(text, sizeof text, "%s%s", what,
             *n == MOST_NOTES ? " (no more of this is told)" : "");
    dataset_tell(f->ds, MESSAGE_NOTE, t->path, text);
}

/* It was deleted. Of a file that is let go the next look sees that. */
static void hold(struct follow *f, struct target *t)
{
    t->held = true;
    held_add(&f->held, t->source);
}

/* Nobody has written to it for some time. */
static void rest(struct follow *f, struct target *t)
{
    t->rests = true;
    if (!source_is_deleted(t->source))
        source_rest(t->source);
    else if (t->file)
        hold(f, t);
    else
        end_target(f, t);
}

/* One of which it is not known yet what it is has to be looked at. */
static bool can_rest(const struct target *t)
{
    return !t->is_stdin && !t->is_pipe && (t->file || source_grows(t->source));
}

static bool was_still(int64_t mtime_ms)
{
    return date_now_ms() - mtime_ms >= REST_MS;
}

/* The source of a target has its first lines: is it one of ours? */
static void adopt(struct follow *f, struct target *t)
{
    /* Where there are logs already, it is most likely something else. */
    bool any = !t->in_folder || f->ds->n_files == 0;
    enum taken taken =
        dataset_take(f->ds, t->source, t->in_folder, any, &t->file);

    if (taken == TAKEN_FILE) {
        f->n_added++;
        f->grew = true;
        watch(f, t->path);
        if (can_rest(t) && was_still(source_mtime_ms(t->source)))
            rest(f, t);
        return;
    }
    if (taken == TAKEN_NOT_KNOWN)
        tell(f, MESSAGE_NOTE, t->path,
             "holds no flow records that can be recognised: left out");
    t->source = NULL;
    t->file = NULL;
    if (t->is_stdin) /* nothing can be made of what still comes */
        end_target(f, t);
    f->told = f->told || taken == TAKEN_TOLD;
}

/* Another file has got the name since this was found by it. */
static bool is_other(const struct source *source, const struct stat *st)
{
    dev_t device;
    ino_t inode;

    source_identity(source, &device, &inode);
    return S_ISREG(st->st_mode) &&
           (device != st->st_dev || inode != st->st_ino);
}

/* t: it was passed over before; or NULL. */
static void meet(struct follow *f, struct target *t, const char *path,
                 bool in_folder, const struct stat *st)
{
    struct err err = {.code = ERR_NONE};
    struct source *source;

    if (f->ds->n_files == (size_t)1 << FILE_BITS)
        return;
    if (!f->adding && in_folder && is_packed_copy(f, path)) {
        t = t ? t : new_target(f, path, st);
        t->passed_size = st->st_size;
        return;
    }
    source = source_follow(f->ds->handles, path, &err);
    if (!source) {
        tell(f, MESSAGE_UNREADABLE, path, err.msg);
        return;
    }
    /* What is read once should be all there. */
    if (is_other(source, st) ||
        (!f->adding && source_kind(source) != SOURCE_PLAIN &&
         !arrival_is_settled(st))) {
        source_close(source);
        return;
    }
    if (!t)
        t = new_target(f, path, st);
    t->passed_size = st->st_size;
    t->is_stdin = is_stdin(path);
    t->in_folder = in_folder;
    t->source = source;
    f->pipes = f->pipes || t->is_stdin || t->is_pipe;
    if (source_kind(source) != SOURCE_PLAIN || source_bytes(source) > 0)
        adopt(f, t);
}

static void rewritten(struct follow *f, struct target *t)
{
    note(f, &f->n_cut, t,
         "was cut or written anew: what was read of it stays counted, what is "
         "in it now is new");
    source_let_go(t->source);
    end_target(f, t);
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
    if (!t->told && (t->is_stdin || t->is_pipe) &&
        source_awaits_end(t->source)) {
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
    int64_t still_ms = clock_ms() - t->grown_ms;
    bool finish = displaced && still_ms >= UNFINISHED_MS;
    uint64_t before = source_bytes(t->source);

    source_stop_by(t->source, &f->woken);
    switch (source_look(t->source, finish)) {
    case SOURCE_SAME:
        tell_waiting(f, t);
        if (still_ms >= REST_MS && t->file)
            file_settle(t->file);
        if (still_ms >= REST_MS && can_rest(t))
            rest(f, t);
        break;
    case SOURCE_GREW:
        grown(f, t, before);
        break;
    case SOURCE_REWRITTEN:
        rewritten(f, t);
        break;
    case SOURCE_ENDED:
        end_target(f, t);
        if (t->file) {
            file_settle(t->file);
            file_check_damage(f->ds, t->file);
        }
        break;
    }
}

/* It was written to. */
static void wake(struct follow *f, struct target *t)
{
    if (t->held)
        held_remove(&f->held, t->source);
    t->held = false;
    source_wake(t->source);
    t->rests = false;
    t->grown_ms = clock_ms();
    look_at(f, t);
}

/*
 * The walk has found one that rests. False when it is another file: its own
 * was deleted, and the system has given its number away.
 */
static bool found_resting(struct follow *f, struct target *t, const char *path,
                          const struct stat *st)
{
    bool moved = strcmp(t->path, path) != 0;
    bool lost = t->seen + 1 < f->look;
    bool touched = !source_is_as_seen(t->source, st);

    t->lost = false;
    if (moved)
        source_moved(t->source, path);
    if (touched && !moved && !lost && !source_grows(t->source))
        return true; /* what is read once stays as it was read */
    if ((moved || lost || touched) && !source_may_be(t->source, st)) {
        if (moved || lost)
            end_target(f, t);
        else
            rewritten(f, t);
        return false;
    }
    if (touched) {
        t->seen = f->look;
        wake(f, t);
    }
    return !t->over;
}

/* Of those that rest the one that the walk did not meet. */
static void look_for(struct follow *f, struct target *t)
{
    struct stat st;

    if (source_is_gone(t->source)) {
        end_target(f, t);
    } else if (!source_state(t->source, &st)) {
        t->lost = true;
        if (source_grows(t->source))
            note(f, &f->n_lost, t,
                 "is no longer there: should it be written to under another "
                 "name, that is not read");
    } else if (source_grows(t->source) && !source_is_as_seen(t->source, &st)) {
        wake(f, t);
    } else if (st.st_nlink == 0 && !t->held) {
        rest(f, t);
    }
}

static void look_for_missed(struct follow *f)
{
    for (size_t i = 0; i < f->n; i++) {
        struct target *t = &f->targets[i];

        if (t->rests && !t->over && !t->lost && t->seen != f->look)
            look_for(f, t);
    }
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
    if (t && t->rests && !found_resting(f, t, path, &st))
        t = NULL;
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

static void walk(struct follow *f, const char *path)
{
    const struct walk_to to = {
        .on_file = on_file, .on_error = on_error, .arg = f};

    walk_path(path, &to);
}

size_t follow_add(struct follow *f, const char *path)
{
    f->adding = true;
    f->told = false;
    f->n_added = 0;
    watch(f, path);
    walk(f, path);
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
    if (!t->is_stdin && source_mtime_ms(t->source) &&
        was_still(source_mtime_ms(t->source)))
        rest(f, t);
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

        if (t->source && !t->over && !t->rests)
            look_at(f, t);
    }
    forget(f);
    for (size_t i = 0; i < f->ds->n_paths; i++)
        if (!is_stdin(f->ds->paths[i]))
            walk(f, f->ds->paths[i]);
    look_for_missed(f);
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
        return !atomic_exchange(&f->woken, false);
    }
    if (watcher_wait(f->watcher, most_ms < poll_ms ? most_ms : poll_ms))
        return true;
    atomic_store(&f->woken, false);
    return false;
}

void follow_wake(struct follow *f)
{
    atomic_store(&f->woken, true);
    if (f->watcher)
        watcher_wake(f->watcher);
}

bool follow_ended(const struct follow *f)
{
    return atomic_load(&f->ended);
}
