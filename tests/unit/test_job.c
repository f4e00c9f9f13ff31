/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Jobs over logs of several segments: threads, snapshots, budgets, several
 * queries in one pass, compressed files, layouts that change. What must come
 * out follows from how the log is made.
 */
#include "engine_run.h"

#include "check.h"
#include "scratch.h"
#include "small_log.h"

#include <stdlib.h>
#include <string.h>

enum {
    LOG_ROWS = 40000, /* some 4 MB: four segments */
    SOURCES = 200
};

/*
 * Row i: source 10.0.0.(i % 200), port i % 1000, bytes i, one second after
 * the other; every tenth is rejected.
 */
static struct str make_log(void)
{
    struct buf text = {0};

    for (unsigned i = 0; i < LOG_ROWS; i++)
        buf_printf(&text,
                   "2 123456789012 eni-0123456789abcdef%u 10.0.0.%u 10.0.1.9 "
                   "40000 %u 6 1 %u %u %u %s OK\n",
                   i % 10, i % SOURCES, i % 1000, i, 1756900800 + i,
                   1756900801 + i, i % 10 ? "ACCEPT" : "REJECT");
    return buf_str(&text);
}

static void free_str(struct str s)
{
    free((void *)(uintptr_t)s.p);
}

static void open_log(struct engine_run *r, const struct local_options *options)
{
    static const char *const paths[] = {"big.log", NULL};
    struct str log = make_log();

    scratch_write("big.log", log);
    free_str(log);
    engine_run_open(r, paths, options);
}

/* Each query with its answer, whatever the number of threads. */
static const struct {
    const char *query, *rows;
} answers[] = {
    /* The sum of 0 to 39999. */
    {"stats count(*), sum(bytes), min(bytes), max(bytes)",
     "40000,799980000,0,39999\n"},
    {"filter action = \"REJECT\" | stats count(*) as n by srcAddr"
     " | stats count(*), sum(n), max(n)",
     "20,4000,200\n"},
    {"stats count_distinct(srcAddr), count_distinct(dstPort),"
     " count_distinct(bytes)",
     "200,1000,40000\n"},
    {"stats pct(bytes, 50), earliest(bytes), latest(bytes)", "19999,0,39999\n"},
    {"display bytes | limit 3", "39999\n39998\n39997\n"},
    {"display bytes | sort dstPort desc, bytes | limit 2", "999\n1999\n"},
    {"display bytes | filter bytes % 10000 = 7", "30007\n20007\n10007\n7\n"},
    {"stats count(*) as n by bin(1h) as t | sort t | limit 2",
     "2025-09-03 12:00:00.000,3600\n2025-09-03 13:00:00.000,3600\n"},
    {"parse @message /(?<x>10\\.0\\.\\d\\.\\d+)/ multi"
     " | stats count(*) as n by x | sort n desc | limit 2",
     "10.0.1.9,40000\n10.0.0.0,200\n"},
};

static void answers_do_not_depend_on_threads(void **state)
{
    static const unsigned threads[] = {1, 2, 5};

    (void)state;
    for (size_t t = 0; t < N_ELEMENTS(threads); t++) {
        struct engine_run r;

        open_log(&r, &(struct local_options){.threads = threads[t]});
        for (size_t i = 0; i < N_ELEMENTS(answers); i++)
            engine_run_check(&r, answers[i].query, answers[i].rows);
        engine_run_close(&r);
    }
}

/*
 * Threads that may keep few groups share them in parts early on.
 */
