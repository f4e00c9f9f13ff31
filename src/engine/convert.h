/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Between the value of an expression and the cell that groups by it. Two
 * values become one cell exactly when their texts are equal, however either
 * was made: by a column, a capture or a computation.
 */
#ifndef ENGINE_CONVERT_H
#define ENGINE_CONVERT_H

#include "base/dict.h"
#include "query/value.h"
#include "scan/cell.h"

/* The value of a cell; texts live as long as the dictionary. */
struct value value_of_cell(const struct dict *dict, cell c);
/* The cell of a value; a text that is new is added to the dictionary. */
cell cell_of_value(struct dict *dict, struct value v);
/*
 * A hash of the value or its cell, the same for both, of which every bit is
 * good; the dictionary is not added to.
 */
uint64_t hash_of_value(struct value v);
uint64_t hash_of_cell(const struct dict *dict, cell c);

#endif
