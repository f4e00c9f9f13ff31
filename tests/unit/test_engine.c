/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Queries and their answers over the eight records of small_log.h. All
 * answers are counted by hand from them.
 */
#include "engine_run.h"

#include "check.h"
#include "scratch.h"
#include "small_log.h"

struct answer {
    const char *query, *rows;
};

static void check_all(const struct answer *cases, size_t n)
{
    static const char *const paths[] = {"flow.log", NULL};
    struct engine_run r;

    scratch_write("flow.log", str_of(SMALL_LOG));
    engine_run_open(&r, paths, &(struct local_options){.threads = 2});
    for (size_t i = 0; i < n; i++)
        engine_run_check(&r, cases[i].query, cases[i].rows);
    engine_run_close(&r);
}

static void filters_follow_the_rules_of_comparison(void **state)
{
    static const struct answer cases[] = {
        {"filter dstPort != 443 | stats count(*)", "6\n"},
        {"filter dstPort < 100 | stats count(*)", "4\n"},
        {"filter dstPort <= 22 | stats count(*)", "2\n"},
        {"filter 443 > dstPort | stats count(*)", "4\n"},
        {"filter dstPort >= 99999 | stats count(*)", "0\n"},
        {"filter dstPort < 99999 | stats count(*)", "7\n"},
        {"filter dstPort > -1 | stats count(*)", "7\n"},
        {"filter dstPort = 80 | stats count(*)", "1\n"},
        {"filter dstPort = \"080\" | stats count(*)", "1\n"},
        {"filter dstPort = \"ssh\" | stats count(*)", "0\n"},
        {"filter dstPort != \"ssh\" | stats count(*)", "8\n"},
        {"filter dstPort in [22, 3389] | stats count(*)", "3\n"},
        {"filter dstPort not in [22, 3389] | stats count(*)", "5\n"},
        {"filter dstPort in [22.0, 53.5, \"-\"] | stats count(*)", "3\n"},
        {"filter srcAddr like \"10.0.\" | stats count(*)", "4\n"},
        {"filter srcAddr not like \"10.0.\" | stats count(*)", "4\n"},
        {"filter srcAddr like /^(10|203)\\./ | stats count(*)", "6\n"},
        {"filter srcAddr = \"10.0.0.2\" | stats count(*)", "2\n"},
        {"filter srcAddr != \"10.0.0.2\" | stats count(*)", "6\n"},
        {"filter srcAddr in [\"10.0.0.2\", \"2001:db8::1\"]"
         " | stats count(*)",
         "3\n"},
        {"filter srcAddr > \"10.0.0.1\" | stats count(*)", "5\n"},
        {"filter isIpv4InSubnet(srcAddr, \"10.0.0.0/8\")"
         " | stats count(*)",
         "4\n"},
        {"filter srcPort = dstPort | stats count(*)", "1\n"},
        {"filter bytes > 1e3 | stats count(*)", "1\n"},
        {"filter bytes > 79.5 and bytes < 120.5 | stats count(*)", "2\n"},
        {"filter action = \"REJECT\" | stats count(*)", "3\n"},
        {"filter action in [\"REJECT\", \"-\"] | stats count(*)", "4\n"},
        {"filter not (action = \"REJECT\") | stats count(*)", "5\n"},
        {"filter srcAddr = \"203.0.113.5\" or dstPort = 53"
         " | stats count(*)",
         "3\n"},
        {"filter nosuch = 1 | stats count(*)", "0\n"},
        {"filter nosuch != 1 | stats count(*)", "0\n"},
        {"filter nosuch != 1 or not ispresent(nosuch) | stats count(*)", "8\n"},
        {"filter dstPort < 100 or action = \"-\" | stats count(*)", "5\n"},
        {"fields srcAddr as s | filter s = \"10.0.0.1\" | stats count(*)",
         "2\n"},
        {"fields bytes / packets as b | filter b > 100 | stats count(*)",
         "1\n"},
        {"filter @timestamp >= 1756904400000 | stats count(*)", "2\n"},
        {"filter @logStream = \"eni-0b\" | stats count(*)", "4\n"},
        {"filter @message like \"NODATA\" | stats count(*)", "1\n"},
    };

    (void)state;
    check_all(cases, N_ELEMENTS(cases));
}

