/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory for large arrays that grow by doubling: blocks of powers of two
 * out of regions that the system is asked to back with huge pages. Fresh
 * memory then costs a quarter, and a look-up anywhere in it seldom misses
 * the translation cache. What is given back is joined with its neighbour
 * and used again. Small blocks come from malloc. Safe from many threads.
 *
 * A pool may hold back what is free, for whoever comes next: memory from the
 * system is the dearer the busier the machine is.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stddef.h>

struct pool;

/* keep: bytes that may be held back. One reference; NULL is no pool. */
struct pool *pool_new(size_t keep);
struct pool *pool_retain(struct pool *p);
/*
 * The last reference: all blocks of the pool's regions go with it; small
 * ones do not.
 */
void pool_release(struct pool *p);
/*
 * A block of at least *size bytes, not cleared; *size becomes what there is
 * room for. Ends the program instead of failing, as mem_alloc does. Without
 * a pool (NULL) the block comes from malloc whatever its size.
 */
void *pool_take(struct pool *p, size_t *size);
/* Give a block back; size is what pool_take said. block may be NULL. */
void pool_give(struct pool *p, void *block, size_t size);
/* Memory is short: what is free goes back to the system. */
void pool_trim(struct pool *p);

#endif
