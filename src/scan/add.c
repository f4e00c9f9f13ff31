/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Adding what paths lead to. The files that walking meets are gathered, so
 * many at a time; several threads open them and find out what they are; then
 * they are taken in one by one as they were met. So the order of files and
 * messages does not depend on the threads.
 */
#include "scan/dataset_int.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/team.h"
#include "source/s3_key.h"
#include "source/walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    BATCH_FILES = 512,
    /*
     * The first text of a packed file is kept for the first pass, and the
     * state of its cursor. Many files must not fill the memory with that: the
     * rest of them are inflated again. What is kept of a batch, and of all
     * where nothing else is kept:
     */
    BATCH_TEXT_BYTES = 64 << 20,
    FIRST_TEXT_BYTES = 16 << 20
};

/* A path that was met: a file, what cannot be one, or one that was given, when
   all it leads to has been met. */
struct candidate {
    char *path; /* owned */
    bool in_folder;
    bool ends;      /* a path that was given */
    size_t n_other;   /* then: files in it of other times, by their names */
    size_t n_no_file; /* and entries that are none */
    struct err err; /* why there is no file */
    struct examined examined;
};

/* The paths of the command line, being walked. */
struct adding {
    struct dataset *ds;
    size_t n_all;   /* files added */
    size_t n_added; /* of them those of the path whose turn it is */
    size_t n_nothing; /* and those without records */
    bool told;        /* why some of it were not */
    /* Files in its folders whose lines have no layout that is known. */
    const char **unknown; /* the list is owned, the dataset has the texts */
    size_t n_unknown, cap_unknown;
    size_t n_other, n_no_file; /* see above, of the path being walked */

    struct candidate *candidates; /* BATCH_FILES of them */
    size_t n;
    atomic_size_t next;        /* to be examined */
    struct source_room *rooms; /* by thread */
};

static bool keeps_first(struct adding *a, const struct examined *e)
{
    size_t most = a->ds->keep_columns ? BATCH_TEXT_BYTES : FIRST_TEXT_BYTES;

    return atomic_fetch_add(&a->ds->first_bytes, e->first.text.n) < most;
}

static void examine(struct adding *a, struct candidate *it,
                    struct source_room *room)
{
    struct source *source;

    if (it->ends || it->err.code != ERR_NONE)
        return;
    source = (it->in_folder ? source_open_found : source_open)(
        a->ds->handles, it->path, &it->err);
    if (!source)
        return;
    source_limit(source, a->ds->memory_bytes);
    dataset_examine(a->ds, source, room, &it->examined);
    if (it->examined.first.owned && !keeps_first(a, &it->examined))
        examined_forget(&it->examined);
}

static void examine_some(void *arg, unsigned thread)
{
    struct adding *a = arg;
    size_t i;

    while ((i = atomic_fetch_add(&a->next, 1)) < a->n)
        examine(a, &a->candidates[i], &a->rooms[thread]);
}

static void tell(struct adding *a, enum message_kind kind, const char *path,
                 const char *what)
{
    dataset_tell(a->ds, kind, path, what);
    a->told = true;
}

/* n files or entries of which what is to be said, in the plural or not. */
static void tell_count(struct adding *a, const char *path, size_t n,
                       const char *one, const char *many)
{
    char text[160];

    if (!n)
        return;
    snprintf(text, sizeof text, "%zu %s", n, n == 1 ? one : many);
    dataset_tell(a->ds, MESSAGE_NOTE, path, text);
}

/* What was left out is told, since names can lie and downloads can fail. */
static void tell_left_out(struct adding *a, const struct candidate *it)
{
    tell_count(a, it->path, it->n_other,
               "file not opened: by the name, the records are of other times",
               "files not opened: by the name, the records are of other times");
    tell_count(a, it->path, it->n_no_file,
               "entry is no file, or a link to a folder: passed over",
               "entries are no files, or links to folders: passed over");
    tell_count(a, it->path, a->n_added ? a->n_nothing : 0,
               "file holds no flow records that can be recognised: left out",
               "files hold no flow records that can be recognised: left out");
}

static void note_taken(struct adding *a, enum taken taken, const char *path)
{
    switch (taken) {
    case TAKEN_FILE:
        a->n_added++;
        break;
    case TAKEN_TOLD:
        a->told = true;
        break;
    case TAKEN_NOT_KNOWN:
        a->unknown = mem_grow(a->unknown, a->n_unknown, &a->cap_unknown,
                              sizeof *a->unknown);
        a->unknown[a->n_unknown++] = arena_copy(&a->ds->arena, str_of(path)).p;
        break;
    case TAKEN_NOTHING:
        a->n_nothing++;
        break;
    case TAKEN_EMPTY:
        break;
    }
}

