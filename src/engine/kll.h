/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which number has rank r among all that came, in little memory: the
 * sketch of Karnin, Lang and Liberty. Numbers wait at level 0. When a level
 * is full it is sorted and every other of its numbers, beginning with the
 * first or the second as a coin falls, goes up one level, where a number
 * stands for twice as many; the others are gone. The k of the topmost level
 * decides the error; below it levels hold less and less.
 *
 * The rank of the answer is off by at most kll_error(k) times the count,
 * in 99 of 100 cases. While nothing was thrown away the answer is exact.
 *
 * Source: Karnin, Lang, Liberty, "Optimal quantile approximation in
 * streams" (FOCS 2016).
 */
#ifndef ENGINE_KLL_H
#define ENGINE_KLL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { KLL_MIN_K = 320, KLL_MAX_K = KLL_MIN_K << 4 };

/* An empty sketch is NULL. */
struct kll;

void kll_free(struct kll *s);
struct kll *kll_copy(const struct kll *s);
size_t kll_bytes(const struct kll *s);

/*
 * What changes a sketch may put it elsewhere, and adds to *bytes what it
 * grew by (modulo 2^64). k: how large it may be.
 */

/* A number (not NaN) that comes `times` times, 1 to 2^40. */
void kll_add(struct kll **s, double x, uint64_t times, unsigned k,
             size_t *bytes);
void kll_merge(struct kll **to, const struct kll *from, unsigned k,
               size_t *bytes);
void kll_lower(struct kll **s, unsigned k, size_t *bytes);
/* A number was rounded when it was put in: no answer is exact any more. */
void kll_rounded(struct kll *s);

/* How many numbers came. */
uint64_t kll_n(const struct kll *s);
bool kll_is_exact(const struct kll *s);
/* The number of this rank, from 0 to kll_n - 1. The first and the last are
   always exact. */
double kll_at(const struct kll *s, uint64_t rank);
/* The bound on the error of a rank, of the count. */
double kll_error(unsigned k);

#endif
