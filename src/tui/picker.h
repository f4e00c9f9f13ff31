/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A popup list of which one item is chosen; what is typed narrows it
 * (tui/fuzzy.h). One is open at a time.
 *
 *     picker_begin(app, "History", take);
 *     picker_add(app, &(struct picker_item){.text = ..., .value = ...});
 *     picker_show(app);
 */
#ifndef TUI_PICKER_H
#define TUI_PICKER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

#include <stdint.h>

struct app;

struct picker_item {
    struct str text;    /* shown, and what is typed is looked for in it */
    struct str note;    /* behind it; likewise */
    struct str lacking; /* why it cannot be chosen now; empty: it can */
    struct str value;   /* what the taker gets */
};

typedef void picker_take(struct app *app, struct str value);

struct picker {
    struct arena arena;
    const char *title;
    const char *empty;          /* shown when there are no items */
    picker_take *take;
    struct picker_item *items;
    size_t n, cap;
    struct buf wanted;          /* typed */
    uint32_t *matches;          /* indexes of items, best first */
    uint32_t n_matches;
    uint32_t row, top, page;
};

void picker_done(struct picker *p);
/* Begin a list; title and empty live as long as the program. */
void picker_begin(struct app *app, const char *title, const char *empty,
                  picker_take *take);
/* Add an item at the end; its texts are copied. */
void picker_add(struct app *app, const struct picker_item *item);
/*
 * Open it. Enter closes it and hands the value of the item to take, where
 * it may begin the next list only after it has used the value.
 */
void picker_show(struct app *app);

#endif
