/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Comparing what is on the screen with an earlier window. The language has
 * no word for another window (a subquery reads the same one), so the query
 * on screen is asked once more, as it stands, over that window: what is shown
 * is the answer of the query in view, twice. The answers are the parts
 * PART_BEFORE and PART_BEFORE_TIMELINE of the step; comparison.h joins them.
 */
#ifndef TUI_COMPARE_H
#define TUI_COMPARE_H

#include "engine/engine.h"
#include "tui/range.h"

#include <stdbool.h>

struct app;
struct step;

/*
 * The window that a step compares with, and how far back it lies, which the
 * step keeps. False when the step does not compare, or there are no records
 * then; *why says so, if it is not NULL.
 */
bool compare_window(const struct app *app, struct step *step,
                    struct time_window *out, const char **why);
/* Before the table reads its rows: join what there is. */
void compare_load(struct app *app);
/* Groups of the earlier window that the result lacks; 0 while not known. */
uint32_t compare_n_gone(const struct app *app);
/* "vs prev 1h". */
void compare_heading(const struct app *app, char out[RANGE_TEXT_MAX]);

#endif
