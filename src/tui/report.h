/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The incident report (tui-design.md 11), in Markdown: the files and their
 * health, each step with what it asked and found, marks and notes by time,
 * and how to get the same tables again. It is made of the answers that are
 * there; nothing is run for it.
 */
#ifndef TUI_REPORT_H
#define TUI_REPORT_H

#include "base/buf.h"
#include "engine/result.h"
#include "tui/marks.h"
#include "tui/step.h"

struct app;

enum { REPORT_ROWS = 10, REPORT_BUCKETS = 40 };

/* Append the whole report. */
void report_text(struct app *app, struct buf *out);

/* Its parts: */

/* Harmless text with what means something to Markdown escaped; one line. */
void report_escape(struct buf *out, struct str text);
/* A block of code whose fence is longer than any in the text. */
void report_code(struct buf *out, const char *language, struct str text);
/* The first REPORT_ROWS rows as a table. False when they cannot be read. */
bool report_rows(struct buf *out, struct result *r);
/*
 * A step's timeline: a line for each of at most REPORT_BUCKETS buckets, with
 * a bar for either lane when it is split by action. False when there is none.
 */
bool report_timeline(const struct step *step, const struct data_times *times,
                     bool split, struct buf *out);
/* The marks by time as a table. */
void report_marks(struct buf *out, const struct marks *marks);

#endif
