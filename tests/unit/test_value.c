/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values: coercion, relations, arithmetic and order, as query-language.md 4,
 * 5, 7.5 and 20 state them.
 */
#include "query/value.h"

#include "value_check.h"

#include <stdio.h>

static void relations_follow_the_rules_of_comparison(void **state)
{
    enum { F = TRUTH_FALSE, T = TRUTH_TRUE, N = TRUTH_NULL };
    static const struct {
        const char *name;
        enum op op;
        struct value a, b;
        int want;
    } cases[] = {
        {"number text equals number", OP_EQ, TEXT("443"), INT(443), T},
        {"number texts compare as numbers", OP_EQ, TEXT("01"), TEXT("1"), T},
        {"1e3 is 1000", OP_EQ, TEXT("1e3"), TEXT("1000"), T},
        {"10 > 9 as numbers", OP_GT, TEXT("10"), TEXT("9"), T},
        {"null = x is null", OP_EQ, NUL, INT(1), N},
        {"null != x is null", OP_NE, NUL, INT(1), N},
        {"null = null is null", OP_EQ, NUL, NUL, N},
        {"dash != 443", OP_NE, TEXT("-"), INT(443), T},
        {"dash = 443", OP_EQ, TEXT("-"), INT(443), F},
        {"dash > 443 is null", OP_GT, TEXT("-"), INT(443), N},
        {"dash < \"443\" is null", OP_LT, TEXT("-"), TEXT("443"), N},
        {"dash = dash", OP_EQ, TEXT("-"), TEXT("-"), T},
        {"texts by code point", OP_LT, TEXT("ACCEPT"), TEXT("REJECT"), T},
        {"case matters", OP_EQ, TEXT("accept"), TEXT("ACCEPT"), F},
        {"address equals its text", OP_EQ, IP4(0x0a000001), TEXT("10.0.0.1"),
         T},
        {"addresses compare as text", OP_LT, IP4(0x0a000001), IP4(0x09000001),
         T},
        {"address is no number", OP_LT, IP4(0x0a000001), INT(11), N},
        {"time with number", OP_GT, TIME(1717338360001), INT(1717338360000), T},
        {"time with number text", OP_EQ, TIME(5), TEXT("5"), T},
        {"time with other text", OP_GT, TIME(5), TEXT("2024-01-01"), N},
        {"time != other text is not true", OP_NE, TIME(5), TEXT("x"), N},
        {"true = 1", OP_EQ, BOOL(1), INT(1), T},
        {"false < true", OP_LT, BOOL(0), BOOL(1), T},
        {"64 bits are exact", OP_EQ, INT(9007199254740993),
         INT(9007199254740992), F},
        {"integer with double is exact", OP_LT, REAL(9007199254740992.0),
         INT(9007199254740993), T},
        {"largest integer is below 2^63", OP_LT, INT(INT64_MAX), REAL(0x1p63),
         T},
        {"smallest integer is -2^63", OP_EQ, INT(INT64_MIN), REAL(-0x1p63), T},
        {"integer below fraction", OP_LT, INT(2), REAL(2.5), T},
        {"negative fraction", OP_LT, REAL(-2.5), INT(-2), T},
        {"<= of equals", OP_LE, INT(2), TEXT("2.0"), T},
        {">= of less", OP_GE, INT(1), INT(2), F},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++)
        check_int(cases[i].name,
                  value_relation(cases[i].op, cases[i].a, cases[i].b),
                  cases[i].want);
}

static void lists_never_compare(void **state)
{
    struct value item = INT(1);
    struct value list = {.type = VALUE_LIST, .n = 1, .list = &item};

    (void)state;
    assert_int_equal(value_relation(OP_EQ, list, item), TRUTH_FALSE);
    assert_int_equal(value_relation(OP_NE, list, item), TRUTH_FALSE);
}

