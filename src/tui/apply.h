/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making the screen as the settings say, at the start and after ":set". */
#ifndef TUI_APPLY_H
#define TUI_APPLY_H

struct app;

/* Which characters are drawn with; needs no curses. */
void apply_glyphs(struct app *app);
/* All that settings and looks change of the screen; curses has started. */
void apply_settings(struct app *app);

#endif
