/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Following inputs and answering queries over them: which files count, and
 * that each record counts once. Record i has i bytes, so that a sum tells
 * which ones were counted: of records 1 to n it is n * (n + 1) / 2.
 */
#include "engine_run.h"

#include "check.h"
#include "scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LONG_MS = 20000, NEVER_MS = 300 };

#define COUNT "stats count(*) as n, sum(bytes) as b"

static void put_record(struct buf *out, unsigned i)
{
    buf_printf(out,
               "2 123456789012 eni-0a 10.0.0.%u 10.0.1.9 40000 443 6 1 %u "
               "%u %u %s OK\n",
               i % 200, i, 1756900800 + i, 1756900801 + i,
               i % 10 ? "ACCEPT" : "REJECT");
}

/* Records first to last go to the end of a file. */
static void append(const char *name, unsigned first, unsigned last)
{
    struct buf text = {0};

    for (unsigned i = first; i <= last; i++)
        put_record(&text, i);
    scratch_append(name, buf_str(&text));
    buf_done(&text);
}

static void open_paths(struct engine_run *r, const char *const *paths,
                       bool polls)
{
    const struct dataset_options options = {
        .keep_columns = true, .follows = true, .polls = polls};
    const struct local_options local = {.threads = 2};
    struct err err = {0};

    r->ds = dataset_new(&options, &err);
    for (; *paths; paths++)
        dataset_add(r->ds, *paths);
    r->engine = local_engine_new(r->ds, &local);
    assert_true(r->engine->ops->follow(r->engine, true, &err));
}

static struct job *start(struct engine_run *r, const char *query, bool only_new)
{
    struct job_query q = {.text = str_of(query)};
    struct job_request request = {.queries = &q,
                                  .n_queries = 1,
                                  .window = TIME_WINDOW_ALL,
                                  .snapshot_ms = 1,
                                  .follows = true,
                                  .only_new = only_new};
    struct err err = {0};
    uint32_t which;
    struct job *job = engine_start(r->engine, &request, &which, &err);

    check_text(query, str_of(err.msg), "");
    return job;
}

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The rows of the newest result become these, in time; else the test fails. */
static void expect_within(struct job *job, const char *want, int64_t ms)
{
    int64_t end = now_ms() + ms;
    struct buf got = {0};
    bool same = false;

    do {
        uint64_t version = job->ops->version(job);
        struct result *r = job->ops->snapshot(job, 0);

        buf_reset(&got);
        if (r)
            engine_run_csv(r, &got);
        result_release(r);
        struct str all = buf_str(&got);
        same = str_eq(str_slice(all, str_find(all, STR("\n")) + 1, all.n),
                      str_of(want));
        if (!same)
            job->ops->wait_newer(job, version, 100);
    } while (!same && now_ms() < end);
    if (!same)
        check_text("rows", buf_str(&got), want);
    buf_done(&got);
}

static void expect(struct job *job, const char *want)
{
    expect_within(job, want, LONG_MS);
}

static void folds_in_what_comes(void **state)
{
    (void)state;
    for (int polls = 0; polls < 2; polls++) {
        const char *const paths[] = {"grow.log", NULL};
        struct engine_run r;

        unlink("grow.log");
        append("grow.log", 1, 100);
        open_paths(&r, paths, polls);
        struct job *job = start(&r, COUNT, false);
        expect(job, "100,5050\n");
        job->ops->wait(job);
        assert_int_equal(job->ops->progress(job).state, JOB_FOLLOWING);
        append("grow.log", 101, 1000);
        expect(job, "1000,500500\n");
        /* Nothing was read twice. */
        assert_int_equal(job->ops->progress(job).rows_scanned, 1000);
        job_free(job);
        engine_run_close(&r);
    }
}

