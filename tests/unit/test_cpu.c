/* SPDX-License-Identifier: GPL-3.0-or-later */
/* VPCSCOPE_CPU holds the level of vector instructions down. */
#include "check.h"

#include "base/cpu.h"

#include <stdlib.h>
#include <string.h>

static enum cpu_level level_with(const char *wish)
{
    if (wish)
        assert_int_equal(setenv("VPCSCOPE_CPU", wish, 1), 0);
    else
        assert_int_equal(unsetenv("VPCSCOPE_CPU"), 0);
    return cpu_level();
}

static void portable_is_always_there(void **state)
{
    struct err err = {0};

    (void)state;
    assert_int_equal(level_with("portable"), CPU_PORTABLE);
    assert_true(cpu_check(&err));
}

static void each_level_up_to_the_best_can_be_had(void **state)
{
    enum cpu_level best = level_with(NULL);

    (void)state;
    for (int i = 0; i <= CPU_AVX512; i++) {
        enum cpu_level level = (enum cpu_level)i;
        struct err err = {0};
        enum cpu_level got = level_with(cpu_level_name(level));

        assert_true(got <= level && got <= best);
        assert_int_equal(cpu_check(&err), got == level);
        if (got != level)
            assert_non_null(strstr(err.msg, "this processor lacks"));
    }
}

static void what_is_no_level_is_refused_and_ignored(void **state)
{
    enum cpu_level best = level_with(NULL);
    struct err err = {0};

    (void)state;
    assert_true(cpu_check(&err));
    assert_int_equal(level_with("mmx"), best);
    assert_false(cpu_check(&err));
    assert_int_equal(err.code, ERR_USAGE);
    assert_non_null(strstr(err.msg, "\"mmx\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(portable_is_always_there),
        cmocka_unit_test(each_level_up_to_the_best_can_be_had),
        cmocka_unit_test(what_is_no_level_is_refused_and_ignored),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
