/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a piece of text looks, in words: "red bold", "black on yellow", "208
 * underline", "reverse". Colours are the terminal's own 16 by name (red,
 * bright-red, ...), one of 256 by number, or default. No curses here.
 */
#ifndef TUI_LOOK_H
#define TUI_LOOK_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

enum look_attribute {
    LOOK_BOLD = 1,
    LOOK_DIM = 2,
    LOOK_UNDERLINE = 4,
    LOOK_REVERSE = 8
};

struct look {
    short fg, bg;   /* 0 to 255; -1: the terminal's own */
    unsigned attrs; /* look_attribute, ORed */
};

enum { LOOK_TEXT_MAX = 64 };

/* Read the words; false with *err, which names the word that is none. */
bool look_parse(struct str text, struct look *out, struct err *err);
/* The words that look_parse reads as this; "normal" for nothing special. */
void look_text(const struct look *look, char out[LOOK_TEXT_MAX]);
/*
 * The colour to use for this one where there are only n: bright ones lose
 * their brightness, others become the basic colour that is next to them.
 */
short look_colour_of(short colour, int n);

#endif
