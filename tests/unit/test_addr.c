/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Addresses. IPv6 texts follow RFC 4291 2.2 and RFC 5952 4; kinds follow
 * query-language 8.5, each block tried at both ends and just outside.
 */
#include "flow/addr.h"

#include "check.h"

static void dotted_quads_are_read(void **state)
{
    static const struct {
        const char *text;
        uint32_t want;
    } cases[] = {
        {"0.0.0.0", 0},
        {"10.0.0.7", 0x0a000007},
        {"172.31.16.139", 0xac1f108b},
        {"255.255.255.255", 0xffffffff},
        {"1.20.100.0", 0x01146400},
    };
    char out[ADDR_TEXT_MAX];

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        uint32_t v4 = 1;

        check_int(cases[i].text, addr_parse_v4(str_of(cases[i].text), &v4),
                  true);
        check_int(cases[i].text, v4, cases[i].want);
        size_t n = addr_format_v4(v4, out);
        check_text(cases[i].text, ((struct str){out, n}), cases[i].text);
    }
}

static void other_texts_are_no_dotted_quads(void **state)
{
    static const char *const cases[] = {
        "",           "-",         "1",        "1.2.3",      "1.2.3.",
        ".1.2.3",     "1..2.3",    "1.2.3.4.", "1.2.3.4.5",  "256.0.0.1",
        "1.2.3.256",  "1.2.3.999", "01.2.3.4", "1.2.3.04",   "1.2.3.00",
        "1.2.3.4 ",   " 1.2.3.4",  "1.2.3.a",  "1.2.3.-4",   "+1.2.3.4",
        "1234.1.1.1", "0x1.2.3.4", "1,2,3,4",  "1.2.3.4444", "unknown",
        "::1",
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        uint32_t v4;

        check_int(cases[i], addr_parse_v4(str_of(cases[i]), &v4), false);
    }
}

static void every_octet_goes_there_and_back(void **state)
{
    char out[ADDR_TEXT_MAX];

    (void)state;
    for (uint32_t octet = 0; octet < 256; octet++) {
        for (unsigned shift = 0; shift < 32; shift += 8) {
            uint32_t v4 = octet << shift;
            uint32_t back = ~v4;
            size_t n = addr_format_v4(v4, out);

            assert_true(addr_parse_v4((struct str){out, n}, &back));
            assert_int_equal(back, v4);
        }
    }
}

