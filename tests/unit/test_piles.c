/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strings of bytes that grow side by side on disk. */
#include "base/piles.h"

#include "check.h"
#include "scratch.h"

#include <stdlib.h>

enum { BUDGET = 64 << 20, N = 7, ROOM = N * 4096, TURNS = 30000 };

/* Byte i of a pile: of no period that a buffer or an extent has. */
static unsigned char byte_of(uint32_t pile, uint64_t i)
{
    return (unsigned char)(i * 31 + i / 251 + pile * 77);
}

/* Pile k is given k + 1 bytes at a time, so that writes end anywhere. */
static struct piles *make_piles(struct spill *s, struct err *err)
{
    struct piles *p = piles_new(s, N, ROOM);

    for (uint64_t turn = 0; turn < TURNS; turn++) {
        for (uint32_t k = 0; k < N; k++) {
            unsigned char bytes[N];

            for (uint32_t i = 0; i <= k; i++)
                bytes[i] = byte_of(k, turn * (k + 1) + i);
            if (!piles_add(p, k, bytes, k + 1, err)) {
                piles_free(p);
                return NULL;
            }
        }
    }
    if (piles_end(p, err))
        return p;
    piles_free(p);
    return NULL;
}

static void check_bytes(struct piles *p, uint32_t pile, uint64_t at, size_t n)
{
    unsigned char bytes[5000];
    struct err err = {0};

    assert_true(n <= sizeof bytes);
    assert_true(piles_read(p, pile, at, bytes, n, &err));
    for (size_t i = 0; i < n; i++)
        check_int("byte", bytes[i], byte_of(pile, at + i));
}

static void each_has_what_was_added_to_it(void **state)
{
    struct spill *s = spill_new(BUDGET);
    struct err err = {0};
    struct piles *p = make_piles(s, &err);

    (void)state;
    assert_non_null(p);
    for (uint32_t k = 0; k < N; k++) {
        uint64_t n = (uint64_t)TURNS * (k + 1);

        check_int("bytes", (int64_t)piles_bytes(p, k), (int64_t)n);
        for (uint64_t at = 0; at < n; at += 4999)
            check_bytes(p, k, at, n - at < 4999 ? (size_t)(n - at) : 4999);
    }
    piles_free(p);
    spill_release(s);
}

static void one_that_was_given_up_takes_no_other_along(void **state)
{
    struct spill *s = spill_new(BUDGET);
    struct err err = {0};
    struct piles *p = make_piles(s, &err);

    (void)state;
    assert_non_null(p);
    piles_give(p, 2);
    piles_give(p, 4);
    check_bytes(p, 3, 0, 5000);
    check_bytes(p, 5, (uint64_t)TURNS * 6 - 5000, 5000);
    piles_free(p);
    spill_release(s);
}

static void room_for_more_buffers_lets_more_grow(void **state)
{
    (void)state;
    check_int("none", piles_most(0), 1);
    check_int("one", piles_most(4096), 1);
    check_int("some", piles_most(1 << 20), 256);
}

static void a_disk_that_refuses_is_told(void **state)
{
    struct spill *s = spill_new(BUDGET);
    struct err err = {0};

    (void)state;
    setenv("TMPDIR", "/nowhere/at/all", 1);
    assert_null(make_piles(s, &err));
    check_int("code", err.code, ERR_LIMIT);
    setenv("TMPDIR", ".", 1);
    spill_release(s);
}

static int setup(void **state)
{
    int failed = scratch_enter(state);

    setenv("TMPDIR", ".", 1);
    return failed;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_has_what_was_added_to_it),
        cmocka_unit_test(one_that_was_given_up_takes_no_other_along),
        cmocka_unit_test(room_for_more_buffers_lets_more_grow),
        cmocka_unit_test(a_disk_that_refuses_is_told),
    };

    return cmocka_run_group_tests(tests, setup, scratch_leave);
}