static void rows_come_in_the_order_asked_for(void **state)
{
    static const struct answer cases[] = {
        {"fields srcPort | limit 3", "40003\n50001\n1024\n"},
        {"fields srcPort", "40003\n50001\n1024\n40002\n-\n40001\n50000\n"
                           "40000\n"},
        {"fields srcPort | tail 2", "50000\n40000\n"},
        {"fields srcPort | sort bytes | limit 3", "-\n40001\n1024\n"},
        {"fields srcPort | sort bytes desc | limit 2", "40002\n40000\n"},
        {"fields srcPort | sort action", "-\n40003\n1024\n40002\n40000\n"
                                         "50001\n40001\n50000\n"},
        {"fields srcPort | sort action desc | limit 3",
         "50001\n40001\n50000\n"},
        {"fields srcPort | sort bytes | sort action | limit 4",
         "-\n1024\n40003\n40000\n"},
        {"fields srcAddr | sort srcAddr | dedup srcAddr",
         "-\n10.0.0.1\n10.0.0.2\n203.0.113.5\n2001:db8::1\n"},
        {"fields srcPort | dedup srcAddr", "40003\n50001\n1024\n40002\n-\n"},
        {"fields srcPort | dedup nosuch | limit 2", "40003\n50001\n"},
        {"fields srcPort | sort bytes desc | limit 4 | sort @timestamp"
         " | limit 2",
         "40000\n40002\n"},
        {"fields srcPort | limit 4 | filter action = \"ACCEPT\"",
         "40003\n1024\n40002\n"},
        {"fields srcPort | limit any 8 | stats count(*)", "8\n"},
        {"fields srcPort | filter action = \"REJECT\" | limit any 2"
         " | stats count(*)",
         "2\n"},
    };

    (void)state;
    check_all(cases, N_ELEMENTS(cases));
}

static void groups_have_keys_and_a_default_order(void **state)
{
    static const struct answer cases[] = {
        {"stats count(*) as n by srcAddr | sort n desc",
         "10.0.0.1,2\n10.0.0.2,2\n203.0.113.5,2\n-,1\n2001:db8::1,1\n"},
        {"stats count(*) as n by srcAddr | sort n desc | limit 2",
         "10.0.0.1,2\n10.0.0.2,2\n"},
        {"stats count(*) as n by bin(1h) as t, action",
         "2025-09-03 13:00:00.000,ACCEPT,1\n"
         "2025-09-03 13:00:00.000,REJECT,1\n"
         "2025-09-03 12:00:00.000,-,1\n"
         "2025-09-03 12:00:00.000,ACCEPT,3\n"
         "2025-09-03 12:00:00.000,REJECT,2\n"},
        {"stats count(*) as n by dstPort",
         "-,1\n22,2\n53,1\n080,1\n443,2\n3389,1\n"},
        {"stats count(*) as n by nosuch", ",8\n"},
        {"stats count(*) as n by concat(dstPort, \"\") as p",
         "-,1\n22,2\n53,1\n080,1\n443,2\n3389,1\n"},
        {"stats count(*) as n by srcAddr | stats max(n), count(*)", "2,5\n"},
        {"stats sum(bytes) as b by srcAddr, bin(1h) as t"
         " | stats max(b) as m by srcAddr | sort m desc | limit 2",
         "10.0.0.1,4000\n10.0.0.2,500\n"},
        {"stats sum(bytes) as b by srcAddr | filter b > 400"
         " | fields b / 100 as h",
         "10.0.0.1,4000,40\n10.0.0.2,560,5.6\n"},
        {"filter action = \"NONE\" | stats count(*), sum(bytes), max(bytes),"
         " count_distinct(srcAddr), pct(bytes, 50), values(srcAddr)",
         "0,,,0,,\n"},
        {"filter action = \"NONE\" | stats count(*) by action", ""},
        {"sort bytes desc | limit 3 | stats sum(bytes)", "4500\n"},
    };

    (void)state;
    check_all(cases, N_ELEMENTS(cases));
}

