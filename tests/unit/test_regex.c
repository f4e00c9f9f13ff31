/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Regular expressions as query-language.md 2.8 wants them. */
#include "query/regex.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

static void searching_finds_what_re2_finds(void **state)
{
    static const struct {
        const char *pattern, *text;
        bool want;
    } cases[] = {
        {"10.0.", "a 10x0y b", true},
        {"^10\\.", "10.0.0.1", true},
        {"^10\\.", "110.0.0.1", false},
        {"reject", "REJECT", false},
        {"(?i) reject ", "a REJECT b", true},
        {"^(?i)reject$", "Reject", true},
        {"a.b", "a\nb", false},
        {"(?s)a.b", "a\nb", true},
        {"a$", "a\n", false},
        {"(?m)^b$", "a\nb\nc", true},
        {"^b$", "a\nb\nc", false},
        {"^172\\.(1[6-9]|2\\d|3[01])\\.", "172.20.1.1", true},
        {"^172\\.(1[6-9]|2\\d|3[01])\\.", "172.32.1.1", false},
        {"", "", true},
        {"[]a]+", "]", true},
        {"[[:digit:]]+", "x7", true},
        {"[(?=]", "=", true},
        {"\\(\\?=", "(?=", true},
        {"\\Q(?=\\E", "(?=", true},
        {"^.$", "\xc3\xa4", true},
        {"b", "\xff\xfe b", true},
    };
    struct regex_scratch *scratch = regex_scratch_new();

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct err err = {0};
        struct regex *re = regex_new(str_of(cases[i].pattern), &err);

        check_text(cases[i].pattern, str_of(err.msg), "");
        check_int(cases[i].pattern,
                  regex_search(re, scratch, str_of(cases[i].text), 0),
                  cases[i].want ? REGEX_YES : REGEX_NO);
        regex_free(re);
    }
    assert_false(regex_hit_limit(scratch));
    regex_scratch_free(scratch);
}

static void what_re2_does_not_have_is_refused(void **state)
{
    static const struct {
        const char *pattern, *want;
        uint32_t at;
    } cases[] = {
        {"a(?=b)", "regex: look-ahead is not supported", 1},
        {"a(?!b)", "regex: look-ahead is not supported", 1},
        {"(?<=b)a", "regex: look-behind is not supported", 0},
        {"(?<!b)a", "regex: look-behind is not supported", 0},
        {"(a)\\1", "regex: a back-reference is not supported", 3},
        {"(?<n>a)\\k<n>", "regex: a back-reference is not supported", 7},
        {"(?P=n)", "regex: a back-reference is not supported", 0},
        {"(a(?1))", "regex: recursion is not supported", 2},
        {"(?R)", "regex: recursion is not supported", 0},
        {"(*UTF)a", "regex: a verb is not supported", 0},
        {"(?>a)", "regex: an atomic group is not supported", 0},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct err err = {0};

        assert_null(regex_new(str_of(cases[i].pattern), &err));
        check_text(cases[i].pattern, str_of(err.msg), cases[i].want);
        check_int(cases[i].pattern, err.code, ERR_QUERY);
        check_int(cases[i].pattern, err.at.start, cases[i].at);
    }
}

/* Wording and offsets of the rest are PCRE2's own. */
static void the_engines_message_is_passed_on(void **state)
{
    static const char *const patterns[] = {"a(b", "[a", "*a", "(?<n>a)(?<n>b)"};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(patterns); i++) {
        struct err err = {0};

        assert_null(regex_new(str_of(patterns[i]), &err));
        check_int(patterns[i], str_starts(str_of(err.msg), STR("regex: ")), 1);
        check_int(patterns[i], err.at.start <= strlen(patterns[i]), 1);
    }
}

static void groups_have_names_and_bytes(void **state)
{
    struct str text = STR("x eni-1 10.0.0.1");
    struct regex *re =
        regex_new(STR("(?<eni>eni-\\S+) (?P<src>\\S+)( \\d+)?"), NULL);
    struct regex_scratch *scratch = regex_scratch_new();
    struct str group;

    (void)state;
    assert_int_equal(regex_groups(re), 3);
    check_text("name 1", regex_group_name(re, 1), "eni");
    check_text("name 2", regex_group_name(re, 2), "src");
    check_text("name 3", regex_group_name(re, 3), "");
    assert_int_equal(regex_search(re, scratch, text, 0), REGEX_YES);
    assert_true(regex_group(scratch, text, 0, &group));
    check_text("match", group, "eni-1 10.0.0.1");
    assert_true(regex_group(scratch, text, 2, &group));
    check_text("group 2", group, "10.0.0.1");
    assert_false(regex_group(scratch, text, 3, &group));
    regex_free(re);
    regex_scratch_free(scratch);
}

