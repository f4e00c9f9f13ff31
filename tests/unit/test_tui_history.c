/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The history of runs: what is kept, in which order, by several programs. */
#include "tui/history.h"

#include "check.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void append(const char *file, const char *query, int64_t time_ms)
{
    struct history_run run = {.query = str_of(query),
                              .files = STR("flow.log"),
                              .time_ms = time_ms,
                              .window = {1000, INT64_MAX},
                              .rows = 7,
                              .seconds = 0.25};
    struct err err = {0};

    assert_true(history_append(file, &run, &err));
}

static void a_run_comes_back_with_all_it_had(void **state)
{
    struct history h;

    (void)state;
    append("one", "filter a = \"x\ny\"", 1795435990123);
    history_read("one", &h);
    check_int("runs", h.n, 1);
    check_text("query", h.runs[0].query, "filter a = \"x\ny\"");
    check_text("files", h.runs[0].files, "flow.log");
    check_int("time", h.runs[0].time_ms, 1795435990123);
    check_int("from", h.runs[0].window.from_ms, 1000);
    check_int("an open end", h.runs[0].window.to_ms == INT64_MAX, 1);
    check_int("rows", h.runs[0].rows, 7);
    check_int("ms", (int)(h.runs[0].seconds * 1000), 250);
    history_done(&h);
}

static void the_newest_goes_first_and_each_query_once(void **state)
{
    struct history h;

    (void)state;
    append("two", "limit 1", 1);
    append("two", "limit 2", 2);
    append("two", "limit 1", 3);
    history_read("two", &h);
    check_int("runs", h.n, 2);
    check_text("first", h.runs[0].query, "limit 1");
    check_int("its last time", h.runs[0].time_ms, 3);
    check_text("second", h.runs[1].query, "limit 2");
    history_done(&h);
}

static void a_leading_blank_keeps_a_query_out(void **state)
{
    struct history h;

    (void)state;
    append("three", " limit 1", 1);
    append("three", "", 2);
    append("three", "\n\t", 3);
    history_read("three", &h);
    check_int("runs", h.n, 0);
    history_done(&h);
}

static void bad_lines_are_left_out(void **state)
{
    struct history h;

    (void)state;
    scratch_write("four", STR("{\"query\":\"limit 1\"}\n{\"query\":\n[]\n"
                              "{\"query\":7}\n{\"query\":\"limit 2\",\"rows\""
                              ":\"many\"}\n{\"query\":\"cut off"));
    history_read("four", &h);
    check_int("runs", h.n, 2);
    check_text("first", h.runs[0].query, "limit 2");
    check_int("not a number", h.runs[0].rows, 0);
    history_done(&h);
}

static void a_missing_file_is_empty(void **state)
{
    struct history h;

    (void)state;
    history_read("none", &h);
    check_int("runs", h.n, 0);
    history_done(&h);
}

static void several_programs_append_at_once(void **state)
{
    enum { PROGRAMS = 4, RUNS = 50 };
    struct history h;
    char query[40];

    (void)state;
    for (int p = 0; p < PROGRAMS; p++) {
        if (fork() != 0)
            continue;
        for (int i = 0; i < RUNS; i++) {
            snprintf(query, sizeof query, "limit %d", p * RUNS + i);
            append("five", query, i);
        }
        _exit(0);
    }
    while (wait(NULL) > 0)
        ;
    history_read("five", &h);
    check_int("all are there", h.n, PROGRAMS * RUNS);
    history_done(&h);
}

/* Each query is half a kB, so that some 2,000 of them are too long a file. */
static void a_long_file_is_written_anew(void **state)
{
    struct history h;
    struct stat status;
    char query[600];

    (void)state;
    memset(query, 'x', sizeof query);
    for (int i = 0; i < 2500; i++) {
        snprintf(query + 500, 100, " %d", i);
        append("six", query, i);
    }
    assert_int_equal(stat("six", &status), 0);
    assert_true(status.st_size <= HISTORY_BYTES_MAX);
    history_read("six", &h);
    check_int("the newest", h.runs[0].time_ms, 2499);
    check_int("runs", h.n, HISTORY_RUNS_MAX);
    history_done(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_comes_back_with_all_it_had),
        cmocka_unit_test(the_newest_goes_first_and_each_query_once),
        cmocka_unit_test(a_leading_blank_keeps_a_query_out),
        cmocka_unit_test(bad_lines_are_left_out),
        cmocka_unit_test(a_missing_file_is_empty),
        cmocka_unit_test(several_programs_append_at_once),
        cmocka_unit_test(a_long_file_is_written_anew),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
