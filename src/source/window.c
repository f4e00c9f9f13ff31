/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/window.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum {
    START_BYTES = 256 << 10,
    /* What is pinned is held so often: with its escapes undone, as values, as
       a line. */
    COPIES = 4
};

void window_begin(struct window *w, struct stream *below, struct str head)
{
    *w = (struct window){.below = below, .cap = START_BYTES};
    if (w->cap < head.n)
        w->cap = head.n;
    w->p = mem_alloc(w->cap);
    if (head.n)
        memcpy(w->p, head.p, head.n);
    w->n = head.n;
}

void window_done(struct window *w)
{
    free(w->p);
    w->p = NULL;
}

/* Let go of what is before the pin; false when that makes no room. */
static bool make_room(struct window *w)
{
    size_t gone = (size_t)(w->pin - w->origin);

    if (gone > w->n)
        gone = w->n;
    if (gone) {
        memmove(w->p, w->p + gone, w->n - gone);
        w->n -= gone;
        w->origin += gone;
    }
    if (w->n < w->cap / 2)
        return true;
    w->refused = w->cap < WINDOW_MAX_BYTES &&
                 !unpack_room_holds(w->below->room, w->cap * 2 * COPIES);
    if (w->cap >= WINDOW_MAX_BYTES || w->refused)
        return w->n < w->cap;
    w->cap *= 2;
    w->p = mem_realloc(w->p, w->cap);
    return true;
}

bool window_reach(struct window *w, uint64_t at)
{
    while (at - w->origin >= w->n) {
        size_t got;

        if (w->n == w->cap && !make_room(w))
            return false;
        got = w->below->read(w->below, w->p + w->n, w->cap - w->n);
        if (!got)
            return false;
        w->n += got;
    }
    return true;
}

bool window_is_full(const struct window *w, uint64_t at)
{
    return at - w->origin >= w->n && w->n == w->cap &&
           (w->cap >= WINDOW_MAX_BYTES || w->refused) && w->pin <= w->origin;
}
