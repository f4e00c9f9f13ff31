/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as keys for the explorer; what must hold is in tape_holds.h. */
#include "fuzz.h"
#include "tape_holds.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {size ? (const char *)data : "", size};
    struct buf why = {0};

    if (!tape_holds(bytes, &why)) {
        fprintf(stderr, "%s\n", why.p);
        abort();
    }
    buf_done(&why);
    return 0;
}
