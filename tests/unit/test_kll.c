/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sketch of numbers: how far the rank of its answers is off, on inputs
 * whose ranks are known. All inputs are the numbers 0 to n - 1 in some order
 * (or each some times), so that a number says its rank.
 */
#include "engine/kll.h"

#include "check.h"

#include <math.h>
#include <stdlib.h>

enum { N = 200000, PIECES = 7, TRIALS = 8 };

enum order { RISING, FALLING, SHUFFLED, N_ORDERS };

/* Source: Knuth, TAOCP 2, 3.3.4 (MMIX). */
static uint64_t next_random(uint64_t *s)
{
    *s = *s * 6364136223846793005u + 1442695040888963407u;
    return *s >> 33;
}

static double *numbers(enum order order, uint64_t seed)
{
    double *v = malloc(N * sizeof *v);

    for (uint32_t i = 0; i < N; i++)
        v[i] = order == FALLING ? N - 1 - i : i;
    for (uint32_t i = N - 1; order == SHUFFLED && i > 0; i--) {
        uint32_t k = (uint32_t)(next_random(&seed) % (i + 1));
        double t = v[i];

        v[i] = v[k];
        v[k] = t;
    }
    return v;
}

/* Of 99 percentiles, how many are off by more than the error; all by 2. */
static unsigned count_bad(const struct kll *s, uint64_t times, unsigned k)
{
    double n = (double)N * (double)times;
    unsigned bad = 0;

    assert_int_equal(kll_n(s), N * times);
    for (unsigned p = 1; p < 100; p++) {
        uint64_t rank = kll_n(s) / 100 * p;
        double off = fabs(kll_at(s, rank) * (double)times - (double)rank) / n;

        bad += off > kll_error(k);
        assert_true(off < 2 * kll_error(k));
    }
    assert_true(kll_at(s, 0) == 0);
    assert_true(kll_at(s, kll_n(s) - 1) == N - 1);
    return bad;
}

static void ranks_are_within_the_error(void **state)
{
    (void)state;
    for (unsigned k = KLL_MIN_K; k <= KLL_MAX_K; k *= 4) {
        unsigned bad = 0, all = 0;

        for (int order = 0; order < N_ORDERS; order++) {
            for (unsigned t = 0; t < TRIALS; t++, all += 99) {
                double *v = numbers((enum order)order, t);
                struct kll *s = NULL;
                size_t bytes = 0;

                for (uint32_t i = 0; i < N; i++)
                    kll_add(&s, v[i], 1, k, &bytes);
                bad += count_bad(s, 1, k);
                assert_int_equal(bytes, kll_bytes(s));
                kll_free(s);
                free(v);
            }
        }
        assert_true(bad * 100 <= all);
    }
}

/* Pieces of different sizes, merged; the pieces of a thread are its own. */
static void merges_keep_the_error(void **state)
{
    unsigned bad = 0, all = 0;

    (void)state;
    for (int order = 0; order < N_ORDERS; order++) {
        for (unsigned t = 0; t < TRIALS; t++, all += 99) {
            double *v = numbers((enum order)order, t);
            struct kll *s = NULL;
            const uint32_t n = N;
            const unsigned k = KLL_MIN_K;
            size_t bytes = 0;

            for (uint32_t piece = 0, i = 0; piece < PIECES; piece++) {
                uint32_t end = piece + 1 == PIECES ? n : n >> (PIECES - piece);
                struct kll *part = NULL;
                size_t ignored = 0;

                for (; i < end; i++)
                    kll_add(&part, v[i], 1, k << (piece & 1), &ignored);
                kll_merge(&s, part, k << 1, &bytes);
                kll_free(part);
            }
            bad += count_bad(s, 1, k);
            assert_int_equal(bytes, kll_bytes(s));
            kll_free(s);
            free(v);
        }
    }
    assert_true(bad * 100 <= all);
}

static void numbers_may_come_many_times(void **state)
{
    enum { TIMES = 1000 };
    double *v = numbers(SHUFFLED, 5);
    struct kll *s = NULL;
    size_t bytes = 0;

    (void)state;
    for (uint32_t i = 0; i < N; i++)
        kll_add(&s, v[i], TIMES, KLL_MIN_K, &bytes);
    assert_true(count_bad(s, TIMES, KLL_MIN_K) <= 1);
    assert_true(kll_bytes(s) < 16384);
    kll_free(s);
    free(v);
}

static void lowering_keeps_the_lower_error(void **state)
{
    double *v = numbers(SHUFFLED, 3);
    struct kll *s = NULL;
    size_t bytes = 0;

    (void)state;
    for (uint32_t i = 0; i < N; i++) {
        kll_add(&s, v[i], 1, KLL_MAX_K, &bytes);
        if (i == N / 2)
            kll_lower(&s, KLL_MIN_K, &bytes);
    }
    assert_true(count_bad(s, 1, KLL_MIN_K) <= 1);
    assert_int_equal(bytes, kll_bytes(s));
    kll_free(s);
    free(v);
}

static void few_or_equal_numbers_are_exact(void **state)
{
    struct kll *few = NULL, *equal = NULL;
    size_t bytes = 0;

    (void)state;
    for (int i = 299; i >= 0; i--)
        kll_add(&few, i, 1, KLL_MIN_K, &bytes);
    for (int i = 0; i < N; i++)
        kll_add(&equal, -2.5, 3, KLL_MIN_K, &bytes);
    assert_true(kll_is_exact(few));
    for (uint64_t i = 0; i < 300; i++)
        assert_true(kll_at(few, i) == (double)i);
    assert_true(kll_is_exact(equal));
    assert_true(kll_at(equal, N) == -2.5);
    kll_rounded(few);
    assert_false(kll_is_exact(few));
    kll_free(few);
    kll_free(equal);
}

static void a_copy_is_its_own(void **state)
{
    struct kll *s = NULL, *copy;
    size_t bytes = 0;

    (void)state;
    assert_null(kll_copy(NULL));
    assert_int_equal(kll_n(NULL), 0);
    kll_add(&s, 1, 1, KLL_MIN_K, &bytes);
    copy = kll_copy(s);
    for (int i = 0; i < 10; i++)
        kll_add(&s, 2, 1, KLL_MIN_K, &bytes);
    assert_int_equal(kll_n(copy), 1);
    assert_true(kll_at(copy, 0) == 1);
    kll_free(s);
    kll_free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranks_are_within_the_error),
        cmocka_unit_test(merges_keep_the_error),
        cmocka_unit_test(numbers_may_come_many_times),
        cmocka_unit_test(lowering_keeps_the_lower_error),
        cmocka_unit_test(few_or_equal_numbers_are_exact),
        cmocka_unit_test(a_copy_is_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
