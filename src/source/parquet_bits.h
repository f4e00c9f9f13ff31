/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Integers packed into bits, low ones first: Parquet's hybrid of runs and
 * packed groups (RLE), and its deltas (DELTA_BINARY_PACKED). Readers take any
 * bytes; they give fewer values than asked for where the data end or make no
 * sense. PARQUET_PAD bytes behind the data must be readable.
 * Source: Apache Parquet, "Encodings".
 */
#ifndef SOURCE_PARQUET_BITS_H
#define SOURCE_PARQUET_BITS_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum { PARQUET_PAD = 16 };

/* Numbers of up to 32 bits. */
struct parquet_rle {
    const char *p; /* the next run */
    const char *end;
    unsigned width; /* bits of a value */
    uint64_t left;  /* values of the run */
    bool packed;
    uint32_t value; /* else all of them are this one */
    const char *at; /* packed: where the run's bits are */
    uint64_t bit;   /* of the next value */
};

/* width: at most 32. */
struct parquet_rle parquet_rle_begin(struct str data, unsigned width);
/* Up to n values; returns how many. */
uint32_t parquet_rle_get(struct parquet_rle *r, uint32_t *out, uint32_t n);
/* The next n values are all v, and are taken; else none is. */
bool parquet_rle_all(struct parquet_rle *r, uint32_t v, uint32_t n);

struct parquet_delta {
    const char *p; /* the next block's head, or the bits of a miniblock */
    const char *end;
    uint64_t left;       /* values in all */
    uint32_t per_block;  /* values of a miniblock */
    uint32_t n_blocks;   /* miniblocks of a block */
    uint32_t block;      /* the current one; n_blocks: a head comes next */
    const char *widths;  /* by miniblock */
    uint32_t block_left; /* values of the miniblock */
    uint64_t bit;
    uint64_t least;
    uint64_t last;
    bool first; /* the first value, which is last, is still to be given */
    bool bad;
};

/* Its count of values may be less or more than what is asked for. */
struct parquet_delta parquet_delta_begin(struct str data);
uint32_t parquet_delta_get(struct parquet_delta *d, int64_t *out, uint32_t n);
/* Where the data end, once all values were taken; NULL when they are bad. */
const char *parquet_delta_end(const struct parquet_delta *d);

#endif
