/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walking the paths of the command line: files as given, folders in order. */
#ifndef SOURCE_WALK_H
#define SOURCE_WALK_H

#include "base/err.h"

#include <stdbool.h>

/*
 * Called for each file found. in_folder: it was met while walking a folder
 * (then one without flow records need not trouble anybody).
 */
typedef void walk_file_fn(void *arg, const char *path, bool in_folder);
/* Called for each path that cannot be read; the walk goes on. */
typedef void walk_error_fn(void *arg, const char *path, const struct err *err);
/* Called for each entry of a folder that is passed over, as walk_path says. */
typedef void walk_other_fn(void *arg, const char *path);
struct walk_to {
    walk_file_fn *on_file;
    walk_error_fn *on_error;
    walk_other_fn *on_other; /* NULL: nobody wants to know */
    void *arg;
};

/*
 * Walk path: a file or "-" is given to on_file as it is; a folder is walked
 * depth first, its entries in byte order of their names, dot files left
 * out, symbolic links to files followed, links to folders not (no loops).
 * What is neither a file nor a folder is passed over, too.
 */
void walk_path(const char *path, const struct walk_to *to);

#endif
