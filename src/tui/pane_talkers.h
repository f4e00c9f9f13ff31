/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The top talkers: what the pane asks beyond its plain question. */
#ifndef TUI_PANE_TALKERS_H
#define TUI_PANE_TALKERS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

struct app;

/*
 * The question for the trends of the talkers in the answer, in buckets that
 * fit the pane. False when there is nothing to ask: no answer, two fields,
 * or times not known.
 */
bool talkers_ask_trend(struct app *app, struct arena *a, struct str *out,
                       struct err *err);

/* True when the pane has another width than the trends were asked for. */
bool talkers_trend_outgrown(const struct app *app);

#endif
