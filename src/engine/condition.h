/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A condition taken apart: a tree of and, or and not, and at its leaves what
 * filter.c can ask a column, or else must ask the evaluator.
 */
#ifndef ENGINE_CONDITION_H
#define ENGINE_CONDITION_H

#include "engine/batch.h"
#include "engine/native.h"
#include "engine/recall.h"

enum node_kind {
    NODE_AND,     /* a, b */
    NODE_OR,      /* a, b */
    NODE_NOT,     /* a */
    NODE_SLOT, /* expr, whose only slot is slot */
    NODE_ROW   /* expr */
};

struct node {
    enum node_kind kind;
    const struct expr *expr;
    struct node *a, *b;
    uint32_t slot; /* the rest is of NODE_SLOT */
    struct native_ints ints;
    struct native_ip4 ip4;
    struct recall recall; /* its user's to make and free */
    struct node *next;    /* all nodes of the filter */
    uint32_t number;      /* among them, from 0 */
};

/* Leaves beyond this many are asked row by row: what is remembered about a
   leaf takes some 100 KiB. */
enum { CONDITION_MAX_NODES = 1024 };

/* The tree of e, in the arena; all its nodes are put before *nodes. */
struct node *condition_compile(struct arena *a, const struct expr *e,
                               struct node **nodes);

#endif
