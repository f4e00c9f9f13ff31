/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time ranges, buckets, and values as people read them. Epoch numbers were
 * made with GNU date: date -u -d 2026-11-23T11:38:10Z +%s = 1795433890.
 */
#include "tui/range.h"

#include "check.h"
#include "tui/show.h"

#include <string.h>

enum { S = 1000, M = 60 * S, H = 60 * M };
#define NEWEST INT64_C(1795433890000) /* 2026-11-23 11:38:10 */

static const struct data_times times = {true, false, NEWEST - 6 * H,
                                        NEWEST};

static void relative_ranges_count_from_the_newest_record(void **state)
{
    struct range hour = {.kind = RANGE_LAST, .last_ms = H};
    struct time_window w = range_window(&hour, &times);

    (void)state;
    check_int("from", w.from_ms, NEWEST - H);
    check_int("to", w.to_ms, NEWEST);
}

static void ranges_by_the_clock_stay_where_they_were(void **state)
{
    struct range hour = {.kind = RANGE_CLOCK,
                         .last_ms = H,
                         .window = {NEWEST + M, NEWEST + M + H}};
    struct time_window w = range_window(&hour, &times);

    (void)state;
    check_int("from", w.from_ms, NEWEST + M);
    check_int("to", w.to_ms, NEWEST + M + H);
    assert_false(range_needs_times(&hour));
}

static void typed_ranges_are_read(void **state)
{
    static const struct {
        const char *text;
        enum range_kind kind;
        int64_t from, to; /* of a fixed range; else from is the length */
    } cases[] = {
        {"30m", RANGE_LAST, 30 * M, 0},
        {" last 2h ", RANGE_LAST, 2 * H, 0},
        {"all", RANGE_ALL, 0, 0},
        {"11:00..11:30", RANGE_FIXED, NEWEST - 38 * M - 10 * S,
         NEWEST - 8 * M - 10 * S},
        {"2026-11-23 11:38:00 .. +10s", RANGE_FIXED, NEWEST - 10 * S, NEWEST},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct range r;
        struct err err = {0};

        check_int(cases[i].text,
                  range_parse(str_of(cases[i].text), &times, &r, &err), 1);
        check_int(cases[i].text, r.kind, cases[i].kind);
        if (r.kind == RANGE_LAST)
            check_int(cases[i].text, r.last_ms, cases[i].from);
        if (r.kind == RANGE_FIXED) {
            check_int(cases[i].text, r.window.from_ms, cases[i].from);
            check_int(cases[i].text, r.window.to_ms, cases[i].to);
        }
    }
}

static void wrong_ranges_are_refused(void **state)
{
    static const char *const cases[] = {"", "soon", "..", "11:00..10:00",
                                        "25:00..26:00", "11:00.."};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct range r;
        struct err err = {0};

        check_int(cases[i], range_parse(str_of(cases[i]), &times, &r, &err),
                  0);
        check_int(cases[i], err.msg[0] != '\0', 1);
    }
}

static void buckets_are_the_smallest_that_fit(void **state)
{
    static const struct {
        const char *want;
        int64_t span_ms;
        int64_t most;
        int64_t base_ms;
    } cases[] = {
        {"bin(1m)", H - 1, 73, 1},     {"bin(30s)", H - 1, 120, 1},
        {"bin(2m)", H - 1, 37, 1},     {"bin(5m)", 6 * H - 1, 73, 1},
        {"bin(10m)", 6 * H - 1, 37, 1}, {"bin(1s)", 30 * S - 1, 37, 1},
        {"bin(2d)", INT64_C(1440) * H, 37, 1},  {"bin(20s)", 10 * M - 1, 60, 20 * S},
        {"bin(10m)", 6 * H - 1, 37, 5 * M},
        /* 2^54 ms in at most 37 buckets: 805,020 weeks each. */
        {"bin(5635140d)", INT64_C(1) << 54, 37, 1},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        int64_t from = 0;
        char name[RANGE_TEXT_MAX];

        bucket_name(bucket_over(from, from + cases[i].span_ms, cases[i].most,
                                cases[i].base_ms),
                    name);
        assert_string_equal(name, cases[i].want);
    }
}

static void ranges_have_short_names(void **state)
{
    static const struct {
        struct range range;
        const char *want;
    } cases[] = {
        {{RANGE_ALL, 0, {0, 0}}, "all"},
        {{RANGE_LAST, H, {0, 0}}, "last 1h"},
        {{RANGE_CLOCK, H, {0, H}}, "last 1h by the clock"},
        {{RANGE_LAST, 15 * M, {0, 0}}, "last 15m"},
        {{RANGE_LAST, 24 * H, {0, 0}}, "last 24h"},
        {{RANGE_LAST, 7 * INT64_C(24) * H, {0, 0}}, "last 7d"},
        {{RANGE_FIXED, 0, {NEWEST - H, NEWEST}}, "10:38-11:38Z"},
        {{RANGE_FIXED, 0, {NEWEST - 12 * H, NEWEST}},
         "11-22 23:38-11-23 11:38Z"},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        char name[RANGE_TEXT_MAX];

        range_name(&cases[i].range, name);
        assert_string_equal(name, cases[i].want);
    }
}

static void counts_have_commas(void **state)
{
    static const struct {
        uint64_t n;
        const char *want;
    } cases[] = {{0, "0"},       {999, "999"},
                 {1000, "1,000"}, {1234567, "1,234,567"}};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        char text[SHOW_MAX];

        show_count(cases[i].n, text);
        assert_string_equal(text, cases[i].want);
    }
}

static void large_numbers_are_shortened(void **state)
{
    static const struct {
        double n;
        int width;
        const char *want;
    } cases[] = {
        {1685, 6, "1685"},       {1234567, 6, "1.2M"},
        {20100, 4, "20.1k"},     {999960, 5, "1.0M"},
        {123456789, 7, "123M"},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        char text[SHOW_MAX];

        show_short(cases[i].n, cases[i].width, text);
        assert_string_equal(text, cases[i].want);
    }
}

static void times_leave_out_what_all_share(void **state)
{
    char text[SHOW_MAX];

    (void)state;
    check_int("one day", time_show_for(NEWEST - H, NEWEST), TIME_SHOW_CLOCK);
    check_int("two", time_show_for(NEWEST - 12 * H, NEWEST), TIME_SHOW_DATE);
    show_time(NEWEST, TIME_SHOW_CLOCK, text);
    assert_string_equal(text, "11:38:10");
    show_time(NEWEST + 250, TIME_SHOW_DATE, text);
    assert_string_equal(text, "11-23 11:38:10.250");
    show_time(NEWEST, TIME_SHOW_YEAR, text);
    assert_string_equal(text, "2026-11-23 11:38:10");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(relative_ranges_count_from_the_newest_record),
        cmocka_unit_test(ranges_by_the_clock_stay_where_they_were),
        cmocka_unit_test(typed_ranges_are_read),
        cmocka_unit_test(wrong_ranges_are_refused),
        cmocka_unit_test(buckets_are_the_smallest_that_fit),
        cmocka_unit_test(ranges_have_short_names),
        cmocka_unit_test(counts_have_commas),
        cmocka_unit_test(large_numbers_are_shortened),
        cmocka_unit_test(times_leave_out_what_all_share),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
