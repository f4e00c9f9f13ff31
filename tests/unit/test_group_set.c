/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets of groups: what a copy has of its own. */
#include "engine/group_set.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 1000, SOURCES = 10 };

/* Groups 0 to SOURCES - 1, each with ROWS / SOURCES rows. */
static void fill(struct group_set *set)
{
    struct grouper g;
    atomic_bool stop = false;

    grouper_init(&g, set, UINT32_MAX, NULL);
    cell *room = grouper_keys(&g, 0);
    for (uint32_t i = 0; i < ROWS; i++)
        room[i] = (cell)(i % SOURCES);
    grouper_add(&g, ROWS, NULL);
    grouper_flush(&g, NULL);
    grouper_settle(&g);
    assert_true(grouper_merge(&g, set, &stop));
    grouper_done(&g);
}

static void a_copy_outlives_its_source(void **state)
{
    const struct group_spec spec = {.width = 1, .counted = true};
    struct group_set *source = calloc(1, sizeof *source);
    struct group_set copy = {0};
    atomic_bool stop = false;

    (void)state;
    group_set_init(source, &spec, NULL);
    fill(source);
    group_set_init(&copy, &spec, NULL);
    assert_true(group_set_copy(&copy, source, &stop));
    group_set_done(source);
    memset(source, 0xff, sizeof *source);

    assert_int_equal(group_set_count(&copy), SOURCES);
    for (uint32_t i = 0; i < SOURCES; i++)
        assert_int_equal(groups_count(&copy.parts[0], i), ROWS / SOURCES);
    assert_true(group_set_bytes(&copy) > 0);
    group_set_done(&copy);
    free(source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_outlives_its_source),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
