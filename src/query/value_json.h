/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON as values and values as JSON (RFC 8259). Objects are maps, arrays are
 * lists; strings, numbers, booleans and null are values of these types, so
 * that what was read is written the same.
 */
#ifndef QUERY_VALUE_JSON_H
#define QUERY_VALUE_JSON_H

#include "base/arena.h"
#include "base/buf.h"
#include "query/value.h"

/*
 * The map or list that a text is, copied to the arena; null for anything
 * else: a number or string alone, broken or too deeply nested JSON, bytes
 * that are no UTF-8, a string with U+0000. Integers that need more than 64
 * bits become doubles. Of equal keys the last counts.
 */
struct value value_of_json(struct arena *arena, struct str text);
/* Append v: maps and lists with all they hold; times are strings. */
void value_add_json(struct buf *out, struct value v);

#endif
