/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The help screen: what the keys do, from the tables they are in. */
#ifndef TUI_HELP_H
#define TUI_HELP_H

#include "tui/draw.h"
#include "tui/pane.h"

struct app;

void help_draw(const struct app *app, const struct canvas *c);
void help_move(struct app *app, enum move move);

#endif
