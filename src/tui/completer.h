/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Completion in the prompt: what may stand at the cursor (query/complete.h),
 * as a list below the prompt that Tab and Shift-Tab walk; and the signature
 * of the function or command that the cursor is in.
 */
#ifndef TUI_COMPLETER_H
#define TUI_COMPLETER_H

#include "query/complete.h"
#include "tui/draw.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct app;

struct completer {
    struct fields *fields;   /* what the query can name: made on first use */
    field_id *loaded;
    size_t n_loaded;

    bool open;               /* the list is on the screen */
    struct arena arena;      /* of the list */
    struct completion list;
    uint32_t chosen;         /* list.n: none yet */
    size_t end;              /* where what was inserted last ends */
    struct str wanted;       /* the field whose values were asked for */
    struct str asked_at;     /* the prompt's text at that time */
};

/* What may stand at a byte of a query; memory is the arena's. */
void completer_at(struct app *app, struct arena *a, struct str text,
                  size_t cursor, struct completion *out);
void completer_done(struct completer *c);
/*
 * Tab (by 1) or Shift-Tab (-1): complete what the cursor is behind, or go on
 * to the next in the list. Says so when there is nothing.
 */
void completer_tab(struct app *app, int by);
/* Tab would put right what is wrong with the text, as it was run last. */
bool completer_suggests(const struct app *app);
/* The values asked for are there. */
void completer_take_values(struct app *app);
/* Another key: the list goes. */
void completer_close(struct app *app);
/* The list below the prompt, whose text begins at column x. */
void completer_draw(const struct app *app, const struct canvas *c, int x);
/* The signature at the cursor in row 0; false when there is none. */
bool completer_draw_signature(const struct canvas *c);

#endif
