/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A stream: bytes from a start to an end, read once in order. A file is one;
 * a decompressor is one that reads from the stream below it, so that they
 * stack (gzip in gzip). A new compression is one more file like gzip.c.
 */
#ifndef SOURCE_STREAM_H
#define SOURCE_STREAM_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

struct unpack_room;

struct stream {
    /*
     * Put the next n bytes into out; fewer only when there are no more.
     * Returns how many.
     */
    size_t (*read)(struct stream *s, char *out, size_t n);
    /* Free it and all streams below. */
    void (*close)(struct stream *s);
    /* Why it ended before its end, a constant; NULL while all is well. */
    const char *damage;
    struct unpack_room *room; /* for decompressors; NULL: no limit */
    bool whole; /* damaged, but only behind all of the text: no line is cut */
};

/* A text, borrowed. */
struct stream *stream_of_text(struct str text);

struct handle;
/*
 * A file from its start; borrowed. head: its first bytes, as far as they were
 * read already, copied. all: there are no others.
 */
struct stream *stream_of_file(struct handle *file, struct str head, bool all);

#endif
