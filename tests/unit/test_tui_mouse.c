/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports of the mouse as xterm's SGR mode (1006) writes them: button, column
 * and row from 1, M for pressed or moved, m for released. */
#include "tui/mouse.h"

#include "check.h"
#include "tui/pane.h"

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

        check_int(cases[i].report, mouse_parse(str_of(cases[i].report), &e), 1);
        check_int(cases[i].report, e.kind, cases[i].want.kind);
        check_int(cases[i].report, e.row, cases[i].want.row);
        check_int(cases[i].report, e.col, cases[i].want.col);
    }
}

static void other_texts_are_no_reports(void **state)
{
    static const char *const cases[] = {
        "",       "M",      "0;1M",       "0;1;1",   "0;1;1;1M", "0;0;1M",
        "0;1;0M", "x;1;1M", "0;99999;1M", "-1;1;1M", "256;1;1M",
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct mouse_event e;

        check_int(cases[i], mouse_parse(str_of(cases[i]), &e), 0);
    }
}

static void the_wheel_scrolls_and_keeps_the_cursor_in_view(void **state)
{
    static const struct {
        const char *what;
        uint64_t top, row, n, page;
        int by;
        uint64_t want_top, want_row;
    } cases[] = {
        {"down", 0, 3, 100, 10, 3, 3, 3},
        {"down, past the cursor", 0, 0, 100, 10, 3, 3, 3},
        {"up, past the cursor", 50, 59, 100, 10, -3, 47, 56},
        {"down to the end", 88, 95, 100, 10, 3, 90, 95},
        {"up to the beginning", 1, 5, 100, 10, -3, 0, 5},
        {"all is in view", 0, 2, 5, 10, 3, 0, 2},
        {"nothing there", 0, 0, 0, 10, 3, 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        uint64_t row = cases[i].row;

        check_int(cases[i].what,
                  (int64_t)scroll_by(cases[i].top, &row, cases[i].n,
                                     cases[i].page, cases[i].by),
                  (int64_t)cases[i].want_top);
        check_int(cases[i].what, (int64_t)row, (int64_t)cases[i].want_row);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_are_read),
        cmocka_unit_test(other_texts_are_no_reports),
        cmocka_unit_test(the_wheel_scrolls_and_keeps_the_cursor_in_view),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
