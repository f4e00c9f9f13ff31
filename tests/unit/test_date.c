/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time: expected milliseconds and weekdays come from Python's datetime. */
#include "base/date.h"

#include "check.h"

/* 2026-09-03 14:00 UTC, a Thursday. */
#define SEP_3 INT64_C(1788444000000)

static const struct {
    int64_t ms;
    const char *text;
} times[] = {
    {0, "1970-01-01 00:00:00.000"},
    {-1, "1969-12-31 23:59:59.999"},
    {SEP_3, "2026-09-03 14:00:00.000"},
    {951782400000, "2000-02-29 00:00:00.000"},
    {1709210096789, "2024-02-29 12:34:56.789"},
    {4107542400000, "2100-03-01 00:00:00.000"},
    {-2203891200000, "1900-03-01 00:00:00.000"},
    {-62135596800000, "0001-01-01 00:00:00.000"},
    {253402300799999, "9999-12-31 23:59:59.999"},
};

static void times_are_written(void **state)
{
    char out[DATE_TEXT_MAX];

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(times); i++) {
        size_t n = date_format(times[i].ms, out);

        check_text(times[i].text, ((struct str){out, n}), times[i].text);
    }
}

static void written_times_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(times); i++) {
        int64_t ms = 0;

        check_int(times[i].text, date_parse_iso(str_of(times[i].text), &ms),
                  true);
        check_int(times[i].text, ms, times[i].ms);
    }
}

static void calendar_goes_both_ways_over_all_of_time(void **state)
{
    const int64_t step = 997331234567891;

    (void)state;
    for (int64_t ms = INT64_MIN; ms < INT64_MAX - step; ms += step)
        assert_true(date_ms(date_civil(ms)) == ms);
    assert_true(date_ms(date_civil(INT64_MAX)) == INT64_MAX);
    assert_true(date_days(1970, 1, 1) == 0);
    assert_true(date_days(2000, 3, 1) == 11017);
}

static void out_of_range_dates_stop_at_the_end(void **state)
{
    (void)state;
    assert_true(date_ms((struct civil){
                    .year = 300000000, .month = 1, .day = 1}) == INT64_MAX);
    assert_true(date_ms((struct civil){
                    .year = -300000000, .month = 1, .day = 1}) == INT64_MIN);
}

static void iso_forms_are_read(void **state)
{
    static const struct {
        const char *text;
        int64_t want;
    } cases[] = {
        {"2026-09-03", SEP_3 - 14 * 3600000},
        {"2026-09-03T14:00", SEP_3},
        {"2026-09-03 14:00", SEP_3},
        {"2026-09-03T14:00:00Z", SEP_3},
        {"2026-09-03t14:00:00z", SEP_3},
        {"2026-09-03T16:00:00+02:00", SEP_3},
        {"2026-09-03T16:00:00+0200", SEP_3},
        {"2026-09-03T16:00+02", SEP_3},
        {"2026-09-03T08:30:00-05:30", SEP_3},
        {"2026-09-03T14:00:00.5", SEP_3 + 500},
        {"2026-09-03T14:00:00.123456789Z", SEP_3 + 123},
        {"2026-09-03T14:00:00,25", SEP_3 + 250},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        int64_t ms = 0;

        check_int(cases[i].text, date_parse_iso(str_of(cases[i].text), &ms),
                  true);
        check_int(cases[i].text, ms, cases[i].want);
    }
}

static void other_texts_are_no_dates(void **state)
{
    static const char *const cases[] = {
        "",
        "2026",
        "2026-09",
        "2026-9-3",
        "2026-13-01",
        "2026-00-01",
        "2026-02-29",
        "1900-02-29",
        "2026-04-31",
        "2026-09-00",
        "2026-09-03T",
        "2026-09-03T14",
        "2026-09-03T24:00",
        "2026-09-03T14:60",
        "2026-09-03T14:00:60",
        "2026-09-03T14:00:00.",
        "2026-09-03T14:00:00 ",
        "2026-09-03T14:00:00+2",
        "2026-09-03Z",
        "2026-09-03T14:00+02:",
        "26-09-03",
        "2026/09/03",
        "1788444000",
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        int64_t ms;

        check_int(cases[i], date_parse_iso(str_of(cases[i]), &ms), false);
    }
}

