/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers and IPv4 addresses out of text, a batch at a time. All versions
 * know exactly the spellings that parse.h knows, and give its values; rows
 * with any other text are told as odd and are for the exact functions of
 * base/num.h and flow/addr.h.
 */
#ifndef SCAN_PARSE_BATCH_H
#define SCAN_PARSE_BATCH_H

#include "base/cpu.h"
#include "base/str.h"
#include "scan/lines.h"

#include <stdint.h>

/* Rows of a batch that are not of the usual spelling, rising. */
struct odd_rows {
    uint32_t n;
    uint16_t rows[BATCH_ROWS];
};

/* Room for whole vectors beyond the last row. */
enum { PARSE_BATCH_ROOM = BATCH_ROWS + 8 };

struct number_batch {
    struct odd_rows odd;
    int64_t min, max; /* of the rest; min > max when there is none */
    uint64_t values[PARSE_BATCH_ROOM]; /* of odd rows: anything */
};

struct address_batch {
    struct odd_rows odd;
    uint32_t values[PARSE_BATCH_ROOM]; /* host order; of odd rows: anything */
};

/*
 * Slices 0 to n - 1, n <= BATCH_ROWS, of this text, in its order. Those near
 * its ends, around which there is no room to read, are odd.
 */
typedef void parse_numbers_fn(struct str text, const struct slice *slices,
                              uint32_t n, struct number_batch *out);
typedef void parse_addresses_fn(struct str text, const struct slice *slices,
                                uint32_t n, struct address_batch *out);

struct parsers {
    parse_numbers_fn *numbers;
    parse_addresses_fn *addresses;
};

/* The fastest versions at this level. */
struct parsers parsers_at(enum cpu_level level);

#endif
