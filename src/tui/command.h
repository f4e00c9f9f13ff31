/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What commands.def names: one function a command, in command_*.c. */
#ifndef TUI_COMMAND_H
#define TUI_COMMAND_H

struct app;

#define COMMAND(id, function, label, help) void function(struct app *app);
#include "tui/commands.def"
#undef COMMAND

struct err;
struct row_at;

/* Drill into what a row stands for, as Enter on it does. */
void command_drill_row(struct app *app, const struct row_at *row);
/* To the records of a group. */
void command_drill_into(struct app *app, const struct row_at *row);
/* All fields of the record under the cursor; there already: back to it. */
void command_show_record(struct app *app);
/* Say why an edit of the query is not to be. */
void command_refuse(struct app *app, const struct err *err);

#endif
