/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding rows of a table, by the texts of some columns or by the block that
 * holds an address. What is made for that stays with the table, for the next
 * query.
 */
#ifndef QUERY_LOOKUP_INDEX_H
#define QUERY_LOOKUP_INDEX_H

#include "query/cidr_index.h"
#include "query/lookup_table.h"

/* Rows by the texts of these columns; of equal ones the first. */
const struct lookup_index *lookup_index_of(struct lookup_table *t,
                                           const uint32_t *columns, uint32_t n);
/* The row where the i-th column has the text keys[i]; LOOKUP_NONE. */
uint32_t lookup_index_find(const struct lookup_index *x,
                           const struct str *keys);

/* The first column whose first text that is not empty is a block. */
uint32_t lookup_blocks_column(const struct lookup_table *t);
/*
 * Rows by the blocks in the column; an empty text is none. NULL with one
 * sentence in *err when something else is no block.
 */
const struct cidr_index *lookup_blocks_of(struct lookup_table *t,
                                          uint32_t column, struct err *err);

#endif
