/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Spikes of a lane. The bounds are worked out by hand: median plus five times
 * the median absolute deviation, twice the median, and 5 flows.
 */
#include "tui/spike.h"

#include "check.h"

#include <stdio.h>

static void stands_out_from_the_others(void **state)
{
    static const struct {
        const char *name;
        uint64_t counts[9];
        uint32_t n;
        uint64_t least;
    } cases[] = {
        /* median 2, deviations 1 0 1 0 48: median of them 1; 2 + 5 and more */
        {"few flows", {1, 2, 3, 2, 50}, 5, 8},
        /* median 100, deviation 0: above it, but twice as much counts */
        {"level", {100, 100, 100, 100, 101}, 5, 200},
        {"nothing", {0, 0, 0, 0}, 4, 5},
        /* median (10 + 20) / 2 = 15, deviations 5 5 15 985: (5 + 15) / 2 */
        {"an even number", {10, 20, 0, 1000}, 4, 66},
        {"none", {0}, 0, 5},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++)
        check_int(cases[i].name, spike_least(cases[i].counts, cases[i].n),
                  cases[i].least);
}

static const uint64_t lane[] = {0, 90, 80, 1, 0, 1, 0, 0, 70, 1, 0, 0, 60};
enum { N = sizeof lane / sizeof *lane };

static void goes_from_spike_to_spike(void **state)
{
    static const struct {
        int64_t at;
        int by;
        int first, n; /* n 0: none */
    } cases[] = {
        {-1, 1, 1, 2}, {0, 1, 1, 2},  {1, 1, 8, 1},    {2, 1, 8, 1},
        {8, 1, 12, 1}, {12, 1, 0, 0}, {N, -1, 12, 1},  {12, -1, 8, 1},
        {11, -1, 8, 1}, {8, -1, 1, 2}, {2, -1, 1, 2},  {1, -1, 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct spike s = {0, 0};
        char name[40];

        snprintf(name, sizeof name, "from %d by %d", (int)cases[i].at,
                 cases[i].by);
        check_int(name, spike_find(lane, N, cases[i].at, cases[i].by, &s),
                  cases[i].n > 0);
        check_int(name, s.first, cases[i].first);
        check_int(name, s.n, cases[i].n);
    }
}

static void knows_the_spike_around_a_bucket(void **state)
{
    struct spike s;

    (void)state;
    check_int("inside", spike_around(lane, N, 2, &s), 1);
    check_int("first", s.first, 1);
    check_int("buckets", s.n, 2);
    check_int("outside", spike_around(lane, N, 3, &s), 0);
    check_int("beyond", spike_around(lane, N, N, &s), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stands_out_from_the_others),
        cmocka_unit_test(goes_from_spike_to_spike),
        cmocka_unit_test(knows_the_spike_around_a_bucket),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
