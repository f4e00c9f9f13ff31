/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The values of a long list behind `in`, hashed, so that a look-up does not
 * grow with the list. Gives what comparing with each of them by
 * query-language.md 4.3 would: numbers are equal as numbers however they are
 * written, everything else as text.
 */
#ifndef QUERY_LITERAL_SET_H
#define QUERY_LITERAL_SET_H

#include "base/arena.h"
#include "query/value.h"

struct literal_set;

/* Shorter lists are gone through faster than they are hashed. */
enum { LITERAL_SET_MIN = 17 };

/*
 * In the arena; the values' texts are borrowed. Of a list in the list its
 * members count.
 */
struct literal_set *literal_set_new(struct arena *a, const struct value *values,
                                    uint64_t n);
/* item in [values] */
enum truth literal_set_find(const struct literal_set *s, struct value item);

#endif
