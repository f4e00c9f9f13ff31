/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What explore.c, questions.c and answers.c share. */
#ifndef TUI_EXPLORE_INT_H
#define TUI_EXPLORE_INT_H

#include "tui/explore.h"
#include "tui/step.h"

/* Buckets of the timeline's answer; coarser ones are made from them. */
enum { BASE_BUCKETS = 4096 };

#define NO_TIMES "no record has a time: there are no ranges"

#define PARTS_SECOND (PART_BIT(PART_SECOND) | PART_BIT(PART_SECOND_TOTALS))

#define PARTS_BEFORE (PART_BIT(PART_BEFORE) | PART_BIT(PART_BEFORE_TIMELINE))

/* What the popup about the state of the data shows. */
#define PARTS_HEALTH                                                           \
    (PART_BIT(PART_GAPS) | PART_BIT(PART_SEEN) | PART_BIT(PART_COPIES))

#define PARTS_OF_STEP                                                          \
    (PART_BIT(PART_RESULT) | PART_BIT(PART_TIMELINE) |                         \
     PART_BIT(PART_TALKERS) | PART_BIT(PART_TOTALS) | PART_BIT(PART_TREND) |   \
     PART_BIT(PART_LANES) | PARTS_SECOND | PART_BIT(PART_HEALTH) |             \
     PART_BIT(PART_COUNTS) | PART_BIT(PART_NEAREST) | PARTS_HEALTH |           \
     PARTS_BEFORE | PART_BIT(PART_ALERT) | PARTS_LATER)

/* questions.c */
/* The window of a step's range, now. */
struct time_window explore_place(const struct app *app,
                                 const struct step *step);
/* Width of the buckets that a step's timeline is asked in. */
int64_t explore_base_bucket(const struct app *app, const struct step *step);
/* Which parts the panes in view need. */
uint32_t explore_parts(const struct app *app);
/*
 * Ask parts for the step; those whose question cannot be put together are
 * left out, and those in must have to be accepted by the engine.
 */
bool explore_ask_step(struct app *app, struct step *step, uint32_t parts,
                      uint32_t must, struct time_window window,
                      struct err *err);
/* Ask over the window that the step is compared with, if it is. */
void explore_ask_before(struct app *app, struct step *step);

/* explore.c */
/* Run a step, or have it wait until relative ranges can be placed. */
bool explore_start_step(struct app *app, struct step *step, struct err *err);
/* Show what is wrong with a query. */
void explore_fault(struct app *app, const struct err *err);

#endif
