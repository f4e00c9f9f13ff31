/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A set of literals says what comparing with each of them one by one says
 * (query-language.md 4.2, 4.3): checked on values of all types at random.
 */
#include "query/literal_set.h"

#include "engine/truth.h"
#include "value_check.h"

#include <stdlib.h>

/* Few values, so that many are equal in one spelling or another. */
static struct value random_value(unsigned *seed)
{
    static const char *const texts[] = {
        "",  "-",  "0",  "00", "1",  "01",       "1.0",      "1e0", "-1", "+1",
        "a", "A",  "2",  "10", "1e1", "10.0.0.1", "10.0.0.01", "::1", " 1", "x"};

    switch (rand_r(seed) % 7) {
    case 0:
        return value_int(rand_r(seed) % 12 - 2);
    case 1:
        return value_double((rand_r(seed) % 24 - 4) / 2.0);
    case 2:
        return value_time(rand_r(seed) % 3);
    case 3:
        return value_ip4(0x0a000000u + (unsigned)rand_r(seed) % 3);
    case 4:
        return value_bool(rand_r(seed) % 2);
    default:
        return value_text(
            str_of(texts[(size_t)rand_r(seed) % N_ELEMENTS(texts)]));
    }
}

/* Three-valued "or" of all comparisons. */
static enum truth one_by_one(const struct value *list, size_t n,
                             struct value item)
{
    enum truth t = TRUTH_FALSE;

    for (size_t i = 0; i < n; i++)
        t = truth_or(t, value_relation(OP_EQ, item, list[i]));
    return t;
}

static void a_set_says_what_comparing_says(void **state)
{
    unsigned seed = 3;

    (void)state;
    for (int round = 0; round < 3000; round++) {
        struct value list[40];
        size_t n = (size_t)rand_r(&seed) % N_ELEMENTS(list);
        struct arena arena = {0};

        for (size_t i = 0; i < n; i++)
            list[i] = rand_r(&seed) % 50 ? random_value(&seed) : value_null();
        struct literal_set *set = literal_set_new(&arena, list, n);
        for (int k = 0; k < 20; k++) {
            struct value item = random_value(&seed);
            char text[VALUE_TEXT_MAX];

            if (literal_set_find(set, item) == one_by_one(list, n, item))
                continue;
            struct str s = value_str(item, text);
            fail_msg("round %d: %.*s (type %d)", round, STR_ARG(s), item.type);
        }
        arena_done(&arena);
    }
}

static void large_numbers_stay_apart(void **state)
{
    const struct value list[] = {
        value_int(9007199254740993), value_double(9007199254740992.0),
        value_double(1e30), value_int(INT64_MAX), value_double(0x1p63)};
    struct arena arena = {0};
    struct literal_set *set =
        literal_set_new(&arena, list, N_ELEMENTS(list));

    (void)state;
    assert_int_equal(literal_set_find(set, value_int(9007199254740993)), TRUTH_TRUE);
    assert_int_equal(literal_set_find(set, value_int(9007199254740992)), TRUTH_TRUE);
    assert_int_equal(literal_set_find(set, value_int(9007199254740994)), TRUTH_FALSE);
    assert_int_equal(literal_set_find(set, value_text(STR("1e30"))), TRUTH_TRUE);
    assert_int_equal(literal_set_find(set, value_int(INT64_MAX - 1)), TRUTH_FALSE);
    arena_done(&arena);
}

static void members_of_a_list_count(void **state)
{
    const struct value inner[] = {value_int(5), value_text(STR("x"))};
    const struct value list = {
        .type = VALUE_LIST, .n = 2, .list = inner};
    struct arena arena = {0};
    struct literal_set *set = literal_set_new(&arena, &list, 1);

    (void)state;
    assert_int_equal(literal_set_find(set, value_text(STR("5"))), TRUTH_TRUE);
    assert_int_equal(literal_set_find(set, value_text(STR("x"))), TRUTH_TRUE);
    assert_int_equal(literal_set_find(set, value_text(STR("y"))), TRUTH_FALSE);
    assert_int_equal(literal_set_find(set, value_null()), TRUTH_NULL);
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_set_says_what_comparing_says),
        cmocka_unit_test(large_numbers_stay_apart),
        cmocka_unit_test(members_of_a_list_count),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
