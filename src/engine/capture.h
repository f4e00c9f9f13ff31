/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parse command takes out of one text (query-language.md 7.7). */
#ifndef ENGINE_CAPTURE_H
#define ENGINE_CAPTURE_H

#include "query/tree.h"

/*
 * Match at or after byte from; out[0 .. p->n) become slices of text, null for
 * groups that took no part. False, and all null, when there is no match. For
 * a regex *end is where the search for the next match goes on.
 */
bool capture_text(const struct parse_spec *p, struct regex_scratch *scratch,
                  struct str text, size_t from, struct value *out, size_t *end);

#endif
