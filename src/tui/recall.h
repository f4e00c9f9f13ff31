/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The history of runs in the explorer: each run is noted in it. */
#ifndef TUI_RECALL_H
#define TUI_RECALL_H

struct app;

/* The query on screen has run to its end: note that. */
void recall_note(struct app *app);

#endif
