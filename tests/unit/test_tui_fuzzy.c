/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding things by a few letters of them. */
#include "tui/fuzzy.h"

#include "check.h"

static int score(const char *text, const char *wanted)
{
    return fuzzy_score(str_of(text), str_of(wanted));
}

static void letters_must_come_in_order(void **state)
{
    (void)state;
    assert_true(score("reject-sources", "rjs") >= 0);
    assert_true(score("Reject-Sources", "RJS") >= 0);
    assert_int_equal(score("reject-sources", "sr x"), -1);
    assert_int_equal(score("abc", "cb"), -1);
}

static void every_word_must_be_there_in_any_order(void **state)
{
    (void)state;
    assert_true(score("stats count(*) by srcAddr", "src stats") >= 0);
    assert_int_equal(score("stats count(*) by srcAddr", "src dst"), -1);
}

static void nothing_wanted_matches_all(void **state)
{
    (void)state;
    assert_int_equal(score("", ""), 0);
    assert_int_equal(score("anything", "  "), 0);
    assert_int_equal(score("", "a"), -1);
}

static void runs_and_beginnings_of_words_come_first(void **state)
{
    (void)state;
    assert_true(score("port-scan", "scan") > score("as-can-do", "scan"));
    assert_true(score("top-pairs", "tp") > score("outpost", "tp"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_must_come_in_order),
        cmocka_unit_test(every_word_must_be_there_in_any_order),
        cmocka_unit_test(nothing_wanted_matches_all),
        cmocka_unit_test(runs_and_beginnings_of_words_come_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
