/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The layouts, one function per class. All fill the same struct; what a
 * class does not show keeps height 0.
 */
#include "tui/layout.h"

#include <stdbool.h>
#include <string.h>

enum {
    FOOT_ROWS = 3,       /* message, status, hint */
    S_TALKERS_W = 35,
    M_RIGHT_W = 38,
    L_RIGHT_W = 44,
    L_FIELDS_W = 25,
    S_BAND_H = 7,        /* a title, two lanes of five rows, an axis */
    S_TABLE_H = 12,      /* of an 80x24 screen: title, heading, ten rows */
    S_TABLE_GROW_H = 16, /* the table takes all further rows up to here */
    S_BAND_MIN_H = 4
};

/* Rows that the panes of a class keep, however long the query. */
static const int min_area[] = {
    [LAYOUT_NONE] = 0, [LAYOUT_XS] = 4, [LAYOUT_S] = 8,
    [LAYOUT_M] = 14,   [LAYOUT_L] = 18,
};

enum layout_class layout_class_of(int h, int w)
{
    if (w < LAYOUT_MIN_W || h < LAYOUT_MIN_H)
        return LAYOUT_NONE;
    if (w < 60 || h < 16)
        return LAYOUT_XS;
    if (w < 100 || h < 30)
        return LAYOUT_S;
    return w < 160 ? LAYOUT_M : LAYOUT_L;
}

static int min(int a, int b)
{
    return a < b ? a : b;
}

static int max(int a, int b)
{
    return a > b ? a : b;
}

/* Height of the upper band of class S when the panes have h rows. */
static int band_height(int h)
{
    if (h < S_BAND_H + S_TABLE_H)
        return max(S_BAND_MIN_H, min(S_BAND_H, h - S_TABLE_H));
    int beyond = h - S_BAND_H - S_TABLE_GROW_H;
    return S_BAND_H + (beyond > 0 ? (beyond + 1) / 2 : 0);
}

static void place_s(struct layout *l)
{
    struct rect a = l->area;
    int band = band_height(a.h);
    int left = a.w - S_TALKERS_W - 1;

    l->panes[PANE_TIMELINE] = (struct rect){a.y, a.x, band, left};
    l->panes[PANE_TALKERS] =
        (struct rect){a.y, a.x + left + 1, band, S_TALKERS_W};
    l->panes[PANE_TABLE] = (struct rect){a.y + band, a.x, a.h - band, a.w};
    l->dividers[0] = (struct rect){a.y, a.x + left, band, 1};
}

/* Timeline above the table in a column of the screen. */
static void place_middle(struct layout *l, struct rect r)
{
    int timeline = max(S_BAND_H, r.h * 3 / 10);

    l->panes[PANE_TIMELINE] = (struct rect){r.y, r.x, timeline, r.w};
    l->panes[PANE_TABLE] =
        (struct rect){r.y + timeline, r.x, r.h - timeline, r.w};
}

static void place_m(struct layout *l)
{
    struct rect a = l->area;
    int left = a.w - M_RIGHT_W - 1;
    int x = a.x + left + 1;
    int talkers = a.h / 2;

    place_middle(l, (struct rect){a.y, a.x, a.h, left});
    l->panes[PANE_TALKERS] = (struct rect){a.y, x, talkers, M_RIGHT_W};
    l->panes[PANE_DETAIL] =
        (struct rect){a.y + talkers, x, a.h - talkers, M_RIGHT_W};
    l->dividers[0] = (struct rect){a.y, x - 1, a.h, 1};
}

static void place_l(struct layout *l)
{
    struct rect a = l->area;
    int x = a.x + L_FIELDS_W + 1;
    int middle = a.w - L_FIELDS_W - L_RIGHT_W - 2;
    int right = x + middle + 1;
    int third = a.h / 3;

    l->panes[PANE_FIELDS] = (struct rect){a.y, a.x, a.h, L_FIELDS_W};
    place_middle(l, (struct rect){a.y, x, a.h, middle});
    l->panes[PANE_TALKERS] = (struct rect){a.y, right, third, L_RIGHT_W};
    l->panes[PANE_SECOND] =
        (struct rect){a.y + third, right, third, L_RIGHT_W};
    l->panes[PANE_DETAIL] =
        (struct rect){a.y + 2 * third, right, a.h - 2 * third, L_RIGHT_W};
    l->dividers[0] = (struct rect){a.y, x - 1, a.h, 1};
    l->dividers[1] = (struct rect){a.y, right - 1, a.h, 1};
}

/* The rows above and below the panes; XS has one line less of each kind. */
static void place_frame(struct layout *l, int prompt_rows)
{
    bool tiny = l->class == LAYOUT_XS;
    int foot = tiny ? 1 : FOOT_ROWS;
    int prompt = max(1, min(prompt_rows,
                            l->h - 1 - foot - min_area[l->class]));
    int y = l->h - foot;

    l->crumbs = (struct rect){0, 0, 1, l->w};
    l->prompt = (struct rect){1, 0, prompt, l->w};
    l->area = (struct rect){1 + prompt, 0, y - 1 - prompt, l->w};
    l->message = (struct rect){y, 0, 1, l->w};
    l->status = (struct rect){tiny ? y : y + 1, 0, 1, l->w};
    if (!tiny)
        l->hint = (struct rect){y + 2, 0, 1, l->w};
}

void layout_compute(int h, int w, int prompt_rows, enum pane_id shown,
                    struct layout *out)
{
    memset(out, 0, sizeof *out);
    out->h = h;
    out->w = w;
    out->class = layout_class_of(h, w);
    if (out->class == LAYOUT_NONE)
        return;
    place_frame(out, prompt_rows);
    switch (out->class) {
    case LAYOUT_NONE:
        break;
    case LAYOUT_XS:
        out->panes[shown] = out->area;
        break;
    case LAYOUT_S:
        place_s(out);
        break;
    case LAYOUT_M:
        place_m(out);
        break;
    case LAYOUT_L:
        place_l(out);
        break;
    }
}

void layout_hide_detail(struct layout *l)
{
    struct rect *detail = &l->panes[PANE_DETAIL];

    if (l->class != LAYOUT_M && l->class != LAYOUT_L)
        return;
    l->panes[l->class == LAYOUT_L ? PANE_SECOND : PANE_TALKERS].h += detail->h;
    detail->h = 0;
}
