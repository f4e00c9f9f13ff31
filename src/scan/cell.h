/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cell: one 64-bit value that every column can be widened to, equal
 * exactly when the texts in the log are equal. Small integers written
 * canonically ("80", not "080") and IPv4 addresses stand inline; every other
 * text by its code in the session's dictionary.
 *
 * Layout: the kind in the top 4 bits, the payload in the low 60.
 */
#ifndef SCAN_CELL_H
#define SCAN_CELL_H

#include <stdbool.h>
#include <stdint.h>

typedef uint64_t cell;

enum cell_kind {
    CELL_NULL, /* the record has no such field; payload 0 */
    CELL_INT,  /* signed integer of up to 60 bits */
    CELL_IP4,  /* host-order address */
    CELL_TEXT, /* dictionary code */
    CELL_TIME  /* signed milliseconds since 1970; made by queries only */
};

#define CELL_PAYLOAD_BITS 60
#define CELL_PAYLOAD_MASK ((UINT64_C(1) << CELL_PAYLOAD_BITS) - 1)
#define CELL_INT_MAX ((INT64_C(1) << (CELL_PAYLOAD_BITS - 1)) - 1)
#define CELL_INT_MIN (-CELL_INT_MAX - 1)

static inline cell cell_make(enum cell_kind kind, uint64_t payload)
{
    return (uint64_t)kind << CELL_PAYLOAD_BITS | (payload & CELL_PAYLOAD_MASK);
}

static inline enum cell_kind cell_kind_of(cell c)
{
    return (enum cell_kind)(c >> CELL_PAYLOAD_BITS);
}

/* Payload as unsigned: address, dictionary code. */
static inline uint64_t cell_payload(cell c)
{
    return c & CELL_PAYLOAD_MASK;
}

/* Payload as signed: integer, milliseconds. */
static inline int64_t cell_int(cell c)
{
    return (int64_t)(c << (64 - CELL_PAYLOAD_BITS)) >> (64 - CELL_PAYLOAD_BITS);
}

static inline bool cell_int_fits(int64_t i)
{
    return i >= CELL_INT_MIN && i <= CELL_INT_MAX;
}

#endif
