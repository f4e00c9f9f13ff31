/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding the records of marks: those of an earlier session, and the row to
 * go to. */
#ifndef TUI_MARK_SEEK_H
#define TUI_MARK_SEEK_H

#include "tui/marks.h"

struct app;

/*
 * Go to the row of a mark in the result on screen. When that has not got it,
 * says so and offers a step with the records around it.
 */
void mark_seek(struct app *app, unsigned number);
/*
 * One step of the work that waits for results: look one mark up in the files,
 * or go to the one that is sought.
 */
void mark_seek_poll(struct app *app);

#endif