static void answers_as_a_query_over_all_would(void **state)
{
    static const char *const queries[] = {
        "stats count(*) as n, count_distinct(srcAddr) as d by action | sort n",
        "filter action = \"REJECT\" | sort bytes desc | limit 3 | fields bytes",
        "stats sum(bytes) as b by bin(5m) as t | sort t",
        "fields bytes | limit 4",
        "fields bytes",
        "filter dstPort = 443 | fields @timestamp, srcAddr",
        "stats pct(bytes, 50) as p, latest(bytes) as l",
        "dedup srcAddr | stats count(*) as n",
        "stats count(*) as n by srcAddr | stats max(n) as m, count(*) as c",
    };
    const char *const paths[] = {"all.log", NULL};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(queries); i++) {
        struct engine_run r;
        struct buf want = {0};

        unlink("all.log");
        append("all.log", 1001, 1500);
        open_paths(&r, paths, false);
        struct job *job = start(&r, queries[i], false);
        job->ops->wait(job);
        /* Older ones come later, too. */
        append("all.log", 1, 700);
        while (r.engine->ops->info(r.engine).rows < 1200)
            job->ops->wait_newer(job, job->ops->version(job), 10);
        append("all.log", 1501, 2000);
        append("all.log", 701, 1000);
        while (r.engine->ops->info(r.engine).rows < 2000)
            job->ops->wait_newer(job, job->ops->version(job), 10);
        engine_run_answer(&r, queries[i], TIME_WINDOW_ALL, &want);
        struct str all = buf_str(&want);
        buf_char(&want, '\0');
        expect(job, want.p + str_find(all, STR("\n")) + 1);
        buf_done(&want);
        job_free(job);
        engine_run_close(&r);
    }
}

/* Take new rows until so many have come; the sum of their bytes. */
static uint64_t take_rows(struct job *job, uint64_t n)
{
    uint64_t sum = 0, got = 0;

    while (got < n) {
        uint64_t version = job->ops->version(job);
        struct result *r = job->ops->snapshot(job, 0);
        struct value *values;
        struct arena arena = {0};
        struct err err = {0};

        if (!r) {
            job->ops->wait_newer(job, version, 100);
            continue;
        }
        values = calloc(result_n_rows(r) + 1, sizeof *values);
        assert_true(result_read(r, 0, (uint32_t)result_n_rows(r), &arena,
                                values, &err));
        for (uint64_t i = 0; i < result_n_rows(r); i++)
            sum += (uint64_t)value_num(values[i]).i;
        got += result_n_rows(r);
        free(values);
        arena_done(&arena);
        result_release(r);
    }
    assert_int_equal(got, n);
    return sum;
}

static void gives_each_new_row_once(void **state)
{
    const char *const paths[] = {"rows.log", NULL};
    struct engine_run r;

    (void)state;
    append("rows.log", 1, 100000);
    open_paths(&r, paths, false);
    struct job *job =
        start(&r, "filter action = \"REJECT\" | fields bytes", true);
    assert_true(job->ops->appends(job));
    /* 10, 20, ... 100000, long enough for results before the end; then up to
       101000. */
    assert_int_equal(take_rows(job, 10000), 500050000);
    for (unsigned i = 100001; i < 101000; i += 100)
        append("rows.log", i, i + 99);
    assert_int_equal(take_rows(job, 100), 510100500 - 500050000);
    job_free(job);
    engine_run_close(&r);
}

static void a_partial_line_waits(void **state)
{
    const char *const paths[] = {"part.log", NULL};
    struct engine_run r;
    struct buf line = {0};

    (void)state;
    append("part.log", 1, 2);
    put_record(&line, 3);
    open_paths(&r, paths, false);
    struct job *job = start(&r, COUNT, false);
    expect(job, "2,3\n");
    scratch_append("part.log", str_slice(buf_str(&line), 0, 40));
    append("other.log", 1, 1);
    job->ops->wait_newer(job, job->ops->version(job), NEVER_MS);
    expect(job, "2,3\n");
    scratch_append("part.log", str_slice(buf_str(&line), 40, line.n));
    expect(job, "3,6\n");
    assert_int_equal(job->ops->progress(job).bad_lines, 0);
    buf_done(&line);
    job_free(job);
    engine_run_close(&r);
}

static void takes_files_that_come_into_a_folder(void **state)
{
    const char *const paths[] = {"folder", NULL};
    struct engine_run r;

    (void)state;
    assert_int_equal(mkdir("folder", 0700), 0);
    append("folder/a.log", 1, 10);
    open_paths(&r, paths, false);
    struct job *job = start(&r, COUNT, false);
    expect(job, "10,55\n");
    scratch_write("folder/b.log", STR("")); /* a file that is empty yet */
    append("folder/b.log", 11, 20);
    expect(job, "20,210\n");
    assert_int_equal(mkdir("folder/deep", 0700), 0);
    append("folder/deep/c.log", 21, 30);
    expect(job, "30,465\n");
    assert_int_equal(r.engine->ops->info(r.engine).files, 3);
    job_free(job);
    engine_run_close(&r);
}