static void aggregates_skip_what_is_no_number(void **state)
{
    static const struct answer cases[] = {
        {"stats count(*), count(bytes), count(nosuch), sum(bytes)",
         "8,8,0,4940\n"},
        {"stats avg(bytes)", "705.7142857142857\n"}, /* 4940 / 7 */
        {"stats min(bytes), max(bytes), min(action), max(action)",
         "60,3000,-,REJECT\n"},
        {"stats max(dstPort), min(dstPort)", "3389,22\n"},
        {"stats count_distinct(dstPort), count_distinct(srcAddr)", "6,5\n"},
        {"stats values(action), values(protocol)",
         "-, ACCEPT, REJECT,-, 6, 17\n"},
        /* 60 80 120 180 500 1000 3000 */
        {"stats pct(bytes, 0), pct(bytes, 50), median(bytes), pct(bytes, 58),"
         " pct(bytes, 100)",
         "60,180,180,500,3000\n"},
        /* 10 1 2 20 1 3 5: mean 6, squares 16 25 16 196 25 9 1: 288 / 7 */
        {"stats variance(packets), stddev(packets)",
         "41.142857142857146,6.4142698058981855\n"},
        {"stats earliest(srcPort), latest(srcPort), earliest(@timestamp)",
         "40000,40003,2025-09-03 12:00:00.000\n"},
        {"filter dstPort = 22 | stats earliest(srcPort), latest(srcPort)",
         "40001,50000\n"},
        {"stats sortsFirst(srcAddr), sortsLast(srcAddr)", "-,2001:db8::1\n"},
        {"stats rate(bytes, 1m) as r", "-8.19672131147541\n"}, /* -500 / 61 */
        {"filter dstPort = 53 | stats rate(bytes, 1m)", "\n"},
        {"stats sum(action = \"REJECT\")", "3\n"},
        {"stats sum(bytes / 2), sum(9223372036854775807)",
         "2470,"
         "73786976294838210000\n"},
        {"stats count(*) as n, sum(bytes) / n as mean by action"
         " | filter action = \"REJECT\"",
         "REJECT,3,120\n"},
    };

    (void)state;
    check_all(cases, N_ELEMENTS(cases));
}

#define FOURTEEN                                                               \
    "\"* * * * * * * * * * * * * *\" as v, a, i, s, d, sp, dp, "               \
    "pr, pk, b, st, en, ac, ls"

static void parse_takes_fields_out_of_texts(void **state)
{
    static const struct answer cases[] = {
        {"parse @message " FOURTEEN " | filter dp = 80 | display s, dp, ls",
         "10.0.0.2,080,OK\n"},
        {"parse concat(@message) " FOURTEEN
         " | filter dp = 80 | display s, dp, ls",
         "10.0.0.2,080,OK\n"},
        {"parse @message " FOURTEEN " | stats sum(b) as n by ac | sort n",
         "-,\nREJECT,360\nACCEPT,4580\n"},
        {"parse @message \"* * *\" as v, a, rest | filter rest like"
         " /^eni-0a 10.0.0.2/ | display v, a",
         "2,123456789012\n"},
        {"parse @message \"* ACCEPT *\" as x, y | filter ispresent(y)"
         " | stats count(*) by y",
         "OK,4\n"},
        {"parse srcAddr /^(?<net>\\d+)\\./ | stats count(*) by net",
         ",2\n10,4\n203,2\n"},
        {"parse srcAddr \"*.*.\" as a, b | stats count(*) by a, b",
         ",,2\n10,0,4\n203,0,2\n"},
        {"parse @message /(?<ip>\\d+\\.\\d+\\.\\d+\\.\\d+)/ multi"
         " | stats count(*) as n by ip | sort n desc",
         "10.0.1.9,6\n,2\n10.0.0.1,2\n10.0.0.2,2\n203.0.113.5,2\n"},
        {"parse @message /(?<ip>\\d+\\.\\d+\\.\\d+\\.\\d+)/ multi"
         " | display srcPort, ip | limit 3",
         "40003,10.0.0.2\n40003,10.0.1.9\n50001,203.0.113.5\n"},
    };

    (void)state;
    check_all(cases, N_ELEMENTS(cases));
}

