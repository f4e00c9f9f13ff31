/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What holds for any bytes as a Parquet file: reading ends, stays within its
 * memory, gives the same rows whichever way it goes, and where it gives fewer
 * than the footer promises it tells of damage. Shared by the fuzz target and
 * the unit test.
 */
#ifndef FUZZ_PARQUET_HOLDS_H
#define FUZZ_PARQUET_HOLDS_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>

/*
 * *opens: the footer could be read. False with *why when something does not
 * hold; files of very many rows are not looked at.
 */
bool parquet_holds(struct str bytes, bool *opens, struct buf *why);

#endif
