/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adding what the command line names: files, and what is in folders. */
#include "scan/dataset_int.h"

#include "base/mem.h"
#include "scan/follow.h"
#include "source/s3_key.h"
#include "source/walk.h"

#include <stdio.h>
#include <stdlib.h>

/* One path of the command line, being walked. */
struct adding {
    struct dataset *ds;
    size_t n;         /* files added */
    size_t n_other;   /* files of other times, by their names */
    size_t n_no_file; /* entries of folders that are none */
    size_t n_nothing; /* files without records */
    bool told;        /* why some were not */
    /* Files in folders whose lines have no layout that is known. */
    const char **unknown; /* the list is owned, the dataset has the texts */
    size_t n_unknown, cap_unknown;
};

static void add_source(struct adding *a, struct source *source,
                       const char *path, bool in_folder)
{
    struct file *f;

    switch (dataset_take(a->ds, source, in_folder, !in_folder, &f)) {
    case TAKEN_FILE:
        a->n++;
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

static void on_error(void *arg, const char *path, const struct err *err)
{
    struct adding *a = arg;

    dataset_tell(a->ds, MESSAGE_UNREADABLE, path, err->msg);
    a->told = true;
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
    struct err err = {.code = ERR_NONE};
    struct source *source;

    if (in_folder && !may_matter(a->ds, path)) {
        a->n_other++;
        return;
    }
    source = source_open(a->ds->handles, path, &err);
    if (!source) {
        on_error(a, path, &err);
        return;
    }
    bool same = known_find(a->ds, source);
    if (same || a->ds->n_files == (size_t)1 << FILE_BITS) {
        dataset_tell(a->ds, MESSAGE_NOTE, path,
                     same ? "is given twice, read once"
                          : "left out: too many files");
        a->told = true;
        source_close(source);
        return;
    }
    add_source(a, source, path, in_folder);
}

static void on_other(void *arg, const char *path)
{
    struct adding *a = arg;

    (void)path;
    a->n_no_file++;
}

/*
 * Files whose lines have no layout that is known are something else where
 * there are logs, and otherwise what was asked for.
 */
static void add_unknown(struct adding *a)
{
    if (a->n == 0)
        for (size_t i = 0; i < a->n_unknown; i++)
            on_file(a, a->unknown[i], false);
    else
        a->n_nothing += a->n_unknown;
    free(a->unknown);
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
static void tell_left_out(struct adding *a, const char *path)
{
    tell_count(a, path, a->n_other,
               "file not opened: by the name, the records are of other times",
               "files not opened: by the name, the records are of other times");
    tell_count(a, path, a->n_no_file,
               "entry is no file, or a link to a folder: passed over",
               "entries are no files, or links to folders: passed over");
    tell_count(a, path, a->n ? a->n_nothing : 0,
               "file holds no flow records that can be recognised: left out",
               "files hold no flow records that can be recognised: left out");
}

size_t dataset_add(struct dataset *ds, const char *path)
{
    struct adding a = {.ds = ds};
    const struct walk_to to = {.on_file = on_file,
                               .on_error = on_error,
                               .on_other = on_other,
                               .arg = &a};

    ds->paths =
        mem_grow(ds->paths, ds->n_paths, &ds->cap_paths, sizeof *ds->paths);
    ds->paths[ds->n_paths++] = arena_copy(&ds->arena, str_of(path)).p;
    if (ds->follow)
        return follow_add(ds->follow, path);
    walk_path(path, &to);
    add_unknown(&a);
    tell_left_out(&a, path);
    if (a.n == 0 && !a.told && !a.n_other)
        dataset_tell(ds, MESSAGE_NO_RECORDS, path, "holds no flow records");
    return a.n;
}
