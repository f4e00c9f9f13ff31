/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The mouse (tui-design.md 15): what the terminal reports, and what becomes
 * of it. Everything it does can be done with keys as well.
 */
#ifndef TUI_MOUSE_H
#define TUI_MOUSE_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct app;
struct pane;

enum mouse_kind {
    MOUSE_PRESS, /* of the left button; the others do nothing */
    MOUSE_DRAG,
    MOUSE_RELEASE,
    MOUSE_WHEEL_UP,
    MOUSE_WHEEL_DOWN,
    MOUSE_OTHER
};

struct mouse_event {
    enum mouse_kind kind;
    int row, col; /* from 0 */
};

/*
 * What the release of the button does. What may open the prompt waits for
 * it, since while the prompt is open the terminal reports nothing.
 */
enum mouse_pending { MOUSE_NOTHING, MOUSE_ENTER, MOUSE_ON_BAR };

/* What is remembered from one event to the next. */
struct mouse_state {
    bool told;                  /* how to select text, since it is on */
    const struct pane *pressed; /* where the button went down; or NULL */
    bool on_row;                /* it went down on a row */
    int row, col;
    int64_t pressed_ms;
    enum mouse_pending pending;
};

/*
 * A report in the form of xterm's SGR mode: "B;X;Y" and M (pressed or moved)
 * or m (released). False when it is none.
 */
bool mouse_parse(struct str report, struct mouse_event *out);
/* Read the report that began and act on it. */
void mouse_take(struct app *app);

#endif