static void system_fields_are_made_from_the_file(void **state)
{
    static const struct answer cases[] = {
        {"display @timestamp, @logStream, @log, @aws.account,"
         " @data_source_name, @ptr | limit 1",
         "2025-09-03 13:01:00.000,eni-0b,flow.log,123456789012,amazon_vpc,"
         "0:"},
        {"display @message | sort bytes | limit 1",
         "2 123456789012 eni-0b - - - - - - - 1756901100 1756901160 - "
         "NODATA\n"},
        {"filter dstPort = 22 | display @timestamp, toMillis(@timestamp) as m"
         " | limit 1",
         "2025-09-03 12:01:00.000,1756900860000\n"},
    };
    static const char *const paths[] = {"flow.log", NULL};
    struct engine_run r;
    struct buf out = {0};

    (void)state;
    check_all(cases + 1, N_ELEMENTS(cases) - 1);
    engine_run_open(&r, paths, &(struct local_options){.threads = 1});
    engine_run_answer(&r, cases[0].query, TIME_WINDOW_ALL, &out);
    struct str all = buf_str(&out);
    assert_true(str_find(all, str_of(cases[0].rows)) < all.n);
    buf_done(&out);
    engine_run_close(&r);
}

static void a_window_includes_both_ends(void **state)
{
    static const char *const paths[] = {"flow.log", NULL};
    struct time_window window = {1756900860000, 1756901100000};
    struct engine_run r;

    (void)state;
    scratch_write("flow.log", str_of(SMALL_LOG));
    engine_run_open(&r, paths, &(struct local_options){.threads = 2});
    for (int again = 0; again < 2; again++) {
        struct buf out = {0};

        engine_run_answer(&r, "stats count(*)", window, &out);
        check_text("window", buf_str(&out), "count(*)\n4\n");
        buf_done(&out);
    }
    engine_run_close(&r);
}

static void raw_rows_know_their_lines(void **state)
{
    static const char *const paths[] = {"flow.log", NULL};
    struct engine_run r;
    struct arena arena = {0};
    struct str line;
    struct err err = {0};
    const char *path;
    uint64_t offset;

    (void)state;
    scratch_write("flow.log", str_of(SMALL_LOG));
    engine_run_open(&r, paths, &(struct local_options){.threads = 1});
    struct job *job =
        engine_run_start(&r, "filter dstPort = 22", TIME_WINDOW_ALL, 0);
    job->ops->wait(job);
    struct result *result = job->ops->snapshot(job, 0);
    job_free(job); /* a result outlives its job */
    assert_true(result_is_raw(result));
    assert_int_equal(result_n_rows(result), 2);
    assert_int_equal(result_matched(result), 2);
    assert_true(result_lines(result, 0, 1, &arena, &line, &err));
    check_text("line", str_slice(line, 0, 31),
               "2 123456789012 eni-0a 10.0.0.2 ");
    assert_true(result_origin(result, 0, &path, &offset));
    check_text("path", str_of(path), "flow.log");
    assert_int_equal(offset, str_find(str_of(SMALL_LOG), STR("\n")) + 1);
    assert_int_equal(result_line_number(result, 0), 2);
    result_release(result);
    arena_done(&arena);
    engine_run_close(&r);
}