static void take_unknown(struct adding *a, const char *path)
{
    struct err err = {.code = ERR_NONE};
    struct source *source = source_open_found(a->ds->handles, path, &err);
    struct file *f;

    if (source)
        source_limit(source, a->ds->memory_bytes);
    if (source)
        note_taken(a, dataset_take(a->ds, source, true, true, &f), path);
    else
        tell(a, MESSAGE_UNREADABLE, path, err.msg);
}

/*
 * Files whose lines have no layout that is known are something else where
 * there are logs, and otherwise what was asked for.
 */
static void settle_unknown(struct adding *a)
{
    if (a->n_added)
        a->n_nothing += a->n_unknown;
    else
        for (size_t i = 0; i < a->n_unknown; i++)
            take_unknown(a, a->unknown[i]);
    a->n_unknown = 0;
}

static void settle_path(struct adding *a, const struct candidate *it)
{
    settle_unknown(a);
    tell_left_out(a, it);
    if (a->n_added == 0 && !a->told && !it->n_other)
        tell(a, MESSAGE_NO_RECORDS, it->path, "holds no flow records");
    a->n_all += a->n_added;
    a->n_added = a->n_nothing = 0;
    a->told = false;
}

static void settle_file(struct adding *a, struct candidate *it)
{
    struct examined *e = &it->examined;
    bool same = known_find(a->ds, e->file->source);

    if (same || a->ds->n_files == (size_t)1 << FILE_BITS) {
        tell(a, MESSAGE_NOTE, it->path,
             same ? "is given twice, read once" : "left out: too many files");
        examined_drop(e);
        return;
    }
    note_taken(a, dataset_settle(a->ds, e, it->in_folder, !it->in_folder),
               it->path);
}

static void settle(struct adding *a, struct candidate *it)
{
    if (it->ends)
        settle_path(a, it);
    else if (it->examined.file)
        settle_file(a, it);
    else
        tell(a, MESSAGE_UNREADABLE, it->path, it->err.msg);
    free(it->path);
}

static void finish_batch(struct adding *a)
{
    unsigned most = a->ds->threads;

    if (a->ds->keep_columns)
        atomic_store(&a->ds->first_bytes, 0);
    atomic_store(&a->next, 0);
    team_run(a->n < most ? (unsigned)a->n : most, examine_some, a);
    for (size_t i = 0; i < a->n; i++)
        settle(a, &a->candidates[i]);
    a->n = 0;
}

static struct candidate *meet(struct adding *a, const char *path)
{
    struct candidate *it;

    if (a->n == BATCH_FILES)
        finish_batch(a);
    it = &a->candidates[a->n++];
    *it = (struct candidate){.path = str_dup(str_of(path))};
    return it;
}

static void on_error(void *arg, const char *path, const struct err *err)
{
    meet(arg, path)->err = *err;
}

/* Can a file hold records of the times that are asked for, by its name? */
static bool may_matter(const struct dataset *ds, const char *path)
{
    struct s3_key key;
    int64_t from, to;

    if (!s3_key_parse(str_of(path), &key))
        return true;
    s3_key_starts(&key, &from, &to);
    return from <= ds->to_ms && to >= ds->from_ms;
}

static void on_file(void *arg, const char *path, bool in_folder)
{
    struct adding *a = arg;

    if (in_folder && !may_matter(a->ds, path))
        a->n_other++;
    else
        meet(a, path)->in_folder = in_folder;
}

static void on_other(void *arg, const char *path)
{
    struct adding *a = arg;

    (void)path;
    a->n_no_file++;
}

/* Two threads must not share what comes through a pipe that is given twice. */
static bool is_pipe(const char *path)
{
    struct stat st;

    return strcmp(path, "-") == 0 ||
           (stat(path, &st) == 0 && !S_ISREG(st.st_mode) &&
            !S_ISDIR(st.st_mode));
}

static void walk(struct adding *a, const char *path)
{
    const struct walk_to to = {.on_file = on_file,
                               .on_error = on_error,
                               .on_other = on_other,
                               .arg = a};
    struct candidate *end;
    bool pipe = is_pipe(path);

    if (pipe)
        finish_batch(a);
    walk_path(path, &to);
    if (pipe)
        finish_batch(a);
    end = meet(a, path);
    end->ends = true;
    end->n_other = a->n_other;
    end->n_no_file = a->n_no_file;
    a->n_other = a->n_no_file = 0;
}

size_t dataset_walk(struct dataset *ds, const char *const *paths, size_t n)
{
    struct adding a = {.ds = ds};

    a.candidates = mem_alloc(BATCH_FILES * sizeof *a.candidates);
    a.rooms = mem_calloc(ds->threads, sizeof *a.rooms);
    for (size_t i = 0; i < n; i++)
        walk(&a, paths[i]);
    finish_batch(&a);
    for (unsigned i = 0; i < ds->threads; i++)
        source_room_done(&a.rooms[i]);
    free(a.rooms);
    free(a.unknown);
    free(a.candidates);
    return a.n_all;
}
