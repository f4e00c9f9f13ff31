/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of flow-log files in S3; times are date(1)'s. */
#include "source/s3_key.h"

#include "check.h"

#define NAME "123456789012_vpcflowlogs_us-east-1_fl-1234abcd_"                 \
             "20261123T1635Z_fe123456.log.gz"

static void names_are_read_in_every_folder_layout(void **state)
{
    static const char *const paths[] = {
        NAME,
        "AWSLogs/123456789012/vpcflowlogs/us-east-1/2026/11/23/" NAME,
        "b/p/AWSLogs/123456789012/vpcflowlogs/us-east-1/2026/11/23/16/" NAME,
        "AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/"
        "aws-region=us-east-1/year=2026/month=11/day=23/hour=16/" NAME,
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(paths); i++) {
        struct s3_key key;

        assert_true(s3_key_parse(str_of(paths[i]), &key));
        check_text(paths[i], key.account, "123456789012");
        check_text(paths[i], key.region, "us-east-1");
        /* date -u -d '2026-11-23 16:35' +%s */
        check_int(paths[i], key.end_ms, INT64_C(1795451700000));
    }
}

static void other_names_say_nothing(void **state)
{
    static const char *const paths[] = {
        "", "flow.log", "a/b/", "1_2_3_4_5_6",
        "123456789012_elasticloadbalancing_us-east-1_app.x_20261123T1635Z_1.log",
        "123456789012_vpcflowlogs_us-east-1_fl-1_20261323T1635Z_fe.log.gz",
        "123456789012_vpcflowlogs_us-east-1_fl-1_20261123T1635_fe.log.gz",
        "123456789012_vpcflowlogs_us-east-1_fl-1_20261123T1635Z",
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(paths); i++) {
        struct s3_key key;

        check_int(paths[i], s3_key_parse(str_of(paths[i]), &key), false);
    }
}

static void starts_lie_before_the_window_of_the_ends(void **state)
{
    struct s3_key key;
    int64_t from, to;

    (void)state;
    assert_true(s3_key_parse(STR(NAME), &key));
    s3_key_starts(&key, &from, &to);
    /* An interval of ten minutes before, five minutes of ends after. */
    assert_true(from <= key.end_ms - 600 * 1000);
    assert_true(to >= key.end_ms + 300 * 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_read_in_every_folder_layout),
        cmocka_unit_test(other_names_say_nothing),
        cmocka_unit_test(starts_lie_before_the_window_of_the_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
