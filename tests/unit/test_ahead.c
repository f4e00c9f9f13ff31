/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns ahead of need: what they spare, and what they must not disturb. */
#include "engine/ahead.h"

#include "engine_run.h"

#include "check.h"
#include "scratch.h"

#include <time.h>

enum {
    LOG_ROWS = 40000, /* some 4 MB: four segments */
    PATIENCE_MS = 20000
};

/* Row i: port i % 1000, bytes i. */
static int write_log(void **state)
{
    struct buf text = {0};

    if (scratch_enter(state) != 0)
        return -1;
    for (unsigned i = 0; i < LOG_ROWS; i++)
        buf_printf(&text,
                   "2 123456789012 eni-0123456789abcdef0 10.0.0.%u 10.0.1.9 "
                   "40000 %u 6 1 %u %u %u ACCEPT OK\n",
                   i % 200, i % 1000, i, 1756900800 + i, 1756900801 + i);
    scratch_write("big.log", buf_str(&text));
    buf_done(&text);
    return 0;
}

static struct dataset *open_dataset(uint64_t memory_bytes)
{
    struct dataset_options options = {.memory_bytes = memory_bytes,
                                      .keep_columns = true};
    struct err err = {0};
    struct dataset *ds = dataset_new(&options, &err);

    assert_non_null(ds);
    assert_int_equal(dataset_add(ds, "big.log"), 1);
    return ds;
}

static void open_run(struct engine_run *r, uint64_t memory_bytes)
{
    static const struct local_options options = {.threads = 2};

    r->ds = open_dataset(memory_bytes);
    r->engine = local_engine_new(r->ds, &options);
}

static void sleep_ms(unsigned ms)
{
    struct timespec pause = {.tv_nsec = (long)ms * 1000000};

    nanosleep(&pause, NULL);
}

/* A job that was, and then all the time that is needed. */
static void let_run(struct ahead *a)
{
    ahead_hold(a);
    ahead_let(a);
    for (unsigned ms = 0; ms < PATIENCE_MS && !ahead_done(a); ms++)
        sleep_ms(1);
    assert_true(ahead_done(a));
}

/* Segments whose text a query reads. */
static uint64_t text_reads(struct engine_run *r, const char *query)
{
    struct job *job = engine_run_start(r, query, TIME_WINDOW_ALL, 0);

    job->ops->wait(job);
    uint64_t n = job->ops->progress(job).text_reads;
    job_free(job);
    return n;
}

static void fields_that_nobody_asked_for_are_there(void **state)
{
    struct engine_run r;

    (void)state;
    open_run(&r, 0);
    assert_true(text_reads(&r, "stats sum(bytes)") > 0);
    assert_true(text_reads(&r, "stats count(*) by interfaceId") > 0);

    struct ahead *a = ahead_new(r.ds, 2);
    let_run(a);
    assert_int_equal(text_reads(&r, "stats count(*) by dstPort, logStatus"), 0);
    engine_run_check(&r, "stats count(*), sum(dstPort), max(end)",
                     "40000,19980000,1756940800\n");
    ahead_free(a);
    engine_run_close(&r);
}

static void nothing_happens_before_a_job_has_ended(void **state)
{
    struct dataset *ds = open_dataset(0);
    struct ahead *a = ahead_new(ds, 2);

    (void)state;
    ahead_hold(a);
    ahead_hold(a);
    ahead_let(a);
    sleep_ms(20);
    assert_int_equal(dataset_totals(ds).segments, 0);
    ahead_let(a);
    for (unsigned ms = 0; ms < PATIENCE_MS && !ahead_done(a); ms++)
        sleep_ms(1);
    assert_int_equal(dataset_totals(ds).rows, LOG_ROWS);
    ahead_free(a);
    dataset_free(ds);
}

static void the_engine_stops_for_jobs_and_goes_on_after(void **state)
{
    static const struct local_options options = {.threads = 2, .ahead = true};

    (void)state;
    for (unsigned round = 0; round < 20; round++) {
        struct engine_run r = {.ds = open_dataset(0)};

        r.engine = local_engine_new(r.ds, &options);
        engine_run_check(&r, "stats count(*)", "40000\n");
        for (unsigned k = 0; k < round % 4; k++)
            sleep_ms(1);
        /* The sums of 0 to 39999, and of 40 times 0 to 999. */
        engine_run_check(&r, "stats sum(bytes), sum(dstPort)",
                         "799980000,19980000\n");
        engine_run_check(&r, "stats count_distinct(srcAddr), max(start)",
                         "200,1756940799\n");
        engine_run_close(&r);
    }
}

static void a_full_budget_keeps_what_queries_filled(void **state)
{
    enum { TINY = 400000 };
    struct engine_run r;

    (void)state;
    open_run(&r, TINY);
    assert_true(text_reads(&r, "stats sum(bytes)") > 0);
    assert_int_equal(text_reads(&r, "stats sum(bytes)"), 0);
    uint64_t before = dataset_totals(r.ds).cache_bytes;

    struct ahead *a = ahead_new(r.ds, 2);
    let_run(a);
    assert_int_equal(dataset_totals(r.ds).cache_bytes, before);
    assert_int_equal(text_reads(&r, "stats sum(bytes)"), 0);
    ahead_free(a);
    engine_run_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_that_nobody_asked_for_are_there),
        cmocka_unit_test(nothing_happens_before_a_job_has_ended),
        cmocka_unit_test(the_engine_stops_for_jobs_and_goes_on_after),
        cmocka_unit_test(a_full_budget_keeps_what_queries_filled),
    };

    return cmocka_run_group_tests(tests, write_log, scratch_leave);
}
