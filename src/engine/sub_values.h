/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a subquery gave, kept as the values that the query around it reads. */
#ifndef ENGINE_SUB_VALUES_H
#define ENGINE_SUB_VALUES_H

#include "base/dict.h"
#include "engine/result.h"
#include "query/subquery.h"

#include <stdatomic.h>

struct sub_values {
    struct dict *dict;
    uint64_t memory_bytes;   /* the budget */
    struct spill *spill;     /* for what is more; or NULL */
    const atomic_bool *stop; /* give up when it is set */
};

/*
 * Fill the subquery with the rows of its result: a table, or for a condition
 * the list of its values. False with *err.
 */
bool sub_values_keep(struct subquery *sub, struct result *r,
                     const struct sub_values *how, struct err *err);

#endif
