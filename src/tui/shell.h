/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Other programs, started through the shell: in the place of the screen, or
 * beside it. What a program is given to read lies in a file, so that nobody
 * waits for it to be read.
 */
#ifndef TUI_SHELL_H
#define TUI_SHELL_H

#include "base/str.h"

#include <stdbool.h>

/*
 * Run command on the terminal, with argument as its $1 (NULL: none), reading
 * from the file input (-1: from the terminal). The screen is given up for it
 * and taken again. With pause, its output stays until the user presses Enter.
 * Returns its exit status as a shell has it (128 + signal), or -1 when it
 * could not be started.
 */
int shell_run(const char *command, const char *argument, int input, bool pause);
/*
 * Run command beside the screen, silently, with text to read. Waits for the
 * command itself, which should leave what takes long in the background.
 * Returns as shell_run does.
 */
int shell_feed(const char *command, struct str text);
/*
 * Append s as one word of the shell that can be pasted into a terminal: what
 * is harmful there is written by its number.
 */
struct buf;
void shell_quote(struct buf *out, struct str s);

#endif
