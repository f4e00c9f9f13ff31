/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The widths that the user gives to columns, and that steps inherit. */
#include "tui/widths.h"

#include "check.h"
#include "tui/step.h"

static void a_column_has_the_width_it_was_given_last(void **state)
{
    struct widths w = {.n = 0};

    (void)state;
    check_int("none", widths_find(&w, STR("srcAddr")), 0);
    widths_set(&w, STR("srcAddr"), 20);
    widths_set(&w, STR("bytes"), 5);
    widths_set(&w, STR("srcAddr"), 18);
    check_int("srcAddr", widths_find(&w, STR("srcAddr")), 18);
    check_int("bytes", widths_find(&w, STR("bytes")), 5);
    check_int("other", widths_find(&w, STR("srcaddr")), 0);
    widths_done(&w);
}

static void the_next_step_inherits_widths_and_keeps_its_own(void **state)
{
    struct range all = {.kind = RANGE_ALL};
    struct step *first = step_new(STR(""), &all, NULL);
    struct step *next;

    (void)state;
    widths_set(&first->table.widths, STR("bytes"), 9);
    next = step_new(STR("limit 5"), &all, first);
    check_int("inherited", widths_find(&next->table.widths, STR("bytes")), 9);
    widths_set(&next->table.widths, STR("bytes"), 7);
    check_int("of the first", widths_find(&first->table.widths, STR("bytes")),
              9);
    step_free(first);
    step_free(next);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_column_has_the_width_it_was_given_last),
        cmocka_unit_test(the_next_step_inherits_widths_and_keeps_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
