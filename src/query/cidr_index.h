/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Blocks of addresses, and which of them holds an address: of several the
 * smallest (the longest prefix), of equal ones the first.
 */
#ifndef QUERY_CIDR_INDEX_H
#define QUERY_CIDR_INDEX_H

#include "base/arena.h"
#include "flow/addr.h"

#define CIDR_NONE UINT32_MAX

struct cidr_index;

/* numbers[i]: what blocks[i] is called in answers. */
struct cidr_index *cidr_index_new(struct arena *a, const struct cidr *blocks,
                                  const uint32_t *numbers, uint32_t n);
/* The number of the block, or CIDR_NONE. */
uint32_t cidr_index_find(const struct cidr_index *x, const struct addr *addr);
uint32_t cidr_index_find_v4(const struct cidr_index *x, uint32_t v4);

#endif
