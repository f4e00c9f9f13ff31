/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers as text. Doubles expected here are written as C literals, so the
 * compiler reads them; shortest texts are those that Python's repr() gives.
 */
#include "base/num.h"

#include "check.h"

#include <float.h>
#include <math.h>
#include <string.h>

static void integers_are_read(void **state)
{
    static const struct {
        const char *text;
        int64_t want;
    } cases[] = {
        {"0", 0},
        {"443", 443},
        {"+7", 7},
        {"-7", -7},
        {"-0", 0},
        {"000123", 123},
        {"123456789012", 123456789012},
        {"9223372036854775807", INT64_MAX},
        {"-9223372036854775808", INT64_MIN},
        {"0000000000000000000000000000042", 42},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct num num = num_parse(str_of(cases[i].text));

        check_int(cases[i].text, num.kind, NUM_INT);
        check_int(cases[i].text, num.i, cases[i].want);
    }
}

static void doubles_are_read_to_the_nearest(void **state)
{
    static const struct {
        const char *text;
        double want;
    } cases[] = {
        {"1.", 1.0},
        {".5", 0.5},
        {"-.5", -0.5},
        {"1e3", 1000.0},
        {"1E+3", 1000.0},
        {"25e-1", 2.5},
        {"0.1", 0.1},
        {"0.000", 0.0},
        {"3.14159265358979323846", 3.14159265358979323846},
        {"9223372036854775808", 9223372036854775808.0},
        {"-9223372036854775809", -9223372036854775808.0},
        {"9007199254740993.0", 9007199254740992.0},
        {"9007199254740993.00000000000000000000000000001", 9007199254740994.0},
        {"17976931348623157e292", DBL_MAX},
        {"2.2250738585072011e-308", 2.2250738585072011e-308},
        {"1e-400", 0.0},
        {"123456789012345678901234567890", 123456789012345678901234567890.0},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct num num = num_parse(str_of(cases[i].text));

        check_int(cases[i].text, num.kind, NUM_DOUBLE);
        check_int(cases[i].text, memcmp(&num.d, &cases[i].want, sizeof num.d),
                  0);
    }
}

static void very_long_numbers_keep_their_size(void **state)
{
    char text[2000];

    (void)state;
    /* 1 and 1000 zeros, e-1000 */
    memset(text, '0', sizeof text);
    text[0] = '1';
    memcpy(text + 1001, "e-1000", 7);
    assert_true(num_parse(str_of(text)).d == 1.0);
    /* 0. and 999 zeros, 1, e1000 */
    memset(text, '0', sizeof text);
    text[1] = '.';
    memcpy(text + 1001, "1e1000", 7);
    assert_true(num_parse(str_of(text)).d == 1.0);
    /* A tie settled by the last of 1500 digits. */
    memset(text, '0', sizeof text);
    memcpy(text, "9007199254740993.", 17);
    memcpy(text + 1500, "1", 2);
    assert_true(num_parse(str_of(text)).d == 9007199254740994.0);
}

static void other_texts_are_no_numbers(void **state)
{
    static const char *const cases[] = {
        "",     "-",     "+",        ".",     "-.",     "e5",    "1e",  "1e+",
        "1e5x", "1x",    " 1",       "1 ",    "--1",    "0x10",  "nan", "inf",
        "1,5",  "1.2.3", "10.0.0.1", "1e999", "-1e999", "1_000",
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++)
        check_int(cases[i], num_parse(str_of(cases[i])).kind, NUM_NONE);
    check_int("NUL", num_parse((struct str){"1\0", 2}).kind, NUM_NONE);
}

static void unsigned_digits_are_read_up_to_a_maximum(void **state)
{
    static const struct {
        const char *text;
        uint64_t max;
        bool ok;
        uint64_t want;
    } cases[] = {
        {"0", 10, true, 0},
        {"65535", 65535, true, 65535},
        {"65536", 65535, false, 0},
        {"0080", 65535, true, 80},
        {"18446744073709551615", UINT64_MAX, true, UINT64_MAX},
        {"18446744073709551616", UINT64_MAX, false, 0},
        {"99999999999999999999999", UINT64_MAX, false, 0},
        {"", 10, false, 0},
        {"+1", 10, false, 0},
        {"-1", 10, false, 0},
        {"1 ", 10, false, 0},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        uint64_t v = 0;

        check_int(cases[i].text,
                  num_parse_uint(str_of(cases[i].text), cases[i].max, &v),
                  cases[i].ok);
        if (cases[i].ok)
            assert_true(v == cases[i].want);
    }
}

static void integers_are_written_plainly(void **state)
{
    static const struct {
        int64_t i;
        const char *want;
    } cases[] = {
        {0, "0"},
        {-1, "-1"},
        {1234567890, "1234567890"},
        {INT64_MAX, "9223372036854775807"},
        {INT64_MIN, "-9223372036854775808"},
    };
    char out[NUM_TEXT_MAX];

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        size_t n = num_format_int(cases[i].i, out);

        check_text(cases[i].want, ((struct str){out, n}), cases[i].want);
    }
}

