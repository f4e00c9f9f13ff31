/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lines that must come out of a delivery, as the references see it: the
 * text of a record is known to the byte, of other lines only that they are
 * there. See source/record_lines.h for what the lines are.
 */
#ifndef FUZZ_EXPECTED_LINES_H
#define FUZZ_EXPECTED_LINES_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

enum expected_kind { EXPECTED_NONE, EXPECTED_EVENTS, EXPECTED_ROWS };

struct expected_lines {
    enum expected_kind kind; /* by the first record or row */
    bool unknown;            /* the references have no word on this */
    struct buf records;      /* what is known of each line, a newline behind */
    struct buf names;        /* of the last header */
    struct buf row;          /* of the row being made: names, a NUL behind */
    struct buf values;       /* its line */
    bool other_values;       /* which is not known */
};

void expected_done(struct expected_lines *e);
/* A text of records, a line each. */
void expected_event(struct expected_lines *e, struct str text);
/* A value of a row (NULL: it is not known how it is written); its end. */
void expected_value(struct expected_lines *e, struct str name,
                    const struct str *value);
void expected_forget_row(struct expected_lines *e);
void expected_row_end(struct expected_lines *e);
/* What could not be understood: the references do not say how it is shown. */
void expected_junk(struct expected_lines *e);
/* A line of which nothing is known. */
void expected_any(struct expected_lines *e);

/* Are these the lines? False with *why. */
bool expected_compare(const struct expected_lines *e, struct str text,
                      struct buf *why);

#endif
