/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that a transform gave. */
#ifndef ENGINE_RELATION_MADE_H
#define ENGINE_RELATION_MADE_H

#include "engine/relation.h"

/* In made_rows.base: the row continues none. */
#define MADE_NEW UINT64_MAX

struct made_rows {
    const struct transform *transform;
    uint64_t n;           /* at most UINT32_MAX */
    uint64_t *base;       /* [row]: id of the row of the base that it
                             continues, or MADE_NEW; from malloc */
    bool base_is_big;     /* no, from big_alloc */
    struct value **out;   /* [output][row], in the arena */
    struct arena arena;   /* of the values too */
};

/*
 * Id i is row i. scope is that of the base, or, when base is NULL, the one
 * the transform began: then all rows are new. Takes base and rows over.
 */
struct relation *relation_made_new(struct relation *base,
                                   const struct scope *scope,
                                   struct dict *dict, struct made_rows *rows);

#endif
