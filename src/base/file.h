/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small files that are written whole or not at all. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <sys/types.h>

/*
 * Write text to path, through a file of another name that takes its place
 * when it is on the disk; mode is narrowed by the process's umask. Without
 * replace a file that is there stays, and errno is EEXIST. False with errno.
 */
bool file_write(const char *path, struct str text, mode_t mode, bool replace);

/* The steps of that, for text that comes in pieces. */

/*
 * A new file beside path, of that mode without the umask, open for writing:
 * its descriptor, and its name in *temporary for the caller to free. -1 with
 * errno.
 */
int file_begin(const char *path, mode_t mode, char **temporary);
/* All that can be read from a descriptor, behind what is in *out. */
void file_get(int fd, struct buf *out);
/*
 * The same of at most so many bytes. False with errno, which is EFBIG where
 * there are more.
 */
bool file_get_most(int fd, size_t most, struct buf *out);
/* All of a file, in that way. */
bool file_load(const char *path, size_t most, struct buf *out);
/*
 * The same where anything may stand by that name: what is no plain file is
 * not waited for, errno is EINVAL.
 */
bool file_load_plain(const char *path, size_t most, struct buf *out);
/* To be opened without waiting, and read to an end: no pipe, no device. */
bool file_is_plain(const char *path);
/* Write all of a text; false with errno. */
bool file_put(int fd, struct str text);
/* Wait until what was written is on the disk; false with errno. */
bool file_sync(int fd);
/*
 * A complete file gets its name. Without replace only where there is none.
 * False with errno; the temporary file is still there.
 */
bool file_give_name(const char *temporary, const char *path, bool replace);

/* $TMPDIR, or /tmp. */
const char *file_temporary_folder(void);
/*
 * A new file in that folder, for reading and writing, that has no name: it
 * goes with the last descriptor. -1 with errno.
 */
int file_temporary(void);

#endif
