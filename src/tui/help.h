/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Help: the keys of the focused pane and those that hold everywhere; then
 * all of them, the command line and the settings. Every line comes from a
 * table or from the keymap as it is now, so that it cannot go stale.
 */
#ifndef TUI_HELP_H
#define TUI_HELP_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct app;
struct pane;

enum help_kind {
    HELP_HEADING, /* its words are in keys */
    HELP_ENTRY,
    HELP_MORE /* what is left of the entry's text */
};

struct help_line {
    enum help_kind kind;
    struct str keys; /* "Ctrl-F PgDn" */
    struct str name; /* what :bind, :set or ":" call it */
    struct str text;
};

/* Cells of the columns. */
struct help_widths {
    int keys, name, text;
};

struct help_page {
    struct arena arena;
    struct help_line *lines;
    size_t n, cap;
    const struct pane *pane; /* that had the focus when help was opened */
    bool full;
    bool typing;       /* keys go to wanted */
    struct buf wanted; /* only lines with these words are shown */
    uint64_t top;
    uint64_t page; /* lines that fit */
    struct help_widths widths;
};

void help_done(struct help_page *p);
/* Open it; with words: on all that has them. */
void help_open(struct app *app, struct str wanted);
/* From the pane's keys to everything; false when that is shown already. */
bool help_widen(struct app *app);
/*
 * Fill app->help.lines: those that are wanted, below their headings, with
 * their texts cut into lines of the width there is.
 */
void help_list(struct app *app);

#endif
