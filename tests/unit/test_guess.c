/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Guessing the fields of a line. The lines are those of the VPC user guide,
 * which says what their fields are.
 */
#include "flow/guess.h"

#include "check.h"
#include "flow/field.h"

enum { GUESSES_MAX = 40 };

static const struct {
    const char *line;
    const char *format;
} cases[] = {
    {"2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 "
     "6 20 4249 1418530010 1418530070 ACCEPT OK",
     "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} "
     "${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} "
     "${action} ${log-status}"},
    {"eni-1235b8ca123456789 10.0.1.5 10.0.0.220 10.0.1.5 203.0.113.5",
     "${interface-id} ${srcaddr} ${dstaddr} ${pkt-srcaddr} ${pkt-dstaddr}"},
    {"vpc-abcdefab012345678 subnet-aaaaaaaa012345678 i-01234567890123456 IPv4 "
     "egress us-east-1 use1-az1",
     "${vpc-id} ${subnet-id} ${instance-id} ${type} ${flow-direction} "
     "${region} ${az-id}"},
    {"  what  is - this ", "${field1} ${field2} ${field3} ${field4}"},
    {"6 443", "${version} ${srcport}"},
    {"443 6", "${srcport} ${dstport}"},
    {"", ""},
};

static void guesses_fields_by_their_looks(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct guess guesses[GUESSES_MAX];
        size_t n = guess_fields(str_of(cases[i].line), guesses, GUESSES_MAX);
        struct buf b = {0};

        guess_format(&b, guesses, n);
        check_text(cases[i].line, buf_str(&b), cases[i].format);
        for (size_t k = 0; k < n; k++)
            assert_true(!guesses[k].name ||
                        field_by_log_name(str_of(guesses[k].name)) !=
                            FIELD_NONE);
        buf_done(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guesses_fields_by_their_looks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
