/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of a result as JSON, RFC 8259. */
#ifndef OUTPUT_JSON_H
#define OUTPUT_JSON_H

#include "base/buf.h"
#include "query/value.h"

/*
 * v as JSON. numbers: a text that is number-like is a number too (the column
 * is of a numeric field); booleans are 1 and 0, times strings, null null. What
 * is within a map or list out of JSON is as it was there.
 */
void json_value(struct buf *out, struct value v, bool numbers);

#endif
