/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Asking a column what a condition on it says of its rows, exceptions
 * included.
 */
#ifndef ENGINE_ASK_H
#define ENGINE_ASK_H

#include "engine/answer.h"
#include "engine/condition.h"

/* Rows of the open page: a list, rising, or (rows NULL) all n. */
struct view {
    const uint32_t *rows;
    uint32_t n;
};

/* node is a NODE_SLOT, c the column of its slot. Masks are in the arena. */
struct answer ask_column(struct arena *arena, const struct kernels *kernels,
                         struct node *node, const struct column *c,
                         struct view v);
/* The answer that these truths are. */
struct answer ask_truths(struct arena *arena, const struct kernels *kernels,
                         const uint8_t *truth, uint32_t n);

#endif
