/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Groups of two hours of a log, joined. The log is written here, so that the
 * changes are counted by hand.
 */
#include "tui/comparison.h"

#include "check.h"
#include "engine_run.h"
#include "scratch.h"

#define HOUR_MS INT64_C(3600000)
/* 2025-09-03 12:00:00 UTC. */
#define NOON_S INT64_C(1756900800)

#define LINE(src, start)                                                       \
    "2 123456789012 eni-0a " src " 10.0.1.9 40000 443 6 10 1000 " start        \
    " " start " ACCEPT OK\n"

/* Before: .1 twice, .2 once, .3 once. Now: .1 three times, .2 once, .4 once. */
static const char log_text[] = LINE("10.0.0.1", "1756900800")
    LINE("10.0.0.1", "1756900860") LINE("10.0.0.2", "1756901000")
        LINE("10.0.0.3", "1756901000") LINE("10.0.0.1", "1756904400")
            LINE("10.0.0.1", "1756904460") LINE("10.0.0.1", "1756904520")
                LINE("10.0.0.2", "1756904600") LINE("10.0.0.4", "1756904600");

static const struct time_window before_window = {NOON_S * 1000,
                                                 NOON_S * 1000 + HOUR_MS - 1};
static const struct time_window now_window = {NOON_S * 1000 + HOUR_MS,
                                              NOON_S * 1000 + 2 * HOUR_MS - 1};

static struct engine_run run;

static struct result *answer(const char *query, struct time_window window)
{
    struct job *job = engine_run_start(&run, query, window, 0);
    struct result *r;

    job->ops->wait(job);
    r = job->ops->snapshot(job, 0);
    job_free(job);
    assert_non_null(r);
    return r;
}

/* Compare, and give the references to the comparison alone. */
static void compare(struct comparison *c, const char *now, const char *before,
                    bool all)
{
    struct result *a = answer(now, now_window);
    struct result *b = answer(before, before_window);

    comparison_update(c, a, b, HOUR_MS, all);
    result_release(a);
    result_release(b);
}

static void check_rows(const struct comparison *c, const char *const *want)
{
    uint32_t n = result_n_columns(c->now);
    struct value row[8];
    struct arena a = {0};
    struct err err = {0};
    char text[SHOW_MAX];

    assert_true(n <= N_ELEMENTS(row));
    for (uint64_t i = 0; i < result_n_rows(c->now); i++) {
        assert_true(result_read(c->now, i, 1, &a, row, &err));
        comparison_text(c, row, text);
        check_text("row", str_of(text), want[i]);
    }
    arena_done(&a);
}

static void groups_are_joined_by_their_keys(void **state)
{
    static const char *const want[] = {"+50%", "+0%", "NEW"};
    struct comparison c = {0};
    struct arena a = {0};
    char scratch[VALUE_TEXT_MAX];
    struct value row[2];

    (void)state;
    compare(&c, "stats count(*) as n by srcAddr | sort srcAddr",
            "stats count(*) as n by srcAddr", true);
    check_int("state", c.state, COMPARISON_READY);
    check_rows(&c, want);
    check_int("new", c.n_new, 1);
    check_int("gone", c.n_gone, 1);
    assert_true(comparison_gone(&c, 0, &a, row));
    check_text("who", value_str(row[0], scratch), "10.0.0.3");
    check_int("it has no count now", row[1].type, VALUE_NULL);
    arena_done(&a);
    comparison_done(&c);
}

static void a_result_without_all_groups_has_none_gone(void **state)
{
    static const char *const want[] = {"+50%"};
    struct comparison c = {0};

    (void)state;
    compare(&c, "stats count(*) as n by srcAddr | sort n desc | limit 1",
            "stats count(*) as n by srcAddr", false);
    check_rows(&c, want);
    check_int("gone", c.n_gone, 0);
    comparison_done(&c);
}

/* 12:00 to 12:01 had one each before; now 13:00, 13:01 and 13:02 have. */
static void bins_of_time_are_moved(void **state)
{
    static const char *const want[] = {"+0%", "+0%", "NEW"};
    struct comparison c = {0};
    const char *query = "filter srcAddr = \"10.0.0.1\""
                        " | stats count(*) as n by bin(1m) as t | sort t";

    (void)state;
    compare(&c, query, query, true);
    check_rows(&c, want);
    check_int("gone", c.n_gone, 0);
    comparison_done(&c);
}

static void columns_may_stand_elsewhere(void **state)
{
    static const char *const want[] = {"+50%", "+0%", "NEW"};
    struct comparison c = {0};

    (void)state;
    compare(&c,
            "stats sum(bytes) as b by srcAddr | sort srcAddr"
            " | display b, srcAddr",
            "stats sum(bytes) as b by srcAddr", true);
    check_rows(&c, want);
    comparison_done(&c);
    compare(&c, "stats sum(bytes) as b by srcAddr | display b",
            "stats sum(bytes) as b by srcAddr", true);
    check_int("without the key", c.state, COMPARISON_UNFIT);
    comparison_done(&c);
}

static void nothing_before_is_not_divided_by(void **state)
{
    static const char *const want[] = {"was 0"};
    struct comparison c = {0};

    (void)state;
    compare(&c, "stats sum(bytes) as b by action",
            "stats sum(bytes) - 4000 as b by action", true);
    check_rows(&c, want);
    comparison_done(&c);
}

static void less_is_negative(void **state)
{
    static const char *const want[] = {"-25%"};
    struct comparison c = {0};

    (void)state;
    compare(&c, "stats count(*) - 2 as n by action",
            "stats count(*) as n by action", true);
    check_rows(&c, want);
    comparison_done(&c);
}

static void a_count_of_all_has_no_keys(void **state)
{
    static const char *const want[] = {"+25%"};
    struct comparison c = {0};

    (void)state;
    compare(&c, "stats count(*) as n", "stats count(*) as n", true);
    check_rows(&c, want);
    comparison_done(&c);
}

static void one_answer_alone_says_nothing(void **state)
{
    struct comparison c = {0};
    struct result *r = answer("stats count(*) by srcAddr", now_window);

    (void)state;
    comparison_update(&c, r, NULL, HOUR_MS, true);
    check_int("state", c.state, COMPARISON_NONE);
    result_release(r);
    comparison_done(&c);
}

static int open_log(void **state)
{
    const char *paths[] = {"flow.log", NULL};

    if (scratch_enter(state) != 0)
        return -1;
    scratch_write("flow.log", str_of(log_text));
    engine_run_open(&run, paths, &(struct local_options){.threads = 1});
    return 0;
}

static int close_log(void **state)
{
    engine_run_close(&run);
    return scratch_leave(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_are_joined_by_their_keys),
        cmocka_unit_test(a_result_without_all_groups_has_none_gone),
        cmocka_unit_test(bins_of_time_are_moved),
        cmocka_unit_test(columns_may_stand_elsewhere),
        cmocka_unit_test(nothing_before_is_not_divided_by),
        cmocka_unit_test(less_is_negative),
        cmocka_unit_test(a_count_of_all_has_no_keys),
        cmocka_unit_test(one_answer_alone_says_nothing),
    };

    return cmocka_run_group_tests(tests, open_log, close_log);
}
