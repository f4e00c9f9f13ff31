/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table's columns by name, for panes that list fields. Each change is an
 * edit of the query's display, and so a step. */
#ifndef TUI_COLUMNS_H
#define TUI_COLUMNS_H

#include "base/str.h"

#include <stdbool.h>

struct app;

/* Is it among the columns that a display would list? */
bool column_is_shown(const struct app *app, struct str name);
/* Hide a column that is shown; show one that is not, behind the others. */
void column_toggle(struct app *app, struct str name);
/* One place to the left (by -1) or to the right (1). */
void column_move(struct app *app, struct str name, int by);

#endif
