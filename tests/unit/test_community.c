/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expected values: the first two are published with the specification's
 * reference implementations; the others are openssl sha1 of the bytes that the
 * specification says, put together with printf.
 */
#include "flow/community.h"

#include "check.h"

static struct connection between(const char *src, unsigned src_port,
                                 const char *dst, unsigned dst_port,
                                 unsigned protocol)
{
    struct connection c = {.src_port = (uint16_t)src_port,
                           .dst_port = (uint16_t)dst_port,
                           .protocol = (uint8_t)protocol};

    assert_true(addr_parse(str_of(src), &c.src));
    assert_true(addr_parse(str_of(dst), &c.dst));
    return c;
}

static void ids_are_those_of_other_tools(void **state)
{
    static const struct {
        const char *src;
        unsigned src_port;
        const char *dst;
        unsigned dst_port, protocol;
        const char *want;
    } cases[] = {
        {"128.232.110.120", 34855, "66.35.250.204", 80, 6,
         "1:LQU9qZlK+B5F3KDmev6m5PMibrg="},
        {"192.168.1.52", 54585, "8.8.8.8", 53, 17,
         "1:d/FP5EW3wiY1vCndhwleRRKHowQ="},
        {"10.0.0.5", 40000, "10.0.0.5", 443, 6,
         "1:l6+qzim4Bg1T0DSZECxUK8fWGOM="},
        {"2001:db8::1", 40000, "2001:db8::2", 443, 6,
         "1:RYG3Msb11GthNt1OYXJouPzmrvA="},
        {"10.0.0.5", 0, "10.0.0.6", 0, 47, "1:YnLXW636xHlkaxHNAPGUu2CnVnA="},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct connection there =
            between(cases[i].src, cases[i].src_port, cases[i].dst,
                    cases[i].dst_port, cases[i].protocol);
        struct connection back =
            between(cases[i].dst, cases[i].dst_port, cases[i].src,
                    cases[i].src_port, cases[i].protocol);
        char id[COMMUNITY_ID_TEXT];

        assert_true(community_id(&there, id));
        assert_string_equal(id, cases[i].want);
        assert_true(community_id(&back, id));
        assert_string_equal(id, cases[i].want);
    }
}

static void icmp_has_none_without_its_type(void **state)
{
    struct connection v4 = between("10.0.0.5", 0, "10.0.0.6", 0, 1);
    struct connection v6 = between("2001:db8::1", 0, "2001:db8::2", 0, 58);
    char id[COMMUNITY_ID_TEXT];

    (void)state;
    assert_false(community_id(&v4, id));
    assert_false(community_id(&v6, id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_those_of_other_tools),
        cmocka_unit_test(icmp_has_none_without_its_type),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
