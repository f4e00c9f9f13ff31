/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decompressing pages: gzip, snappy, zstd and LZ4, each by its library. */
#ifndef SOURCE_PARQUET_CODEC_H
#define SOURCE_PARQUET_CODEC_H

#include "base/str.h"

/* What the libraries keep from one page to the next. */
struct parquet_unpacker {
    void *gzip;
    void *zstd;
};

/* *u is all zero to begin with. */
void parquet_unpacker_done(struct parquet_unpacker *u);
/*
 * Unpack what was compressed with an enum parquet_codec to exactly n bytes.
 * Returns NULL, or what is wrong as a constant phrase.
 */
const char *parquet_unpack(struct parquet_unpacker *u, unsigned codec,
                           struct str packed, char *out, size_t n);

#endif
