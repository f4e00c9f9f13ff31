/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TUI_PROMPT_HISTORY_H
#define TUI_PROMPT_HISTORY_H

/* Begin with the lines of the file (NULL: there is none). */
void prompt_history_open(const char *path);
/* Add what was typed in this program to the file, whole or not at all. */
void prompt_history_save(const char *path);
void prompt_history_close(void);
/* One more line, unless it is the last again or begins with a blank. */
void prompt_history_add(const char *text);

/* No history while something other than a query is asked for; then again. */
void prompt_history_set_aside(void);
void prompt_history_take_back(void);

/* After each key: what readline would free twice is in one hand. */
void prompt_history_own_edits(void);
/* When the line is left: edits of lines of the history are undone. */
void prompt_history_forget_edits(void);

#endif
