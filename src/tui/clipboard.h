/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Copying text: through the terminal (OSC 52, which works over SSH), and to
 * the clipboard of the desktop where its tool is present and the desktop is
 * this machine's.
 */
#ifndef TUI_CLIPBOARD_H
#define TUI_CLIPBOARD_H

#include "base/buf.h"
#include "tui/settings.h"

#include <stdbool.h>

enum clipboard_wrap { CLIPBOARD_BARE, CLIPBOARD_TMUX, CLIPBOARD_SCREEN };

/* Terminals cut longer sequences: more bytes than these are refused. */
enum { CLIPBOARD_MAX = 74000 };

/* Append the bytes that have a terminal take text for its clipboard. */
void clipboard_sequence(struct buf *out, struct str text,
                        enum clipboard_wrap wrap);
/*
 * Copy text of at most CLIPBOARD_MAX bytes. Returns where it went, to be
 * read behind "copied ... to": "the terminal clipboard (OSC 52)"; NULL when
 * nowhere.
 */
const char *clipboard_copy(enum clipboard_way way, struct str text);

#endif
