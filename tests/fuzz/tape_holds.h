/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What holds for any keys: a tape of the bytes that a terminal sent gives
 * these bytes again; the explorer plays a tape to its end and then ends by
 * itself; each query it asks for is one, or is refused with a word and a
 * place in it; what its screens show is text.
 */
#ifndef FUZZ_TAPE_HOLDS_H
#define FUZZ_TAPE_HOLDS_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>

/*
 * Bytes as a tape, or as what a terminal sends; false with *why when something
 * does not hold. Large screens are not looked at.
 */
bool tape_holds(struct str bytes, struct buf *why);

#endif
