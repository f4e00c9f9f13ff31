/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as the text of a query; what must hold is in query_holds.h. */
#include "fuzz.h"
#include "query_holds.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {size ? (const char *)data : "", size};
    struct buf why = {0};
    bool parses;

    if (!query_holds(text, &parses, &why)) {
        fprintf(stderr, "%.*s\n%s\n", STR_ARG(text), why.p);
        abort();
    }
    buf_done(&why);
    return 0;
}
