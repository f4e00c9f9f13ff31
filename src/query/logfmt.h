/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Texts of the form level=info msg="not found" retry, as programs log them
 * (query-language.md 7.7): keys with values, which may be in quotes.
 */
#ifndef QUERY_LOGFMT_H
#define QUERY_LOGFMT_H

#include "base/arena.h"
#include "query/value.h"

/*
 * The map that the text is, its values texts; null when there is no key=value
 * in it. In quotes, \" is a quote, and \\ \n \r \t are what they are in a
 * query. A word alone is a key whose value is "true". Of equal keys the last
 * counts, in the place of the first. Plain keys and values are borrowed.
 */
struct value logfmt_parse(struct arena *arena, struct str text);

#endif