static void arithmetic_is_exact_until_it_overflows(void **state)
{
    static const struct {
        const char *name;
        enum op op;
        struct value a, b, want;
    } cases[] = {
        {"texts add as numbers", OP_ADD, TEXT("2"), TEXT("3"), INT(5)},
        {"no + for texts", OP_ADD, TEXT("a"), TEXT("b"), NUL},
        {"dash is no number", OP_ADD, TEXT("-"), INT(1), NUL},
        {"null stays null", OP_MUL, NUL, INT(2), NUL},
        {"overflow becomes double", OP_ADD, INT(INT64_MAX), INT(1),
         REAL(0x1p63)},
        {"product overflow", OP_MUL, INT(INT64_MAX), INT(2), REAL(0x1p64)},
        {"division is real", OP_DIV, INT(1), INT(2), REAL(0.5)},
        {"even division prints whole", OP_DIV, INT(6), INT(2), INT(3)},
        {"by zero", OP_DIV, INT(1), INT(0), NUL},
        {"remainder by zero", OP_MOD, INT(1), INT(0), NUL},
        {"remainder by real zero", OP_MOD, INT(1), REAL(0.0), NUL},
        {"remainder", OP_MOD, INT(10), INT(3), INT(1)},
        {"its sign is the dividend's", OP_MOD, INT(-10), INT(3), INT(-1)},
        {"smallest by -1", OP_MOD, INT(INT64_MIN), INT(-1), INT(0)},
        {"real remainder", OP_MOD, REAL(5.5), INT(2), REAL(1.5)},
        {"power", OP_POW, INT(2), INT(3), INT(8)},
        {"root", OP_POW, INT(16), REAL(0.5), INT(4)},
        {"no real result", OP_POW, INT(-8), REAL(0.5), NUL},
        {"too large", OP_POW, INT(10), INT(400), NUL},
        {"minus", OP_NEG, TEXT("5"), NUL, INT(-5)},
        {"minus zero prints 0", OP_NEG, REAL(0.0), NUL, INT(0)},
        {"minus of the smallest", OP_NEG, INT(INT64_MIN), NUL, REAL(0x1p63)},
        {"plus makes a number", OP_POS, TEXT("05"), NUL, INT(5)},
        {"plus of a text", OP_POS, TEXT("x"), NUL, NUL},
        {"times are their ms", OP_SUB, TIME(5000), TIME(2000), INT(3000)},
        {"an address is no number", OP_ADD, IP4(1), INT(1), NUL},
        {"true counts as 1", OP_ADD, BOOL(1), BOOL(1), INT(2)},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++)
        check_value(cases[i].name,
                    value_arithmetic(cases[i].op, cases[i].a, cases[i].b),
                    cases[i].want);
}

static void truth_of_values(void **state)
{
    static const struct {
        const char *name;
        struct value v;
        enum truth want;
    } cases[] = {
        {"null", NUL, TRUTH_NULL},          {"true", BOOL(1), TRUTH_TRUE},
        {"false", BOOL(0), TRUTH_FALSE},    {"0", INT(0), TRUTH_FALSE},
        {"-1", INT(-1), TRUTH_TRUE},        {"0.5", REAL(0.5), TRUTH_TRUE},
        {"\"0\"", TEXT("0"), TRUTH_FALSE},  {"\"2\"", TEXT("2"), TRUTH_TRUE},
        {"text", TEXT("yes"), TRUTH_FALSE}, {"empty", TEXT(""), TRUTH_FALSE},
        {"address", IP4(1), TRUTH_FALSE},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++)
        check_int(cases[i].name, value_truth(cases[i].v), cases[i].want);
}

static void texts_of_values(void **state)
{
    static const struct {
        struct value v;
        const char *want;
    } cases[] = {
        {NUL, ""},
        {BOOL(1), "1"},
        {INT(-42), "-42"},
        {REAL(2.5), "2.5"},
        {REAL(4), "4"},
        {TIME(1788444000000), "2026-09-03 14:00:00.000"},
        {IP4(0xc0000201), "192.0.2.1"},
        {TEXT("a b"), "a b"},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        char scratch[VALUE_TEXT_MAX];

        check_text(cases[i].want, value_str(cases[i].v, scratch),
                   cases[i].want);
    }
}

