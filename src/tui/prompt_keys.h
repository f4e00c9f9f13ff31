/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TUI_PROMPT_KEYS_H
#define TUI_PROMPT_KEYS_H

#include "base/str.h"

/*
 * Bind the prompt's keys, in emacs mode and both modes of vi, over what
 * .inputrc says; after readline has read that.
 */
void prompt_keys_bind(void);

/* What the prompt does for them (prompt.c): the line is final; complete it. */
void prompt_accept(struct str line);
void prompt_complete(int direction);

#endif
