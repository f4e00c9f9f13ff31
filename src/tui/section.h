/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sections: lists that stand one below the other in the fields pane
 * (pane_fields.c), each with a title and rows. The cursor goes from one to
 * the next. A section is a struct of functions; what it shows is loaded
 * before it is counted and drawn.
 */
#ifndef TUI_SECTION_H
#define TUI_SECTION_H

#include "base/arena.h"
#include "tui/draw.h"
#include "tui/pane.h"

#include <stdbool.h>
#include <stdint.h>

struct app;

struct section {
    /* Read what the others need; NULL: nothing. */
    void (*load)(struct app *app);
    /* "Values of action", in the arena. */
    struct str (*title)(const struct app *app, struct arena *a);
    /* How many rows there are. */
    uint32_t (*count)(const struct app *app);
    /* What is said in the place of rows; empty, or NULL: a section without
       rows is not shown. */
    struct str (*empty)(const struct app *app);
    /* Draw one row at line y of the canvas. */
    void (*draw)(const struct app *app, const struct canvas *c, int y,
                 uint32_t row, bool cursor);
    /* What the cursor is on; NULL: never a value. */
    bool (*cell)(struct app *app, uint32_t row, struct cell_at *out);
    /* Enter on a row. */
    void (*enter)(struct app *app, uint32_t row);
    /* A line below the rows where there is room; NULL: none. */
    const char *foot;
};

extern const struct section section_fields;
extern const struct section section_values;
extern const struct section section_saved;
extern const struct section section_marks;

#endif