static void doubles_are_written_with_the_fewest_digits(void **state)
{
    static const struct {
        double d;
        const char *want;
    } cases[] = {
        {0.0, "0"},
        {-0.0, "0"},
        {1000.0, "1000"},
        {-2.5, "-2.5"},
        {0.1, "0.1"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1.0 / 3, "0.3333333333333333"},
        {2.0 / 3, "0.6666666666666666"},
        {123456.789, "123456.789"},
        {0.00003, "0.00003"},
        {0.000001, "0.000001"},
        {0.0000015, "0.0000015"},
        {9.5e-7, "9.5e-7"},
        {1e-7, "1e-7"},
        {-1e-7, "-1e-7"},
        {9007199254740992.0, "9007199254740992"},
        {123456789012345678.0, "123456789012345680"},
        {1e20, "100000000000000000000"},
        {1e21, "1e+21"},
        {-1.5e21, "-1.5e+21"},
        {1e23, "1e+23"},
        {DBL_MAX, "1.7976931348623157e+308"},
        {DBL_MIN, "2.2250738585072014e-308"},
        {5e-324, "5e-324"},
    };
    char out[NUM_TEXT_MAX];

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        size_t n = num_format_double(cases[i].d, out);

        check_text(cases[i].want, ((struct str){out, n}), cases[i].want);
    }
}

/* Any bit pattern that is a finite number survives the way to text and back. */
static void written_doubles_read_back_the_same(void **state)
{
    uint64_t bits = 88172645463325252u;
    char out[NUM_TEXT_MAX];

    (void)state;
    for (int i = 0; i < 20000; i++) {
        double d;

        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        memcpy(&d, &bits, sizeof d);
        if (!isfinite(d))
            continue;
        size_t n = num_format_double(d, out);
        assert_in_range(n, 1, NUM_TEXT_MAX);
        struct num back = num_parse((struct str){out, n});
        /* Whole numbers below 2^63 come back as integers. */
        if (back.kind == NUM_INT)
            back.d = (double)back.i;
        assert_memory_equal(&back.d, &d, sizeof d);
    }
}

static void canonical_integers_are_recognised(void **state)
{
    static const struct {
        const char *text;
        bool want;
    } cases[] = {
        {"0", true},    {"-5", true},  {"9223372036854775807", true},
        {"-0", false},  {"+5", false}, {"05", false},
        {"5.0", false}, {"", false},   {"9223372036854775808", false},
        {"-", false},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        int64_t v;

        check_int(cases[i].text, num_canonical_int(str_of(cases[i].text), &v),
                  cases[i].want);
    }
}

static void sizes_count_in_powers_of_1024(void **state)
{
    static const struct {
        const char *text;
        bool ok;
        uint64_t want;
    } cases[] = {
        {"1048576", true, 1048576},
        {"64k", true, 65536},
        {"512M", true, 536870912},
        {"6G", true, 6442450944},
        {"1.5g", true, 1610612736},
        {"2T", true, 2199023255552},
        {"", false, 0},
        {"G", false, 0},
        {"-1G", false, 0},
        {"+1G", false, 0},
        {"1 G", false, 0},
        {"1X", false, 0},
        {"99999999999T", false, 0},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        uint64_t v = 0;

        check_int(cases[i].text, num_parse_size(str_of(cases[i].text), &v),
                  cases[i].ok);
        check_int(cases[i].text, v, cases[i].want);
    }
}

static void sizes_are_written_in_the_largest_unit_that_fits(void **state)
{
    static const struct {
        uint64_t bytes;
        const char *want;
    } cases[] = {
        {0, "0"},
        {1000, "1000"},
        {65536, "64K"},
        {UINT64_C(64) << 20, "64M"},
        {UINT64_C(2) << 30, "2G"},
        {UINT64_C(6333186048), "5.9G"},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        char text[NUM_TEXT_MAX];

        check_text("size", str_of(num_format_size(cases[i].bytes, text)),
                   cases[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_are_read),
        cmocka_unit_test(doubles_are_read_to_the_nearest),
        cmocka_unit_test(very_long_numbers_keep_their_size),
        cmocka_unit_test(other_texts_are_no_numbers),
        cmocka_unit_test(unsigned_digits_are_read_up_to_a_maximum),
        cmocka_unit_test(integers_are_written_plainly),
        cmocka_unit_test(doubles_are_written_with_the_fewest_digits),
        cmocka_unit_test(written_doubles_read_back_the_same),
        cmocka_unit_test(canonical_integers_are_recognised),
        cmocka_unit_test(sizes_count_in_powers_of_1024),
        cmocka_unit_test(sizes_are_written_in_the_largest_unit_that_fits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
