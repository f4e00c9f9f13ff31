/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The single lines around the panes: crumbs, message, status, hints. */
#ifndef TUI_BARS_H
#define TUI_BARS_H

#include "tui/draw.h"

struct app;

void crumbs_draw(const struct app *app, const struct canvas *c);
void message_draw(const struct app *app, const struct canvas *c);
/* Reads what the status line shows of the answers. */
void status_load(struct app *app);
void status_draw(const struct app *app, const struct canvas *c);
void hint_draw(const struct app *app, const struct canvas *c);

#endif
