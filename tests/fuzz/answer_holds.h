/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What holds for the answer to any query over a small log of usual and odd
 * records: it is the same with and without vector instructions, over columns
 * that are kept and text that is read again; and the records that pass a
 * condition are those for which it is true when it is computed for each.
 */
#ifndef FUZZ_ANSWER_HOLDS_H
#define FUZZ_ANSWER_HOLDS_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>

/* A text as a query, and as a condition; false with *why. */
bool answer_holds(struct str text, struct buf *why);

#endif
