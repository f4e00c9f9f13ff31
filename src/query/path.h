/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Paths: names of several segments, as in m.list[0].`odd key`. They are field
 * names whole, or lead from a map or list to what it holds.
 */
#ifndef QUERY_PATH_H
#define QUERY_PATH_H

#include "base/arena.h"
#include "base/buf.h"
#include "query/value.h"

#include <stdbool.h>
#include <stdint.h>

struct path_step {
    struct str key;  /* without backticks; of a member */
    uint32_t index;  /* or of an item, from 0 */
    bool is_index;
};

struct path {
    struct path_step *steps;
    uint32_t n;
};

/* Deeper than what comes out of JSON (value_json.c). */
enum { PATH_MAX_STEPS = 500 };

/* One more step; false when there are too many. Memory is the arena's. */
bool path_add_key(struct arena *arena, struct path *path, struct str key);
bool path_add_index(struct arena *arena, struct path *path, uint32_t index);
/*
 * The keys that dots divide, those with odd characters in backticks; false
 * when one is empty or they are too many.
 */
bool path_add_keys(struct arena *arena, struct path *path, struct str text);
/* The path that a text is, as in "user.roles[0].name"; false when it is none. */
bool path_parse(struct arena *arena, struct str text, struct path *out);
/*
 * What the steps lead to from v; null when there is nothing. A key of digits
 * leads into a list too, as in flattened JSON.
 */
struct value path_value(struct value v, const struct path_step *steps,
                        uint32_t n);
/* Append the keys before the first index, joined with dots; how many. */
uint32_t path_join(struct buf *out, const struct path *path);
/* Append the path as a query has it, with backticks where they are needed. */
void path_print(struct buf *out, const struct path *path);

#endif
