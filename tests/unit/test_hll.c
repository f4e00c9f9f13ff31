/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * HyperLogLog: counts of sets whose size is known. The values are cells as
 * they come, of addresses, integers and codes side by side: the hash must
 * make random bits of them.
 */
#include "engine/hll.h"

#include "base/hash.h"
#include "scan/cell.h"

#include "check.h"

#include <math.h>
#include <stdio.h>

/* n values from `from` on, `step` apart. */
static void add(struct hll **h, enum cell_kind kind, uint64_t from,
                uint64_t n, uint64_t step, unsigned bits)
{
    size_t bytes = 0;

    for (uint64_t i = from; i < from + n; i++)
        hll_add(h, hash_u64(cell_make(kind, i * step)), bits, &bytes);
}

static double error_of(const struct hll *h, uint64_t n)
{
    return ((double)hll_count(h) - (double)n) / (double)n;
}

static void a_small_count_is_exact(void **state)
{
    enum { TWICE = 2 };

    (void)state;
    assert_true(hll_is_exact(NULL));
    assert_int_equal(hll_count(NULL), 0);
    for (uint64_t n = 1; n <= 1000; n += 37) {
        struct hll *h = NULL;

        for (int i = 0; i < TWICE; i++)
            add(&h, CELL_IP4, 0x0a000000, n, 1, HLL_MIN_BITS);
        assert_true(hll_is_exact(h));
        assert_int_equal(hll_count(h), n);
        hll_free(h);
    }
}

/* Each count within four standard errors, and most within one. */
static void errors_are_as_stated(void **state)
{
    static const uint64_t sizes[] = {10,    100,    1000,   3000,   10000,
                                     30000, 100000, 300000, 1000000};
    static const struct {
        enum cell_kind kind;
        uint64_t step;
    } kinds[] = {{CELL_INT, 1}, {CELL_IP4, 1},    {CELL_IP4, 256},
                 {CELL_TEXT, 1}, {CELL_INT, 1000}};

    (void)state;
    for (unsigned bits = HLL_MIN_BITS; bits <= HLL_MAX_BITS; bits += 2) {
        double error = hll_error(bits), squares = 0;
        unsigned n = 0;

        for (size_t k = 0; k < N_ELEMENTS(kinds); k++) {
            for (size_t i = 0; i < N_ELEMENTS(sizes); i++, n++) {
                struct hll *h = NULL;

                add(&h, kinds[k].kind, 77 * sizes[i], sizes[i], kinds[k].step,
                    bits);
                double e = error_of(h, sizes[i]);
                assert_true(fabs(e) < 4 * error);
                squares += e * e;
                hll_free(h);
            }
        }
        assert_true(sqrt(squares / n) < error);
    }
}

static void ten_million_are_counted(void **state)
{
    struct hll *h = NULL;

    (void)state;
    add(&h, CELL_IP4, 0, 10000000, 1, HLL_MIN_BITS);
    assert_true(fabs(error_of(h, 10000000)) < 3 * hll_error(HLL_MIN_BITS));
    assert_false(hll_is_exact(h));
    assert_true(hll_bytes(h) < 4096 + 64);
    hll_free(h);
}

/* Two sets that have a third of each in common. */
static void a_merge_counts_the_union(void **state)
{
    static const uint64_t sizes[] = {30, 300, 3000, 30000, 300000};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(sizes); i++) {
        for (size_t k = 0; k < N_ELEMENTS(sizes); k++) {
            struct hll *a = NULL, *b = NULL, *all = NULL;
            uint64_t from = sizes[i] * 2 / 3;
            size_t bytes = 0;

            add(&a, CELL_INT, 0, sizes[i], 1, HLL_MIN_BITS);
            add(&b, CELL_INT, from, sizes[k], 1, HLL_MIN_BITS);
            add(&all, CELL_INT, 0, sizes[i], 1, HLL_MIN_BITS);
            add(&all, CELL_INT, from, sizes[k], 1, HLL_MIN_BITS);
            bytes = hll_bytes(a);
            hll_merge(&a, b, HLL_MIN_BITS, &bytes);
            assert_int_equal(hll_count(a), hll_count(all));
            assert_int_equal(bytes, hll_bytes(a));
            hll_free(a);
            hll_free(b);
            hll_free(all);
        }
    }
}

/* A large sketch made small is the one that was small from the start. */
static void lowering_loses_nothing_else(void **state)
{
    static const uint64_t sizes[] = {500, 5000, 50000, 500000};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(sizes); i++) {
        struct hll *large = NULL, *small = NULL, *merged = NULL;
        size_t bytes;

        add(&large, CELL_TEXT, 0, sizes[i], 1, HLL_MAX_BITS);
        add(&small, CELL_TEXT, 0, sizes[i], 1, HLL_MIN_BITS);
        bytes = 0;
        hll_merge(&merged, large, HLL_MIN_BITS, &bytes);
        assert_int_equal(bytes, hll_bytes(merged));
        bytes = hll_bytes(large);
        hll_lower(&large, HLL_MIN_BITS, &bytes);
        assert_int_equal(bytes, hll_bytes(large));
        assert_true(hll_bytes(large) <= 4096 + 64);
        assert_int_equal(hll_count(large), hll_count(small));
        assert_int_equal(hll_count(merged), hll_count(small));
        hll_free(large);
        hll_free(small);
        hll_free(merged);
    }
}

static void a_copy_is_its_own(void **state)
{
    struct hll *h = NULL, *copy;

    (void)state;
    assert_null(hll_copy(NULL));
    add(&h, CELL_INT, 0, 100, 1, HLL_MAX_BITS);
    copy = hll_copy(h);
    add(&h, CELL_INT, 100, 100, 1, HLL_MAX_BITS);
    assert_int_equal(hll_count(copy), 100);
    assert_int_equal(hll_count(h), 200);
    hll_free(h);
    hll_free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_count_is_exact),
        cmocka_unit_test(errors_are_as_stated),
        cmocka_unit_test(ten_million_are_counted),
        cmocka_unit_test(a_merge_counts_the_union),
        cmocka_unit_test(lowering_loses_nothing_else),
        cmocka_unit_test(a_copy_is_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
