/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a Parquet file, for the files source/parquet*.c. */
#ifndef SOURCE_PARQUET_INT_H
#define SOURCE_PARQUET_INT_H

#include "base/arena.h"
#include "source/parquet.h"

#include <pthread.h>

/* As the file numbers them. */
enum parquet_physical {
    PHYSICAL_BOOLEAN,
    PHYSICAL_INT32,
    PHYSICAL_INT64,
    PHYSICAL_INT96,
    PHYSICAL_FLOAT,
    PHYSICAL_DOUBLE,
    PHYSICAL_BYTES,
    PHYSICAL_FIXED
};

enum parquet_codec {
    CODEC_NONE,
    CODEC_SNAPPY,
    CODEC_GZIP,
    CODEC_LZO,
    CODEC_BROTLI,
    CODEC_LZ4,
    CODEC_ZSTD,
    CODEC_LZ4_RAW
};

enum parquet_encoding {
    ENCODING_PLAIN,
    ENCODING_PLAIN_DICTIONARY = 2,
    ENCODING_RLE,
    ENCODING_BIT_PACKED,
    ENCODING_DELTA,
    ENCODING_DELTA_LENGTH,
    ENCODING_DELTA_TEXT,
    ENCODING_DICTIONARY,
    ENCODING_BYTE_STREAM_SPLIT
};

/* What is made of the raw values, which are 64-bit words or texts. */
enum parquet_kind {
    KIND_INT,    /* the word */
    KIND_UINT32, /* the same; a 32-bit value is widened without its sign */
    KIND_UINT64, /* texts beyond INT64_MAX */
    KIND_MILLIS, /* times since 1970 */
    KIND_MICROS,
    KIND_NANOS,
    KIND_DATE, /* days since 1970 */
    KIND_BOOLEAN,
    KIND_FLOAT, /* the word has its bits */
    KIND_DOUBLE,
    KIND_DECIMAL,
    KIND_TEXT,        /* the raw value is a text */
    KIND_DECIMAL_TEXT /* and its bytes are a number, high ones first */
};

struct parquet_column {
    struct str name;
    enum parquet_physical physical;
    enum parquet_kind kind;
    uint32_t width; /* bytes of a value, where it is fixed; else 0 */
    unsigned scale; /* of decimals: digits behind the point */
    bool optional;  /* there are definition levels, of one bit */
};

struct parquet_left {
    struct str name;
    const char *why; /* constant */
};

/* One column of one row group. */
struct parquet_chunk {
    uint64_t at; /* of its first page */
    uint64_t bytes;
    uint8_t codec;
    bool bounded;
    int64_t min, max; /* raw words */
};

struct parquet_group {
    uint64_t rows;
    uint64_t row;         /* rows of the groups before */
    uint32_t first_piece; /* pieces of those */
    uint32_t pieces;
};

struct parquet {
    struct handle *file;
    uint64_t bytes;
    struct arena arena;
    struct parquet_column *columns; /* those that are read */
    uint32_t n_columns;
    size_t cap_columns;
    struct parquet_left *left;
    uint32_t n_left;
    size_t cap_left;
    struct parquet_group *groups; /* those with rows */
    uint32_t n_groups;
    size_t cap_groups;
    struct parquet_chunk *chunks; /* n_columns of each group */
    size_t cap_chunks;
    uint32_t n_pieces;
    uint64_t pages_most; /* bytes of the pages that are open side by side */

    pthread_mutex_t lock; /* of damage */
    char damage[200];
};

/* parquet.c */
/* Read n bytes; false when they are not there (any more). */
bool parquet_read(const struct parquet *p, char *to, size_t n, uint64_t at);
/* Note what is wrong with a column; the first counts. */
void parquet_tell(struct parquet *p, uint32_t column, uint32_t group,
                  const char *why);

/* parquet_meta.c: fill the columns, groups and chunks from the footer. */
bool parquet_read_meta(struct parquet *p, struct str footer, uint64_t data_end,
                       struct err *err);

/* parquet_cursor.c: bytes of the memory that the pages are in. */
size_t parquet_cursor_memory(const struct parquet_cursor *c);

/* parquet_value.c */
/* Is the value made of a raw word an integer? Texts never are. */
bool parquet_is_int(enum parquet_kind kind, int64_t raw);
/* That integer. */
int64_t parquet_int(enum parquet_kind kind, int64_t raw);
/* The text of a raw word that makes no integer; returns its length. */
enum { PARQUET_WORD_TEXT = 48 };
size_t parquet_word_text(const struct parquet_column *column, int64_t raw,
                         char out[PARQUET_WORD_TEXT]);

/* parquet_decimal.c: decimals of up to 38 digits, which is also the scale's
 * largest value. */
#define PARQUET_TOO_MANY_DIGITS "a decimal has more digits than can be read"
enum { PARQUET_DECIMAL_BYTES = 16, PARQUET_SCALE_MAX = 38 };
/* The text of a number; returns its length. */
size_t parquet_decimal_word(int64_t v, unsigned scale,
                            char out[PARQUET_WORD_TEXT]);
/* The same of bytes, high ones first; false when they are too many. */
bool parquet_decimal_bytes(struct str bytes, unsigned scale,
                           char out[PARQUET_WORD_TEXT], size_t *n);

#endif
