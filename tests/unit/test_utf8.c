/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8: decoding by the rules of RFC 3629, and text a terminal can take. */
#include "base/utf8.h"

#include "check.h"

#include <locale.h>

static void valid_sequences_decode_and_encode(void **state)
{
    static const struct {
        const char *bytes;
        uint32_t cp;
    } cases[] = {
        {"a", 'a'},
        {"\x7f", 0x7f},
        {"\xc2\x80", 0x80},
        {"\xc3\xa9", 0xe9},
        {"\xdf\xbf", 0x7ff},
        {"\xe0\xa0\x80", 0x800},
        {"\xe2\x82\xac", 0x20ac},
        {"\xed\x9f\xbf", 0xd7ff},
        {"\xef\xbf\xbf", 0xffff},
        {"\xf0\x90\x80\x80", 0x10000},
        {"\xf4\x8f\xbf\xbf", 0x10ffff},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct str s = str_of(cases[i].bytes);
        size_t len;
        char out[4];

        check_int(cases[i].bytes, utf8_decode(s, &len), cases[i].cp);
        check_int(cases[i].bytes, len, s.n);
        len = utf8_encode(cases[i].cp, out);
        check_text(cases[i].bytes, ((struct str){out, len}), cases[i].bytes);
    }
}

static void invalid_bytes_count_one_by_one(void **state)
{
    static const struct {
        const char *bytes;
        size_t count;
    } cases[] = {
        {"\x80", 1},             /* continuation alone */
        {"\xff", 1},             /* never valid */
        {"\xc0\xaf", 2},         /* overlong */
        {"\xe0\x80\xaf", 3},     /* overlong */
        {"\xed\xa0\x80", 3},     /* surrogate */
        {"\xf4\x90\x80\x80", 4}, /* above U+10FFFF */
        {"\xe2\x82", 2},         /* cut */
        {"\xc3z", 2},            /* broken by a letter */
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        size_t len;

        check_int(cases[i].bytes, utf8_decode(str_of(cases[i].bytes), &len),
                  0xfffd);
        check_int(cases[i].bytes, len, 1);
        check_int(cases[i].bytes, utf8_count(str_of(cases[i].bytes)),
                  cases[i].count);
    }
}

static void unencodable_code_points_become_the_replacement(void **state)
{
    char out[4];

    (void)state;
    check_text("surrogate", ((struct str){out, utf8_encode(0xd800, out)}),
               "\xef\xbf\xbd");
    check_text("too large", ((struct str){out, utf8_encode(0x110000, out)}),
               "\xef\xbf\xbd");
}

static const struct {
    const char *text;
    const char *clean;
    size_t width;
} harmful[] = {
    {"plain text", "plain text", 10},
    {"", "", 0},
    {"\x1b[31m", "^[[31m", 6},
    {"a\tb\r\n", "a^Ib^M^J", 8},
    {"\x7f", "^?", 2},
    {"\xc2\x9b"
     "1m",
     "\xef\xbf\xbd"
     "1m",
     3},
    {"\xff", "\xef\xbf\xbd", 1},
    {"caf\xc3\xa9", "caf\xc3\xa9", 4},
    {"\xe2\x80\xae"
     "x",
     "\xef\xbf\xbd"
     "x",
     2}, /* right-to-left override */
    {"\xe2\x80\xa8"
     "x",
     "\xef\xbf\xbd"
     "x",
     2},                                                 /* line separator */
    {"10.0.0\xe2\x80\x8b.1", "10.0.0\xef\xbf\xbd.1", 9}, /* zero width space */
    {"\xef\xbb\xbf"
     "x\xc2\xad",
     "\xef\xbf\xbd"
     "x\xef\xbf\xbd",
     3}, /* byte order mark, soft hyphen */
    {"\xef\xb8\x8f\xe3\x85\xa4", "\xef\xbf\xbd\xef\xbf\xbd",
     2}, /* variation selector, Hangul filler */
    {"\xf3\xa0\x81\x81", "\xef\xbf\xbd", 1}, /* tag letter */
    {"\xc2\xa0\xe2\x80\x8a\xe2\x80\xa7\xef\xbf\xbc",
     "\xc2\xa0\xe2\x80\x8a\xe2\x80\xa7\xef\xbf\xbc", 4}, /* their neighbours */
};

