/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lines that must come out of a delivery, as the references see it: the
 * text of a record is known to the byte, and its log stream; of some lines
 * only that they are there. See source/record_lines.h for what the lines are.
 */
#ifndef FUZZ_EXPECTED_LINES_H
#define FUZZ_EXPECTED_LINES_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum expected_kind { EXPECTED_NONE, EXPECTED_EVENTS, EXPECTED_ROWS };

struct expected_lines {
    enum expected_kind kind; /* by the first record or row */
    bool open;               /* the references have no word on what follows */
    uint64_t n;              /* events, rows, and what is neither */
    struct buf lines;        /* each its form, a newline behind */
    struct buf names;        /* of the last header */
    struct buf row;          /* of the row being made: names, a NUL behind */
    struct buf values;       /* its line */
    bool other_values;       /* which is not known */
};

/* A word, a time or a stream of which nothing is known. */
#define EXPECTED_ANY "*"

void expected_done(struct expected_lines *e);
/* Nothing is known from here on: what is added below is left out. */
void expected_open(struct expected_lines *e);
/*
 * A text of records, a line each, with the event's time and log stream. Times
 * are looked at where they are 13 digits, and so milliseconds, or empty.
 */
void expected_event(struct expected_lines *e, struct str time,
                    struct str stream, struct str text);
/* A row: names and values (NULL: it is not known how it is written). */
void expected_name(struct expected_lines *e, struct str name);
void expected_cell(struct expected_lines *e, const struct str *value);
/* Both, of which the value of a start or an end may be a date. */
void expected_value(struct expected_lines *e, struct str name,
                    const struct str *value);
void expected_forget_row(struct expected_lines *e);
void expected_row_end(struct expected_lines *e);
/* What could not be understood: a line that will be skipped. */
void expected_junk(struct expected_lines *e);
/* The events and the junk of another delivery. */
void expected_take(struct expected_lines *e, const struct expected_lines *from);

/* Are these the lines? False with *why. */
bool expected_compare(const struct expected_lines *e, struct str text,
                      struct buf *why);

#endif
