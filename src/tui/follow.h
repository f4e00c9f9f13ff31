/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Following in the explorer: the answers on the screen change by themselves
 * as records come. The jobs do that (engine.h); here is what becomes of the
 * table's cursor, of ranges that count back from now, of pausing, and when
 * something must be asked anew all the same.
 */
#ifndef TUI_FOLLOW_H
#define TUI_FOLLOW_H

#include "tui/draw.h"
#include "tui/later.h"

#include <stdbool.h>
#include <stdint.h>

/* Asked for as things are at that time: these do not follow. */
#define PARTS_ONCE                                                            \
    (PART_BIT(PART_EXPORT) | PART_BIT(PART_VALUES) | PARTS_LATER)

struct app;
struct result;
struct run_news;

struct follow_view {
    bool on;
    bool paused;        /* the answers on the screen stay as they are */
    bool resuming;      /* when they have this growth of the engine, it is
                           said how many rows that brought: */
    uint64_t resume_growth;
    bool counts;        /* the two below are known */
    int64_t since_ms;   /* since 1970, when all was first there */
    uint64_t rows_then; /* records known then */
    uint64_t growth;    /* of the engine, when it was last looked at */
    uint64_t asked_growth; /* and when all was last asked */
    int64_t asked_ms;
    uint64_t seen;      /* rows that matched when the cursor was last on the
                           newest one */
    uint64_t paused_at; /* and when it was paused */
    uint32_t quiet;     /* parts whose old answers stay until new ones are
                           whole */
    char *trend;        /* the question last asked for the trends; or NULL */
};

/* Begin without asking anything, or end. False, and it says why. */
bool follow_start(struct app *app);
void follow_stop(struct app *app);
/* Do relative ranges count back from the clock? */
bool follow_from_now(const struct app *app);

/* Parts whose newer answers are not wanted now. */
uint32_t follow_held(const struct app *app);
/*
 * After a poll: old is the answer in the table before (a reference that the
 * caller keeps; NULL: none).
 */
void follow_polled(struct app *app, const struct run_news *news,
                   struct result *old);
/* What time and the growth of the inputs lead to; true when there is any. */
bool follow_tick(struct app *app);
/* Hold what is on the screen as it is, or go on. */
void follow_pause(struct app *app);

/* The newest row of the table; false when its order has none. */
bool follow_newest_row(const struct app *app, uint64_t *row);
/* How many rows came since the cursor was on the newest one. */
uint64_t follow_unseen(const struct app *app);
/* "FOLLOW on", or "" */
const char *follow_state(const struct app *app);
/* What the message line says while there is nothing else to say. */
void follow_message_draw(const struct app *app, const struct canvas *c);

#endif
