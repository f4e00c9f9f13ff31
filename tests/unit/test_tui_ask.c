/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The questions that panes ask, the rows of the prompt, and moving cursors.
 * Expected texts are those of tui-design.md 3 and 5. */
#include "tui/ask.h"

#include "check.h"
#include "tui/pane.h"
#include "tui/prompt_view.h"

#include <string.h>

#define QUERY "filter dstPort = 22 | filter action = \"REJECT\" | limit 5"

static void the_timeline_leaves_out_the_filter_on_action(void **state)
{
    struct arena a = {0};
    struct err err = {0};
    struct str out = {0};

    (void)state;
    assert_true(ask_timeline(&a, STR(QUERY), 60000, true, &out, &err));
    check_text("question", out, "filter dstPort = 22 | "
                   "stats count(*) as flows by bin(1m), action");
    assert_true(ask_timeline(&a, STR(""), 5000, false, &out, &err));
    check_text("question", out, "stats count(*) as flows by bin(5s)");
    arena_done(&a);
}

static void the_timeline_is_of_any_metric(void **state)
{
    struct arena a = {0};
    struct err err = {0};
    struct str out = {0};

    (void)state;
    assert_true(ask_timeline_of(&a, STR(QUERY), METRIC_BYTES, 60000, true,
                                &out, &err));
    check_text("question", out, "filter dstPort = 22 | "
                   "stats sum(bytes) as bytes by bin(1m), action");
    arena_done(&a);
}

static void lanes_are_values_of_one_field_or_two(void **state)
{
    const struct str values[] = {STR("10.0.0.1"), STR("22"), STR("10.0.0.2"),
                                 STR("23")};
    const struct str ports[] = {STR("22"), STR("a\"b")};
    struct arena a = {0};
    struct err err = {0};
    struct str out = {0};

    (void)state;
    assert_true(ask_trend(&a, STR("filter bytes > 1"), dimension_at(2),
                          METRIC_PACKETS, 60000, ports, 2, &out, &err));
    check_text("one", out, "filter bytes > 1 | "
                   "filter dstPort in [\"22\", \"a\\\"b\"] | "
                   "stats sum(packets) as amount by dstPort, bin(1m)");
    assert_true(ask_trend(&a, STR(""), dimension_at(4), METRIC_REJECTS, 5000,
                          values, 2, &out, &err));
    check_text("two", out, "filter action = \"REJECT\" | "
                   "filter (srcAddr = \"10.0.0.1\" and dstPort = \"22\") or "
                   "(srcAddr = \"10.0.0.2\" and dstPort = \"23\") | "
                   "stats count(*) as amount by srcAddr, dstPort, bin(5s)");
    arena_done(&a);
}

static void talkers_apply_all_filters(void **state)
{
    struct arena a = {0};
    struct err err = {0};
    struct str out = {0};

    (void)state;
    assert_true(ask_talkers(&a, STR(QUERY), dimension_at(0), METRIC_FLOWS, 9,
                            &out, &err));
    check_text("question", out, "filter dstPort = 22 | filter action = \"REJECT\" | stats "
              "count(*) as flows by srcAddr | sort flows desc | limit 9");
    assert_true(ask_talkers(&a, STR(""), dimension_at(3), METRIC_BYTES, 9,
                            &out, &err));
    check_text("question", out, "stats sum(bytes) as bytes by srcAddr, dstAddr | "
                   "sort bytes desc | limit 9");
    arena_done(&a);
}

static void rejects_are_counted_among_the_rejected(void **state)
{
    struct arena a = {0};
    struct err err = {0};
    struct str out = {0};

    (void)state;
    assert_true(ask_talkers(&a, STR(""), dimension_at(0), METRIC_REJECTS, 9,
                            &out, &err));
    check_text("question", out, "filter action = \"REJECT\" | stats count(*) as rejects "
                   "by srcAddr | sort rejects desc | limit 9");
    arena_done(&a);
}

static void values_of_a_field_are_under_the_filters(void **state)
{
    struct arena a = {0};
    struct err err = {0};
    struct str out = {0};

    (void)state;
    assert_true(ask_field(&a, STR(QUERY), STR("srcAddr"), 9, &out, &err));
    check_text("question", out,
               "filter dstPort = 22 | filter action = \"REJECT\" | stats "
               "count(*) as flows by srcAddr | sort flows desc | limit 9");
    assert_true(ask_field(&a, STR(QUERY), STR("action"), 9, &out, &err));
    check_text("without its own filter", out,
               "filter dstPort = 22 | stats count(*) as flows by action | "
               "sort flows desc | limit 9");
    arena_done(&a);
}

