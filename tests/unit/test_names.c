/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of protocols, ports, traffic paths and TCP flags. */
#include "flow/names.h"

#include "check.h"

#include <string.h>

static void check_name(const char *got, const char *want)
{
    if (want)
        check_text(want, str_of(got), want);
    else
        assert_null(got);
}

static void common_numbers_have_names(void **state)
{
    (void)state;
    check_name(name_protocol(1), "ICMP");
    check_name(name_protocol(6), "TCP");
    check_name(name_protocol(17), "UDP");
    check_name(name_protocol(58), "ICMPv6");
    check_name(name_port(22), "ssh");
    check_name(name_port(53), "domain");
    check_name(name_port(443), "https");
    check_name(name_port(445), "smb");
    check_name(name_port(3389), "rdp");
    check_name(name_port(8080), "http-alt");
    check_name(name_traffic_path(1), "same VPC");
    check_name(name_traffic_path(8), "internet gateway");
}

static void other_numbers_have_none(void **state)
{
    (void)state;
    check_name(name_protocol(255), NULL);
    check_name(name_protocol(256 + 6), NULL);
    check_name(name_protocol(8080), NULL);
    check_name(name_port(0), NULL);
    check_name(name_port(49152), NULL);
    check_name(name_port(65536 + 22), NULL);
    check_name(name_traffic_path(0), NULL);
    check_name(name_traffic_path(9), NULL);
}

/* A narrow pane has to show them: plain and at most 14 letters. */
static void port_names_are_short_and_plain(void **state)
{
    unsigned n = 0;

    (void)state;
    for (uint32_t port = 0; port < 65536; port++) {
        const char *name = name_port(port);

        if (!name)
            continue;
        n++;
        check_int(name, strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-"),
                  strlen(name));
        check_int(name, strlen(name) <= 14, true);
    }
    assert_true(n >= 60);
}

static void tcp_flags_are_listed_by_bit(void **state)
{
    static const struct {
        uint32_t flags;
        const char *want;
    } cases[] = {
        {0, "0"},
        {1, "FIN"},
        {2, "SYN"},
        {4, "RST"},
        {18, "SYN,ACK"},
        {19, "FIN,SYN,ACK"},
        {255, "FIN,SYN,RST,PSH,ACK,URG,ECE,CWR"},
        {0x102, "SYN,0x100"},
        {0xffffff00, "0xffffff00"},
        {0xffffffff, "FIN,SYN,RST,PSH,ACK,URG,ECE,CWR,0xffffff00"},
    };
    char out[48];

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        size_t n = name_tcp_flags(cases[i].flags, out);

        check_text(cases[i].want, ((struct str){out, n}), cases[i].want);
        assert_int_equal(out[n], '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(common_numbers_have_names),
        cmocka_unit_test(other_numbers_have_none),
        cmocka_unit_test(port_names_are_short_and_plain),
        cmocka_unit_test(tcp_flags_are_listed_by_bit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
