/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the fields of a line may be, by their looks alone: for lines that no
 * header describes and no known layout fits.
 */
#ifndef FLOW_GUESS_H
#define FLOW_GUESS_H

#include "base/buf.h"

#include <stddef.h>

struct guess {
    struct str text;
    const char *name; /* of the field in the log; NULL: no idea */
};

/*
 * Split the line at blanks and guess each field; no field is guessed twice.
 * Fills at most cap; returns how many there are, cap at most.
 */
size_t guess_fields(struct str line, struct guess *out, size_t cap);
/* "${srcaddr} ${dstaddr} ${field3}": what --format takes. */
void guess_format(struct buf *out, const struct guess *guesses, size_t n);

#endif
