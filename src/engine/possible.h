/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which truths a condition can have on the open page, by what is known of
 * the values there without reading them.
 */
#ifndef ENGINE_POSSIBLE_H
#define ENGINE_POSSIBLE_H

#include "engine/condition.h"
#include "engine/relation.h"

/* A set of truths: bit 1 << truth. */
typedef unsigned truth_set;

#define TRUTH_SET_ALL (1u << TRUTH_FALSE | 1u << TRUTH_TRUE | 1u << TRUTH_NULL)

/* No row of the page has another truth; not all of the set need occur. */
truth_set possible_truths(struct node *p, struct relation *r);

#endif
