/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The layouts of the screen: classes by size, and rectangles that tile it.
 * Sizes are those of tui-design.md 2. */
#include "tui/layout.h"

#include "check.h"

#include <string.h>

static void the_size_decides_the_class(void **state)
{
    static const struct {
        const char *name;
        int w, h;
        enum layout_class want;
    } cases[] = {
        {"too narrow", 39, 50, LAYOUT_NONE}, {"too low", 200, 7, LAYOUT_NONE},
        {"smallest", 40, 8, LAYOUT_XS},      {"narrow", 59, 40, LAYOUT_XS},
        {"low", 120, 15, LAYOUT_XS},         {"60x16", 60, 16, LAYOUT_S},
        {"80x24", 80, 24, LAYOUT_S},         {"wide and low", 200, 29, LAYOUT_S},
        {"100x30", 100, 30, LAYOUT_M},       {"120x40", 120, 40, LAYOUT_M},
        {"159x50", 159, 50, LAYOUT_M},       {"200x50", 200, 50, LAYOUT_L},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++)
        check_int(cases[i].name, layout_class_of(cases[i].h, cases[i].w),
                  cases[i].want);
}

static void class_s_is_as_drawn_at_80_by_24(void **state)
{
    struct layout l;

    (void)state;
    layout_compute(24, 80, 1, PANE_TABLE, &l);
    check_int("timeline width", l.panes[PANE_TIMELINE].w, 44);
    check_int("timeline height", l.panes[PANE_TIMELINE].h, 7);
    check_int("talkers column", l.panes[PANE_TALKERS].x, 45);
    check_int("talkers width", l.panes[PANE_TALKERS].w, 35);
    check_int("table row", l.panes[PANE_TABLE].y, 9);
    check_int("table height", l.panes[PANE_TABLE].h, 12);
    check_int("hint row", l.hint.y, 23);
}

static void class_m_is_as_drawn_at_120_by_40(void **state)
{
    struct layout l;

    (void)state;
    layout_compute(40, 120, 2, PANE_TABLE, &l);
    check_int("left width", l.panes[PANE_TABLE].w, 81);
    check_int("right width", l.panes[PANE_TALKERS].w, 38);
    check_int("timeline height", l.panes[PANE_TIMELINE].h, 10);
    check_int("table height", l.panes[PANE_TABLE].h, 24);
    check_int("detail is shown", l.panes[PANE_DETAIL].h > 0, 1);
}

static void class_l_is_as_drawn_at_200_by_50(void **state)
{
    struct layout l;

    (void)state;
    layout_compute(50, 200, 3, PANE_TABLE, &l);
    check_int("fields width", l.panes[PANE_FIELDS].w, 25);
    check_int("middle width", l.panes[PANE_TABLE].w, 129);
    check_int("right width", l.panes[PANE_TALKERS].w, 44);
    check_int("second talkers", l.panes[PANE_SECOND].h > 0, 1);
}

static void xs_shows_one_pane(void **state)
{
    struct layout l;

    (void)state;
    layout_compute(8, 40, 1, PANE_TALKERS, &l);
    check_int("talkers", l.panes[PANE_TALKERS].h, l.area.h);
    check_int("table", l.panes[PANE_TABLE].h, 0);
    check_int("no hint", l.hint.h, 0);
    check_int("one row for both", l.message.y, l.status.y);
}

static void the_rows_of_a_hidden_detail_go_to_the_talkers(void **state)
{
    static const struct {
        int h, w;
        enum pane_id heir;
    } cases[] = {{40, 120, PANE_TALKERS}, {50, 200, PANE_SECOND}};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct layout with, without;

        layout_compute(cases[i].h, cases[i].w, 1, PANE_TABLE, &with);
        without = with;
        layout_hide_detail(&without);
        check_int("detail", without.panes[PANE_DETAIL].h, 0);
        check_int("rows", without.panes[cases[i].heir].h,
                  with.panes[cases[i].heir].h + with.panes[PANE_DETAIL].h);
    }
}

/* Mark a rectangle; false where something is marked already. */
static int mark(char *cells, int w, int h, struct rect r)
{
    for (int y = r.y; y < r.y + r.h; y++)
        for (int x = r.x; x < r.x + r.w; x++) {
            if (x < 0 || y < 0 || x >= w || y >= h || cells[y * w + x])
                return 0;
            cells[y * w + x] = 1;
        }
    return 1;
}

static void panes_lie_side_by_side_in_all_sizes(void **state)
{
    static char cells[70 * 260];

    (void)state;
    for (int h = LAYOUT_MIN_H; h < 70; h++)
        for (int w = LAYOUT_MIN_W; w < 260; w += 7) {
            struct layout l;

            layout_compute(h, w, 8, PANE_TABLE, &l);
            memset(cells, 0, sizeof cells);
            check_int("crumbs", mark(cells, w, h, l.crumbs), 1);
            check_int("prompt", mark(cells, w, h, l.prompt), 1);
            check_int("status", mark(cells, w, h, l.status), 1);
            check_int("hint", mark(cells, w, h, l.hint), 1);
            for (int i = 0; i < PANE_COUNT; i++)
                check_int("pane", mark(cells, w, h, l.panes[i]), 1);
            for (int i = 0; i < LAYOUT_MAX_DIVIDERS; i++)
                check_int("divider", mark(cells, w, h, l.dividers[i]), 1);
            check_int("table has rows", l.panes[PANE_TABLE].h >= 3, 1);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_size_decides_the_class),
        cmocka_unit_test(class_s_is_as_drawn_at_80_by_24),
        cmocka_unit_test(class_m_is_as_drawn_at_120_by_40),
        cmocka_unit_test(class_l_is_as_drawn_at_200_by_50),
        cmocka_unit_test(xs_shows_one_pane),
        cmocka_unit_test(the_rows_of_a_hidden_detail_go_to_the_talkers),
        cmocka_unit_test(panes_lie_side_by_side_in_all_sizes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
