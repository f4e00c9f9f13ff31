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

struct names {
    char **p; /* owned, as is each */
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
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The paths of a folder's entries, in order. False with errno. */
static bool list_folder(const char *path, struct names *out)
{
    DIR *dir = opendir(path);
    if (!dir)
        return false;
    const struct dirent *entry;
    while (errno = 0, (entry = readdir(dir))) {
        if (entry->d_name[0] == '.')
            continue;
        out->p = mem_grow(out->p, out->n, &out->cap, sizeof *out->p);
        out->p[out->n++] = join(path, entry->d_name);
    }
    int failed = errno;
    closedir(dir);
    if (out->n)
        qsort(out->p, out->n, sizeof *out->p, by_bytes);
    errno = failed;
    return failed == 0;
}

static void names_done(struct names *names)
{
    for (size_t i = 0; i < names->n; i++)
        free(names->p[i]);
    free(names->p);
}

static void walk_folder(const struct walk_to *to, const char *path);

static void walk_entry(const struct walk_to *to, const char *path)
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

static void walk_folder(const struct walk_to *to, const char *path)
{
    struct names names = {.p = NULL};
    if (!list_folder(path, &names))
        report(to, path, "the folder cannot be read");
    for (size_t i = 0; i < names.n; i++)
        walk_entry(to, names.p[i]);
    names_done(&names);
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
