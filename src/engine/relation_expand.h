/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The matches of a parse with multi: each is a row of its own. */
#ifndef ENGINE_RELATION_EXPAND_H
#define ENGINE_RELATION_EXPAND_H

#include "base/big.h"
#include "engine/batch.h"

/* One row: a match that search finds from byte `from` of the base row. */
struct match {
    uint64_t base;  /* id in the base relation */
    uint64_t place; /* of the base row in its order */
    size_t from;    /* SIZE_MAX: no match, all null */
};

/*
 * Id i is matches[i]. Takes the base relation and the matches, which come from
 * big_alloc, over.
 */
struct relation *relation_expand_new(struct relation *base,
                                     const struct parse_spec *parse,
                                     const struct call_env *env,
                                     struct match *matches);

/* Matches as they are found: those of a row stand together. */
struct matches {
    struct match *items; /* from big_alloc */
    uint64_t n, cap;
    struct spill *spill; /* for what takes more than so many bytes; or NULL */
    size_t most_bytes;
};
/*
 * Append the matches in each row of a batch; at[i] is the place of row i.
 * False with *err when there is no room for them.
 */
bool matches_add(struct matches *m, struct batch *b, const size_t *at,
                 const struct parse_spec *parse, struct err *err);

#endif
