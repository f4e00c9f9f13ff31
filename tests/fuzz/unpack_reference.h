/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Unpacking the plain way: all of the input and all of the output in memory,
 * by one call of the library for each member where it has such a call.
 */
#ifndef FUZZ_UNPACK_REFERENCE_H
#define FUZZ_UNPACK_REFERENCE_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>

struct unpacked {
    struct buf text; /* before the damage, if any */
    bool packed;     /* the bytes are in one of the packings at all */
    bool damaged;
    bool followed; /* by something else, which is told, the text being whole */
    bool too_long; /* the text was cut at the limit */
};

/*
 * At most so many bytes of text. bytewise: give libzstd its input, and take
 * its output, byte by byte; before damage it makes as much as it can then.
 */
void unpack_reference(struct str bytes, size_t most, bool bytewise,
                      struct unpacked *out);

#endif
