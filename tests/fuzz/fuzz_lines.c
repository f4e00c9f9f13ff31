/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as the text of a log, after four that say how it is read; what
 * must hold is in lines_hold.h.
 */
#include "fuzz.h"
#include "lines_hold.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HOW_BYTES = 4, TRUSTED = 0x40, MARKED = 0x20, TIMES_MAX = 16 };

/* The text so often, in memory that ends with it. */
static char *repeat(struct str text, size_t times)
{
    char *all = mem_alloc(text.n * times);

    for (size_t i = 0; i < times && text.n; i++)
        memcpy(all + i * text.n, text.p, text.n);
    return all;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf why = {0};

    if (size < HOW_BYTES)
        return 0;
    struct lines_case how = {.layout = data[0] & 7,
                             .trusted = data[0] & TRUSTED,
                             .marked = data[0] & MARKED,
                             .cuts = (uint16_t)(data[2] | data[3] << 8)};
    struct str text = {(const char *)data + HOW_BYTES, size - HOW_BYTES};
    size_t times = data[1] % TIMES_MAX + 1u;
    char *all = repeat(text, times);

    if (!lines_hold((struct str){all, text.n * times}, &how, &why)) {
        fprintf(stderr, "%s\n", why.p);
        abort();
    }
    free(all);
    buf_done(&why);
    return 0;
}
