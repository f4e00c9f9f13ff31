/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Comparing a column with a constant, without making values of its rows.
 * Only integer and IPv4 columns, and only where the answer is exactly what
 * value_relation gives; the caller does the rest the plain way.
 */
#ifndef ENGINE_KERNEL_H
#define ENGINE_KERNEL_H

#include "engine/batch.h"

/*
 * truth[i] = row i of the batch OP k, where the column's row is no
 * exception; rows that are get a meaningless truth. False, and nothing done,
 * when there is no fast way for this column, operator and constant.
 */
bool kernel_compare(const struct batch *b, const struct column *c, enum op op,
                    struct value k, uint8_t *truth);

/*
 * Rows of an integer column as 64-bit integers; exceptions give the column's
 * base.
 */
void kernel_ints(const struct column *c, const uint32_t *rows, uint32_t n,
                 int64_t *out);

/* data[row] of a column of codes. */
void kernel_codes(const struct column *c, const uint32_t *rows, uint32_t n,
                  uint32_t *out);

#endif
