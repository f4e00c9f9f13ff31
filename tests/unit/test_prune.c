/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Segments passed by for what is remembered of their values, although their
 * columns are gone: a budget with room for none of them, and how often text
 * is read.
 */
#include "engine_run.h"

#include "check.h"
#include "scratch.h"

enum {
    LOG_ROWS = 40000, /* some 4 MB: four segments or more */
    REJECTED = 100,   /* rows, all at the end */
    TINY = 1000
};

static int write_log(void **state)
{
    struct buf text = {0};

    if (scratch_enter(state) != 0)
        return -1;
    for (unsigned i = 0; i < LOG_ROWS; i++) {
        bool last = i >= LOG_ROWS - REJECTED;

        buf_printf(&text,
                   "2 123456789012 eni-0123456789abcdef0 10.0.0.%u 10.0.1.9 "
                   "40000 %u 6 1 %s %u %u %s OK\n",
                   i % 200, i % 1000, last ? "-" : "40", 1756900800 + i,
                   1756900801 + i, last ? "REJECT" : "ACCEPT");
    }
    scratch_write("big.log", buf_str(&text));
    buf_done(&text);
    return 0;
}

static void open_run(struct engine_run *r)
{
    static const struct dataset_options budget = {.memory_bytes = TINY,
                                                  .keep_columns = true};
    static const struct local_options options = {.threads = 2};
    struct err err = {0};

    r->ds = dataset_new(&budget, &err);
    assert_non_null(r->ds);
    assert_int_equal(dataset_add(r->ds, "big.log"), 1);
    r->engine = local_engine_new(r->ds, &options);
}

/* Segments whose text a query reads; its answer must be this. */
static uint64_t text_reads(struct engine_run *r, const char *query,
                           const char *rows)
{
    struct job *job = engine_run_start(r, query, TIME_WINDOW_ALL, 0);

    job->ops->wait(job);
    uint64_t n = job->ops->progress(job).text_reads;
    job_free(job);
    engine_run_check(r, query, rows);
    return n;
}

static void segments_without_a_value_are_not_read(void **state)
{
    static const struct {
        const char *query;
        const char *rows;
        uint64_t reads;
    } cases[] = {
        {"filter action = \"NONE\" | stats count(*)", "0\n", 0},
        {"filter action in [\"NONE\", \"reject\"] | stats count(*)", "0\n", 0},
        {"filter action = \"REJECT\" | stats count(*)", "100\n", 1},
        {"filter action != \"ACCEPT\" | stats count(*)", "100\n", 1},
        {"filter not action = \"ACCEPT\" | stats count(*)", "100\n", 1},
        {"filter action like \"REJ\" and srcAddr like \"10.\" | stats count(*)",
         "100\n", 1},
        {"filter action = \"NONE\" or dstPort > 999 | stats count(*)", "0\n",
         0},
        {"filter action = \"REJECT\" and dstPort < 0 | stats count(*)", "0\n",
         0},
        {"filter bytes = \"-\" | stats count(*)", "100\n", 1},
        {"filter bytes != 40 | stats count(*)", "100\n", 1},
        {"filter strlen(action) > 6 | stats count(*)", "0\n", 0},
        {"filter start < 1756900800 | stats count(*)", "0\n", 0},
        {"filter start < 1756900801 | stats count(*)", "1\n", 1},
        {"filter protocol = 17 | stats count(*)", "0\n", 0},
        {"filter not ispresent(action) | stats count(*)", "0\n", 0},
    };
    static const char all[] = "stats count_distinct(action), min(bytes), "
                              "max(dstPort), min(start), max(protocol)";
    struct engine_run r;

    (void)state;
    open_run(&r);
    assert_true(text_reads(&r, all, "2,40,999,1756900800,6\n") > 1);
    /* Nothing was kept. */
    assert_true(text_reads(&r, "stats max(dstPort)", "999\n") > 1);
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        uint64_t n = text_reads(&r, cases[i].query, cases[i].rows);

        check_int(cases[i].query, (int64_t)n, (int64_t)cases[i].reads);
    }
    engine_run_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(segments_without_a_value_are_not_read),
    };

    return cmocka_run_group_tests(tests, write_log, scratch_leave);
}