static void answers_do_not_depend_on_shared_groups(void **state)
{
    static const uint32_t limits[] = {1, 7, 300};
    static const struct {
        const char *query, *rows;
    } more[] = {
        {"stats sum(bytes) as b, count(*) by dstPort, srcAddr"
         " | sort b desc, srcAddr | limit 3",
         "999,10.0.0.199,819960,40\n998,10.0.0.198,819920,40\n"
         "997,10.0.0.197,819880,40\n"},
        {"stats sum(bytes * 0.5) as h by dstPort | sort dstPort | limit 2",
         "0,390000\n1,390020\n"},
        {"stats count_distinct(bytes) as d, pct(bytes, 50) as p by srcAddr"
         " | sort p | limit 2",
         "10.0.0.0,200,19800\n10.0.0.1,200,19801\n"},
        {"stats values(dstPort) as v by srcAddr | sort srcAddr | limit 1",
         "10.0.0.0,0, 200, 400, 600, 800\n"},
        {"stats earliest(dstPort), latest(bytes) by action, srcAddr"
         " | sort srcAddr | limit 2",
         "REJECT,10.0.0.0,0,39800\nACCEPT,10.0.0.1,1,39801\n"},
    };

    (void)state;
    for (size_t t = 0; t < N_ELEMENTS(limits); t++) {
        struct engine_run r;

        open_log(&r, &(struct local_options){.threads = (unsigned)t + 1,
                                             .own_groups = limits[t]});
        for (size_t i = 0; i < N_ELEMENTS(answers); i++)
            engine_run_check(&r, answers[i].query, answers[i].rows);
        for (size_t i = 0; i < N_ELEMENTS(more); i++)
            engine_run_check(&r, more[i].query, more[i].rows);
        engine_run_close(&r);
    }
}

static void columns_in_memory_answer_again(void **state)
{
    struct engine_run r;
    struct buf out = {0};

    (void)state;
    open_log(&r, &(struct local_options){.threads = 2});
    engine_run_answer(&r, answers[0].query, TIME_WINDOW_ALL, &out);
    struct job *job =
        engine_run_start(&r, answers[0].query, TIME_WINDOW_ALL, 0);
    job->ops->wait(job);
    struct job_progress p = job->ops->progress(job);
    assert_int_equal(p.text_reads, 0);
    assert_int_equal(p.rows_scanned, LOG_ROWS);
    assert_int_equal(p.bytes_done, p.bytes_total);
    assert_false(p.incomplete);
    job_free(job);
    buf_done(&out);
    engine_run_close(&r);
}

static void queries_in_one_job_answer_as_each_alone(void **state)
{
    struct job_query queries[N_ELEMENTS(answers)];
    struct job_request request = {
        .queries = queries,
        .n_queries = N_ELEMENTS(answers),
        .window = TIME_WINDOW_ALL,
    };
    struct engine_run r;
    struct err err = {0};
    uint32_t which;

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(answers); i++)
        queries[i] = (struct job_query){.text = str_of(answers[i].query)};
    open_log(&r, &(struct local_options){.threads = 2});
    struct job *job = engine_start(r.engine, &request, &which, &err);
    assert_non_null(job);
    job->ops->wait(job);
    for (uint32_t i = 0; i < N_ELEMENTS(answers); i++) {
        struct result *result = job->ops->snapshot(job, i);
        struct buf out = {0};

        engine_run_csv(result, &out);
        struct str all = buf_str(&out);
        check_text(answers[i].query,
                   str_slice(all, str_find(all, STR("\n")) + 1, all.n),
                   answers[i].rows);
        buf_done(&out);
        result_release(result);
    }
    job_free(job);
    engine_run_close(&r);
}

/* Number in the one row of a result. */
static int64_t only_number(struct result *result)
{
    struct arena arena = {0};
    struct value v = value_null();
    struct err err = {0};

    assert_int_equal(result_n_rows(result), 1);
    assert_true(result_read(result, 0, 1, &arena, &v, &err));
    arena_done(&arena);
    return v.type == VALUE_NULL ? 0 : v.i;
}

static void snapshots_cover_whole_rows(void **state)
{
    static const char query[] = "stats count(*) as n by srcAddr, dstPort"
                                " | stats sum(n)";
    struct engine_run r;

    (void)state;
    open_log(&r, &(struct local_options){.threads = 2});
    struct job *job = engine_run_start(&r, query, TIME_WINDOW_ALL, 1);
    uint64_t seen = 0, last = 0;
    bool running = true;
    while (running) {
        running = job->ops->progress(job).state == JOB_RUNNING;
        if (job->ops->version(job) == seen)
            continue;
        seen = job->ops->version(job);
        struct result *result = job->ops->snapshot(job, 0);
        if (!result)
            continue;
        /* A partial result is the answer over the rows it has matched. */
        assert_int_equal(only_number(result), result_matched(result));
        assert_true(result_matched(result) >= last);
        last = result_matched(result);
        result_release(result);
    }
    struct result *result = job->ops->snapshot(job, 0);
    assert_false(result_is_partial(result));
    assert_int_equal(only_number(result), LOG_ROWS);
    result_release(result);
    job_free(job);
    engine_run_close(&r);
}

