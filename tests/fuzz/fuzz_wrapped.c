/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a delivery of records; what must hold is in wrapped_holds.h. */
#include "fuzz.h"
#include "wrapped_holds.h"

#include <stdio.h>
#include <stdlib.h>

/* Texts longer than a block take a while: one input in so many is made one. */
enum { BLOCKS_ONE_IN = 32 };

static bool is_chosen(struct str bytes)
{
    unsigned sum = 0;

    for (size_t i = 0; i < bytes.n; i++)
        sum += (unsigned char)bytes.p[i];
    return sum % BLOCKS_ONE_IN == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {size ? (const char *)data : "", size};
    struct buf why = {0};

    if (!wrapped_holds(bytes, &why) ||
        (is_chosen(bytes) && !wrapped_blocks_hold(bytes, &why))) {
        fprintf(stderr, "%s\n", why.p);
        abort();
    }
    buf_done(&why);
    return 0;
}
