/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A pane is a struct of functions. Before each drawing it loads what it will
 * show for its rectangle; drawing then only reads. The loop and the commands
 * know no pane by name.
 */
#ifndef TUI_PANE_H
#define TUI_PANE_H

#include "query/value.h"
#include "tui/draw.h"
#include "tui/keymap.h"
#include "tui/layout.h"

#include <stdbool.h>
#include <stdint.h>

struct app;

enum move {
    MOVE_UP, MOVE_DOWN, MOVE_LEFT, MOVE_RIGHT,
    MOVE_PAGE_UP, MOVE_PAGE_DOWN, MOVE_HALF_UP, MOVE_HALF_DOWN,
    MOVE_FIRST, MOVE_LAST, MOVE_FIRST_COLUMN, MOVE_LAST_COLUMN
};

/* A column and the value in it that the cursor is on. */
struct cell_at {
    struct str column;
    struct value value;
    bool no_value;     /* a field, none of its values */
    bool aggregate;    /* computed by a stats: no field of the log */
};

enum { ROW_KEYS_MAX = 16 };

enum row_kind {
    ROW_RECORD, /* a record of the log */
    ROW_GROUP,  /* n fields with a value each */
    ROW_DIFFERENCE, /* of relevantfields: a field and its contributors */
    ROW_TIME    /* a span of time */
};

/* What the row under the cursor stands for. */
struct row_at {
    enum row_kind kind;
    uint32_t n;
    struct str fields[ROW_KEYS_MAX];
    struct value values[ROW_KEYS_MAX];
    bool has_span;     /* a group by time bin, or ROW_TIME */
    int64_t from_ms, to_ms;
};

struct pane {
    const char *name;
    enum key_scope scope; /* of keys that hold in this pane before others */
    /* Read what drawing into r needs; keeps cursors inside what there is. */
    void (*load)(struct app *app, struct rect r);
    void (*draw)(const struct app *app, const struct canvas *c, bool focused);
    /* NULL: the pane takes no focus. */
    void (*move)(struct app *app, enum move move);
    /*
     * False when the cursor is on nothing. Texts live until the next load.
     * NULL: there never is anything.
     */
    bool (*cell)(struct app *app, struct cell_at *out);
    bool (*row)(struct app *app, struct row_at *out);
    /* Commands for the hint line, most useful first; COMMAND_NONE ends. */
    const enum command_id *hints;

    /* What only some panes have; NULL otherwise. */

    /* Where it stands as a popup. Without it: over all panes. */
    struct rect (*place)(const struct app *app, struct rect area);
    /* Enter; false: to be taken as drilling into the row. */
    bool (*enter)(struct app *app);
    /*
     * The button of the mouse went down at this place in the pane: put the
     * cursor there. True when that is a row, so that a second click is Enter.
     */
    bool (*click)(struct app *app, int row, int col);
    /* The mouse was moved there since, with its button down. */
    void (*drag)(struct app *app, int row, int col);
    /* The wheel, by so many rows; NULL: it moves the cursor. */
    void (*scroll)(struct app *app, int by);
    /* The first look at a key, as curses names it; true: taken. */
    bool (*key)(struct app *app, int code);
};

extern const struct pane pane_timeline;
extern const struct pane pane_table;
extern const struct pane pane_talkers;
extern const struct pane pane_second;
extern const struct pane pane_fields;
extern const struct pane pane_detail;
extern const struct pane pane_lanes;
extern const struct pane pane_guess;
extern const struct pane pane_health;
extern const struct pane pane_help;
extern const struct pane pane_picker;
extern const struct pane pane_start;

const struct pane *pane_at(enum pane_id id);
/* The one whose cursor and keys count: the top popup, else by the focus. */
const struct pane *pane_active(const struct app *app);
/* The value and the row under its cursor; false when it is on nothing. */
bool pane_cell(struct app *app, struct cell_at *out);
bool pane_row(struct app *app, struct row_at *out);

/*
 * Move a cursor over n rows with page rows in view: the new row. Rows are
 * never wrapped around.
 */
uint64_t move_row(uint64_t row, uint64_t n, uint64_t page, enum move move);
/* The first row in view, so that row is in it and no space is wasted. */
uint64_t scroll_to(uint64_t top, uint64_t row, uint64_t n, uint64_t page);
/*
 * Scroll the rows in view by some: the new top. The row of the cursor moves
 * no more than it must to stay in view.
 */
uint64_t scroll_by(uint64_t top, uint64_t *row, uint64_t n, uint64_t page,
                   int by);

#endif
