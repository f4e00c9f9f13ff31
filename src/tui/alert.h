/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An alert: a condition on the buckets of a metric of the query on the
 * screen, such as flows > 500 in 1m. It is a query like the others; buckets in
 * its answer are marked in the timeline, and new ones are told.
 */
#ifndef TUI_ALERT_H
#define TUI_ALERT_H

#include "tui/ask.h"

struct app;

enum { ALERT_CONDITION_MAX = 32, ALERT_TEXT_MAX = 80 };

struct alert {
    bool on;
    enum metric metric;
    char condition[ALERT_CONDITION_MAX]; /* "> 500" */
    int64_t bucket_ms;
    char text[ALERT_TEXT_MAX]; /* as the user is told of it */
    bool told;                 /* of a bucket, the newest at: */
    int64_t told_ms;
};

/* "flows > 500 in 1m"; false with *err, which says what is expected. */
bool alert_parse(struct str text, struct alert *out, struct err *err);
/* There is a new answer: tell of a bucket that is newer than those told. */
void alert_look(struct app *app);
/*
 * Mark in marks[0..n) the buckets of the timeline, the first from from_ms on,
 * that the alert is about.
 */
void alert_mark(const struct app *app, int64_t from_ms, int64_t width_ms,
                bool *marks, uint32_t n);

#endif
