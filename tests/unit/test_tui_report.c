/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a report: nothing in it can be taken for Markdown or harm a
 * terminal, and what is counted is counted right. */
#include "tui/report.h"

#include "check.h"
#include "engine_run.h"
#include "scratch.h"
#include "small_log.h"

static void text_is_not_taken_for_markdown(void **state)
{
    static const char *const cases[][2] = {
        {"plain text 10.0.0.1", "plain text 10.0.0.1"},
        {"a|b", "a\\|b"},
        {"*b* _c_ `d`", "\\*b\\* \\_c\\_ \\`d\\`"},
        {"<script>", "\\<script\\>"},
        {"[x](y)", "\\[x\\](y)"},
        {"\033[31mred\n", "^\\[\\[31mred^J"},
    };
    struct buf out = {0};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        buf_reset(&out);
        report_escape(&out, str_of(cases[i][0]));
        check_text(cases[i][0], buf_str(&out), cases[i][1]);
    }
    buf_done(&out);
}

static void code_cannot_end_its_block(void **state)
{
    static const char *const cases[][2] = {
        {"limit 1", "```sh\nlimit 1\n```\n"},
        {"limit 1\n| sort a\n", "```sh\nlimit 1\n| sort a\n```\n"},
        {"a\n```\nb", "````sh\na\n```\nb\n````\n"},
        {"\033]0;x", "```sh\n^[]0;x\n```\n"},
    };
    struct buf out = {0};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        buf_reset(&out);
        report_code(&out, "sh", str_of(cases[i][0]));
        check_text(cases[i][0], buf_str(&out), cases[i][1]);
    }
    buf_done(&out);
}

static void marks_stand_in_the_order_of_time(void **state)
{
    struct marks m = {0};
    struct mark like = {.path = (char *)(uintptr_t) "a_b.log",
                        .line = (char *)(uintptr_t) "2 1 | -",
                        .offset = 77,
                        .time_ms = 1795435990123};
    struct buf out = {0};

    (void)state;
    marks_add(&m, &like);
    like.note = (char *)(uintptr_t) "first";
    like.time_ms = 0;
    marks_add(&m, &like);
    report_marks(&out, &m);
    check_text("table", buf_str(&out),
               "| mark | time (UTC) | note | record | where |\n"
               "| --- | --- | --- | --- | --- |\n"
               "| m2 | 1970-01-01 00:00:00 | first | 2 1 \\| - "
               "| a\\_b.log, byte 77 |\n"
               "| m1 | 2026-11-23 12:13:10 |  | 2 1 \\| - "
               "| a\\_b.log, byte 77 |\n");
    buf_done(&out);
    marks_done(&m);
}

static struct engine_run run;

static struct result *answer(const char *query)
{
    struct job *job = engine_run_start(&run, query, TIME_WINDOW_ALL, 0);
    struct result *r;

    job->ops->wait(job);
    r = job->ops->snapshot(job, 0);
    job_free(job);
    return r;
}

static void rows_are_a_table(void **state)
{
    struct result *r = answer("stats count(*) as n by action | sort n desc");
    struct buf out = {0};

    (void)state;
    assert_true(report_rows(&out, r));
    check_text("table", buf_str(&out),
               "| action | n |\n| --- | ---: |\n| ACCEPT | 4 |\n"
               "| REJECT | 3 |\n| - | 1 |\n");
    result_release(r);
    buf_done(&out);
}

/*
 * Eight records between 12:00 and 13:01; accepted ones at 12:00, 12:05,
 * 12:10 and 13:01, rejected ones at 12:01 (twice) and 13:00.
 */
static void the_timeline_counts_each_bucket(void **state)
{
    struct step step = {
        .window = {INT64_C(1756900800000), INT64_C(1756904460000)},
        .bucket_ms = 60000,
        .timeline_metric = METRIC_FLOWS};
    struct data_times times = {.known = false};
    struct buf out = {0};

    (void)state;
    step.answers[PART_TIMELINE] =
        answer("stats count(*) as flows by bin(1m), action");
    assert_true(report_timeline(&step, &times, true, &out));
    struct str text = buf_str(&out);
    /* 62 minutes in at most 40 buckets: of 2 minutes, 31 of them. */
    assert_true(str_starts(text, STR("```text\nbin(2m) flows ")));
    assert_true(str_find(text, STR("\n2025-09-03 12:00:00"
                                   "          1 ||||||||||||||||||||"
                                   "          2 ####################\n")) <
                text.n);
    assert_true(str_find(text, STR("\n2025-09-03 12:02:00"
                                   "          0                     "
                                   "          0\n")) < text.n);
    assert_true(str_find(text, STR("\n2025-09-03 13:00:00"
                                   "          1 ||||||||||||||||||||"
                                   "          1 ##########\n")) < text.n);
    size_t lines = 0;
    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n';
    check_int("lines", (int)lines, 31 + 3);
    result_release(step.answers[PART_TIMELINE]);
    buf_done(&out);
}

static int open_log(void **state)
{
    const char *paths[] = {"flow.log", NULL};

    if (scratch_enter(state) != 0)
        return -1;
    scratch_write("flow.log", str_of(SMALL_LOG));
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
        cmocka_unit_test(text_is_not_taken_for_markdown),
        cmocka_unit_test(code_cannot_end_its_block),
        cmocka_unit_test(marks_stand_in_the_order_of_time),
        cmocka_unit_test(rows_are_a_table),
        cmocka_unit_test(the_timeline_counts_each_bucket),
    };

    return cmocka_run_group_tests(tests, open_log, close_log);
}
