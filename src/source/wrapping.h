/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Deliveries that wrap records in something else (flow-log-format 4.4 to 4.8),
 * told by their first bytes and unwrapped as a stream: the text of
 * record_lines.h. A new one is a line in wrapping.c and a stream.
 */
#ifndef SOURCE_WRAPPING_H
#define SOURCE_WRAPPING_H

#include "base/str.h"
#include "source/record_lines.h"
#include "source/stream.h"

#include <stdbool.h>

/* Bytes of a text that are enough to tell. */
enum { WRAPPING_HEAD_BYTES = 4096 };

struct wrapping {
    const char *name; /* "JSON" */
    bool (*is)(struct str head);
    /* The text inside what head and the stream below hold; as in packing.h. */
    struct stream *(*open)(struct stream *below, struct str head);
};

/* The wrapping that text with this head is in; NULL: none. */
const struct wrapping *wrapping_of(struct str head);

/* What wrapping_text gives beside the text. */
struct unwrapped {
    size_t n; /* bytes of text in the room */
    enum record_kind kind;
    const char *damage; /* as of a stream */
};

struct source_room;
/* The text inside a text that ends where a delivery does, put into *room. */
struct unwrapped wrapping_text(const struct wrapping *w, struct str text,
                               struct source_room *room);

/*
 * What a stream that unwraps gives, to be asked after its first bytes were
 * read.
 */
enum record_kind wrapping_kind(const struct stream *s);

#endif
