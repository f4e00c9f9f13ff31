/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory: arenas, buffers and growing arrays. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

static void pieces_are_aligned_and_apart(void **state)
{
    struct arena a;
    unsigned char *pieces[300];

    (void)state;
    arena_init(&a);
    for (size_t i = 0; i < N_ELEMENTS(pieces); i++) {
        pieces[i] = arena_alloc(&a, i);
        assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
        memset(pieces[i], (int)(i & 0xff), i);
    }
    for (size_t i = 0; i < N_ELEMENTS(pieces); i++) {
        for (size_t j = 0; j < i; j++)
            assert_int_equal(pieces[i][j], i & 0xff);
    }
    arena_done(&a);
}

static void large_pieces_and_cleared_ones(void **state)
{
    struct arena a = {0};
    const size_t large = 5 << 20;

    (void)state;
    memset(arena_alloc(&a, large), 0xff, large);
    assert_true(a.bytes >= large);
    arena_reset(&a);
    unsigned char *p = arena_calloc(&a, 1000, 1000);
    for (size_t i = 0; i < 1000 * 1000; i++)
        assert_int_equal(p[i], 0);
    arena_done(&a);
    assert_int_equal(a.bytes, 0);
}

static void reset_keeps_one_block(void **state)
{
    struct arena a = {0};

    (void)state;
    arena_reset(&a);
    assert_int_equal(a.bytes, 0);
    for (int i = 0; i < 1000; i++)
        arena_alloc(&a, 1000);
    size_t before = a.bytes;
    arena_reset(&a);
    assert_in_range(a.bytes, 1, before - 1);
    size_t kept = a.bytes;
    arena_alloc(&a, 1000);
    assert_int_equal(a.bytes, kept);
    arena_done(&a);
}

static void texts_are_copied_with_a_nul(void **state)
{
    struct arena a = {0};
    char text[] = "abc";

    (void)state;
    struct str copy = arena_copy(&a, str_of(text));
    text[0] = 'x';
    check_text("copy", copy, "abc");
    assert_int_equal(copy.p[3], '\0');
    check_text("empty", arena_copy(&a, str_of(NULL)), "");
    check_text("printf", arena_printf(&a, "%s-%d", "eni", 7), "eni-7");
    arena_done(&a);
}

static void buffer_grows_and_ends_in_nul(void **state)
{
    struct buf b = {0};

    (void)state;
    check_text("new", buf_str(&b), "");
    for (int i = 0; i < 1000; i++)
        buf_char(&b, (char)('a' + i % 26));
    assert_int_equal(b.n, 1000);
    assert_int_equal(b.p[25], 'z');
    assert_int_equal(b.p[1000], '\0');
    buf_reset(&b);
    buf_text(&b, "x=");
    buf_add(&b, STR("12"));
    memcpy(buf_room(&b, 2), "34", 2);
    b.n += 2;
    check_text("pieces", buf_str(&b), "x=1234");
    buf_done(&b);
    assert_null(b.p);
}

static void buffer_prints_more_than_its_room(void **state)
{
    struct buf b = {0};

    (void)state;
    buf_printf(&b, "%d|", 5);
    buf_printf(&b, "%0500d", 1);
    assert_int_equal(b.n, 502);
    assert_int_equal(b.p[0], '5');
    assert_int_equal(b.p[501], '1');
    assert_int_equal(b.p[502], '\0');
    buf_done(&b);
}

static void arrays_grow_from_16_by_doubling(void **state)
{
    int *p = NULL;
    size_t cap = 0;

    (void)state;
    for (size_t n = 0; n < 100; n++) {
        p = mem_grow(p, n, &cap, sizeof *p);
        p[n] = (int)n;
        if (n < 16)
            assert_int_equal(cap, 16);
    }
    assert_int_equal(cap, 128);
    assert_int_equal(p[0], 0);
    assert_int_equal(p[99], 99);
    free(p);
}

static void is_full_beyond_its_limit(void **state)
{
    struct arena a = {.limit = 100000};

    (void)state;
    assert_true(arena_takes(&a, 100000));
    assert_false(arena_takes(&a, 100001));
    assert_true(a.full);
    arena_reset(&a);
    assert_true(arena_takes(&a, 100000));
    for (int i = 0; i < 100; i++)
        memset(arena_alloc(&a, 1001), 'x', 1001); /* there all the same */
    assert_true(a.full);
    arena_reset(&a);
    assert_false(a.full);
    arena_done(&a);
}

static void no_large_block_is_kept(void **state)
{
    struct arena a = {0};

    (void)state;
    (void)arena_alloc(&a, 3 << 20);
    assert_true(a.bytes >= 3 << 20);
    arena_reset(&a);
    assert_int_equal(a.bytes, 0);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_aligned_and_apart),
        cmocka_unit_test(large_pieces_and_cleared_ones),
        cmocka_unit_test(reset_keeps_one_block),
        cmocka_unit_test(is_full_beyond_its_limit),
        cmocka_unit_test(no_large_block_is_kept),
        cmocka_unit_test(texts_are_copied_with_a_nul),
        cmocka_unit_test(buffer_grows_and_ends_in_nul),
        cmocka_unit_test(buffer_prints_more_than_its_room),
        cmocka_unit_test(arrays_grow_from_16_by_doubling),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
