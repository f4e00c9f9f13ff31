/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Questions that wait: until the result is in, and some until the cursor
 * rests on a row. Only panes in view ask them.
 */
#ifndef TUI_LATER_H
#define TUI_LATER_H

#include "base/arena.h"
#include "base/err.h"
#include "tui/step.h"

#include <stdbool.h>
#include <stdint.h>

struct app;
struct result;

/* The row of the table that the cursor rests on. */
struct rest {
    struct result *result; /* a reference; NULL: none */
    uint64_t row;
    int64_t since_ms;
    bool asked; /* PART_GROUP, for it */
};

#define PARTS_LATER                                                            \
    (PART_BIT(PART_RECORD) | PART_BIT(PART_FIELD) | PART_BIT(PART_DISTINCT) |  \
     PART_BIT(PART_GROUP))

/* Which of them the panes in view lack and can ask by now. */
uint32_t later_lacking(const struct app *app);
/* The text of one of them; false when it makes no sense here. */
bool later_question(struct app *app, struct arena *a, enum part part,
                    struct str *out, struct err *err);
/* These are being asked for the step on screen. */
void later_asked(struct app *app, uint32_t parts);
/* Jobs at them were ended: what was not answered may be asked again. */
void later_again(struct app *app, struct step *step);

/* See where the cursor is, and ask about a group it rests on. */
void later_look(struct app *app);
/* How long until later_look has something to do; negative: never. */
int later_wait_ms(const struct app *app);
void later_done(struct app *app);

/* The answer about the group under the cursor; NULL: none yet. */
struct result *later_group(const struct app *app);

#endif
