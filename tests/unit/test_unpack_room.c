/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much memory unpacking may take. */
#include "source/unpack_room.h"

#include "check.h"

#define MIB (UINT64_C(1) << 20)

static void usual_levels_always_fit(void **state)
{
    struct unpack_room room;

    (void)state;
    unpack_room_init(&room, 1 * MIB, 4);
    for (int i = 0; i < 100; i++)
        assert_true(unpack_room_take(&room, 10 * MIB));
    assert_false(unpack_room_take(&room, 11 * MIB));
}

static void half_of_the_budget_is_for_all(void **state)
{
    struct unpack_room room;

    (void)state;
    unpack_room_init(&room, 256 * MIB, 4);
    assert_true(unpack_room_take(&room, 128 * MIB));
    assert_false(unpack_room_take(&room, 64 * MIB));
    unpack_room_give(&room, 128 * MIB);
    assert_true(unpack_room_take(&room, 64 * MIB));
    assert_false(unpack_room_take(&room, 129 * MIB));
}

static void each_thread_has_its_part(void **state)
{
    struct unpack_room room;

    (void)state;
    unpack_room_init(&room, 256 * MIB, 4);
    assert_true(unpack_room_take(&room, 128 * MIB));
    assert_true(unpack_room_take(&room, 32 * MIB)); /* 256 / 2 / 4 */
    assert_false(unpack_room_take(&room, 33 * MIB));
}

static void without_a_budget_all_fits(void **state)
{
    struct unpack_room room;

    (void)state;
    unpack_room_init(&room, 0, 4);
    assert_true(unpack_room_take(&room, 1000 * MIB));
    assert_true(unpack_room_take(NULL, 1000 * MIB));
    unpack_room_give(NULL, 1000 * MIB);
}

static void a_refusal_says_what_would_do(void **state)
{
    char text[UNPACK_REFUSAL_MAX];
    struct unpack_room room;

    (void)state;
    unpack_room_init(&room, 16 * MIB, 4);
    assert_string_equal(unpack_room_refusal(&room, "xz", 64 * MIB + 1, text),
                        "the xz data needs 65M of memory to be unpacked: use "
                        "--memory 130M or more");
    /* It fits alone: several came together. */
    unpack_room_init(&room, 200 * MIB, 3);
    assert_string_equal(unpack_room_refusal(&room, "zstd", 100 * MIB, text),
                        "the zstd data needs 100M of memory to be unpacked: "
                        "use --memory 600M or more");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(usual_levels_always_fit),
        cmocka_unit_test(half_of_the_budget_is_for_all),
        cmocka_unit_test(each_thread_has_its_part),
        cmocka_unit_test(without_a_budget_all_fits),
        cmocka_unit_test(a_refusal_says_what_would_do),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
