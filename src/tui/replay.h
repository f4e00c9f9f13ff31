/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A tape being played: where keys come from in place of the terminal. The
 * loop asks for the next thing when the program is at rest.
 */
#ifndef TUI_REPLAY_H
#define TUI_REPLAY_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

struct replay;

enum replay_next { REPLAY_INPUT, REPLAY_SCREEN, REPLAY_SIZE, REPLAY_END };

/* Read the file. NULL with *err when it cannot be or is wrong. */
struct replay *replay_open(const char *path, struct err *err);
void replay_free(struct replay *r);
/* The size to begin with: of the tape's first line, else 80x24. */
void replay_first_size(const struct replay *r, int *h, int *w);

enum replay_next replay_next(const struct replay *r);
/* Take what is next: the name of a screen; a size. */
struct str replay_take_screen(struct replay *r);
void replay_take_size(struct replay *r, int *h, int *w);
/* Take one key as curses would name it, or -1. */
int replay_take_key(struct replay *r);
/* Take one key or text as bytes; 0 when input is not next. */
size_t replay_take_bytes(struct replay *r, char *out, size_t cap);
/* Bytes that are keys again, before all others. */
void replay_unread(struct replay *r, struct str bytes);

#endif
