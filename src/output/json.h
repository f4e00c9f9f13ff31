/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON texts, RFC 8259; used for results and for the program's tables. */
#ifndef OUTPUT_JSON_H
#define OUTPUT_JSON_H

#include "base/buf.h"
#include "query/value.h"

/* s as a JSON string with its quotes; invalid UTF-8 becomes U+FFFD. */
void json_string(struct buf *out, struct str s);
/*
 * v as JSON. numbers: a text that is number-like is a number too (the column
 * is of a numeric field); booleans are 1 and 0, times strings, null null.
 */
void json_value(struct buf *out, struct value v, bool numbers);

#endif
