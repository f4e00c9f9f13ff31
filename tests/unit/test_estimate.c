/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Distinct counts and percentiles beyond the memory that a query may use:
 * they become estimates within the error that is told, whatever the number
 * of threads and the way of the values. What must come out follows from how
 * the log is made.
 */
#include "engine_run.h"

#include "check.h"
#include "scratch.h"

#include <math.h>
#include <stdlib.h>

enum {
    ROWS = 120000,
    FACTOR = 7919, /* has no divisor in common with ROWS */
    RARE = 4000,   /* each so many rows port 7, so that it has 30 */
    MEMORY = 2000000,
    MORE_MEMORY = 4000000,   /* room for 150 sketches of each thread */
    SERIAL_MEMORY = 14000000 /* room for a group for each row */
};

/* Row i: bytes (i * FACTOR) % ROWS, all different; source i % 30000. */
static void open_log(struct engine_run *r, const struct local_options *options)
{
    static const char *const paths[] = {"estimate.log", NULL};
    struct buf text = {0};

    for (unsigned i = 0; i < ROWS; i++)
        buf_printf(&text,
                   "2 123456789012 eni-0123456789abcdef0 10.1.%u.%u 10.0.1.9 "
                   "40000 %u 6 1 %llu 1756900800 1756900801 %s OK\n",
                   i % 30000 / 200, i % 200, i % RARE ? 443 : 7,
                   (unsigned long long)i * FACTOR % ROWS,
                   i % 10 ? "ACCEPT" : "REJECT");
    scratch_write("estimate.log", buf_str(&text));
    buf_done(&text);
    engine_run_open(r, paths, options);
}

/* The result of a query, which must end well; with snapshots on the way. */
static struct result *run(struct engine_run *r, const char *query)
{
    struct job *job = engine_run_start(r, query, TIME_WINDOW_ALL, 1);

    job->ops->wait(job);
    if (job->ops->progress(job).state != JOB_DONE)
        print_error("%s: %s\n", query, job->ops->error(job)->msg);
    check_int(query, job->ops->progress(job).state, JOB_DONE);
    struct result *result = job->ops->snapshot(job, 0);
    assert_non_null(result);
    job_free(job);
    return result;
}

/* The first row, its numbers; which are marked is bit by bit in *marked. */
static uint32_t first_row(struct result *result, double out[8],
                          unsigned *marked)
{
    uint32_t n = result_n_columns(result);
    struct value values[8];
    struct arena arena = {0};
    struct err err = {0};

    assert_true(n <= 8 && result_n_rows(result) > 0);
    assert_true(result_read(result, 0, 1, &arena, values, &err));
    *marked = 0;
    for (uint32_t i = 0; i < n; i++) {
        struct num x = value_num(values[i]);

        out[i] = x.kind == NUM_INT ? (double)x.i : x.d;
        *marked |= (unsigned)value_is_estimate(values[i]) << i;
    }
    arena_done(&arena);
    return n;
}

enum { MAX_COLUMNS = 4 };

/*
 * How far a value may be off, by the error that is told: five standard
 * errors of a count, twice the bound of a rank (which holds in 99 of 100
 * cases). Ranks are of all rows, and so are the numbers that have them.
 */
#define COUNT(n, estimate) {n, 5.0 * (n), estimate}
#define RANK(x, of, estimate) {x, 2.0 * (of), estimate}
#define EXACT(x) {x, 0, 0}

static const struct {
    const char *query;
    uint64_t memory_bytes;
    struct {
        double value, scale;
        unsigned estimate; /* whose error it is */
    } want[MAX_COLUMNS];
    unsigned marked, estimates;
} cases[] = {
    {"stats count_distinct(bytes), pct(bytes, 90), median(bytes), count(*)",
     MEMORY,
     {COUNT(120000, 0), RANK(107999, ROWS, 1), RANK(59999, ROWS, 2),
      EXACT(120000)},
     7, 3},
    /* Every tenth row is rejected. */
    {"stats count_distinct(bytes) as d, pct(bytes, 25), sum(bytes * 0) as z"
     " by action = \"REJECT\" as r | sort r desc | display d, z",
     MEMORY, {COUNT(12000, 0), EXACT(0)}, 1, 2},
    /* Few values are exact and carry no mark, but for what is computed. */
    {"stats count_distinct(bytes) as d, max(bytes) by dstPort"
     " | sort dstPort | display dstPort, d, d + 0 as e",
     MEMORY, {EXACT(7), EXACT(30), EXACT(30)}, 4, 1},
    {"stats count_distinct(bytes) as d by dstPort"
     " | sort dstPort desc | display dstPort, d as e, d * 2",
     MEMORY, {EXACT(443), COUNT(119970, 0), COUNT(239940, 0)}, 6, 1},
    /* 150 groups of 800. */
    {"parse srcAddr \"10.1.*.*\" as x, y | stats count_distinct(bytes) as d"
     " by x | stats count(*) as n, min(d), max(d)",
     MORE_MEMORY, {EXACT(150), EXACT(800), EXACT(800)}, 0, 0},
    /* By one thread after a stats, of a group for each row. */
    {"stats count(*) by bytes | stats count_distinct(bytes) as d,"
     " pct(bytes, 10), count_distinct(bytes + 1), pct(bytes + 1, 50)"
     " | display d",
     SERIAL_MEMORY, {COUNT(120000, 0)}, 1, 4},
    /* What is computed from an estimate is one. */
    {"stats count_distinct(bytes) as d by action | stats max(d), count(*)",
     MEMORY, {COUNT(108000, 0), EXACT(2)}, 1, 1},
};

