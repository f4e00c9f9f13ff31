/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A column: one field of one segment, decoded once, narrow, immutable. What
 * does not fit the narrow type (-, unknown, port 70000, 080) is an exception
 * that keeps the text: nothing is lost or turned into zero.
 */
#ifndef SCAN_COLUMN_H
#define SCAN_COLUMN_H

#include "scan/cell.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum column_kind {
    COLUMN_NULL, /* no layout of the segment has the field */
    COLUMN_INT,  /* base + data[row], width 0, 1, 2, 4 or 8 bytes, unsigned */
    COLUMN_IP4,  /* data[row] is a host-order address, width 4 */
    COLUMN_DICT, /* codes[data[row]], width 0, 1, 2 or 4 */
};

struct column {
    enum column_kind kind;
    /*
     * Bytes per row in data. 0: data is not there, every row that is no
     * exception has base, or codes[0].
     */
    uint8_t width;
    uint32_t n;           /* rows */
    int64_t base;         /* COLUMN_INT: what data counts from */
    int64_t min, max;     /* COLUMN_INT: of the non-exceptions, if any */
    const void *data;     /* n values of width bytes; exceptions hold 0 */
    /*
     * COLUMN_DICT: the segment's distinct texts, by session code and as
     * cells ("80" in a text field is a CELL_INT as everywhere).
     */
    const uint32_t *codes;
    const cell *cells;
    uint32_t n_codes;
    /*
     * Exceptions, or NULL when there are none: bit row set where the value
     * is one. Their cells are exc_cells[rank of row among the set bits]:
     * CELL_NULL or of any kind that the column does not hold itself.
     */
    const uint64_t *exc_bits;
    const uint32_t *exc_rank; /* set bits before each 64-row word */
    const cell *exc_cells;
    uint32_t n_exc;
    size_t bytes;             /* memory held, for the budget */
};

static inline bool column_is_exception(const struct column *c, uint32_t row)
{
    return c->exc_bits && (c->exc_bits[row >> 6] >> (row & 63) & 1);
}

/* The cell of a row that is an exception. */
static inline cell column_exception(const struct column *c, uint32_t row)
{
    uint64_t below = c->exc_bits[row >> 6] &
                     ((UINT64_C(1) << (row & 63)) - 1);

    return c->exc_cells[c->exc_rank[row >> 6] +
                        (uint32_t)__builtin_popcountll(below)];
}

/* The value of one row. */
cell column_cell(const struct column *c, uint32_t row);
/* The values of rows sel[0..n), in that order. */
void column_cells(const struct column *c, const uint32_t *sel, uint32_t n,
                  cell *out);

#endif
