/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A command line that prints what a step shows. */
#ifndef TUI_SHELL_COMMAND_H
#define TUI_SHELL_COMMAND_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

struct app;
struct step;

/*
 * The step's query in full: of raw records whose columns the query does not
 * choose, with a display of all that are exported. False with *err when it
 * does not parse.
 */
bool step_full_query(const struct app *app, const struct step *step,
                     struct arena *a, struct str *out, struct err *err);
/*
 * "vpcscope -q '...' --from ... flow.log": prints the rows of the step's
 * result, all quoted for sh. False when the data came through standard input,
 * which it cannot read again; the text is complete nevertheless.
 */
bool shell_command(const struct app *app, const struct step *step,
                   struct buf *out);

#endif
