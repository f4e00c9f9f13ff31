/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What holds for the texts of a field in a segment: each is had back from its
 * column, packed or not, with every level of vector instructions; what is a
 * number or an address is so by strtoll and inet_pton, and nothing else is.
 */
#ifndef FUZZ_CELLS_HOLD_H
#define FUZZ_CELLS_HOLD_H

#include "base/buf.h"
#include "base/cpu.h"
#include "base/str.h"
#include "flow/field.h"

#include <stdbool.h>
#include <stdint.h>

/* Slices of text, or NULL: the rows have no such field. False with *why. */
bool cells_hold(struct str text, const struct slice *slices, uint32_t n,
                enum field_type type, enum cpu_level level, struct buf *why);
/* One word as an address: the reading of inet_pton, and back. */
bool address_holds(struct str word, struct buf *why);

#endif
