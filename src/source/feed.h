/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a decompressor is fed with: a window that moves over the stream below.
 */
#ifndef SOURCE_FEED_H
#define SOURCE_FEED_H

#include "base/str.h"
#include "source/stream.h"

#include <stdbool.h>

enum { FEED_BYTES = 64 << 10 };

struct feed {
    struct stream *below; /* closed by the decompressor */
    size_t at, n;         /* bytes [at, n) wait */
    char bytes[FEED_BYTES];
};

/* Begin with head, which was read from below already. */
void feed_begin(struct feed *f, struct stream *below, struct str head);
/* The bytes that wait. */
struct str feed_waiting(const struct feed *f);
/* Get more behind them; false when there are no more, or no room. */
bool feed_more(struct feed *f);
/* Wait until there are n bytes, at most FEED_BYTES; false at the end. */
bool feed_want(struct feed *f, size_t n);
/* Are all bytes that are left zeros (padding)? They are taken. */
bool feed_is_padding(struct feed *f);

#endif
