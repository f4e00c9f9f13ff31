/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading the Thrift compact protocol, as far as Parquet's footer and page
 * headers need it. Nothing is trusted: what reaches beyond the bytes, nests
 * too deep or is of another type than expected sets bad, after which all
 * reads give zeros and all loops end.
 * Source: Apache Thrift, "Thrift Compact protocol".
 */
#ifndef SOURCE_THRIFT_H
#define SOURCE_THRIFT_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum thrift_type {
    THRIFT_STOP,
    THRIFT_TRUE,
    THRIFT_FALSE,
    THRIFT_I8,
    THRIFT_I16,
    THRIFT_I32,
    THRIFT_I64,
    THRIFT_DOUBLE,
    THRIFT_BINARY,
    THRIFT_LIST,
    THRIFT_SET,
    THRIFT_MAP,
    THRIFT_STRUCT
};

struct thrift {
    const char *p; /* the next byte */
    const char *end;
    bool bad;
};

/* A field of a struct; all zero before the first. */
struct thrift_field {
    int32_t id;
    enum thrift_type type;
};

struct thrift thrift_begin(struct str bytes);
/*
 * Go to the next field of the struct; false at its end. The value must be
 * read by one of the functions below before the next call.
 */
bool thrift_next(struct thrift *t, struct thrift_field *f);
/* The value of a field; bad when it is of another type. */
int64_t thrift_int(struct thrift *t, const struct thrift_field *f);
bool thrift_bool(struct thrift *t, const struct thrift_field *f);
/* Borrowed from the bytes. */
struct str thrift_binary(struct thrift *t, const struct thrift_field *f);
/* Begin a list of this many elements, no more than there are bytes left. */
uint32_t thrift_list(struct thrift *t, const struct thrift_field *f,
                     enum thrift_type of);
/* Is the field a struct, whose own fields follow? */
bool thrift_is_struct(struct thrift *t, const struct thrift_field *f);
/* Pass over the value, whatever it is. */
void thrift_skip(struct thrift *t, const struct thrift_field *f);

#endif
