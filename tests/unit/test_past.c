/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/past.h"

#include "check.h"

#include <stdio.h>
#include <string.h>

static void knows_what_was_added(void **state)
{
    enum { PATHS = 1000 };
    struct past p = {.slots = NULL};
    char path[32];

    (void)state;
    assert_false(past_has(&p, "a", 1));
    for (int i = 0; i < PATHS; i++) {
        snprintf(path, sizeof path, "logs/flow.log.%d", i);
        past_add(&p, path);
        past_add(&p, path);
    }
    for (int i = 0; i < PATHS; i++) {
        snprintf(path, sizeof path, "logs/flow.log.%d", i);
        assert_true(past_has(&p, path, strlen(path)));
    }
    assert_false(past_has(&p, "logs/flow.log", 13));
    assert_int_equal(p.n, PATHS);
    past_done(&p);
}

static void knows_the_beginning_of_a_longer_path(void **state)
{
    struct past p = {.slots = NULL};

    (void)state;
    past_add(&p, "flow.log.1");
    assert_true(past_has(&p, "flow.log.1.gz", 10));
    assert_false(past_has(&p, "flow.log.1.gz", 13));
    past_done(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_what_was_added),
        cmocka_unit_test(knows_the_beginning_of_a_longer_path),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
