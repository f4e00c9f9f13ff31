/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What headers that unwrapping added state, for those that were met last.
 * Where a member of JSON objects comes and goes, each record may have a header,
 * and reading one takes longer than all the rest of its line.
 */
#ifndef SCAN_HEADER_CACHE_H
#define SCAN_HEADER_CACHE_H

#include "base/buf.h"
#include "scan/header.h"

#include <stdint.h>

enum { HEADER_CACHE_SIZE = 64 };

/* All zeros to begin with; of one thread. */
struct header_cache {
    struct header_rules rules; /* of all that is in it */
    struct {
        struct buf line;             /* empty: nothing is here */
        const struct layout *layout; /* as header_find says */
    } headers[HEADER_CACHE_SIZE];    /* by a hash of the line */
};

/* As header_find, of a line that is a header that was added. */
const struct layout *header_cache_find(struct header_cache *c,
                                       const struct header_rules *rules,
                                       struct str line);
void header_cache_done(struct header_cache *c);

#endif
