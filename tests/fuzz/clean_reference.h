/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text made UTF-8 without colours and with LF at the ends of lines the plain
 * way: all of it in memory, one change after the other. See source/clean.h.
 */
#ifndef FUZZ_CLEAN_REFERENCE_H
#define FUZZ_CLEAN_REFERENCE_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>

/* What was cut off a text may change so many bytes before it, not more. */
enum { CLEAN_TAIL_BYTES = 64 };

/* Add it to *out; false: as it was, it needed nothing. */
bool clean_reference(struct str text, struct buf *out);

#endif
