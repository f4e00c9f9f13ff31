/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Popups: panes laid over the others, the last one on top. The top one takes
 * the keys. frame.c draws them as panels.
 */
#ifndef TUI_POPUP_H
#define TUI_POPUP_H

#include "tui/layout.h"

#include <stdbool.h>

struct app;
struct pane;

enum { POPUPS_MAX = 4 };

struct popups {
    const struct pane *panes[POPUPS_MAX];
    unsigned n;
};

/* Put a pane on top; one that is open already moves there. */
void popup_open(struct app *app, const struct pane *pane);
/* Close the top one; false when there is none. */
bool popup_close(struct app *app);
void popup_close_all(struct app *app);
/* NULL when there is none. */
const struct pane *popup_top(const struct app *app);
bool popup_is_open(const struct app *app, const struct pane *pane);
/* Where a popup stands on the screen as it is laid out now. */
struct rect popup_rect(const struct app *app, const struct pane *pane);
/* A rectangle of at most h rows and w columns in the middle of area. */
struct rect popup_centre(struct rect area, int h, int w);

#endif
