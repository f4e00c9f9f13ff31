/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What holds for any text as lines of a log: rows, lines that do not fit,
 * headers and blank lines are all of its lines, and those of the reference;
 * so they are with every level of vector instructions, for some rows alone,
 * and when the text is cut between lines; their values are cells_hold.h's.
 */
#ifndef FUZZ_LINES_HOLD_H
#define FUZZ_LINES_HOLD_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct lines_case {
    unsigned layout; /* that the text begins under, modulo those there are */
    bool trusted;    /* the first line may be a header of unknown names */
    bool marked;     /* headers are those lines that are marked as such */
    uint16_t cuts;   /* after which lines the text is cut: bit 0 tells of
                        the first, and of each 16th after it, and so on */
};

/* False with *why when something does not hold. */
bool lines_hold(struct str text, const struct lines_case *how, struct buf *why);

#endif
