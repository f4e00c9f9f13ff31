/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The single lines around the panes: crumbs, message, status, hints. */
#ifndef TUI_BARS_H
#define TUI_BARS_H

#include "tui/draw.h"

#include <stdbool.h>

struct app;

void crumbs_draw(const struct app *app, const struct canvas *c);
void message_draw(const struct app *app, const struct canvas *c);
/* Reads what the status line shows of the answers. */
void status_load(struct app *app);
void status_draw(const struct app *app, const struct canvas *c);
void hint_draw(const struct app *app, const struct canvas *c);

/* Where the hints stand: a menu with many choices takes the status line. */
struct rect hint_rect(const struct app *app);
/* The name of the key whose hint stands there on the screen, or NULL. */
const char *hint_key_at(const struct app *app, int y, int x);
/*
 * Go back to the step of the crumb at col of w columns, or show the help.
 * False when neither stands there.
 */
bool crumbs_click(struct app *app, int w, int col);

#endif
