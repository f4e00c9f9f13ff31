/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What holds for any text as a header, as --format, and as lines whose layout
 * is guessed: a layout has a column for each word and no field twice; its
 * names, read again as a header and as a format, are the same layout, and each
 * is found by its name in queries; a guess has as many columns as lines have.
 */
#ifndef FUZZ_HEADER_HOLDS_H
#define FUZZ_HEADER_HOLDS_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>

/* False with *why when something does not hold. */
bool header_holds(struct str text, struct buf *why);

#endif