static void control_characters_are_made_visible(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(harmful); i++) {
        struct buf b = {0};

        utf8_clean(&b, str_of(harmful[i].text), 80);
        check_text(harmful[i].text, buf_str(&b), harmful[i].clean);
        check_int(harmful[i].text, utf8_width(str_of(harmful[i].text)),
                  harmful[i].width);
        buf_done(&b);
    }
}

static void nul_bytes_are_made_visible(void **state)
{
    struct buf b = {0};

    (void)state;
    utf8_clean(&b, (struct str){"a\0b", 3}, 80);
    check_text("NUL", buf_str(&b), "a^@b");
    buf_done(&b);
}

static void lines_keep_their_ends_and_tabs(void **state)
{
    struct buf b = {0};

    (void)state;
    utf8_clean_lines(&b, STR("\033a\tb\r\n\nc\342\200\250\n"));
    assert_string_equal(b.p, "^[a\tb^M\n\nc\357\277\275\n");
    buf_done(&b);
}

static void text_is_cut_to_the_cells_there_are(void **state)
{
    static const struct {
        const char *text;
        size_t cells;
        const char *want;
    } cases[] = {
        {"abcdef", 3, "abc"},  {"abc", 0, ""},
        {"ab\x1b", 3, "ab"}, /* ^[ needs two */
        {"ab\x1b", 4, "ab^["}, {"\xc3\xa9\xc3\xa9", 1, "\xc3\xa9"},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct buf b = {0};

        utf8_clean(&b, str_of(cases[i].text), cases[i].cells);
        check_text(cases[i].text, buf_str(&b), cases[i].want);
        buf_done(&b);
    }
}

static void a_text_has_a_beginning_of_so_many_cells(void **state)
{
    static const struct {
        const char *text;
        size_t cells, n;
    } cases[] = {{"abcdef", 3, 3},    {"abc", 3, 3},     {"abc", 9, 3},
                 {"abc", 0, 0},       {"", 4, 0},        {"ab\x1b", 3, 2},
                 {"\xc3\xa9x", 1, 2}, {"\xff\xff", 1, 1}};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++)
        check_int(cases[i].text,
                  utf8_head(str_of(cases[i].text), cases[i].cells).n,
                  cases[i].n);
}

static void wide_characters_take_two_cells_in_a_utf8_locale(void **state)
{
    struct buf b = {0};

    (void)state;
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        skip();
    assert_int_equal(utf8_width(STR("\xe6\xbc\xa2")), 2); /* U+6F22 */
    assert_int_equal(utf8_width(STR("e\xcc\x81")), 1);    /* combining acute */
    utf8_clean(&b, STR("a\xe6\xbc\xa2"), 2);
    check_text("cut before a wide one", buf_str(&b), "a");
    buf_done(&b);
}

int main(void)
{
    /* The last test sets a locale; those before it show what works without. */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_sequences_decode_and_encode),
        cmocka_unit_test(invalid_bytes_count_one_by_one),
        cmocka_unit_test(unencodable_code_points_become_the_replacement),
        cmocka_unit_test(control_characters_are_made_visible),
        cmocka_unit_test(nul_bytes_are_made_visible),
        cmocka_unit_test(lines_keep_their_ends_and_tabs),
        cmocka_unit_test(text_is_cut_to_the_cells_there_are),
        cmocka_unit_test(a_text_has_a_beginning_of_so_many_cells),
        cmocka_unit_test(wide_characters_take_two_cells_in_a_utf8_locale),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
