/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the values of one field of a segment can be: an integer within a
 * range, or one of a few cells. It outlives the column it was taken from.
 */
#ifndef SCAN_VALUE_SET_H
#define SCAN_VALUE_SET_H

#include "flow/field.h"
#include "scan/column.h"

enum { VALUE_SET_CELLS = 4 };

struct value_set {
    int64_t min, max; /* min > max: no integer that is no cell */
    cell cells[VALUE_SET_CELLS];
    uint32_t n;
    field_id field;
    const struct value_set *next; /* of the segment */
};

/* The values of a column; false when they are too many to say. */
bool value_set_of(const struct column *c, struct value_set *out);

#endif
