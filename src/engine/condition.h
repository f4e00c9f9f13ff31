/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A condition taken apart: a tree of and, or and not, and at its leaves what
 * filter.c can ask a column, or else must ask the evaluator.
 */
#ifndef ENGINE_CONDITION_H
#define ENGINE_CONDITION_H

#include "engine/batch.h"

enum node_kind {
    NODE_AND,     /* a, b */
    NODE_OR,      /* a, b */
    NODE_NOT,     /* a */
    NODE_COMPARE, /* slot op constants[0] */
    NODE_IN,      /* slot in constants; negated */
    NODE_VALUE,   /* expr, whose only slot is slot */
    NODE_ROW      /* expr */
};

/* What is known of a condition for texts and values seen before. */
struct memory {
    uint8_t *by_code; /* [session code]: truth or UNKNOWN */
    size_t n_codes;
    cell *recent; /* direct-mapped by hash */
    uint8_t *recent_truth;
};

struct node {
    enum node_kind kind;
    const struct expr *expr;
    struct node *a, *b;
    uint32_t slot;
    enum op op;
    bool negated;
    struct value *constants;
    uint32_t n_constants;
    struct memory memory; /* of all that have a slot */
    struct node *next;    /* all nodes of the filter */
};

/*
 * The tree of e, in the arena; all its nodes are put before *nodes. The
 * memories are their user's to free.
 */
struct node *condition_compile(struct arena *a, const struct expr *e,
                               struct node **nodes);

#endif
