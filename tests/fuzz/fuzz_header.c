/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any text as headers, as a format, as lines without a header, and as a file
 * that has all of these; what must hold is in header_holds.h and
 * dataset_holds.h.
 */
#include "dataset_holds.h"
#include "fuzz.h"
#include "header_holds.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {size ? (const char *)data : "", size};
    struct buf why = {0};

    if (!header_holds(text, &why) || !dataset_holds(text, &why)) {
        fprintf(stderr, "%s\n", why.p);
        abort();
    }
    buf_done(&why);
    return 0;
}
