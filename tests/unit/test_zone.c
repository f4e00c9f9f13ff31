/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time zones; expected offsets are those of Python's zoneinfo, or as said. */
#include "base/zone.h"

#include "check.h"

#include <stdlib.h>
#include <time.h>

static void offsets_are_read(void **state)
{
    static const struct {
        const char *text;
        bool good;
        int32_t want;
    } cases[] = {
        {"Z", true, 0},       {"+02:00", true, 7200},  {"-0530", true, -19800},
        {"+02", true, 7200},  {"+18:00", true, 64800}, {"", false, 0},
        {"02:00", false, 0},  {"+2", false, 0},        {"+02:0", false, 0},
        {"+02:60", false, 0}, {"+19:00", false, 0},    {"+02:00x", false, 0},
        {"+ab", false, 0},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        int32_t seconds = 0;

        check_int(cases[i].text,
                  zone_parse_offset(str_of(cases[i].text), &seconds),
                  cases[i].good);
        check_int(cases[i].text, seconds, cases[i].want);
    }
}

static void fixed_zones_need_no_files(void **state)
{
    struct arena arena = {0};

    (void)state;
    assert_int_equal(zone_offset(zone_find(&arena, STR("utc")), 0), 0);
    assert_int_equal(zone_offset(zone_find(&arena, STR("+02:00")), 0), 7200);
    assert_int_equal(zone_to_utc(zone_find(&arena, STR("-01:00")), 0), 3600);
    arena_done(&arena);
}

static void names_stay_below_the_zone_folder(void **state)
{
    static const char *const names[] = {
        "",       "/etc/passwd", "../passwd",     "Mars/Base",
        "Europe", "zone.tab",    "Europe/Ber lin"};
    struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(names); i++)
        check_int(names[i], zone_find(&arena, str_of(names[i])) == NULL, 1);
    arena_done(&arena);
}

static void clocks_change_when_the_zone_says(void **state)
{
    static const struct {
        const char *zone;
        int64_t utc_s;
        int32_t want;
    } cases[] = {
        {"Europe/Berlin", 1774745999, 3600},
        {"Europe/Berlin", 1774746000, 7200},
        {"Europe/Berlin", 1792889999, 7200},
        {"Europe/Berlin", 1792890000, 3600},
        {"Europe/Berlin", 4102444800, 3600},
        {"America/New_York", 2541513600, -14400},
        {"Australia/Sydney", 2525821200, 39600},
        {"Asia/Kolkata", 1788444000, 19800},
        {"Europe/Berlin", -1700000000, 3600},
        {"Europe/Berlin", -3000000000, 3208},
        {"Europe/Dublin", 1784109600, 3600},
        {"Europe/Dublin", 2525821200, 0},
    };
    struct arena arena = {0};

    (void)state;
    /* A system without zone files has only fixed offsets. */
    if (!zone_find(&arena, STR("Europe/Berlin"))) {
        arena_done(&arena);
        skip();
    }
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        const struct zone *z = zone_find(&arena, str_of(cases[i].zone));

        check_int(cases[i].zone, zone_offset(z, cases[i].utc_s), cases[i].want);
    }
    arena_done(&arena);
}

static void odd_local_times_have_a_moment(void **state)
{
    struct arena arena = {0};
    const struct zone *berlin = zone_find(&arena, STR("Europe/Berlin"));

    (void)state;
    if (!berlin) {
        arena_done(&arena);
        skip();
    }
    /* 02:30 on 25 October 2026 comes twice: the first is summer time. */
    assert_int_equal(zone_to_utc(berlin, 1792895400), 1792888200);
    /* 02:30 on 29 March 2026 is skipped: counted on with winter time. */
    assert_int_equal(zone_to_utc(berlin, 1774751400), 1774747800);
    arena_done(&arena);
}

/* The C library, one zone at a time. */
static void agrees_with_the_c_library(void **state)
{
    static const char *const names[] = {
        "UTC",           "Europe/Berlin",     "Europe/Dublin",
        "Europe/Moscow", "America/New_York",  "America/Sao_Paulo",
        "Asia/Kolkata",  "Asia/Tehran",       "Australia/Lord_Howe",
        "Africa/Cairo",  "Pacific/Apia",      "America/Godthab",
        "Africa/Casablanca"};
    struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(names); i++) {
        const struct zone *z = zone_find(&arena, str_of(names[i]));

        if (!z)
            continue;
        setenv("TZ", names[i], 1);
        tzset();
        /* A prime step, so that all times of day come up. */
        for (int64_t at = -3000000000; at < 5000000000; at += 1234577) {
            time_t t = (time_t)at;
            struct zone_time got = zone_at(z, at);
            struct tm tm;

            localtime_r(&t, &tm);
            check_int(names[i], got.offset_s, tm.tm_gmtoff);
            check_int(tm.tm_zone, str_eq(got.name, str_of(tm.tm_zone)), 1);
        }
    }
    unsetenv("TZ");
    tzset();
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_are_read),
        cmocka_unit_test(fixed_zones_need_no_files),
        cmocka_unit_test(names_stay_below_the_zone_folder),
        cmocka_unit_test(clocks_change_when_the_zone_says),
        cmocka_unit_test(odd_local_times_have_a_moment),
        cmocka_unit_test(agrees_with_the_c_library),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