static void a_rotated_file_counts_once(void **state)
{
    const char *const paths[] = {"logs", NULL};
    struct engine_run r;

    (void)state;
    assert_int_equal(mkdir("logs", 0700), 0);
    append("logs/flow.log", 1, 10);
    open_paths(&r, paths, false);
    struct job *job = start(&r, COUNT, false);
    expect(job, "10,55\n");
    assert_int_equal(rename("logs/flow.log", "logs/flow.log.1"), 0);
    append("logs/flow.log.1", 11, 12); /* its writer was not told yet */
    append("logs/flow.log", 13, 20);
    expect(job, "20,210\n");
    /* The old one is compressed: it was read. */
    struct str packed = scratch_gzip(STR("2 123456789012 eni-0a 10.0.0.1 "
                                         "10.0.1.9 1 2 6 1 1000000 1756900800 "
                                         "1756900801 ACCEPT OK\n"));
    scratch_write("logs/flow.log.1.gz", packed);
    unlink("logs/flow.log.1");
    free((void *)(uintptr_t)packed.p);
    append("logs/flow.log", 21, 21);
    expect(job, "21,231\n");
    job->ops->wait_newer(job, job->ops->version(job), 1500);
    expect(job, "21,231\n");
    job_free(job);
    engine_run_close(&r);
}

static void a_cut_file_begins_anew(void **state)
{
    const char *const paths[] = {"cut.log", NULL};
    struct engine_run r;

    (void)state;
    append("cut.log", 1, 10);
    open_paths(&r, paths, false);
    struct job *job = start(&r, COUNT, false);
    expect(job, "10,55\n");
    assert_int_equal(truncate("cut.log", 0), 0);
    append("cut.log", 11, 12);
    expect(job, "12,78\n");
    job_free(job);
    engine_run_close(&r);
}

/* It was written to an hour ago. */
static void make_old(const char *name)
{
    const struct timespec times[2] = {{.tv_sec = time(NULL) - 3600},
                                      {.tv_sec = time(NULL) - 3600}};

    assert_int_equal(utimensat(AT_FDCWD, name, times, 0), 0);
}

/* A file system may give a new file the number of one that was deleted. */
static void a_new_file_is_none_that_was_deleted(void **state)
{
    const char *const paths[] = {"reused", NULL};
    struct engine_run r;
    char name[32];
    unsigned n = 0, sum = 0;

    (void)state;
    assert_int_equal(mkdir("reused", 0700), 0);
    append("reused/0.log", 1, 1);
    make_old("reused/0.log");
    open_paths(&r, paths, false);
    struct job *job = start(&r, COUNT, false);
    expect(job, "1,1\n");
    for (unsigned i = 1; i <= 5; i++) {
        char want[32];

        snprintf(name, sizeof name, "reused/%u.log", i - 1);
        assert_int_equal(unlink(name), 0);
        snprintf(name, sizeof name, "reused/%u.log", i);
        append(name, i + 1, i + 1); /* as long as the one before */
        make_old(name);
        n = i + 1;
        sum = n * (n + 1) / 2;
        snprintf(want, sizeof want, "%u,%u\n", n, sum);
        expect(job, want);
    }
    job_free(job);
    engine_run_close(&r);
}

static void a_named_source_takes_new_files(void **state)
{
    const char *const paths[] = {"named", NULL};
    struct engine_run r;

    (void)state;
    assert_int_equal(mkdir("named", 0700), 0);
    append("named/web-1.log", 1, 10);
    append("named/db-1.log", 11, 20);
    open_paths(&r, paths, false);
    struct job *job = start(&r, "SOURCE web | " COUNT, false);
    expect(job, "10,55\n");
    append("named/db-2.log", 21, 30);
    append("named/web-2.log", 31, 31);
    expect(job, "11,86\n");
    job_free(job);
    engine_run_close(&r);
}

static void a_header_that_comes_later_holds(void **state)
{
    const char *const paths[] = {"head.log", NULL};
    struct engine_run r;

    (void)state;
    append("head.log", 1, 10);
    open_paths(&r, paths, false);
    struct job *job = start(&r, COUNT, false);
    expect(job, "10,55\n");
    scratch_append("head.log", STR("version bytes action\n2 100 ACCEPT\n"));
    expect(job, "11,155\n");
    scratch_append("head.log", STR("2 200 ACCEPT\n"));
    expect(job, "12,355\n");
    job_free(job);
    engine_run_close(&r);
}

