/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A window over a stream for readers that need to look back a little: it
 * grows to hold all that is pinned, up to a limit. Places are offsets in the
 * stream, so that they hold while the window moves.
 */
#ifndef SOURCE_WINDOW_H
#define SOURCE_WINDOW_H

#include "base/str.h"
#include "source/stream.h"
#include "source/unpack_room.h"

#include <stdbool.h>
#include <stdint.h>

enum { WINDOW_MAX_BYTES = 16 << 20 };

struct window {
    struct stream *below; /* closed by the owner */
    char *p;
    size_t n, cap; /* p[0 .. n) is the stream from origin on */
    uint64_t origin;
    uint64_t pin; /* what is before may be let go */
    bool refused; /* the memory has no room for more that is pinned */
};

/* Begin with head, which was read from below already. */
void window_begin(struct window *w, struct stream *below, struct str head);
void window_done(struct window *w);
/*
 * See that the byte at `at` is in the window. False at the end of the
 * stream, or when too much is pinned.
 */
bool window_reach(struct window *w, uint64_t at);
/* Too much is pinned for the byte at `at` to be reached. */
bool window_is_full(const struct window *w, uint64_t at);
/* Then, why: " is longer than 16 MiB", a constant that begins with what. */
#define WINDOW_FULL(w, what)                                                   \
    ((w)->refused ? what                                                       \
         " is longer than --memory has room for: use a larger one"             \
                  : what " is longer than 16 MiB")
/* Bytes [from, to), which are in the window; valid until it moves. */
static inline struct str window_slice(const struct window *w, uint64_t from,
                                      uint64_t to)
{
    return (struct str){w->p + (from - w->origin), (size_t)(to - from)};
}

/* The byte at `at`, or -1 at the end. */
static inline int window_byte(struct window *w, uint64_t at)
{
    if (at - w->origin < w->n || window_reach(w, at))
        return (unsigned char)w->p[at - w->origin];
    return -1;
}

#endif