static void check_case(size_t c, unsigned threads)
{
    struct engine_run r;
    double got[8];
    unsigned marked;
    uint32_t n;

    open_log(&r, &(struct local_options){
                     .threads = threads, .memory_bytes = cases[c].memory_bytes});
    struct result *result = run(&r, cases[c].query);
    uint32_t columns = first_row(result, got, &marked);
    const struct estimate *e = result_estimates(result, &n);
    check_int(cases[c].query, n, cases[c].estimates);
    for (uint32_t i = 0; i < columns; i++) {
        double scale = cases[c].want[i].scale;
        double error = scale > 0 ? e[cases[c].want[i].estimate].error : 0;

        if (fabs(got[i] - cases[c].want[i].value) <= scale * error)
            continue;
        print_error("%s: column %u is %g\n", cases[c].query, i, got[i]);
        fail();
    }
    check_int(cases[c].query, marked, cases[c].marked);
    result_release(result);
    engine_run_close(&r);
}

static void estimates_are_near_and_marked(void **state)
{
    static const unsigned threads[] = {1, 2, 4};

    (void)state;
    for (size_t c = 0; c < N_ELEMENTS(cases); c++) {
        for (size_t t = 0; t < N_ELEMENTS(threads); t++)
            check_case(c, threads[t]);
    }
}

static void the_error_is_told(void **state)
{
    struct engine_run r;
    uint32_t n;

    (void)state;
    open_log(&r, &(struct local_options){.threads = 2, .memory_bytes = MEMORY});
    struct result *result =
        run(&r, "stats count_distinct(bytes) as d, pct(bytes, 90), count(*)");
    const struct estimate *e = result_estimates(result, &n);

    assert_int_equal(n, 2);
    check_text("count", e[0].name, "count_distinct(bytes)");
    assert_true(e[0].of_count && e[0].error > 0.004 && e[0].error < 0.0163);
    check_text("pct", e[1].name, "pct(bytes,90)");
    assert_true(!e[1].of_count && e[1].error > 0.0006 && e[1].error <= 0.01);
    assert_true(result_column(result, 0)->estimate);
    assert_false(result_column(result, 2)->estimate);
    result_release(result);
    engine_run_close(&r);
}

/* A subquery's estimates are those of the query that reads it. */
static void estimates_of_subqueries_are_told(void **state)
{
    struct engine_run r;
    uint32_t n;

    (void)state;
    open_log(&r, &(struct local_options){.threads = 2, .memory_bytes = MEMORY});
    struct result *result =
        run(&r, "filter dstPort in (stats count_distinct(bytes) as d by "
                "dstPort | filter d > 1000 | display dstPort)"
                " | stats count(*)");
    const struct estimate *e = result_estimates(result, &n);

    assert_int_equal(n, 1);
    check_text("of the subquery", e[0].name, "count_distinct(bytes)");
    result_release(result);
    engine_run_close(&r);
}

/* Where sketches would not help, the query ends as before. */
/* Each record has other bytes: many groups go to disk, and are exact. */
static void many_groups_are_exact(void **state)
{
    static const char *const queries[] = {
        "stats count_distinct(bytes) as n by bytes | stats sum(n), count(*)",
        "stats count(*) as n by bytes | stats sum(n), count(*)",
    };
    struct engine_run r;

    (void)state;
    open_log(&r, &(struct local_options){.threads = 2, .memory_bytes = MEMORY});
    for (size_t i = 0; i < N_ELEMENTS(queries); i++) {
        struct result *result = run(&r, queries[i]);
        double row[8];
        unsigned marked;

        check_int(queries[i], first_row(result, row, &marked), 2);
        check_int(queries[i], (int64_t)row[0], ROWS);
        check_int(queries[i], (int64_t)row[1], ROWS);
        check_int(queries[i], marked, 0);
        result_release(result);
    }
    engine_run_close(&r);
}

static void other_aggregates_still_fail(void **state)
{
    static const char *const queries[] = {
        "stats values(bytes)",
        "stats values(bytes), count_distinct(bytes)",
    };
    struct engine_run r;

    (void)state;
    open_log(&r, &(struct local_options){.threads = 2, .memory_bytes = MEMORY});
    for (size_t i = 0; i < N_ELEMENTS(queries); i++) {
        struct job *job = engine_run_start(&r, queries[i], TIME_WINDOW_ALL, 0);

        job->ops->wait(job);
        check_int(queries[i], job->ops->progress(job).state, JOB_FAILED);
        check_int(queries[i], job->ops->error(job)->code, ERR_LIMIT);
        job_free(job);
    }
    engine_run_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(estimates_are_near_and_marked),
        cmocka_unit_test(the_error_is_told),
        cmocka_unit_test(estimates_of_subqueries_are_told),
        cmocka_unit_test(many_groups_are_exact),
        cmocka_unit_test(other_aggregates_still_fail),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
