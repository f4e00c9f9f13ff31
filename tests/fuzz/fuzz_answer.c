/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any text as a query or a condition over a small log; what must hold is in
 * answer_holds.h.
 */
#include "answer_holds.h"
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {size ? (const char *)data : "", size};
    struct buf why = {0};

    if (!answer_holds(text, &why)) {
        fprintf(stderr, "%s\n", why.p);
        abort();
    }
    buf_done(&why);
    return 0;
}