static void fields_are_counted_over_all_records(void **state)
{
    static const struct str fields[] = {STR("srcAddr"), STR("pkt-dstaddr")};
    struct arena a = {0};

    (void)state;
    check_text("question", ask_distinct(&a, fields, 2),
               "stats count_distinct(srcAddr), "
               "count_distinct(`pkt-dstaddr`)");
    arena_done(&a);
}

static void a_group_is_told_of_by_its_flows(void **state)
{
    struct group_question q = {.query = STR("filter srcAddr = \"10.0.0.1\""),
                               .by_action = true,
                               .fields = {STR("dstAddr")},
                               .n = 1};
    struct arena a = {0};
    struct err err = {0};
    struct str out = {0};

    (void)state;
    assert_true(ask_group(&a, &q, &out, &err));
    check_text("question", out,
               "filter srcAddr = \"10.0.0.1\" | stats count(*) as flows, "
               "sum(action = \"REJECT\") as rejects, "
               "sum(action = \"ACCEPT\") as accepts, "
               "min(@timestamp) as first, max(@timestamp) as last, "
               "count_distinct(dstAddr)");
    q = (struct group_question){.has_span = true, .from_ms = 5, .to_ms = 9};
    assert_true(ask_group(&a, &q, &out, &err));
    check_text("of a time", out,
               "filter @timestamp >= 5 and @timestamp <= 9 | stats count(*) "
               "as flows, min(@timestamp) as first, max(@timestamp) as last");
    arena_done(&a);
}

static void a_wrong_query_has_no_questions(void **state)
{
    struct arena a = {0};
    struct err err = {0};
    struct str out = {0};

    (void)state;
    assert_false(ask_timeline(&a, STR("filter ("), 60000, true, &out, &err));
    arena_done(&a);
}

static void long_lines_break_before_a_bar(void **state)
{
    static const struct {
        const char *text;
        int width;
        int n;
        uint32_t starts[4];
    } cases[] = {
        {"", 10, 1, {0}},
        {"filter x", 10, 1, {0}},
        {"filter x | limit 5", 12, 2, {0, 9}},
        {"a\nb\n", 10, 3, {0, 2, 4}}, /* the cursor has a row */
        {"abcdefghij", 4, 3, {0, 4, 8}},
        {"a | b | c", 5, 3, {0, 2, 6}},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct span rows[PROMPT_ROWS_MAX];
        int n = prompt_wrap(str_of(cases[i].text), cases[i].width, rows);

        check_int(cases[i].text, n, cases[i].n);
        for (int r = 0; r < n; r++)
            check_int(cases[i].text, rows[r].start, cases[i].starts[r]);
    }
}

static void cursors_stay_inside(void **state)
{
    static const struct {
        const char *name;
        uint64_t row, n, page;
        enum move move;
        uint64_t want;
    } cases[] = {
        {"up at the top", 0, 10, 5, MOVE_UP, 0},
        {"down at the end", 9, 10, 5, MOVE_DOWN, 9},
        {"page down", 0, 10, 5, MOVE_PAGE_DOWN, 4},
        {"page down near the end", 8, 10, 5, MOVE_PAGE_DOWN, 9},
        {"page up near the top", 2, 10, 5, MOVE_PAGE_UP, 0},
        {"last", 3, 10, 5, MOVE_LAST, 9},
        {"last of none", 0, 0, 5, MOVE_LAST, 0},
        {"down in none", 0, 0, 5, MOVE_PAGE_DOWN, 0},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++)
        check_int(cases[i].name,
                  (int64_t)move_row(cases[i].row, cases[i].n, cases[i].page,
                                    cases[i].move),
                  (int64_t)cases[i].want);
    check_int("scroll down", (int64_t)scroll_to(0, 7, 10, 5), 3);
    check_int("scroll up", (int64_t)scroll_to(6, 2, 10, 5), 2);
    check_int("no empty rows", (int64_t)scroll_to(8, 8, 10, 5), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_timeline_leaves_out_the_filter_on_action),
        cmocka_unit_test(the_timeline_is_of_any_metric),
        cmocka_unit_test(lanes_are_values_of_one_field_or_two),
        cmocka_unit_test(talkers_apply_all_filters),
        cmocka_unit_test(rejects_are_counted_among_the_rejected),
        cmocka_unit_test(values_of_a_field_are_under_the_filters),
        cmocka_unit_test(fields_are_counted_over_all_records),
        cmocka_unit_test(a_group_is_told_of_by_its_flows),
        cmocka_unit_test(a_wrong_query_has_no_questions),
        cmocka_unit_test(long_lines_break_before_a_bar),
        cmocka_unit_test(cursors_stay_inside),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
