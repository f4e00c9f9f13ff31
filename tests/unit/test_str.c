/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slices: comparing, cutting, splitting, and the distance of two words. */
#include "base/str.h"

#include "check.h"

static void null_pointer_is_the_empty_slice(void **state)
{
    (void)state;
    assert_int_equal(str_of(NULL).n, 0);
    assert_true(str_eq(str_of(NULL), STR("")));
    assert_true(str_eq((struct str){NULL, 0}, STR("")));
}

static void slice_is_cut_to_the_text(void **state)
{
    static const struct {
        size_t from, to;
        const char *want;
    } cases[] = {
        {0, 6, "abcdef"}, {2, 4, "cd"}, {4, 99, "ef"},
        {6, 6, ""},       {9, 12, ""},  {4, 2, ""},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        check_text(cases[i].want,
                   str_slice(STR("abcdef"), cases[i].from, cases[i].to),
                   cases[i].want);
    }
}

static void compares_by_bytes(void **state)
{
    (void)state;
    assert_true(str_cmp(STR("a"), STR("b")) < 0);
    assert_true(str_cmp(STR("ab"), STR("a")) > 0);
    assert_int_equal(str_cmp(STR("ab"), STR("ab")), 0);
    assert_true(str_cmp(STR("\xc3\xa9"), STR("z")) > 0);
    assert_true(str_cmp((struct str){NULL, 0}, STR("a")) < 0);
}

static void case_is_ignored_for_ascii_letters_only(void **state)
{
    (void)state;
    assert_true(str_eq_nocase(STR("SrcAddr"), STR("srcADDR")));
    assert_false(str_eq_nocase(STR("@"), STR("`")));
    assert_false(str_eq_nocase(STR("["), STR("{")));
    assert_false(str_eq_nocase(STR("ab"), STR("abc")));
}

static void finds_beginning_end_and_middle(void **state)
{
    (void)state;
    assert_true(str_starts(STR("eni-0abc"), STR("eni-")));
    assert_false(str_starts(STR("eni"), STR("eni-")));
    assert_true(str_ends(STR("a.log.gz"), STR(".gz")));
    assert_false(str_ends(STR("gz"), STR(".gz")));
    assert_int_equal(str_find(STR("a,b,c"), STR(",")), 1);
    assert_int_equal(str_find(STR("abc"), STR("x")), 3);
    assert_int_equal(str_find(STR("abc"), STR("")), 0);
    assert_int_equal(str_find(STR(""), STR("x")), 0);
}

static void trims_blanks_at_both_ends(void **state)
{
    (void)state;
    check_text("both", str_trim(STR(" \t a b\r\n")), "a b");
    check_text("only blanks", str_trim(STR(" \r\n\t")), "");
}

static void split_gives_every_token(void **state)
{
    static const struct {
        const char *text;
        size_t n;
        const char *tokens[4];
    } cases[] = {
        {"a,b,", 3, {"a", "b", ""}},
        {"a", 1, {"a"}},
        {"", 1, {""}},
        {",", 2, {"", ""}},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct str rest = str_of(cases[i].text);
        struct str token;
        size_t n = 0;

        while (str_split(&rest, ',', &token)) {
            assert_true(n < cases[i].n);
            check_text(cases[i].text, token, cases[i].tokens[n++]);
        }
        check_int(cases[i].text, n, cases[i].n);
    }
    struct str none = {NULL, 0};
    struct str token;
    assert_false(str_split(&none, ',', &token));
}

static void distance_counts_slips_of_the_fingers(void **state)
{
    static const struct {
        const char *a, *b;
        unsigned cap, want;
    } cases[] = {
        {"srcAddr", "srcAddr", 3, 0},  {"srcAdr", "srcAddr", 3, 1},
        {"srcAdddr", "srcAddr", 3, 1}, {"srcAddt", "srcAddr", 3, 1},
        {"scrAddr", "srcAddr", 3, 1},  {"", "abc", 3, 3},
        {"kitten", "sitting", 5, 3},   {"kitten", "sitting", 2, 3},
        {"abcdefgh", "xyz", 2, 3},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        check_int(
            cases[i].a,
            str_distance(str_of(cases[i].a), str_of(cases[i].b), cases[i].cap),
            cases[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(null_pointer_is_the_empty_slice),
        cmocka_unit_test(slice_is_cut_to_the_text),
        cmocka_unit_test(compares_by_bytes),
        cmocka_unit_test(case_is_ignored_for_ascii_letters_only),
        cmocka_unit_test(finds_beginning_end_and_middle),
        cmocka_unit_test(trims_blanks_at_both_ends),
        cmocka_unit_test(split_gives_every_token),
        cmocka_unit_test(distance_counts_slips_of_the_fingers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
