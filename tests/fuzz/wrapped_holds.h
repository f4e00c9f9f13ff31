/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What holds for any bytes as a delivery that wraps records: the records are
 * those of the reference, each as it stood there; they are the same when the
 * text is read in small pieces, read again, or longer than a block.
 */
#ifndef FUZZ_WRAPPED_HOLDS_H
#define FUZZ_WRAPPED_HOLDS_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>

/* False with *why when something does not hold. */
bool wrapped_holds(struct str bytes, struct buf *why);
/*
 * Events of JSON, so often that their lines fill more than a block, are the
 * events of one text so often. Other bytes are not looked at.
 */
bool wrapped_blocks_hold(struct str bytes, struct buf *why);

#endif
