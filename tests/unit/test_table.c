/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of tuples: what a large one takes. */
#include "engine/table.h"

#include "check.h"

#include <stdlib.h>

/*
 * The parts of a set are as full as each other, so all of them grow at once:
 * none may take several times what it has on that account.
 */
static void a_large_table_takes_little_more_than_twice_what_it_holds(
    void **state)
{
    enum { TUPLES = 32769, SLOT_BYTES = 4, PER_TUPLE = 2, GROWN = 2 };
    struct table t;
    size_t held = TUPLES * (sizeof(cell) + PER_TUPLE * SLOT_BYTES);

    (void)state;
    table_init(&t, 1, 0, NULL);
    for (uint32_t i = 0; i < TUPLES; i++) {
        cell key = i;

        assert_int_equal(table_add_one(&t, &key), i);
    }
    assert_true(table_bytes(&t) >= held);
    assert_true(table_bytes(&t) <= GROWN * held);
    for (uint32_t i = 0; i < TUPLES; i++) {
        cell key = i;

        assert_int_equal(table_add_one(&t, &key), i);
    }
    table_done(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            a_large_table_takes_little_more_than_twice_what_it_holds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
