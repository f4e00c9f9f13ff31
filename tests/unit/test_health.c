/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What sums can be trusted for: which records are compared, and from where on
 * traffic is likely to be counted twice. Numbers are those of health.h.
 */
#include "engine/health.h"

#include "check.h"
#include "engine_run.h"
#include "scratch.h"
#include "small_log.h"

static void a_sample_begins_with_forty_thousand_records(void **state)
{
    struct health_log log = {.connections = true, .interface = true};
    struct arena a = {0};
    struct str text;

    (void)state;
    log.records = 39999;
    assert_int_equal(health_one_in(&log), 1);
    assert_true(health_ask_seen(&a, &log, &text));
    assert_int_equal(str_find(text, STR("%")), text.n);
    log.records = 90000;
    assert_int_equal(health_one_in(&log), 4);
    assert_true(health_ask_seen(&a, &log, &text));
    assert_true(str_find(text, STR("(srcPort + dstPort) % 4 = 2")) < text.n);
    arena_done(&a);
}

static void what_records_have_is_what_is_asked(void **state)
{
    struct health_log log = {.bytes = true, .records = 90000};
    struct arena a = {0};
    struct str text;

    (void)state;
    assert_false(health_ask_seen(&a, &log, &text));
    assert_false(health_ask_gaps(&log, &text));
    check_text("status", health_ask_status(&log), "stats count(*) as records");
    check_text("copies", health_ask_copies(&a, &log),
               "filter (bytes) % 4 = 2 | stats count(*) as n by @message "
               "| stats sum(n - 1) as again, sum(n) as all");
    log.bytes = false;
    check_text("the first ones", health_ask_copies(&a, &log),
               "limit 20000 | stats count(*) as n by @message "
               "| stats sum(n - 1) as again, sum(n) as all");
    arena_done(&a);
}

static struct result *answer(struct engine_run *r, const char *query)
{
    struct job *job = engine_run_start(r, query, TIME_WINDOW_ALL, 0);
    struct result *result;

    job->ops->wait(job);
    result = job->ops->snapshot(job, 0);
    assert_non_null(result);
    job_free(job);
    return result;
}

/* The small log has eight records. */
static void likely_is_what_reaches_the_percentage(void **state)
{
    static const struct {
        const char *query;
        bool seen, copies;
    } cases[] = {
        {"stats count(*) as again, count(*) * 50 as all", true, true},
        {"stats count(*) as again, count(*) * 50 + 1 as all", false, true},
        {"stats count(*) - 8 as again, count(*) as all", false, false},
        {"filter bytes < 0 | stats sum(bytes) as again, sum(bytes) as all",
         false, false},
    };
    static const char *const files[] = {"small.log", NULL};
    const struct local_options options = {.threads = 1};
    struct engine_run r;

    (void)state;
    scratch_write("small.log", STR(SMALL_LOG));
    engine_run_open(&r, files, &options);
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct result *result = answer(&r, cases[i].query);
        struct health_counted seen = health_read_seen(result);

        assert_true(seen.known);
        assert_int_equal(seen.likely, cases[i].seen);
        assert_int_equal(health_read_copies(result).likely, cases[i].copies);
        result_release(result);
    }
    assert_false(health_read_seen(NULL).known);
    engine_run_close(&r);
}

static void records_are_counted_by_status(void **state)
{
    static const char *const files[] = {"small.log", NULL};
    const struct local_options options = {.threads = 1};
    struct engine_run r;

    (void)state;
    engine_run_open(&r, files, &options);
    struct health_log log = health_log_of(r.engine);
    assert_true(log.status && log.interface && log.connections && log.start &&
                log.bytes && !log.attachment);
    struct result *result = answer(&r, health_ask_status(&log).p);
    struct health_status s = health_read_status(result);
    assert_true(s.known && s.by_status);
    assert_int_equal(s.records, 8);
    assert_int_equal(s.ok, 7);
    assert_int_equal(s.nodata, 1);
    assert_int_equal(s.skipdata + s.none + s.other, 0);
    result_release(result);
    engine_run_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sample_begins_with_forty_thousand_records),
        cmocka_unit_test(what_records_have_is_what_is_asked),
        cmocka_unit_test(likely_is_what_reaches_the_percentage),
        cmocka_unit_test(records_are_counted_by_status),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
