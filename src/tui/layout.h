/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where everything stands on a screen of a given size (tui-design.md 2).
 * Pure arithmetic: no curses, no state. Coordinates count from 0 at the top
 * left; a rectangle of height 0 is not shown.
 */
#ifndef TUI_LAYOUT_H
#define TUI_LAYOUT_H

struct rect {
    int y, x;
    int h, w;
};

enum pane_id {
    PANE_TIMELINE,
    PANE_TABLE,
    PANE_TALKERS,
    PANE_SECOND, /* a second talkers pane, for looking only; class L */
    PANE_FIELDS, /* class L */
    PANE_DETAIL,
    PANE_COUNT
};

enum layout_class {
    LAYOUT_NONE, /* too small: one line that says so */
    LAYOUT_XS,   /* one pane at a time */
    LAYOUT_S,    /* timeline and talkers on top, table below */
    LAYOUT_M,    /* timeline and table left, talkers and detail right */
    LAYOUT_L     /* fields, timeline and table, two talkers and detail */
};

enum { LAYOUT_MIN_W = 40, LAYOUT_MIN_H = 8, LAYOUT_MAX_DIVIDERS = 2 };

struct layout {
    enum layout_class class;
    int h, w;
    struct rect crumbs, prompt, message, status, hint;
    struct rect area; /* all panes together; overlays take it */
    struct rect panes[PANE_COUNT];
    struct rect dividers[LAYOUT_MAX_DIVIDERS];
};

/* The class of a screen of h rows and w columns. */
enum layout_class layout_class_of(int h, int w);

/*
 * Fill *out. prompt_rows is what the prompt would like (at least 1; it gets
 * less when the panes need it); shown is the pane that XS shows.
 */
void layout_compute(int h, int w, int prompt_rows, enum pane_id shown,
                    struct layout *out);
/* Give the rows of the detail to the talkers above it, where it is a pane. */
void layout_hide_detail(struct layout *l);

#endif
