/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text that is written in another way than UTF-8 with LF at the ends of its
 * lines: told by its first bytes and made such text as a stream. A new way is
 * a line in clean.c and a stream.
 */
#ifndef SOURCE_CLEAN_H
#define SOURCE_CLEAN_H

#include "base/str.h"
#include "source/stream.h"

#include <stdbool.h>

struct cleaning {
    const char *name; /* "UTF-16" */
    bool (*is)(struct str head);
    /* The text inside what head and the stream below hold; as in packing.h. */
    struct stream *(*open)(struct stream *below, struct str head);
    bool has_lines; /* they can be read without it, if need be */
};

/*
 * What text with this head (WRAPPING_HEAD_BYTES, or all of it) needs next,
 * after that was done (NULL: nothing was); NULL: nothing. A text can need each
 * of them, once.
 */
const struct cleaning *cleaning_of(struct str head,
                                   const struct cleaning *done);

#endif
