/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Regular expressions of queries, by PCRE2 with JIT, kept to what RE2 offers
 * in everyday use: unanchored search, "." does not match a newline, ^ and $
 * only at the ends unless (?m), no trailing flags. Effort is limited; a
 * pattern that hits the limit fails the query.
 */
#ifndef QUERY_REGEX_H
#define QUERY_REGEX_H

#include "base/err.h"
#include "base/str.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct regex;
/* One thread's working memory for matching. */
struct regex_scratch;

/*
 * NULL with *err when wrong; err->at is the place in the pattern, which the
 * caller shifts to where the pattern stands in the query.
 */
struct regex *regex_new(struct str pattern, struct err *err);
void regex_free(struct regex *re);
/* Capture groups, and the name of group i (1..), empty when unnamed. */
uint32_t regex_groups(const struct regex *re);
struct str regex_group_name(const struct regex *re, uint32_t i);

struct regex_scratch *regex_scratch_new(void);
void regex_scratch_free(struct regex_scratch *s);
/*
 * Searches find nothing soon after *stop is set; NULL: they do not look. What
 * they are for has to be given up, then.
 */
void regex_scratch_stop(struct regex_scratch *s, const atomic_bool *stop);

enum regex_result { REGEX_NO, REGEX_YES, REGEX_LIMIT };

/*
 * Is there a match in text at or after byte from? Once a search with this
 * scratch took too much effort all others say so, too: the whole answer is
 * void, and the next texts would take as long.
 */
enum regex_result regex_search(const struct regex *re,
                               struct regex_scratch *scratch, struct str text,
                               size_t from);
/*
 * Group i (0 is the whole match) of the last successful search: its bytes,
 * and false when the group took no part.
 */
bool regex_group(const struct regex_scratch *scratch, struct str text,
                 uint32_t i, struct str *out);
/* Set once any search with this scratch hit the limit. */
bool regex_hit_limit(const struct regex_scratch *scratch);

#endif