static void a_list_prints_its_items_with_commas(void **state)
{
    struct value items[] = {INT(22), TEXT("ssh"), IP4(0x0a000001)};
    struct value list = {.type = VALUE_LIST, .n = 3, .list = items};
    struct buf out = {0};

    (void)state;
    value_append(&out, list);
    check_text("list", buf_str(&out), "22, ssh, 10.0.0.1");
    buf_done(&out);
}

/* AWS's example of its natural sort (query-language.md 7.5), with our rule
 * for equal numbers and null first. */
static const struct value sorted[] = {
    NUL,        TEXT(""),   TEXT("!:"),        TEXT("#"),         TEXT("*%04"),
    TEXT("0#"), TEXT("5A"), TEXT("111A"),      TEXT("2345_"),     TEXT("@"),
    TEXT("@_"), TEXT("A"),  TEXT("A9876fghj"), TEXT("a12345hfh"), TEXT("0"),
    TEXT("01"), INT(1),     TEXT("2"),         REAL(2.5),         TEXT("3"),
};

static void natural_order_gives_the_documented_sequence(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(sorted); i++)
        for (size_t j = 0; j < N_ELEMENTS(sorted); j++) {
            int order = value_order(sorted[i], sorted[j]);
            char name[16];

            snprintf(name, sizeof name, "%zu with %zu", i, j);
            check_int(name, (order > 0) - (order < 0), (i > j) - (i < j));
        }
}

static void natural_order_of_other_values(void **state)
{
    static const struct {
        const char *name;
        struct value a, b;
        int want;
    } cases[] = {
        {"octet by octet", TEXT("9.9.9.9"), TEXT("10.0.0.1"), -1},
        {"last octet", TEXT("10.0.0.1"), TEXT("10.0.0.12"), -1},
        {"address and its text", IP4(0x0a000001), TEXT("10.0.0.1"), 0},
        {"address before text", IP4(0x09090909), TEXT("10.0.0.1"), -1},
        {"addresses", IP4(0x0a00000c), IP4(0x0a000001), 1},
        {"integer and its text", INT(5), TEXT("5"), 0},
        {"numbers by value", TEXT("10"), TEXT("9"), 1},
        {"beyond 2^53", INT(9007199254740993), REAL(9007199254740992.0), 1},
        {"negative first", INT(-5), INT(3), -1},
        {"times by time", TIME(1000), TIME(2000), -1},
        {"null with null", NUL, NUL, 0},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        int order = value_order(cases[i].a, cases[i].b);

        check_int(cases[i].name, (order > 0) - (order < 0), cases[i].want);
    }
}

static void same_values_have_the_same_text(void **state)
{
    static const struct {
        const char *name;
        struct value a, b;
        bool want;
    } cases[] = {
        {"080 and 80", TEXT("080"), TEXT("80"), false},
        {"integer and text", INT(80), TEXT("80"), true},
        {"integer and other text", INT(80), TEXT("080"), false},
        {"address and text", IP4(0x0a000001), TEXT("10.0.0.1"), true},
        {"null and null", NUL, NUL, true},
        {"null and empty", NUL, TEXT(""), false},
        {"whole double", REAL(3), INT(3), true},
        {"texts", TEXT("a"), TEXT("a"), true},
        {"times", TIME(1), TIME(2), false},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++)
        check_int(cases[i].name, value_same(cases[i].a, cases[i].b),
                  cases[i].want);
}

static void doubles_are_never_infinite(void **state)
{
    (void)state;
    assert_int_equal(value_double(1e308 * 10).type, VALUE_NULL);
    assert_int_equal(value_double(0.0 / 1).type, VALUE_DOUBLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(relations_follow_the_rules_of_comparison),
        cmocka_unit_test(lists_never_compare),
        cmocka_unit_test(arithmetic_is_exact_until_it_overflows),
        cmocka_unit_test(truth_of_values),
        cmocka_unit_test(texts_of_values),
        cmocka_unit_test(a_list_prints_its_items_with_commas),
        cmocka_unit_test(natural_order_gives_the_documented_sequence),
        cmocka_unit_test(natural_order_of_other_values),
        cmocka_unit_test(same_values_have_the_same_text),
        cmocka_unit_test(doubles_are_never_infinite),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