static void ipv6_is_written_in_its_one_form(void **state)
{
    static const struct {
        const char *text;
        const char *want;
    } cases[] = {
        {"2001:db8:1234:a100:8d6e:3477:df66:f105",
         "2001:db8:1234:a100:8d6e:3477:df66:f105"},
        {"2001:0DB8:0000:0000:0008:0800:200C:417A",
         "2001:db8::8:800:200c:417a"},
        {"2a02:cf40::", "2a02:cf40::"},
        {"::", "::"},
        {"0:0:0:0:0:0:0:1", "::1"},
        {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
        {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
        {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
        {"1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"},
        {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
        {"::ffff:c000:201", "::ffff:192.0.2.1"},
        {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
        {"10.0.0.7", "10.0.0.7"},
        {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
         "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct addr a;
        char out[ADDR_TEXT_MAX];

        check_int(cases[i].text, addr_parse(str_of(cases[i].text), &a), true);
        size_t n = addr_format(&a, out);
        check_text(cases[i].text, ((struct str){out, n}), cases[i].want);
    }
}

static void other_texts_are_no_addresses(void **state)
{
    static const char *const cases[] = {
        "",
        "-",
        ":",
        ":::",
        "1:2:3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3",
        "12345::",
        "::g",
        "fe80::1%eth0",
        "[::1]",
        "::1/128",
        "::ffff:192.0.2.01",
        "::ffff:1.2.3",
        "1:2:3:4:5:6:7:8:",
        "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000",
        "unknown",
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct addr a;

        check_int(cases[i], addr_parse(str_of(cases[i]), &a), false);
    }
    struct addr a;
    assert_false(addr_parse((struct str){"::1\0", 4}, &a));
}

static void blocks_contain_what_their_prefix_says(void **state)
{
    static const struct {
        const char *block;
        const char *addr;
        bool want;
    } cases[] = {
        {"10.0.0.0/8", "10.255.255.255", true},
        {"10.0.0.0/8", "11.0.0.0", false},
        {"10.9.8.7/8", "10.0.0.1", true}, /* host bits are masked off */
        {"172.16.0.0/12", "172.31.255.255", true},
        {"172.16.0.0/12", "172.32.0.0", false},
        {"192.0.2.1", "192.0.2.1", true}, /* a whole block */
        {"192.0.2.1", "192.0.2.2", false},
        {"192.0.2.1/32", "192.0.2.1", true},
        {"192.0.2.0/31", "192.0.2.1", true},
        {"0.0.0.0/0", "203.0.113.9", true},
        {"0.0.0.0/0", "::1", false}, /* families differ */
        {"::/0", "10.0.0.1", false},
        {"::/0", "2001:db8::1", true},
        {"2001:db8::/32", "2001:db8:ffff::", true},
        {"2001:db8::/32", "2001:db9::", false},
        {"fe80::/10", "febf::1", true},
        {"fe80::/10", "fec0::1", false},
        {"::1", "::1", true},
        {"::1/128", "::2", false},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct cidr c;
        struct addr a;
        uint32_t v4;
        struct str text = str_of(cases[i].addr);

        check_int(cases[i].block, cidr_parse(str_of(cases[i].block), &c), true);
        check_int(cases[i].addr, addr_parse(text, &a), true);
        check_int(cases[i].addr, cidr_contains(&c, &a), cases[i].want);
        if (addr_parse_v4(text, &v4))
            check_int(cases[i].addr, cidr_contains_v4(&c, v4), cases[i].want);
    }
}

static void other_texts_are_no_blocks(void **state)
{
    static const char *const cases[] = {
        "",
        "/",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0/8",
        "10.0.0.0/8/8",
        "10.0.0.0/08",
        "10.0.0.0/ 8",
        "10.0.0.0/255.0.0.0",
        "::/129",
        "::/",
        "-",
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct cidr c;

        check_int(cases[i], cidr_parse(str_of(cases[i]), &c), false);
    }
}

static void kinds_have_the_stated_borders(void **state)
{
    enum { PRIVATE = 'p', RESERVED = 'r', PUBLIC = 'P' };
    static const struct {
        const char *addr;
        int kind;
    } cases[] = {
        {"9.255.255.255", PUBLIC},
        {"10.0.0.0", PRIVATE},
        {"10.255.255.255", PRIVATE},
        {"11.0.0.0", PUBLIC},
        {"172.15.255.255", PUBLIC},
        {"172.16.0.0", PRIVATE},
        {"172.31.255.255", PRIVATE},
        {"172.32.0.0", PUBLIC},
        {"192.167.255.255", PUBLIC},
        {"192.168.0.0", PRIVATE},
        {"192.168.255.255", PRIVATE},
        {"192.169.0.0", PUBLIC},
        {"0.0.0.0", RESERVED},
        {"0.255.255.255", RESERVED},
        {"1.0.0.0", PUBLIC},
        {"100.63.255.255", PUBLIC},
        {"100.64.0.0", RESERVED},
        {"100.127.255.255", RESERVED},
        {"100.128.0.0", PUBLIC},
        {"127.0.0.1", RESERVED},
        {"128.0.0.0", PUBLIC},
        {"169.254.169.254", RESERVED},
        {"169.255.0.0", PUBLIC},
        {"192.0.0.255", RESERVED},
        {"192.0.1.0", PUBLIC},
        {"192.0.2.9", RESERVED},
        {"192.0.3.0", PUBLIC},
        {"198.17.255.255", PUBLIC},
        {"198.18.0.0", RESERVED},
        {"198.19.255.255", RESERVED},
        {"198.20.0.0", PUBLIC},
        {"198.51.100.1", RESERVED},
        {"203.0.113.255", RESERVED},
        {"203.0.114.0", PUBLIC},
        {"223.255.255.255", PUBLIC},
        {"224.0.0.0", RESERVED},
        {"239.255.255.255", RESERVED},
        {"240.0.0.0", RESERVED},
        {"255.255.255.255", RESERVED},
        {"8.8.8.8", PUBLIC},
        {"::", RESERVED},
        {"::1", RESERVED},
        {"::2", PUBLIC},
        {"fc00::", RESERVED},
        {"fdff::1", RESERVED},
        {"fe00::", PUBLIC},
        {"fe80::1", RESERVED},
        {"fec0::", PUBLIC},
        {"ff02::1", RESERVED},
        {"2001:db8::1", RESERVED},
        {"2001:db9::1", PUBLIC},
        {"2a02:cf40::", PUBLIC},
        {"::ffff:10.0.0.1", PRIVATE},
        {"::ffff:8.8.8.8", PUBLIC},
        {"::ffff:127.0.0.1", RESERVED},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct addr a;

        check_int(cases[i].addr, addr_parse(str_of(cases[i].addr), &a), true);
        check_int(cases[i].addr, addr_is_private(&a), cases[i].kind == PRIVATE);
        check_int(cases[i].addr, addr_is_reserved(&a),
                  cases[i].kind == RESERVED);
        check_int(cases[i].addr, addr_is_public(&a), cases[i].kind == PUBLIC);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dotted_quads_are_read),
        cmocka_unit_test(other_texts_are_no_dotted_quads),
        cmocka_unit_test(every_octet_goes_there_and_back),
        cmocka_unit_test(ipv6_is_written_in_its_one_form),
        cmocka_unit_test(other_texts_are_no_addresses),
        cmocka_unit_test(blocks_contain_what_their_prefix_says),
        cmocka_unit_test(other_texts_are_no_blocks),
        cmocka_unit_test(kinds_have_the_stated_borders),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
