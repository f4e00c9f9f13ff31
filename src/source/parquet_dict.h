/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dictionary of a column chunk, from the page that holds it. */
#ifndef SOURCE_PARQUET_DICT_H
#define SOURCE_PARQUET_DICT_H

#include "source/parquet_int.h"
#include "source/parquet_page.h"

/* Memory that grows, of values of one type. */
struct parquet_memory {
    void *p;
    size_t cap; /* bytes */
};

/* A dictionary, and the memory that it lies in; all zero to begin with. */
struct parquet_dict_room {
    struct parquet_dict dict;
    struct source_room text; /* the page, unpacked, between paddings */
    struct source_room made; /* texts made of words or of decimals */
    struct parquet_memory ints;
    struct parquet_memory slices;
};

void parquet_dict_done(struct parquet_dict_room *d);
/*
 * Take the page that was unpacked to d->text, as parquet_padded has it.
 * Returns NULL, or what is wrong as a constant phrase.
 */
const char *parquet_dict_load(struct parquet_dict_room *d,
                              const struct parquet_column *column,
                              const struct parquet_page *page);

/* Bytes of a page between PARQUET_PAD zeros; behind them is a "-", too. */
struct str parquet_padded(const struct source_room *room, uint32_t n);
/* That "-". */
struct slice parquet_dash(struct str padded);
/* Put it and the zeros behind what room has before at; before it are some. */
struct str parquet_end_texts(char *room, size_t at);

#endif
