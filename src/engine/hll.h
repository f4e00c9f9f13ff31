/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many distinct values there were, in little memory: HyperLogLog. A
 * sketch begins as a list of hashes, so that a small count is exact; when
 * the list is as large as the registers would be, it becomes 2^bits
 * registers, each the highest rank (leading zeros + 1) among the hashes
 * whose first bits are its number.
 *
 * The sketch of a union is the same whichever way it was put together, value
 * by value or by merging sketches of any size; but a list keeps only the top
 * 32 bits of a hash, which once in 2^(32 - bits) hashes lowers a rank.
 *
 * Sources: Flajolet, Fusy, Gandouet, Meunier, "HyperLogLog" (2007); Heule,
 * Nunkesser, Hall, "HyperLogLog in practice" (2013), for 64-bit hashes and
 * the exact beginning; Ertl, "New cardinality estimation algorithms for
 * HyperLogLog sketches" (2017), for the estimator, which needs no tables of
 * its bias.
 */
#ifndef ENGINE_HLL_H
#define ENGINE_HLL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HLL_MIN_BITS = 12, HLL_MAX_BITS = 16 };

/* An empty sketch is NULL. */
struct hll;

void hll_free(struct hll *h);
struct hll *hll_copy(const struct hll *h);
/* Memory of it. */
size_t hll_bytes(const struct hll *h);

/*
 * What changes a sketch may put it elsewhere, and adds to *bytes what it
 * grew by (modulo 2^64: it may shrink). bits: how large it may be.
 */

/* A value, by a hash of which every bit is good. */
void hll_add(struct hll **h, uint64_t hash, unsigned bits, size_t *bytes);
void hll_merge(struct hll **to, const struct hll *from, unsigned bits,
               size_t *bytes);
/* No larger than for these bits from now on. */
void hll_lower(struct hll **h, unsigned bits, size_t *bytes);

/* Is the count no estimate? (But for one chance in 8192 to be one less.) */
bool hll_is_exact(const struct hll *h);
uint64_t hll_count(const struct hll *h);
/* The standard error of a count by 2^bits registers, of 1. */
double hll_error(unsigned bits);

#endif
