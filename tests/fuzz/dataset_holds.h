/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What holds for any bytes as a file among the inputs, whatever layout they
 * are found to have: it has records, or a message says why it has none; rows,
 * lines that do not fit, headers and blank lines are all of its lines; each
 * row's line stands where it is said to.
 */
#ifndef FUZZ_DATASET_HOLDS_H
#define FUZZ_DATASET_HOLDS_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>

/* False with *why when something does not hold. */
bool dataset_holds(struct str bytes, struct buf *why);

#endif
