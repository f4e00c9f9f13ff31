/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports of the mouse as xterm's SGR mode (1006) writes them: button, column
 * and row from 1, M for pressed or moved, m for released. */
#include "tui/mouse.h"

#include "check.h"

static void reports_are_read(void **state)
{
    static const struct {
        const char *report;
        struct mouse_event want;
    } cases[] = {
        {"0;1;1M", {MOUSE_PRESS, 0, 0}},
        {"0;10;5M", {MOUSE_PRESS, 4, 9}},
        {"0;10;5m", {MOUSE_RELEASE, 4, 9}},
        {"32;300;5M", {MOUSE_DRAG, 4, 299}},
        {"64;2;3M", {MOUSE_WHEEL_UP, 2, 1}},
        {"65;2;3M", {MOUSE_WHEEL_DOWN, 2, 1}},
        {"66;2;3M", {MOUSE_OTHER, 2, 1}}, /* to the left */
        {"2;2;3M", {MOUSE_OTHER, 2, 1}},  /* the right button */
        {"35;2;3M", {MOUSE_OTHER, 2, 1}}, /* moved without a button */
        {"4;2;3M", {MOUSE_PRESS, 2, 1}},  /* with Shift */
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct mouse_event e;

        check_int(cases[i].report,
                  mouse_parse(str_of(cases[i].report), &e), 1);
        check_int(cases[i].report, e.kind, cases[i].want.kind);
        check_int(cases[i].report, e.row, cases[i].want.row);
        check_int(cases[i].report, e.col, cases[i].want.col);
    }
}

static void other_texts_are_no_reports(void **state)
{
    static const char *const cases[] = {
        "", "M", "0;1M", "0;1;1", "0;1;1;1M", "0;0;1M", "0;1;0M", "x;1;1M",
        "0;99999;1M", "-1;1;1M", "256;1;1M",
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct mouse_event e;

        check_int(cases[i], mouse_parse(str_of(cases[i]), &e), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_are_read),
        cmocka_unit_test(other_texts_are_no_reports),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
