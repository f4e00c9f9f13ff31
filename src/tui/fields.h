/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the fields pane asks, and the field that it is about. */
#ifndef TUI_FIELDS_H
#define TUI_FIELDS_H

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>

struct app;

/* The question how many values the fields have; false: none is counted. */
bool fields_ask_distinct(const struct app *app, struct arena *a,
                         struct str *out);
/* The field under the pane's cursor; empty when it is on none. */
struct str fields_here(struct app *app);
/* Show the values of a field, which lives as long as app->columns. */
void fields_choose(struct app *app, struct str field);

#endif
