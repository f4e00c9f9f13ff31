/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Input that can be read once only, copied to where it can be read again. */
#ifndef SOURCE_SPOOL_H
#define SOURCE_SPOOL_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

struct stream;

/*
 * Copy all that can be read from a descriptor to an unlinked temporary file
 * in $TMPDIR or /tmp. Returns the descriptor of that file, for the caller to
 * close, or -1 with *err. Waits as long as the writer keeps its end open.
 */
int spool_copy(int from, struct err *err);

/* The same of these bytes and what the stream has after them. */
int spool_stream(struct str first, struct stream *from, struct err *err);

/* The same while the writer goes on: a thread copies what comes. */
struct spool;

/*
 * from is borrowed until spool_free. stays: other writers may come when one is
 * gone, as to a pipe that has a name; then reading from it does not block.
 * NULL with *err.
 */
struct spool *spool_start(int from, bool stays, struct err *err);
/* Stops copying, wherever it is. NULL is fine. */
void spool_free(struct spool *s);
/* The descriptor of the file, which is the spool's. */
int spool_fd(const struct spool *s);
/*
 * What comes are lines, whoever writes them: the last one of each writer is a
 * whole one. From one thread.
 */
void spool_take_lines(struct spool *s);
/*
 * Nothing will come any more: the writer is gone, or copying has failed. Of
 * one that stays: the writer is gone that has written all there is, and
 * these are not known to be lines.
 */
bool spool_ended(struct spool *s);
/* Of one that stays: leave what comes to others. From that thread. */
void spool_stop(struct spool *s);
/* Why copying has failed, a constant; or NULL. After spool_ended. */
const char *spool_failure(struct spool *s);

#endif
