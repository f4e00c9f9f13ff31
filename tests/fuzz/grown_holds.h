/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What holds for any bytes that come to a file in some parts, looked at after
 * each: in the end it has the text of a file that was there as a whole, if it
 * is plain or each line is a delivery of its own, and reads the same again.
 */
#ifndef FUZZ_GROWN_HOLDS_H
#define FUZZ_GROWN_HOLDS_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* seed: of where the parts end. False with *why. */
bool grown_holds(struct str bytes, uint64_t seed, struct buf *why);

#endif
