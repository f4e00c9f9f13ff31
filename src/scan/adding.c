/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adding what the command line names: files, and what is in folders. */
#include "scan/dataset_int.h"

#include "base/mem.h"
#include "scan/follow.h"
#include "source/s3_key.h"
#include "source/walk.h"

#include <stdio.h>

/* One path of the command line, being walked. */
struct adding {
    struct dataset *ds;
    size_t n;       /* files added */
    size_t n_other; /* files of other times, by their names */
    bool told;      /* why some were not */
};

static void add_source(struct adding *a, struct source *source, bool in_folder)
{
    struct file *f;
    enum taken taken = dataset_take(a->ds, source, in_folder, &f);

    a->n += taken == TAKEN_FILE;
    a->told = a->told || taken == TAKEN_TOLD;
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
    add_source(a, source, in_folder);
}

/* What was not opened is told, since names can lie. */
static void tell_others(struct adding *a, const char *path)
{
    char text[120];

    snprintf(text, sizeof text,
             "%zu file%s not opened: by the name, the records are of other "
             "times", a->n_other, a->n_other == 1 ? "" : "s");
    dataset_tell(a->ds, MESSAGE_NOTE, path, text);
    a->told = true;
}

size_t dataset_add(struct dataset *ds, const char *path)
{
    struct adding a = {.ds = ds};

    ds->paths = mem_grow(ds->paths, ds->n_paths, &ds->cap_paths,
                         sizeof *ds->paths);
    ds->paths[ds->n_paths++] = arena_copy(&ds->arena, str_of(path)).p;
    if (ds->follow)
        return follow_add(ds->follow, path);
    walk_path(path, on_file, on_error, &a);
    if (a.n_other)
        tell_others(&a, path);
    if (a.n == 0 && !a.told)
        dataset_tell(ds, MESSAGE_NO_RECORDS, path, "holds no flow records");
    return a.n;
}