/* With memory for a small part of what these queries hold. */
static const struct local_options little = {.threads = 2,
                                            .memory_bytes = 100000};

static void check_limit(struct engine_run *r, const char *query)
{
    struct job *job = engine_run_start(r, query, TIME_WINDOW_ALL, 0);

    job->ops->wait(job);
    check_int(query, job->ops->progress(job).state, JOB_FAILED);
    check_int(query, job->ops->error(job)->code, ERR_LIMIT);
    check_int(query, job->ops->progress(job).incomplete, true);
    assert_non_null(strstr(job->ops->error(job)->msg, "--memory 100000"));
    job_free(job);
}

static void what_does_not_fit_goes_to_disk(void **state)
{
    struct engine_run r;

    (void)state;
    open_log(&r, &little);
    engine_run_check(&r, "stats count(*) by bytes | stats count(*)", "40000\n");
    engine_run_check(&r,
                     "stats sum(bytes / 3) as s by bytes | sort s desc | "
                     "limit 2",
                     "39999,13333\n39998,13332.666666666666\n");
    engine_run_check(&r, "stats values(bytes) by bytes | tail 1",
                     "39999,39999\n");
    engine_run_check(&r, "display bytes | sort bytes | tail 2",
                     "39998\n39999\n");
    engine_run_check(&r, "display bytes | sort -bytes | tail 2", "1\n0\n");
    engine_run_check(&r, "display concat('x', bytes) as x | sort x | tail 2",
                     "x39998\nx39999\n");
    engine_run_check(&r, "dedup bytes | stats count(*)", "40000\n");
    engine_run_check(&r, "dedup bytes | stats sum(bytes)", "799980000\n");
    engine_run_close(&r);
}

static void a_disk_that_refuses_ends_the_query_with_a_message(void **state)
{
    static const char *const queries[] = {
        "stats count(*) by bytes",
        "display bytes",
        "display bytes | sort bytes",
        "dedup bytes",
    };
    struct engine_run r;
    const char *folder = getenv("TMPDIR");

    (void)state;
    open_log(&r, &little);
    setenv("TMPDIR", "/nowhere/at/all", 1);
    for (size_t i = 0; i < N_ELEMENTS(queries); i++)
        check_limit(&r, queries[i]);
    /* What needs little memory still runs. */
    engine_run_check(&r, "display bytes | limit 2", "39999\n39998\n");
    if (folder)
        setenv("TMPDIR", folder, 1);
    else
        unsetenv("TMPDIR");
    /* The list of one group cannot be made in parts. */
    check_limit(&r, "stats values(bytes)");
    engine_run_close(&r);
}

static void a_cancelled_job_keeps_what_it_has(void **state)
{
    struct engine_run r;

    (void)state;
    open_log(&r, &(struct local_options){.threads = 2});
    struct job *job =
        engine_run_start(&r, "stats count(*)", TIME_WINDOW_ALL, 0);
    job->ops->cancel(job);
    job->ops->wait(job);
    /* It may have been quicker than we. */
    struct result *result = job->ops->snapshot(job, 0);
    if (job->ops->progress(job).state == JOB_CANCELLED && result) {
        assert_true(result_is_partial(result));
        assert_int_equal(only_number(result), result_matched(result));
    }
    result_release(result);
    job_free(job);
    /* Freed while it runs. */
    job_free(
        engine_run_start(&r, "stats count(*) by bytes", TIME_WINDOW_ALL, 1));
    engine_run_close(&r);
}

