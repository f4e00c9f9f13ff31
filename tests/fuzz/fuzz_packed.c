/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a packed file; what must hold is in packed_holds.h. Bytes that
 * are no such file are a recipe, and a text to be packed.
 */
#include "fuzz.h"
#include "packed_holds.h"

#include "source/packing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Below a block, but for these few: a text of some blocks. */
enum {
    RECIPE_BYTES = 6,
    TEXT_MAX = 64 << 10,
    BLOCKS = 0xb0,
    BLOCKS_BYTES = 5 << 18
};

/* Double the text until it has so many bytes. */
static void repeat(struct buf *text, size_t least)
{
    while (text->n && text->n < least) {
        char *to = buf_room(text, text->n);

        memcpy(to, text->p, text->n);
        text->n *= 2;
    }
}

static bool recipe_holds(const uint8_t *d, struct str text, struct buf *why)
{
    struct packed_recipe recipe = {
        .kind = d[0] & 15,
        .twice = d[0] >> 4 & 1,
        .members = d[1] % 5u,
        .keep = (uint16_t)(d[2] | d[3] << 8),
        .change = (uint16_t)(d[4] | d[5] << 8),
    };
    struct buf whole = {0};
    bool holds;

    buf_add(&whole, text);
    if ((d[0] & 0xf0) == BLOCKS)
        repeat(&whole, BLOCKS_BYTES);
    holds = packed_recipe_holds(&recipe, buf_str(&whole), why);
    buf_done(&whole);
    return holds;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {size ? (const char *)data : "", size};
    struct buf why = {0};
    bool holds = true;

    if (packing_of(str_slice(bytes, 0, PACKING_HEAD_BYTES)))
        holds = packed_holds(bytes, TEXT_MAX, &why);
    else if (size >= RECIPE_BYTES)
        holds =
            recipe_holds(data, str_slice(bytes, RECIPE_BYTES, bytes.n), &why);
    if (!holds) {
        fprintf(stderr, "%s\n", why.p);
        abort();
    }
    buf_done(&why);
    return 0;
}
