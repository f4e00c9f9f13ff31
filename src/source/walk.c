/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Walking. Within a folder only regular files count (a pipe met there would
 * wait for its writer); a path the user gave is handed on whatever it is.
 */
#include "source/walk.h"

#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What the system says of an entry along with its name. */
enum entry_kind { ENTRY_UNKNOWN, ENTRY_FILE, ENTRY_FOLDER };

struct entry {
    char *path; /* owned */
    enum entry_kind kind;
};

struct entries {
    struct entry *p;
    size_t n;
    size_t cap;
};

static void report(const struct walk_to *to, const char *path, const char *what)
{
    struct err err = {.code = ERR_NONE};
    err_set(&err, ERR_INPUT, "%s: %s", what, strerror(errno));
    to->on_error(to->arg, path, &err);
}

static char *join(const char *folder, const char *name)
{
    size_t n = strlen(folder);
    const char *slash = n && folder[n - 1] == '/' ? "" : "/";
    size_t size = n + strlen(name) + 2;
    char *path = mem_alloc(size);
    snprintf(path, size, "%s%s%s", folder, slash, name);
    return path;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->path,
                  ((const struct entry *)b)->path);
}

/* A call to the system for each of many files costs as much as reading it. */
static enum entry_kind kind_of(const struct dirent *entry)
{
#ifdef DT_REG
    if (entry->d_type == DT_REG)
        return ENTRY_FILE;
    if (entry->d_type == DT_DIR)
        return ENTRY_FOLDER;
#endif
    (void)entry;
    return ENTRY_UNKNOWN;
}

/* A folder's entries, in order of their paths. False with errno. */
static bool list_folder(const char *path, struct entries *out)
{
    DIR *dir = opendir(path);
    if (!dir)
        return false;
    const struct dirent *entry;
    while (errno = 0, (entry = readdir(dir))) {
        if (entry->d_name[0] == '.')
            continue;
        out->p = mem_grow(out->p, out->n, &out->cap, sizeof *out->p);
        out->p[out->n++] =
            (struct entry){join(path, entry->d_name), kind_of(entry)};
    }
    int failed = errno;
    closedir(dir);
    if (out->n)
        qsort(out->p, out->n, sizeof *out->p, by_bytes);
    errno = failed;
    return failed == 0;
}

static void entries_done(struct entries *entries)
{
    for (size_t i = 0; i < entries->n; i++)
        free(entries->p[i].path);
    free(entries->p);
}

static void walk_folder(const struct walk_to *to, const char *path);

/* Of a link, or where the system has not said. */
static void walk_unknown(const struct walk_to *to, const char *path)
{
    struct stat own, target;
    if (lstat(path, &own) || stat(path, &target))
        report(to, path, "cannot be opened");
    else if (S_ISREG(target.st_mode))
        to->on_file(to->arg, path, true);
    else if (S_ISDIR(own.st_mode))
        walk_folder(to, path);
    else if (to->on_other)
        to->on_other(to->arg, path);
}

static void walk_entry(const struct walk_to *to, const struct entry *entry)
{
    switch (entry->kind) {
    case ENTRY_FILE:
        to->on_file(to->arg, entry->path, true);
        break;
    case ENTRY_FOLDER:
        walk_folder(to, entry->path);
        break;
    case ENTRY_UNKNOWN:
        walk_unknown(to, entry->path);
        break;
    }
}

static void walk_folder(const struct walk_to *to, const char *path)
{
    struct entries entries = {.p = NULL};
    if (!list_folder(path, &entries))
        report(to, path, "the folder cannot be read");
    for (size_t i = 0; i < entries.n; i++)
        walk_entry(to, &entries.p[i]);
    entries_done(&entries);
}

void walk_path(const char *path, const struct walk_to *to)
{
    struct stat st;
    if (strcmp(path, "-") == 0)
        to->on_file(to->arg, path, false);
    else if (stat(path, &st))
        report(to, path, "cannot be opened");
    else if (S_ISDIR(st.st_mode))
        walk_folder(to, path);
    else
        to->on_file(to->arg, path, false);
}
