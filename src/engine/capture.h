/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parse command takes out of one text (query-language.md 7.7). */
#ifndef ENGINE_CAPTURE_H
#define ENGINE_CAPTURE_H

#include "query/tree.h"

/*
 * Take out[0 .. p->n) out of v: slices of its text or made in the arena; all
 * null when v is null, a map or list, or is not of the form.
 */
void capture_value(const struct parse_spec *p, struct regex_scratch *scratch,
                   struct arena *arena, struct value v, struct value *out);
/*
 * The same for a regex from a byte on: the next match, of groups that took no
 * part null. False, and all null, when there is none. *end is where the search
 * for the one after goes on.
 */
bool capture_match(const struct parse_spec *p, struct regex_scratch *scratch,
                   struct str text, size_t from, struct value *out,
                   size_t *end);

#endif
