/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/feed.h"

#include <assert.h>
#include <string.h>

void feed_begin(struct feed *f, struct stream *below, struct str head)
{
    assert(head.n <= FEED_BYTES);
    f->below = below;
    f->at = 0;
    f->n = head.n;
    if (head.n)
        memcpy(f->bytes, head.p, head.n);
}

struct str feed_waiting(const struct feed *f)
{
    return (struct str){f->bytes + f->at, f->n - f->at};
}

bool feed_more(struct feed *f)
{
    size_t left = f->n - f->at;
    size_t got;

    if (f->at && left)
        memmove(f->bytes, f->bytes + f->at, left);
    f->at = 0;
    got = left < FEED_BYTES
              ? f->below->read(f->below, f->bytes + left, FEED_BYTES - left)
              : 0;
    f->n = left + got;
    return got > 0;
}

bool feed_want(struct feed *f, size_t n)
{
    while (f->n - f->at < n)
        if (!feed_more(f))
            return false;
    return true;
}

bool feed_is_padding(struct feed *f)
{
    do {
        for (; f->at < f->n; f->at++)
            if (f->bytes[f->at] != '\0')
                return false;
    } while (feed_more(f));
    return true;
}