static void more_groups_than_usual_fit(void **state)
{
    char pattern[4 * 50 + 1] = "";
    struct regex_scratch *scratch = regex_scratch_new();
    struct str text = STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    struct regex *re;
    struct str group;

    (void)state;
    for (int i = 0; i < 50; i++)
        strcat(pattern, "(a)");
    re = regex_new(str_of(pattern), NULL);
    assert_int_equal(regex_search(re, scratch, text, 0), REGEX_YES);
    assert_true(regex_group(scratch, text, 50, &group));
    check_text("last group", group, "a");
    regex_free(re);
    regex_scratch_free(scratch);
}

static void a_search_can_go_on_behind_a_match(void **state)
{
    struct str text = STR("a\xc3\xa4 a");
    struct regex *re = regex_new(STR("a"), NULL);
    struct regex_scratch *scratch = regex_scratch_new();
    struct str group;

    (void)state;
    assert_int_equal(regex_search(re, scratch, text, 1), REGEX_YES);
    assert_true(regex_group(scratch, text, 0, &group));
    assert_ptr_equal(group.p, text.p + 4);
    /* Byte 2 is within a character. */
    assert_int_equal(regex_search(re, scratch, text, 2), REGEX_YES);
    assert_int_equal(regex_search(re, scratch, text, 5), REGEX_NO);
    regex_free(re);
    regex_scratch_free(scratch);
}

static void too_much_effort_is_a_limit_and_remembered(void **state)
{
    struct regex *re = regex_new(STR("(a+)+$"), NULL);
    struct regex_scratch *scratch = regex_scratch_new();

    (void)state;
    assert_int_equal(regex_search(re, scratch,
                                  STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"),
                                  0),
                     REGEX_LIMIT);
    assert_true(regex_hit_limit(scratch));
    /* One in a million lines is enough to give the answer up. */
    assert_int_equal(regex_search(re, scratch, STR("a"), 0), REGEX_LIMIT);
    regex_free(re);
    regex_scratch_free(scratch);
}

/* n times the byte, then the end; freed by the caller. */
static struct str long_text(char byte, size_t n, const char *end)
{
    struct str out = {malloc(n + strlen(end) + 1), n + strlen(end)};

    memset((char *)(uintptr_t)out.p, byte, n);
    memcpy((char *)(uintptr_t)out.p + n, end, strlen(end) + 1);
    return out;
}

static void in_a_long_text_the_first_match_is_found(void **state)
{
    enum { N = 200000 };
    static const struct {
        const char *pattern;
        size_t from, at, n; /* of the match; n 0: there is none */
    } cases[] = {
        {"x+", 0, 0, N},
        {"x{3}", N - 5, N - 5, 3},
        {"x y", 0, N - 1, 3},
        {"\\by\\b", 0, N + 1, 1},
        {"(?m)^z", 0, N + 6, 1},
        {"^y", 0, 0, 0},
        {"\xc3\xa4.z$", 0, 0, 0},
        {"(?s)\xc3\xa4.z$", 0, N + 3, 4},
        {"z$", 0, N + 6, 1},
        {"x*9", 0, 0, 0},
    };
    struct str text = long_text('x', N, " y \xc3\xa4\nz"), group;
    struct regex_scratch *scratch = regex_scratch_new();

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct regex *re = regex_new(str_of(cases[i].pattern), NULL);

        check_int(cases[i].pattern,
                  regex_search(re, scratch, text, cases[i].from),
                  cases[i].n ? REGEX_YES : REGEX_NO);
        if (cases[i].n) {
            assert_true(regex_group(scratch, text, 0, &group));
            check_int(cases[i].pattern, group.p - text.p, (long)cases[i].at);
            check_int(cases[i].pattern, (long)group.n, (long)cases[i].n);
        }
        regex_free(re);
    }
    assert_false(regex_hit_limit(scratch));
    free((char *)(uintptr_t)text.p);
    regex_scratch_free(scratch);
}

/* Each place takes no time worth stopping, and there are a million. */
static void a_long_search_can_be_stopped(void **state)
{
    struct str text = long_text('a', 1000000, "");
    struct regex *re = regex_new(STR("\\w{1,900}\\w+Z"), NULL);
    struct regex_scratch *scratch = regex_scratch_new();
    atomic_bool stop = true;

    (void)state;
    regex_scratch_stop(scratch, &stop);
    assert_int_equal(regex_search(re, scratch, text, 0), REGEX_NO);
    assert_false(regex_hit_limit(scratch));
    free((char *)(uintptr_t)text.p);
    regex_free(re);
    regex_scratch_free(scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(searching_finds_what_re2_finds),
        cmocka_unit_test(what_re2_does_not_have_is_refused),
        cmocka_unit_test(the_engines_message_is_passed_on),
        cmocka_unit_test(groups_have_names_and_bytes),
        cmocka_unit_test(more_groups_than_usual_fit),
        cmocka_unit_test(a_search_can_go_on_behind_a_match),
        cmocka_unit_test(too_much_effort_is_a_limit_and_remembered),
        cmocka_unit_test(in_a_long_text_the_first_match_is_found),
        cmocka_unit_test(a_long_search_can_be_stopped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
