/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The way through the standard job, a step at a time, for --demo: the message
 * line says what to press next.
 */
#ifndef TUI_GUIDE_H
#define TUI_GUIDE_H

struct app;

/* Go on when what was asked for has been done. */
void guide_tick(struct app *app);
/* What to do next; NULL without a guide. */
const char *guide_text(const struct app *app);

#endif
