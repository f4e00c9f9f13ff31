/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walking the paths of the command line: files as given, folders in order. */
#ifndef SOURCE_WALK_H
#define SOURCE_WALK_H

#include "base/err.h"

#include <stdbool.h>

/*
 * Called for each file found. in_folder: it was met while walking a folder
 * (then a file without flow records is passed over quietly).
 */
typedef void walk_file_fn(void *arg, const char *path, bool in_folder);
/* Called for each path that cannot be read; the walk goes on. */
typedef void walk_error_fn(void *arg, const char *path, const struct err *err);

/*
 * Walk path: a file or "-" is given to on_file as it is; a folder is walked
 * depth first, its entries in byte order of their names, dot files left
 * out, symbolic links to files followed, links to folders not (no loops).
 */
void walk_path(const char *path, walk_file_fn *on_file, walk_error_fn *on_error,
               void *arg);

#endif
