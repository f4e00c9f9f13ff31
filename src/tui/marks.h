/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Marks: records that the user wants to find again, each with a number and,
 * if it has one, a note. A mark belongs to its record, which is a place in a
 * file; the engine's number of it is looked up again in each session.
 */
#ifndef TUI_MARKS_H
#define TUI_MARKS_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MARKS_MAX = 999, MARK_NAME_MAX = 8, MARK_LINE_MAX = 300 };

/* The time of a record that has none. */
#define MARK_NO_TIME INT64_MIN

struct mark {
    unsigned number;  /* "m1"; from 1 */
    char *path;       /* the file of its record, and the byte in it */
    uint64_t offset;
    int64_t time_ms;
    char *line;       /* the record, harmless, cut at MARK_LINE_MAX cells */
    char *note;       /* one line, harmless; NULL: none */
    bool located;     /* record holds */
    bool lost;        /* no such record in the files that are open */
    uint64_t record;  /* result_record's number */
};

/* In the order of their numbers. All-zero is empty. */
struct marks {
    struct mark *items;
    size_t n, cap;
    unsigned last;    /* the highest number given so far */
};

void marks_done(struct marks *m);
/*
 * Another mark, with copies of the texts of like; its number is like's, or
 * the next one when that is 0. NULL when there are MARKS_MAX. Pointers to
 * marks hold until one is added or removed.
 */
struct mark *marks_add(struct marks *m, const struct mark *like);
void marks_remove(struct marks *m, const struct mark *mark);
/* Empty takes the note away. Control bytes do not get into it. */
void mark_set_note(struct mark *mark, struct str note);

struct mark *marks_by_record(const struct marks *m, uint64_t record);
struct mark *marks_by_number(const struct marks *m, unsigned number);
/* All marks by time, those without one last: out has room for m->n. */
void marks_by_time(const struct marks *m, const struct mark **out);
/* "m1". */
void mark_name(const struct mark *mark, char out[MARK_NAME_MAX]);

#endif
