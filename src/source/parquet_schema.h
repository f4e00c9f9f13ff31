/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which columns a Parquet file has, and which of them can be read. */
#ifndef SOURCE_PARQUET_SCHEMA_H
#define SOURCE_PARQUET_SCHEMA_H

#include "source/parquet_int.h"
#include "source/thrift.h"

/* Where the leaves of the schema went. */
#define PARQUET_LEFT_OUT UINT32_MAX

struct parquet_leaves {
    uint32_t *columns; /* or PARQUET_LEFT_OUT; to be freed */
    size_t n;
    size_t cap;
};

/*
 * Add the columns of the schema, a field of the footer, to p; the leaves are
 * none before. False when it is damaged; it may be so, too, when t is bad.
 */
bool parquet_read_schema(struct parquet *p, struct thrift *t,
                         const struct thrift_field *f,
                         struct parquet_leaves *leaves);
/* Note a column that is not read; why is a constant phrase. */
void parquet_leave_out(struct parquet *p, struct str name, const char *why);

#endif