static void a_query_that_cannot_go_on_ends(void **state)
{
    const char *const paths[] = {"sub.log", NULL};
    struct engine_run r;

    (void)state;
    append("sub.log", 1, 10);
    open_paths(&r, paths, false);
    struct job *job =
        start(&r,
              "filter bytes in (SOURCE sub | filter bytes > 8 | fields bytes)"
              " | " COUNT,
              false);
    job->ops->wait(job);
    assert_int_equal(job->ops->progress(job).state, JOB_DONE);
    expect(job, "2,19\n");
    job_free(job);
    engine_run_close(&r);
}

static void can_begin_and_end_at_any_time(void **state)
{
    static const char *const paths[] = {"late.log", NULL};
    static const struct local_options local = {.threads = 2};
    struct engine_run r;
    struct err err = {0};

    (void)state;
    append("late.log", 1, 10);
    engine_run_open(&r, paths, &local);
    engine_run_check(&r, COUNT, "10,55\n");
    append("late.log", 11, 20);
    engine_run_check(&r, COUNT, "10,55\n");
    for (int i = 0; i < 2; i++) {
        assert_true(r.engine->ops->follow(r.engine, true, &err));
        struct job *job = start(&r, COUNT, false);
        expect(job, i ? "30,465\n" : "20,210\n");
        job_free(job);
        assert_true(r.engine->ops->follow(r.engine, false, &err));
        append("late.log", 21, i ? 20 : 30);
    }
    engine_run_close(&r);
}

static void a_following_job_can_be_cancelled(void **state)
{
    const char *const paths[] = {"end.log", NULL};
    struct engine_run r;

    (void)state;
    append("end.log", 1, 10);
    open_paths(&r, paths, false);
    struct job *job = start(&r, COUNT, false);
    expect(job, "10,55\n");
    job->ops->wait(job);
    job->ops->cancel(job);
    while (job->ops->progress(job).state == JOB_FOLLOWING)
        job->ops->wait_newer(job, job->ops->version(job), 10);
    assert_int_equal(job->ops->progress(job).state, JOB_CANCELLED);
    expect(job, "10,55\n");
    job_free(job);
    engine_run_close(&r);
}

/* Followed with little memory; the file has records 1 to 10 then. */
static void open_small(struct engine_run *r, const char *path)
{
    const struct dataset_options options = {.keep_columns = true,
                                            .follows = true};
    const struct local_options local = {.threads = 2, .memory_bytes = 1 << 20};
    struct err err = {0};

    unlink(path);
    append(path, 1, 10);
    r->ds = dataset_new(&options, &err);
    dataset_add(r->ds, path);
    r->engine = local_engine_new(r->ds, &local);
    assert_true(r->engine->ops->follow(r->engine, true, &err));
}

/* All groups are too many for the memory. */
static void groups_that_outgrow_the_budget_are_counted(void **state)
{
    static const char query[] =
        "stats count(*) as n, sum(bytes) as b by bytes as k"
        " | stats count(*) as groups, sum(n) as n, sum(b) as b";
    struct engine_run r;

    (void)state;
    open_small(&r, "groups.log");
    struct job *job = start(&r, query, false);
    expect(job, "10,10,55\n");
    append("groups.log", 11, 200000);
    expect(job, "200000,200000,20000100000\n");
    append("groups.log", 200001, 200010);
    expect(job, "200010,200010,20002100055\n");
    /* It was too much indeed. How much was gone over is told a bit later. */
    assert_true(job->ops->progress(job).spilled_bytes > 0);
    for (int64_t end = now_ms() + LONG_MS; now_ms() < end;)
        if (job->ops->progress(job).rows_scanned == 200010)
            break;
    assert_int_equal(job->ops->progress(job).rows_scanned, 200010);
    assert_int_equal(job->ops->progress(job).state, JOB_FOLLOWING);
    job_free(job);
    engine_run_close(&r);
}

/* In time, the newest result has so many rows; else the test fails. */
static void expect_rows(struct job *job, uint64_t want)
{
    int64_t end = now_ms() + LONG_MS;
    uint64_t n = 0;

    while (n != want && now_ms() < end) {
        uint64_t version = job->ops->version(job);
        struct result *r = job->ops->snapshot(job, 0);

        n = r ? result_n_rows(r) : 0;
        result_release(r);
        if (n != want)
            job->ops->wait_newer(job, version, 100);
    }
    assert_int_equal(n, want);
}

