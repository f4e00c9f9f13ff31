/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The line of text the user types into: the query, or a short answer such as
 * a file name. GNU readline edits it through its callback interface while
 * the prompt has the focus; drawing is done by the screen's side
 * (tui/prompt_view.h). There is one prompt, as there is one readline.
 */
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

enum prompt_purpose {
    PROMPT_QUERY,
    PROMPT_ANSWER /* what app_ask asks for */
};

enum prompt_event {
    PROMPT_EDITING,  /* goes on */
    PROMPT_ACCEPTED, /* Enter: the text is final */
    PROMPT_LEFT,     /* Esc: the text stays, the focus goes */
    PROMPT_TAB,      /* complete: *key is 1, for Shift-Tab -1 */
    PROMPT_KEY       /* a key for the program came: *key */
};

/*
 * Start the editor: the user's .inputrc is read, and the history of former
 * runs from history_path (which may be NULL).
 */
void prompt_open(const char *history_path);
/* Write the history back and end the editor. */
void prompt_close(const char *history_path);

/* Begin editing text with the cursor at byte point. */
void prompt_focus(enum prompt_purpose purpose, struct str text, size_t point);
/* Stop editing; prompt_text no longer holds. */
void prompt_blur(void);
bool prompt_focused(void);
enum prompt_purpose prompt_purpose(void);

/*
 * Bytes from the terminal. alone: nothing follows at once, so that an ESC at
 * their end is the key Esc. *key is 3 (Ctrl-C on an empty line), 12 (Ctrl-L)
 * or 26 (Ctrl-Z) with PROMPT_KEY.
 */
enum prompt_event prompt_feed(struct str bytes, bool alone, int *key);
/*
 * The bytes that were fed but not used when the prompt was left; they are
 * keys for whoever has the focus now. Valid until the next feed.
 */
struct str prompt_rest(void);
/* True when what was fed ends in the middle of a key. */
bool prompt_unfinished(void);
/* True between the beginning of a paste and its end. */
bool prompt_pasting(void);

/* Put text in the place of bytes [from, to); one step for readline's undo. */
void prompt_replace(size_t from, size_t to, struct str text);
/* The text as it stands and the cursor's byte in it, while focused. */
struct str prompt_text(void);
size_t prompt_point(void);
/* Remember an accepted query. */
void prompt_remember(const char *text);

#endif