/* The raw result of a query over flow.log. */
static struct result *raw_result(struct engine_run *r, const char *query)
{
    struct job *job = engine_run_start(r, query, TIME_WINDOW_ALL, 0);
    struct result *result;

    job->ops->wait(job);
    result = job->ops->snapshot(job, 0);
    job_free(job);
    return result;
}

/* Lines 2 and 3 of the log are those with port 22; newest first is stable. */
static void a_record_is_found_in_other_results(void **state)
{
    const char *paths[] = {"flow.log", NULL};
    struct engine_run r;
    const char *path;
    uint64_t offset, record, located, row;
    int64_t time_ms;

    (void)state;
    scratch_write("flow.log", str_of(SMALL_LOG));
    engine_run_open(&r, paths, &(struct local_options){.threads = 1});
    struct result *all = raw_result(&r, "sort @timestamp asc");
    struct result *some = raw_result(&r, "filter dstPort = 22");
    record = result_record(some, 1);
    assert_true(result_find(all, record, &row));
    assert_true(result_origin(some, 1, &path, &offset));
    assert_true(result_locate(all, path, offset, &located));
    assert_int_equal(located, record);
    assert_false(result_locate(all, path, offset + 1, &located));
    assert_false(result_locate(all, "other.log", offset, &located));
    assert_false(result_find(some, result_record(all, 7), &row));
    assert_true(result_time(all, row, &time_ms));
    assert_int_equal(time_ms, INT64_C(1756900860000));
    /* Each record is its own, wherever it is. */
    for (uint64_t i = 0; i < result_n_rows(all); i++) {
        assert_true(result_find(all, result_record(all, i), &row));
        assert_int_equal(row, i);
        assert_true(result_origin(all, i, &path, &offset));
        assert_true(result_locate(some, path, offset, &located));
        assert_int_equal(located, result_record(all, i));
    }
    result_release(all);
    result_release(some);
    engine_run_close(&r);
}

static void plans_can_be_read(void **state)
{
    static const char query[] =
        "filter action = \"REJECT\" and srcAddr like \"10.\""
        " | stats sum(bytes) as b by srcAddr | sort b desc | limit 3";
    static const char want[] =
        "for each segment, in all threads:\n"
        "  look only at lines with \"REJECT\", while those are few\n"
        "  read action, srcAddr\n"
        "  filter action = \"REJECT\"  [once for each distinct value]\n"
        "  filter srcAddr like \"10.\"  [compared in the columns]\n"
        "  if rows are left, read srcAddr, bytes\n"
        "  group by srcAddr  [hash of one key]\n"
        "    sum(bytes)\n"
        "then:\n"
        "  sort by b desc  [only the first are looked for]\n"
        "  first 3 rows\n"
        "  columns srcAddr, b\n";
    static const char *const paths[] = {"flow.log", NULL};
    struct job_query q = {.text = str_of(query)};
    struct job_request request = {
        .queries = &q, .n_queries = 1, .window = TIME_WINDOW_ALL};
    struct engine_run r;
    struct buf out = {0};
    struct err err = {0};

    (void)state;
    scratch_write("flow.log", str_of(SMALL_LOG));
    engine_run_open(&r, paths, &(struct local_options){.threads = 1});
    assert_true(r.engine->ops->explain(r.engine, &request, &out, &err));
    check_text("explain", buf_str(&out), want);
    buf_done(&out);
    engine_run_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filters_follow_the_rules_of_comparison),
        cmocka_unit_test(rows_come_in_the_order_asked_for),
        cmocka_unit_test(groups_have_keys_and_a_default_order),
        cmocka_unit_test(aggregates_skip_what_is_no_number),
        cmocka_unit_test(parse_takes_fields_out_of_texts),
        cmocka_unit_test(system_fields_are_made_from_the_file),
        cmocka_unit_test(a_window_includes_both_ends),
        cmocka_unit_test(raw_rows_know_their_lines),
        cmocka_unit_test(a_record_is_found_in_other_results),
        cmocka_unit_test(plans_can_be_read),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