/* Rows 0 and 200001 of what the job has found. */
static void expect_ends(struct job *job, int64_t first, int64_t last)
{
    struct result *r = job->ops->snapshot(job, 0);
    struct arena a = {0};
    struct value v;
    struct err err = {0};

    assert_true(result_read(r, 0, 1, &a, &v, &err));
    assert_int_equal(value_num(v).i, first);
    assert_true(result_read(r, 200001, 1, &a, &v, &err));
    assert_int_equal(value_num(v).i, last);
    result_release(r);
    arena_done(&a);
}

static void rows_that_outgrow_the_budget_are_there(void **state)
{
    static const char *const queries[] = {"fields bytes",
                                          "fields bytes | sort bytes"};

    (void)state;
    for (int sorted = 0; sorted < 2; sorted++) {
        struct engine_run r;

        open_small(&r, "rows.log");
        struct job *job = start(&r, queries[sorted], false);
        expect_rows(job, 10);
        append("rows.log", 11, 200000);
        expect_rows(job, 200000);
        append("rows.log", 200001, 200002);
        expect_rows(job, 200002);
        /* As they came, the newest is the first one. */
        expect_ends(job, sorted ? 1 : 200002, sorted ? 200002 : 1);
        assert_true(job->ops->progress(job).spilled_bytes > 0);
        job->ops->cancel(job);
        while (job->ops->progress(job).state == JOB_FOLLOWING)
            job->ops->wait_newer(job, job->ops->version(job), 10);
        assert_int_equal(job->ops->progress(job).state, JOB_CANCELLED);
        expect_rows(job, 200002);
        job_free(job);
        engine_run_close(&r);
    }
}

/* The number that the next descriptor gets: the lowest that is free. */
static int next_descriptor(void)
{
    int fd = dup(STDERR_FILENO);

    close(fd);
    return fd;
}

static void files_that_rest_have_few_descriptors(void **state)
{
    enum { FILES = 50, OTHERS = 20 };
    const char *const paths[] = {"old", NULL};
    struct engine_run r;
    char name[32];
    const struct rlimit limit = {.rlim_cur = 64, .rlim_max = 64};
    int before = next_descriptor();

    (void)state;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
    assert_int_equal(mkdir("old", 0700), 0);
    for (unsigned i = 1; i <= FILES; i++) {
        snprintf(name, sizeof name, "old/%u.log", i);
        append(name, i, i);
        make_old(name);
    }
    open_paths(&r, paths, false);
    struct job *job = start(&r, COUNT, false);
    expect(job, "50,1275\n");
    assert_in_range(next_descriptor(), before, before + OTHERS);
    /* They are followed all the same: one that grows, */
    append("old/7.log", 51, 51);
    expect(job, "51,1326\n");
    /* one that is cut, to as much as it had, */
    assert_int_equal(truncate("old/8.log", 0), 0);
    append("old/8.log", 9, 9);
    expect(job, "52,1335\n");
    /* one that gets another name and grows. */
    assert_int_equal(rename("old/9.log", "old/nine.log"), 0);
    append("old/nine.log", 52, 52);
    expect(job, "53,1387\n");
    job_free(job);
    /* All is read again, by the names that they have now. */
    job =
        start(&r, "filter bytes in [1, 9, 52] | stats sum(bytes) as b", false);
    expect(job, "71\n");
    job_free(job);
    engine_run_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds_in_what_comes),
        cmocka_unit_test(answers_as_a_query_over_all_would),
        cmocka_unit_test(gives_each_new_row_once),
        cmocka_unit_test(a_partial_line_waits),
        cmocka_unit_test(takes_files_that_come_into_a_folder),
        cmocka_unit_test(a_rotated_file_counts_once),
        cmocka_unit_test(a_cut_file_begins_anew),
        cmocka_unit_test(a_new_file_is_none_that_was_deleted),
        cmocka_unit_test(a_named_source_takes_new_files),
        cmocka_unit_test(a_header_that_comes_later_holds),
        cmocka_unit_test(a_query_that_cannot_go_on_ends),
        cmocka_unit_test(can_begin_and_end_at_any_time),
        cmocka_unit_test(a_following_job_can_be_cancelled),
        cmocka_unit_test(groups_that_outgrow_the_budget_are_counted),
        cmocka_unit_test(rows_that_outgrow_the_budget_are_there),
        /* The last one: the limit that it sets stays. */
        cmocka_unit_test(files_that_rest_have_few_descriptors),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
