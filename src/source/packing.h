/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ways of packing a file that can be read, told by their first bytes,
 * whatever the file is called. A new one is a line in packing.c and a stream.
 */
#ifndef SOURCE_PACKING_H
#define SOURCE_PACKING_H

#include "base/str.h"
#include "source/stream.h"

#include <stdbool.h>

/* Bytes of a file that are enough to tell. */
enum { PACKING_HEAD_BYTES = 10 };

struct packing {
    const char *name; /* "gzip" */
    bool (*is)(struct str head);
    /*
     * The text of what head (at most PACKING_HEAD_BYTES, copied) and the
     * stream below it hold; below is closed along with it.
     */
    struct stream *(*open)(struct stream *below, struct str head);
};

/* The packing that data with this head is in; NULL: none. */
const struct packing *packing_of(struct str head);

#endif
