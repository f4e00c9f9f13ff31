/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values as the screen is set to show them: names or numbers (key #, setting
 * numbers), in full or short (key B, setting units), times no longer than they
 * need to be.
 */
#ifndef TUI_CELLS_H
#define TUI_CELLS_H

#include "base/arena.h"
#include "tui/page.h"

#include <stdbool.h>

struct app;

/* A value in its column of the table; arena text. */
struct str cell_text(const struct app *app, struct arena *a,
                     const struct table_column *column, struct value v);
/* What a field's value means, unless names are switched off; may be empty. */
struct str cell_meaning(const struct app *app, struct arena *a,
                        struct str field, struct value v);
/* Large numbers are shortened. */
bool cell_brief(const struct app *app);
/* How many digits an amount may have before it is shortened. */
int cell_digits(const struct app *app, int room);

#endif
