/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Do rows that stand next to each other come from all over the pages? Then
 * whoever reads them a part at a time opens each page again and again.
 */
#ifndef ENGINE_SPREAD_H
#define ENGINE_SPREAD_H

#include "engine/relation.h"

/* Looks at a few thousand of the rows at most. */
bool rows_are_spread(const struct relation *rel, const uint64_t *ids,
                     uint64_t n);

#endif
