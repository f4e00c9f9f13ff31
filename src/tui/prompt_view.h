/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How the prompt's text is shown: broken into rows, with a caret line under
 * the place that is wrong. The breaks are on screen only.
 */
#ifndef TUI_PROMPT_VIEW_H
#define TUI_PROMPT_VIEW_H

#include "base/err.h"
#include "base/str.h"
#include "tui/draw.h"

#include <stdbool.h>
#include <stddef.h>

struct app;

enum { PROMPT_ROWS_MAX = 32 };

/*
 * Break text into rows of at most width cells: at line breaks, before a "|"
 * where a line is too long, else anywhere. Fills at most PROMPT_ROWS_MAX
 * spans of bytes (without the line breaks); returns how many, at least 1.
 */
int prompt_wrap(struct str text, int width, struct span *rows);

/* Rows the prompt would like on a screen w wide. */
int prompt_view_rows(const struct app *app, int w);
/* Draws; while focused, *y and *x are where the cursor goes. */
void prompt_view_draw(const struct app *app, const struct canvas *c, int *y,
                      int *x);

#endif
