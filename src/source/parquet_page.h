/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header that stands before each page of a column chunk. */
#ifndef SOURCE_PARQUET_PAGE_H
#define SOURCE_PARQUET_PAGE_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum parquet_page_type { PAGE_DATA, PAGE_INDEX, PAGE_DICTIONARY, PAGE_DATA_2 };

enum { PARQUET_PAGE_MAX = 128 << 20 /* bytes unpacked; larger is damage */ };

struct parquet_page {
    unsigned type;     /* others than those above are to be passed over */
    uint32_t header_n; /* bytes of the header */
    uint32_t packed_n;
    uint32_t n;      /* bytes unpacked */
    uint32_t values; /* with nulls: rows */
    unsigned encoding;
    unsigned levels;    /* the encoding of definition levels */
    uint32_t levels_n;  /* PAGE_DATA_2: bytes of levels before the values, */
    uint32_t repeats_n; /* and of repetition levels before those */
    bool packed;        /* are they compressed? */
};

/* Read the header; false when it is damaged or is not all there. */
bool parquet_page_read(struct str bytes, struct parquet_page *out);

#endif
