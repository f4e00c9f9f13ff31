/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Going from step to step: running a query, taking in what its jobs find,
 * going back. Between the commands (what the user wants) and run.h (jobs).
 */
#ifndef TUI_EXPLORE_H
#define TUI_EXPLORE_H

#include "base/str.h"
#include "tui/range.h"

#include <stdbool.h>
#include <stdint.h>

struct app;
struct edit;

/* Make the first step, as the options say; explore_again runs it. */
void explore_begin(struct app *app);
/*
 * A new step with this query and range. False when the query is wrong: then
 * the step on screen stays, and the fault says why.
 */
bool explore_go(struct app *app, struct str query, const struct range *range);
/* A step by an edit of the query: says what changed, or why nothing did. */
void explore_edit(struct app *app, const struct edit *edit);
/* A step with the same query and another range. */
void explore_range(struct app *app, const struct range *range);
/*
 * Back to the step before, as it was; it runs when it was left before its
 * end, unless it was cancelled. False at the first one.
 */
bool explore_back(struct app *app);
/*
 * Forward to the step that was left last, as it was; it runs when it had not
 * run to its end. False when there is none.
 */
bool explore_forward(struct app *app);
/* Ask for what the step on screen is compared with; drop it when nothing. */
void explore_compare(struct app *app);
/* Run the step on screen again. */
void explore_again(struct app *app);
/*
 * Ask all that is in view again; what is on the screen stays until the new
 * answers are whole. A range that counts back is placed anew.
 */
void explore_refresh(struct app *app);
/* Where the range of the step on screen lies by now. */
struct time_window explore_window(const struct app *app);
/* The alert changed: ask for it, or forget its answer. */
void explore_alert(struct app *app);
/* The talkers' dimension or metric changed: ask for them again. */
void explore_talkers(struct app *app);
/* The timeline's metric changed: ask for it again. */
void explore_timeline(struct app *app);
/* Ask for these parts of the step on screen, in a job of their own. */
void explore_ask(struct app *app, uint32_t parts);
/* Ask for what the panes now in view lack. */
void explore_complete(struct app *app);
/*
 * The first dimension from `from` on, stepping by 1 or -1, that the data has
 * and that the query does not pin to one value.
 */
unsigned explore_dimension(const struct app *app, struct str query,
                           unsigned from, int by);
/* Take in what jobs found since the last call; true when anything is new. */
bool explore_poll(struct app *app);
/* Cancel what runs for the step on screen; false when nothing does. */
bool explore_cancel(struct app *app);
bool explore_running(const struct app *app);
/* Where the step's window lies, when that is known. */
bool explore_extent(const struct app *app, int64_t *from_ms, int64_t *to_ms);
/* Ask for the values of the field that completion wants. */
void explore_values(struct app *app);
/* Run the query on screen for the export. */
bool explore_export(struct app *app);

#endif