static void compressed_logs_answer_the_same(void **state)
{
    static const char *const paths[] = {"big.log.gz", NULL};
    struct engine_run r;
    struct str log = make_log();
    struct str packed = scratch_gzip(log);

    (void)state;
    scratch_write("big.log.gz", packed);
    free_str(packed);
    free_str(log);
    engine_run_open(&r, paths, &(struct local_options){.threads = 2});
    for (size_t i = 0; i < N_ELEMENTS(answers); i++)
        engine_run_check(&r, answers[i].query, answers[i].rows);
    engine_run_close(&r);
}

static void layouts_may_change_in_a_file(void **state)
{
    static const char log[] =
        "version srcaddr dstaddr start end action\n"
        "2 10.0.0.1 10.0.1.9 1756900800 1756900860 ACCEPT\n"
        "2 10.0.0.2 10.0.1.9 1756900801 1756900860 REJECT\n"
        "version action start bytes srcaddr\n"
        "2 REJECT 1756900802 70 10.0.0.2\n";
    static const char *const paths[] = {"mixed.log", NULL};
    struct engine_run r;

    (void)state;
    scratch_write("mixed.log", str_of(log));
    engine_run_open(&r, paths, &(struct local_options){.threads = 2});
    engine_run_check(&r,
                     "stats count(*), count(dstAddr), sum(bytes)"
                     " by srcAddr",
                     "10.0.0.1,1,1,\n10.0.0.2,2,1,70\n");
    engine_run_check(&r, "filter dstAddr != \"x\" | stats count(*)", "2\n");
    engine_run_check(&r, "display srcAddr, dstAddr, bytes",
                     "10.0.0.2,,70\n10.0.0.2,10.0.1.9,\n"
                     "10.0.0.1,10.0.1.9,\n");
    engine_run_check(&r,
                     "parse @message \"* * * * * *\" as a,b,c,d,e,f"
                     " | stats count(*) by f",
                     ",1\nACCEPT,1\nREJECT,1\n");
    engine_run_close(&r);
}

static void several_files_are_one_set_of_records(void **state)
{
    static const char *const paths[] = {"one.log", "two.log", NULL};
    struct engine_run r;

    (void)state;
    scratch_write("one.log", str_of(SMALL_LOG));
    scratch_write("two.log", str_of(SMALL_LOG));
    engine_run_open(&r, paths, &(struct local_options){.threads = 2});
    engine_run_check(&r, "stats count(*), sum(bytes)", "16,9880\n");
    engine_run_check(&r, "display @log, srcPort | limit 4",
                     "one.log,40003\ntwo.log,40003\none.log,50001\n"
                     "two.log,50001\n");
    engine_run_close(&r);
}

static void a_wrong_query_is_told_before_anything_runs(void **state)
{
    struct job_query queries[] = {{.text = STR("stats count(*)")},
                                  {.text = STR("stats count(*) by")}};
    struct job_request request = {
        .queries = queries, .n_queries = 2, .window = TIME_WINDOW_ALL};
    static const char *const paths[] = {"flow.log", NULL};
    struct engine_run r;
    struct err err = {0};
    uint32_t which = 0;

    (void)state;
    scratch_write("flow.log", str_of(SMALL_LOG));
    engine_run_open(&r, paths, &(struct local_options){.threads = 1});
    assert_null(engine_start(r.engine, &request, &which, &err));
    assert_int_equal(which, 1);
    assert_int_equal(err.code, ERR_QUERY);
    engine_run_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_do_not_depend_on_threads),
        cmocka_unit_test(answers_do_not_depend_on_shared_groups),
        cmocka_unit_test(columns_in_memory_answer_again),
        cmocka_unit_test(queries_in_one_job_answer_as_each_alone),
        cmocka_unit_test(snapshots_cover_whole_rows),
        cmocka_unit_test(what_does_not_fit_goes_to_disk),
        cmocka_unit_test(a_disk_that_refuses_ends_the_query_with_a_message),
        cmocka_unit_test(a_cancelled_job_keeps_what_it_has),
        cmocka_unit_test(compressed_logs_answer_the_same),
        cmocka_unit_test(layouts_may_change_in_a_file),
        cmocka_unit_test(several_files_are_one_set_of_records),
        cmocka_unit_test(a_wrong_query_is_told_before_anything_runs),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
