/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the fields of a single line may be, by their looks alone: something to
 * begin --format with, where guess.h finds too little to go by.
 */
#ifndef FLOW_GUESS_LINE_H
#define FLOW_GUESS_LINE_H

#include "base/buf.h"

#include <stddef.h>

struct line_guess {
    struct str text;
    const char *name; /* of the field in the log; NULL: no idea */
};

/*
 * Split the line at blanks and guess each field; no field is guessed twice.
 * Fills at most cap; returns how many there are, cap at most.
 */
size_t guess_line(struct str line, struct line_guess *out, size_t cap);
/* "${srcaddr} ${dstaddr} ${field3}": what --format takes. */
void guess_line_format(struct buf *out, const struct line_guess *guesses,
                       size_t n);

#endif
