/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Deleted files that stay open: what was read of them may be asked for again,
 * and their writers may go on. Each has a descriptor, and the disk does not
 * have its space again: only so many, and so many bytes, are held.
 */
#ifndef SCAN_HELD_H
#define SCAN_HELD_H

#include "source/source.h"

enum { HELD_MOST = 64, HELD_BYTES = 1 << 30 };

/* All zeros: none. The sources are borrowed. */
struct held {
    struct source *sources[HELD_MOST]; /* the one deleted last is the last */
    unsigned n;
};

/* Hold one; those that were deleted first are let go where it is too much. */
void held_add(struct held *h, struct source *s);
/* It is among others again, or not wanted any more. */
void held_remove(struct held *h, const struct source *s);

#endif
