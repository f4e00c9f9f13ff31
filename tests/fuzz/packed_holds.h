/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What holds for any bytes as a packed file: the text is that of the library
 * used the plain way, up to the last whole line before the damage, which is
 * told; it is given in blocks of bounded size, the same when read again.
 */
#ifndef FUZZ_PACKED_HOLDS_H
#define FUZZ_PACKED_HOLDS_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * False with *why when something does not hold. Of a longer text than most
 * bytes only the beginning is compared.
 */
bool packed_holds(struct str bytes, size_t most, struct buf *why);

/* How to pack a text, and what to do to the result. */
struct packed_recipe {
    unsigned kind;    /* modulo the number of packings */
    unsigned members; /* the text is cut into so many and one more */
    bool twice;       /* pack what is packed */
    uint16_t keep;    /* bytes to leave of it, modulo all; 0: all */
    uint16_t change;  /* a byte to invert, modulo all; 0: none */
};

/*
 * The text, packed so by the libraries, reads as it was; damaged as the recipe
 * says, too, as far as packed_holds tells.
 */
bool packed_recipe_holds(const struct packed_recipe *recipe, struct str text,
                         struct buf *why);

#endif
