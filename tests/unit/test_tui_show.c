/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values as the tables of the screen show them. */
#include "tui/show.h"

#include "check.h"

static void numbers_have_four_decimals_and_estimates_a_mark(void **state)
{
    static const struct {
        const char *name;
        struct value value;
        const char *want;
    } cases[] = {
        {"integer", {.type = VALUE_INT, .i = 12345}, "12345"},
        {"double", {.type = VALUE_DOUBLE, .d = 1.234567}, "1.2346"},
        {"null", {.type = VALUE_NULL}, ""},
        {"estimate", {.type = VALUE_INT, .n = 1, .i = 12345}, "~12345"},
        {"rounded", {.type = VALUE_DOUBLE, .n = 1, .d = 1.234567}, "~1.2346"},
        {"text", {.type = VALUE_TEXT, .n = 1, .s = "1"}, "1"},
    };
    struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++)
        check_text(cases[i].name, show_value(&arena, cases[i].value),
                   cases[i].want);
    arena_done(&arena);
}

static void parts_are_in_the_unit_of_the_whole(void **state)
{
    static const struct {
        uint64_t n, of;
        const char *want;
    } cases[] = {
        {0, 0, "0/0 B"},
        {12, 999, "12/999 B"},
        {500, 1000, "0.50/1.00 kB"},
        {1120000000, 2200000000, "1.12/2.20 GB"},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        char text[SHOW_MAX];

        show_part(cases[i].n, cases[i].of, text);
        check_text(cases[i].want, str_of(text), cases[i].want);
    }
}

static void large_numbers_have_a_letter(void **state)
{
    static const struct {
        const char *name;
        struct value value;
        const char *want;
    } cases[] = {
        {"short", {.type = VALUE_INT, .i = 999}, ""},
        {"thousands", {.type = VALUE_INT, .i = 74400}, "74.4k"},
        {"millions", {.type = VALUE_INT, .i = -116000000}, "-116M"},
        {"estimate", {.type = VALUE_INT, .n = 1, .i = 1234}, "~1.2k"},
        {"text", {.type = VALUE_TEXT, .n = 1, .s = "x"}, ""},
    };
    struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++)
        check_text(cases[i].name, show_brief(&arena, cases[i].value),
                   cases[i].want);
    check_int("ports have names", show_is_name(STR("dstPort")), 1);
    check_int("times have not", show_is_name(STR("start")), 0);
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(large_numbers_have_a_letter),
        cmocka_unit_test(numbers_have_four_decimals_and_estimates_a_mark),
        cmocka_unit_test(parts_are_in_the_unit_of_the_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