static void unit_spellings_of_the_language_are_known(void **state)
{
    static const struct {
        const char *name;
        int want; /* -1: none */
    } cases[] = {
        {"ms", UNIT_MS},
        {"msec", UNIT_MS},
        {"milliseconds", UNIT_MS},
        {"s", UNIT_SECOND},
        {"SECS", UNIT_SECOND},
        {"second", UNIT_SECOND},
        {"m", UNIT_MINUTE},
        {"M", UNIT_MINUTE},
        {"mins", UNIT_MINUTE},
        {"h", UNIT_HOUR},
        {"hrs", UNIT_HOUR},
        {"Hours", UNIT_HOUR},
        {"d", UNIT_DAY},
        {"days", UNIT_DAY},
        {"w", UNIT_WEEK},
        {"weeks", UNIT_WEEK},
        {"mo", UNIT_MONTH},
        {"mos", UNIT_MONTH},
        {"mon", UNIT_MONTH},
        {"months", UNIT_MONTH},
        {"q", UNIT_QUARTER},
        {"qtrs", UNIT_QUARTER},
        {"y", UNIT_YEAR},
        {"yrs", UNIT_YEAR},
        {"years", UNIT_YEAR},
        {"", -1},
        {"ss", -1},
        {"hs", -1},
        {"ds", -1},
        {"minutess", -1},
        {"fortnight", -1},
        {"mi", -1},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        enum unit unit = UNIT_MS;
        bool known = date_unit(str_of(cases[i].name), &unit);

        check_int(cases[i].name, known ? (int)unit : -1, cases[i].want);
    }
}

static void periods_are_read_and_written(void **state)
{
    static const struct {
        const char *text;
        const char *want; /* NULL: no period */
    } cases[] = {
        {"5m", "5m"},
        {"1hour", "1h"},
        {"250msec", "250ms"},
        {"7days", "7d"},
        {"2MO", "2mo"},
        {"1quarter", "1q"},
        {"10years", "10y"},
        {"2wks", NULL},
        {"0m", NULL},
        {"m", NULL},
        {"5", NULL},
        {"5 m", NULL},
        {"-5m", NULL},
        {"1.5h", NULL},
        {"1h30m", NULL},
        {"", NULL},
        {"99999999999999999999s", NULL},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct period p;
        char out[DATE_TEXT_MAX];
        bool ok = period_parse(str_of(cases[i].text), &p);

        check_int(cases[i].text, ok, cases[i].want != NULL);
        if (ok) {
            size_t n = period_format(p, out);
            check_text(cases[i].text, ((struct str){out, n}), cases[i].want);
        }
    }
}

static void periods_are_clamped_to_the_cap_of_their_unit(void **state)
{
    static const struct {
        struct period p;
        int64_t want;
    } cases[] = {
        {{300, UNIT_SECOND}, 60}, {{60, UNIT_SECOND}, 60},
        {{61, UNIT_MINUTE}, 60},  {{48, UNIT_HOUR}, 24},
        {{1001, UNIT_MS}, 1000},  {{90, UNIT_DAY}, 90},
        {{100, UNIT_MONTH}, 100},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct period p = cases[i].p;
        bool changed = period_clamp(&p);

        assert_true(p.n == cases[i].want);
        assert_int_equal(changed, cases[i].p.n != cases[i].want);
    }
}

static void fixed_periods_have_a_length(void **state)
{
    (void)state;
    assert_true(period_ms((struct period){5, UNIT_MINUTE}) == 300000);
    assert_true(period_ms((struct period){1, UNIT_WEEK}) == 604800000);
    assert_true(period_ms((struct period){1, UNIT_MONTH}) == 0);
    assert_true(period_ms((struct period){3, UNIT_YEAR}) == 0);
}

static int64_t at(const char *text)
{
    int64_t ms = 0;

    assert_true(date_parse_iso(str_of(text), &ms));
    return ms;
}

