/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Jensen-Shannon divergence: values that are known, and chance. */
#include "engine/divergence.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

static double sum(const struct sides_count *c, size_t n, uint64_t a, uint64_t b)
{
    double all = 0;

    for (size_t i = 0; i < n; i++)
        all += divergence_term(c[i], a, b);
    return all;
}

static void known_values(void **state)
{
    /* Nothing in common: 1 bit. The same: 0. (1/2, 1/2) and (1, 0): by hand,
       1/2 (1/2 log2(2/3) + 1/2 log2 2) + 1/2 log2(4/3) = 0.311278. */
    static const struct sides_count apart[] = {{10, 0}, {0, 30}};
    static const struct sides_count same[] = {{10, 30}, {20, 60}};
    static const struct sides_count half[] = {{50, 100}, {50, 0}};

    (void)state;
    assert_float_equal(sum(apart, 2, 10, 30), 1, 1e-12);
    assert_float_equal(sum(same, 2, 30, 90), 0, 1e-12);
    assert_float_equal(sum(half, 2, 100, 100), 0.311278, 1e-6);
}

static void chance_does_not_score(void **state)
{
    unsigned seed = 9;
    int scored = 0;

    (void)state;
    for (int round = 0; round < 200; round++) {
        struct sides_count c[50] = {{0, 0}};

        for (int i = 0; i < 300; i++)
            c[rand_r(&seed) % 50].a++;
        for (int i = 0; i < 5000; i++)
            c[rand_r(&seed) % 50].b++;
        double score = divergence_score(c, 50, 300, 5000);

        assert_true(score < 0.05);
        scored += score > 0;
    }
    assert_true(scored <= 4); /* one in fifty, and then little */
}

static void finds_the_run(void **state)
{
    struct sides_count c[20];
    size_t first, last;

    (void)state;
    for (size_t i = 0; i < 20; i++)
        c[i] = (struct sides_count){i >= 7 && i <= 9 ? 300 : 5, 100};
    assert_true(divergence_of_run(c, 20, 985, 2000, &first, &last) > 0.4);
    assert_int_equal(first, 7);
    assert_int_equal(last, 9);
}

static void empty_sides_score_nothing(void **state)
{
    static const struct sides_count c[] = {{10, 0}, {20, 0}};
    size_t first, last;

    (void)state;
    assert_float_equal(divergence_score(c, 2, 30, 0), 0, 0);
    assert_float_equal(divergence_score(c, 1, 30, 10), 0, 0);
    assert_float_equal(divergence_of_run(c, 2, 0, 10, &first, &last), 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_values),
        cmocka_unit_test(chance_does_not_score),
        cmocka_unit_test(finds_the_run),
        cmocka_unit_test(empty_sides_score_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
