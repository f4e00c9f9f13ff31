/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tables of lookup and cidrlookup: files given with --table, and those
 * in the folder tables/ of the configuration (design.md 7). A file is read
 * when a query names its table for the first time.
 */
#ifndef CLI_TABLES_H
#define CLI_TABLES_H

#include "query/lookup_table.h"

#include <stdbool.h>
#include <stdint.h>

struct table_option {
    const char *name; /* not ended by a NUL, name_n bytes */
    size_t name_n;
    const char *path;
};

/* "NAME=FILE" taken apart; the text is borrowed. False: it is no such. */
bool table_option_read(const char *text, struct table_option *out);
/*
 * The options are borrowed. The file of a table may have 1 GiB, and no more
 * than memory_bytes, which is 0 for the default.
 */
struct lookup_tables *tables_new(const struct table_option *options, size_t n,
                                 uint64_t memory_bytes);
void tables_free(struct lookup_tables *t);

#endif
