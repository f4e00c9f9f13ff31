/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pool: blocks that do not overlap, given back and used again. */
#include "base/pool.h"

#include "check.h"

#include <stdint.h>
#include <string.h>

static void blocks_hold_what_is_written(void **state)
{
    /* Small ones, powers of two, between them, and more than a region. */
    static const size_t sizes[] = {1,       4096,    65536,   65537,
                                   1 << 20, 3 << 20, 1 << 25, (1 << 26) + 1};
    enum { N = sizeof sizes / sizeof *sizes };
    struct pool *p = pool_new(0);

    (void)state;
    for (int round = 0; round < 3; round++) {
        char *blocks[N];
        size_t got[N];

        for (size_t i = 0; i < N; i++) {
            got[i] = sizes[i];
            blocks[i] = pool_take(p, &got[i]);
            assert_true(got[i] >= sizes[i]);
            memset(blocks[i], (int)i + 1, got[i]);
        }
        for (size_t i = 0; i < N; i++) {
            assert_int_equal(blocks[i][0], i + 1);
            assert_int_equal(blocks[i][got[i] - 1], i + 1);
        }
        /* In another order each round. */
        for (size_t i = 0; i < N; i++) {
            size_t k = (i * 3 + (size_t)round) % N;

            pool_give(p, blocks[k], got[k]);
        }
    }
    pool_release(p);
}

static void neighbours_given_back_are_joined(void **state)
{
    enum { N = 256, SIZE = 1 << 16 };
    struct pool *p = pool_new(0);
    char *blocks[N];
    size_t size = SIZE, half = (size_t)SIZE * N;
    uintptr_t first = UINTPTR_MAX;

    (void)state;
    for (int i = 0; i < N; i++) {
        blocks[i] = pool_take(p, &size);
        if ((uintptr_t)blocks[i] < first)
            first = (uintptr_t)blocks[i];
    }
    /* One more, so that the region is not given back to the system. */
    char *guard = pool_take(p, &size);
    for (int i = 0; i < N; i++)
        pool_give(p, blocks[i], size);
    char *joined = pool_take(p, &half);
    assert_int_equal((uintptr_t)joined, first);
    pool_give(p, joined, half);
    pool_give(p, guard, size);
    pool_release(p);
}

static void without_a_pool_memory_is_malloc_s(void **state)
{
    size_t size = 100000;
    char *block = pool_take(NULL, &size);

    (void)state;
    assert_int_equal(size, 100000);
    memset(block, 1, size);
    pool_give(NULL, block, size);
    pool_give(NULL, NULL, 0);
}

static void a_free_region_is_kept_for_the_next(void **state)
{
    size_t size = 1 << 20;
    struct pool *keeps = pool_new((size_t)1 << 26);
    char *block = pool_take(keeps, &size);

    (void)state;
    block[0] = 'x';
    struct pool *same = pool_retain(keeps);
    pool_release(keeps);
    pool_give(same, block, size);
    char *again = pool_take(same, &size);
    /* Memory from the system would be clear. */
    assert_ptr_equal(again, block);
    assert_int_equal(again[0], 'x');
    pool_give(same, again, size);
    pool_release(same);
}

/* Also when it is not a region that is free. */
static void little_lies_idle(void **state)
{
    enum { N = 16, SIZE = 1 << 20, IDLE_MOST = 5 << 20 };
    struct pool *p = pool_new(0);
    size_t size = SIZE, all = N * SIZE, n = 0;
    char *blocks[N];

    (void)state;
    for (int i = 0; i < N; i++) {
        blocks[i] = pool_take(p, &size);
        memset(blocks[i], 1, size);
    }
    char *guard = pool_take(p, &size);
    for (int i = 0; i < N; i++)
        pool_give(p, blocks[i], size);
    const char *again = pool_take(p, &all);
    for (size_t i = 0; i < all; i++)
        n += (size_t)again[i];
#ifdef __linux__ /* where what the system has had is clear */
    assert_in_range(n, 0, IDLE_MOST);
#endif
    pool_give(p, (void *)(uintptr_t)again, all);
    pool_give(p, guard, size);
    pool_release(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_hold_what_is_written),
        cmocka_unit_test(neighbours_given_back_are_joined),
        cmocka_unit_test(a_free_region_is_kept_for_the_next),
        cmocka_unit_test(little_lies_idle),
        cmocka_unit_test(without_a_pool_memory_is_malloc_s),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