static void times_are_rounded_to_periods(void **state)
{
    static const struct {
        const char *period, *time, *floor, *ceil;
    } cases[] = {
        {"1m", "2026-09-03T14:07:31.5", "2026-09-03T14:07", "2026-09-03T14:08"},
        {"5m", "2026-09-03T14:07:31", "2026-09-03T14:05", "2026-09-03T14:10"},
        {"1h", "2026-09-03T14:00", "2026-09-03T14:00", "2026-09-03T14:00"},
        {"1d", "2026-09-03T14:00", "2026-09-03", "2026-09-04"},
        {"5d", "2026-09-03T14:00", "2026-08-30", "2026-09-04"},
        {"1w", "2026-09-03T14:00", "2026-08-31", "2026-09-07"},
        {"2w", "2026-09-03T14:00", "2026-08-31", "2026-09-14"},
        {"1mo", "2026-09-03T14:00", "2026-09-01", "2026-10-01"},
        {"5mo", "2026-10-03", "2026-09-01", "2027-02-01"},
        {"1q", "2026-09-03T14:00", "2026-07-01", "2026-10-01"},
        {"1y", "2026-09-03T14:00", "2026-01-01", "2027-01-01"},
        {"3y", "2026-09-03", "2024-01-01", "2027-01-01"},
        {"1y", "2026-01-01", "2026-01-01", "2026-01-01"},
        {"1h", "1969-12-31T23:30", "1969-12-31T23:00", "1970-01-01"},
        {"1w", "1970-01-01", "1969-12-29", "1970-01-05"},
        {"1mo", "1969-12-31", "1969-12-01", "1970-01-01"},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct period p;

        assert_true(period_parse(str_of(cases[i].period), &p));
        check_int(cases[i].time, date_floor(at(cases[i].time), p, 0),
                  at(cases[i].floor));
        check_int(cases[i].time, date_ceil(at(cases[i].time), p, 0),
                  at(cases[i].ceil));
    }
}

static void an_offset_moves_the_borders(void **state)
{
    const struct period five_minutes = {5, UNIT_MINUTE};
    const struct period day = {1, UNIT_DAY};
    const struct period month = {1, UNIT_MONTH};

    (void)state;
    assert_true(date_floor(at("2026-09-03T14:07"), five_minutes, 180000) ==
                at("2026-09-03T14:03"));
    assert_true(date_ceil(at("2026-09-03T14:07"), five_minutes, 180000) ==
                at("2026-09-03T14:08"));
    assert_true(date_ceil(at("2026-09-03T14:08"), five_minutes, 180000) ==
                at("2026-09-03T14:08"));
    assert_true(date_ceil(at("2026-09-30T23:00"), month, -7200000) ==
                at("2026-10-31T22:00"));
    /* Days of a zone two hours east begin at 22:00 UTC. */
    assert_true(date_floor(at("2026-09-03T23:00"), day, -7200000) ==
                at("2026-09-03T22:00"));
    assert_true(date_floor(at("2026-09-30T23:00"), month, -7200000) ==
                at("2026-09-30T22:00"));
}

static void rounding_at_the_end_of_time_does_not_overflow(void **state)
{
    const struct period week = {1, UNIT_WEEK};
    const struct period age = {1000000000, UNIT_YEAR};

    (void)state;
    assert_true(date_floor(INT64_MIN, week, 0) == INT64_MIN);
    assert_true(date_ceil(INT64_MAX, week, 0) == INT64_MAX);
    assert_true(date_floor(-1, age, 0) == INT64_MIN);
    assert_true(date_ceil(1, age, 0) == INT64_MAX);
}

static void durations_are_sums_of_fixed_periods(void **state)
{
    static const struct {
        const char *text;
        int64_t want; /* 0: none */
    } cases[] = {
        {"1h", 3600000},
        {"90m", 5400000},
        {"7d", 604800000},
        {"1h30m", 5400000},
        {"1d12h", 129600000},
        {"500ms", 500},
        {"2weeks", 1209600000},
        {"1mo", 0},
        {"1y", 0},
        {"", 0},
        {"h", 0},
        {"1h30", 0},
        {"0s", 0},
        {"-1h", 0},
        {"1h 30m", 0},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        int64_t ms = 0;
        bool ok = date_parse_duration(str_of(cases[i].text), &ms);

        check_int(cases[i].text, ok, cases[i].want != 0);
        check_int(cases[i].text, ms, cases[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_written),
        cmocka_unit_test(written_times_are_read),
        cmocka_unit_test(calendar_goes_both_ways_over_all_of_time),
        cmocka_unit_test(out_of_range_dates_stop_at_the_end),
        cmocka_unit_test(iso_forms_are_read),
        cmocka_unit_test(other_texts_are_no_dates),
        cmocka_unit_test(unit_spellings_of_the_language_are_known),
        cmocka_unit_test(periods_are_read_and_written),
        cmocka_unit_test(periods_are_clamped_to_the_cap_of_their_unit),
        cmocka_unit_test(fixed_periods_have_a_length),
        cmocka_unit_test(times_are_rounded_to_periods),
        cmocka_unit_test(an_offset_moves_the_borders),
        cmocka_unit_test(rounding_at_the_end_of_time_does_not_overflow),
        cmocka_unit_test(durations_are_sums_of_fixed_periods),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
