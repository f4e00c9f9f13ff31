/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Widening columns to cells: one tight loop per kind and width for all rows,
 * as if there were no exceptions, then the exceptions among them.
 */
#include "scan/column.h"

#include <string.h>

/* out[i] = make(data[row i]) for data of this type. */
#define WIDEN(type, make)                                                      \
    do {                                                                       \
        const type *data = c->data;                                            \
        for (uint32_t i = 0; i < n; i++) {                                     \
            type v = data[sel[i]];                                             \
            out[i] = (make);                                                   \
        }                                                                      \
    } while (0)

static void fill(cell *out, uint32_t n, cell value)
{
    for (uint32_t i = 0; i < n; i++)
        out[i] = value;
}

#define INT_CELL(v) cell_make(CELL_INT, base + (uint64_t)(v))

static void widen_int(const struct column *c, const uint32_t *sel, uint32_t n,
                      cell *out)
{
    uint64_t base = (uint64_t)c->base;

    switch (c->width) {
    case 0:
        fill(out, n, INT_CELL(0));
        break;
    case 1:
        WIDEN(uint8_t, INT_CELL(v));
        break;
    case 2:
        WIDEN(uint16_t, INT_CELL(v));
        break;
    case 4:
        WIDEN(uint32_t, INT_CELL(v));
        break;
    default:
        WIDEN(uint64_t, INT_CELL(v));
        break;
    }
}

static void widen_dict(const struct column *c, const uint32_t *sel, uint32_t n,
                       cell *out)
{
    const cell *cells = c->cells;

    switch (c->width) {
    case 0:
        fill(out, n, cells[0]);
        break;
    case 1:
        WIDEN(uint8_t, cells[v]);
        break;
    case 2:
        WIDEN(uint16_t, cells[v]);
        break;
    default:
        WIDEN(uint32_t, cells[v]);
        break;
    }
}

/*
 * Rows far apart are a line of the cache each, and the next of them is not
 * where a processor looks ahead: all are asked for before any is waited for.
 */
static void fetch(const struct column *c, const uint32_t *sel, uint32_t n)
{
    enum { FAR = 4 }; /* rows between two that are wanted, on average */

    if (n == 0 || c->width == 0 || sel[n - 1] - sel[0] < n * FAR)
        return;
    for (uint32_t i = 0; i < n; i++)
        __builtin_prefetch((const char *)c->data + (size_t)sel[i] * c->width);
}

/*
 * Which rows are exceptions is found out first, without a branch that would
 * be a guess; then the loads of their cells do not wait for each other.
 */
static void put_exceptions(const struct column *c, const uint32_t *sel,
                           uint32_t n, cell *out)
{
    enum { PART = 256 };
    uint32_t found[PART];

    for (uint32_t first = 0; first < n; first += PART) {
        uint32_t end = n - first < PART ? n : first + PART;
        uint32_t n_found = 0;

        for (uint32_t i = first; i < end; i++) {
            found[n_found] = i;
            n_found += c->exc_bits[sel[i] >> 6] >> (sel[i] & 63) & 1;
        }
        for (uint32_t k = 0; k < n_found; k++)
            out[found[k]] = column_exception(c, sel[found[k]]);
    }
}

void column_cells(const struct column *c, const uint32_t *sel, uint32_t n,
                  cell *out)
{
    fetch(c, sel, n);
    switch (c->kind) {
    case COLUMN_NULL:
        memset(out, 0, n * sizeof *out);
        return;
    case COLUMN_INT:
        widen_int(c, sel, n, out);
        break;
    case COLUMN_IP4:
        WIDEN(uint32_t, cell_make(CELL_IP4, v));
        break;
    case COLUMN_DICT:
        widen_dict(c, sel, n, out);
        break;
    }
    if (c->exc_bits)
        put_exceptions(c, sel, n, out);
}

cell column_cell(const struct column *c, uint32_t row)
{
    cell out = 0; /* gcc does not see that all kinds are handled */

    column_cells(c, &row, 1, &out);
    return out;
}
