/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How differently values are distributed on two sides: the Jensen-Shannon
 * divergence in bits (J. Lin, "Divergence measures based on the Shannon
 * entropy", IEEE Trans. Inf. Theory 37 (1991), 145-151). It lies between 0,
 * both sides alike, and 1, no value in common, and does not depend on how
 * many rows a side has.
 */
#ifndef ENGINE_DIVERGENCE_H
#define ENGINE_DIVERGENCE_H

#include <stddef.h>
#include <stdint.h>

/* How often a value occurs on each side. */
struct sides_count {
    uint64_t a, b;
};

/* What one value adds to the divergence; a of all_a rows, b of all_b. */
double divergence_term(struct sides_count c, uint64_t all_a, uint64_t all_b);

/*
 * The divergence over n values that are all there are, less what two samples
 * of this size from one and the same distribution have on average; 0 when
 * chance alone explains it. For small divergences 8 ln 2 J / (1/A + 1/B) is
 * distributed as chi-squared with n - 1 degrees of freedom, as the G of
 * T. Dunning, "Accurate methods for the statistics of surprise and
 * coincidence", Computational Linguistics 19 (1993), 61-74.
 */
double divergence_score(const struct sides_count *values, size_t n,
                        uint64_t all_a, uint64_t all_b);

/*
 * For numbers in n classes, rising: the run of classes, *first to *last, that
 * parts the two sides best, and its score: the divergence of being within it
 * or not, with the same correction as for n values, since it is the best of
 * many.
 */
double divergence_of_run(const struct sides_count *classes, size_t n,
                         uint64_t all_a, uint64_t all_b, size_t *first,
                         size_t *last);

#endif
