/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checking a query while it is typed: when no key has come for a while, what
 * is wrong with it is shown, but nothing runs and nothing else changes.
 */
#ifndef TUI_CHECK_H
#define TUI_CHECK_H

#include <stdbool.h>
#include <stdint.h>

struct app;

/* All-zero: nothing is to be checked. */
struct check {
    int64_t due_ms; /* 0: not */
    bool shown;     /* the fault is from a check, not from a run */
};

/* The text was changed: what was shown of the old one goes. */
void check_typed(struct app *app);
/* The prompt was left, or the query is about to run. */
void check_end(struct app *app);
/* How long until the check; negative: there is none to come. */
int64_t check_wait_ms(const struct app *app);
/* Check when it is time. */
void check_tick(struct app *app);

#endif
