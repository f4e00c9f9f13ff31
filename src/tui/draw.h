/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Putting text on the screen. Every text goes through here: it is made
 * harmless (base/utf8.h) and cut to its place. Coordinates are those of a
 * canvas, which is one rectangle of the screen.
 */
#ifndef TUI_DRAW_H
#define TUI_DRAW_H

#include "base/str.h"
#include "tui/glyphs.h"
#include "tui/layout.h"
#include "tui/theme.h"

#include <stdbool.h>

struct canvas {
    struct rect r;
    const struct theme *theme;
    const struct glyphs *glyphs;
    bool unicode; /* the terminal takes UTF-8; else other bytes become ? */
    bool dim;     /* everything here is out of date */
    void *window; /* curses' window of a popup; NULL: the screen itself */
};

/*
 * The beginning of a text that width cells have room for. A text may be as
 * long as a file: what is drawn or measured is this part of it.
 */
struct str draw_head(struct str text, int width);
/*
 * Text at (row, col), at most width cells (and never past the canvas); what
 * does not fit is cut and marked. Returns the cells used.
 */
int draw_text(const struct canvas *c, int row, int col, int width,
              enum role role, struct str text);
/* The same, ending at col + width. */
int draw_right(const struct canvas *c, int row, int col, int width,
               enum role role, struct str text);
int draw_format(const struct canvas *c, int row, int col, enum role role,
                const char *format, ...) __attribute__((format(printf, 5, 6)));
/* One glyph of tui/glyphs.h. */
void draw_glyph(const struct canvas *c, int row, int col, enum role role,
                const char *glyph);
/* count times the same glyph, to the right. */
void draw_run(const struct canvas *c, int row, int col, int count,
              enum role role, const char *glyph);
/*
 * The rule on top of a pane, with its name (in brackets when it has the
 * focus) and a note at the right. Returns the column of the note, -1 when
 * there is no room for it.
 */
int draw_title(const struct canvas *c, bool focused, struct str name,
                struct str note);
/* One line in the middle of an empty pane. */
void draw_note(const struct canvas *c, enum role role, const char *text);

#endif
