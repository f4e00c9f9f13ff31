/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a Parquet file; what must hold is in parquet_holds.h. */
#include "fuzz.h"
#include "parquet_holds.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {size ? (const char *)data : "", size};
    struct buf why = {0};
    bool opens;

    if (!parquet_holds(bytes, &opens, &why)) {
        fprintf(stderr, "%s\n", why.p);
        abort();
    }
    buf_done(&why);
    return 0;
}
