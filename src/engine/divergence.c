/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/divergence.h"

#include <math.h>

/* Standard deviations above the mean of chi-squared that are no chance. */
static const double surprising = 4;

/* p log2(p / m) */
static double part(double p, double m)
{
    return p > 0 ? p * log2(p / m) : 0;
}

double divergence_term(struct sides_count c, uint64_t all_a, uint64_t all_b)
{
    double p = all_a ? (double)c.a / (double)all_a : 0;
    double q = all_b ? (double)c.b / (double)all_b : 0;
    double m = (p + q) / 2;

    return (part(p, m) + part(q, m)) / 2;
}

/* What is beyond chance, of a divergence over this many free values. */
static double beyond_chance(double sum, double freedom, uint64_t all_a,
                            uint64_t all_b)
{
    double unit =
        (1 / (double)all_a + 1 / (double)all_b) / (8 * log(2)); /* of chi^2 */

    if (sum < unit * (freedom + surprising * sqrt(2 * freedom)))
        return 0;
    sum -= unit * freedom;
    return sum > 1 ? 1 : sum;
}

double divergence_score(const struct sides_count *values, size_t n,
                        uint64_t all_a, uint64_t all_b)
{
    double sum = 0;

    if (all_a == 0 || all_b == 0 || n < 2)
        return 0;
    for (size_t i = 0; i < n; i++)
        sum += divergence_term(values[i], all_a, all_b);
    return beyond_chance(sum, (double)n - 1, all_a, all_b);
}

/* Within and without. */
static double parted(struct sides_count in, uint64_t all_a, uint64_t all_b)
{
    struct sides_count out = {all_a - in.a, all_b - in.b};

    return divergence_term(in, all_a, all_b) +
           divergence_term(out, all_a, all_b);
}

double divergence_of_run(const struct sides_count *classes, size_t n,
                         uint64_t all_a, uint64_t all_b, size_t *first,
                         size_t *last)
{
    double best = 0;

    *first = *last = 0;
    if (all_a == 0 || all_b == 0 || n < 2)
        return 0;
    for (size_t i = 0; i < n; i++) {
        struct sides_count in = {0, 0};

        for (size_t k = i; k < n; k++) {
            in.a += classes[k].a;
            in.b += classes[k].b;
            double sum = parted(in, all_a, all_b);
            /* Told by what is more frequent in question. */
            if (sum > best && (double)in.a / (double)all_a >
                                  (double)in.b / (double)all_b) {
                best = sum;
                *first = i;
                *last = k;
            }
        }
    }
    return beyond_chance(best, (double)n - 1, all_a, all_b);
}
