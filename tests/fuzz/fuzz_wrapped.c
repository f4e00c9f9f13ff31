/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a delivery of records, there as a whole or coming in parts;
 * what must hold is in wrapped_holds.h and grown_holds.h.
 */
#include "fuzz.h"
#include "grown_holds.h"
#include "wrapped_holds.h"

#include "base/hash.h"

#include <stdio.h>
#include <stdlib.h>

/* Texts longer than a block take a while: one input in so many is made one. */
enum { BLOCKS_ONE_IN = 32 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {size ? (const char *)data : "", size};
    uint64_t hash = hash_bytes(bytes.p, bytes.n);
    struct buf why = {0};

    if (!wrapped_holds(bytes, &why) || !grown_holds(bytes, hash, &why) ||
        (hash % BLOCKS_ONE_IN == 0 && !wrapped_blocks_hold(bytes, &why))) {
        fprintf(stderr, "%s\n", why.p);
        abort();
    }
    buf_done(&why);
    return 0;
}
