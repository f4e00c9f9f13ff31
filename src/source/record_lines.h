/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What unwrapping makes of a delivery: lines of text, as if the records had
 * stood in a file by themselves. Two kinds, of which a delivery has one:
 *
 *     events: EVENT_WORDS words before each record: the event's time in ms
 *             since 1970 and the log stream, "-" where there is none; a line of
 *             names alone, as the header of a file in events, has no such words
 *     rows:   a header line of names, then lines of values; a new header
 *             where the names change. RECORD_HEADER stands before it
 *
 * White space inside a word would make two of it: it is written as %20.
 */
#ifndef SOURCE_RECORD_LINES_H
#define SOURCE_RECORD_LINES_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum { EVENT_WORDS = 2 };

/*
 * The first byte of a header line of rows. It is a blank, so that no line of
 * values begins with it, whatever the values are.
 */
#define RECORD_HEADER "\f"

/* U+00A0, a blank that parts no words. */
#define RECORD_JUNK "\xc2\xa0"

enum record_kind { RECORD_NONE, RECORD_EVENTS, RECORD_ROWS };

struct record_lines {
    enum record_kind kind; /* by the first record */
    struct buf out;
    uint64_t n;        /* events, rows and junk so far */
    struct buf names;  /* of the last header, a NUL behind each */
    struct buf row;    /* of the row being made: its names, likewise */
    struct buf values; /* the line of its values */
};

void record_lines_done(struct record_lines *r);
/*
 * A record in a text, of which each line is one; empty time or stream: unknown.
 * A text without any is junk.
 */
void record_event(struct record_lines *r, struct str time, struct str stream,
                  struct str record);
/* A row: each of its values, then its end. Nothing is written without any. */
void record_value(struct record_lines *r, struct str name, struct str value);
/* The same apart: all names, and as many values as the row has. */
void record_name(struct record_lines *r, struct str name);
void record_cell(struct record_lines *r, struct str value);
void record_row_end(struct record_lines *r);
/*
 * What could not be understood: a line that will be counted as one that does
 * not fit, with its first bytes to be shown. It is one word, so that no layout
 * takes it for a record, and begins with RECORD_JUNK, as do its words.
 */
void record_junk(struct record_lines *r, struct str text);
/* A line of the delivery that is none here, so that lines keep their number. */
void record_no_line(struct record_lines *r);

#endif
