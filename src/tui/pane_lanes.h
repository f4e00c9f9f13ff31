/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline in full size: what the pane asks. */
#ifndef TUI_PANE_LANES_H
#define TUI_PANE_LANES_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

struct app;

/*
 * The question for the lanes of the first talkers in their answer. False
 * when there is nothing to ask: no talkers, or times not known.
 */
bool lanes_ask(struct app *app, struct arena *a, struct str *out,
               struct err *err);

#endif
