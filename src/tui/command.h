/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What commands.def names: one function a command, in command_*.c. */
#ifndef TUI_COMMAND_H
#define TUI_COMMAND_H

struct app;

#define COMMAND(id, function, label, help) void function(struct app *app);
#include "tui/commands.def"
#undef COMMAND

struct err;

/* Say why an edit of the query is not to be. */
void command_refuse(struct app *app, const struct err *err);

#endif
