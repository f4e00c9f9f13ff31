/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For tests that need files: a folder of their own to work in, files with
 * given contents, and gzip data made by libisal's compressor.
 */
#ifndef UNIT_SCRATCH_H
#define UNIT_SCRATCH_H

#include "base/str.h"
#include "source/source.h"

/*
 * Group fixture: make a folder and go there; leave and remove it. Tests
 * then name their files without a path.
 */
int scratch_enter(void **state);
int scratch_leave(void **state);

void scratch_write(const char *name, struct str bytes);

/* The same at the end of what is there. */
void scratch_append(const char *name, struct str bytes);

/* n bytes of numbered log-like lines, the last one cut; the caller frees. */
char *scratch_lines(size_t n);

/* One gzip member of a text; the bytes are the caller's to free. */
struct str scratch_gzip(struct str text);
/* The pieces one after the other; the bytes are the caller's to free. */
struct str scratch_join(const struct str *pieces, size_t n);

/* Open, or fail the test. */
struct source *scratch_open(const char *path);

/*
 * All text of a source, read block by block in order, checking that blocks
 * follow each other without gap; the bytes are the caller's to free.
 */
struct str scratch_read_all(struct source *s);

#endif
