/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a scanner, for scanner.c and the files named below. */
#ifndef SCAN_SCANNER_INT_H
#define SCAN_SCANNER_INT_H

#include "base/cpu.h"
#include "scan/dataset_int.h"
#include "scan/lane.h"
#include "scan/queue.h"
#include "scan/scanner.h"
#include "scan/text.h"

/* Where the lines of the open segment start. */
struct line_starts {
    bool known;
    const uint32_t *at;        /* by row */
    struct cache_entry *entry; /* pinned, when it holds them */
    uint32_t *own;             /* else they are here */
    size_t cap;
};

struct scanner {
    struct dataset *ds;
    enum cpu_level cpu;
    bool open;
    uint32_t file;
    uint32_t segment;
    struct segment_facts facts;
    struct source_part part; /* of a segment that grows, what is read of it */
    uint32_t first_row;      /* rows before that */
    bool whole;              /* that is all of it, as it was when opened */
    bool keeps;              /* what is made goes to the cache */
    struct scan_queue *queue; /* that handed it out; or NULL */
    struct scan_unit unit;    /* as it did */
    struct segment_text text;
    /* A pass of a dataset that keeps nothing comes by once: it inflates to
       room. Who opens a segment by its number may come again soon, unless
       it is said that each is opened once. Plain files are read to room
       whenever all of a segment is looked at. */
    bool passing;
    bool once;
    struct source_room room;
    uint64_t text_reads; /* segments whose text this scanner asked for */
    struct column nulls; /* the column of a field that no row has */
    struct lane **lanes; /* one for each field that was ever asked for */
    size_t n_lanes;
    size_t cap_lanes;
    struct line_starts lines;

    struct line_reader *reader;
    /* Of the pass under way: the lanes it serves and their fields. */
    struct lane **served;
    field_id *fields;
    size_t n_served;
    size_t cap_served;
};

/*
 * The text of the open segment; false when there is none (any more).
 * TEXT_LINES: only a few of its lines are looked at.
 */
enum text_use { TEXT_ALL, TEXT_LINES };
bool scanner_get_text(struct scanner *s, enum text_use use);
/* The segment, which is no text, is read; of text the above counts it. */
void scanner_count_read(struct scanner *s);
/* Where its lines start becomes known; false when there is no text. */
bool scanner_get_lines(struct scanner *s);
/* The lane is ready with the column its decoder has made. */
void scanner_finish_lane(struct scanner *s, struct lane *lane);
struct cache_key scanner_key(const struct scanner *s, uint32_t what);

/* pass.c: */
/* Let the next pass serve this lane, which is empty. */
void pass_serve(struct scanner *s, struct lane *lane, bool noting);
/*
 * Go over the text once for the lanes served: they become noted or ready.
 * lines: the starts of lines, too. Afterwards the segment is read.
 */
void pass_run(struct scanner *s, bool lines);
/* Rows from this one on, which the text has lost, are null in the lane. */
void pass_fill_up(struct lane *lane, uint32_t from, uint32_t n_rows);
/* Room for the starts of n lines; those of n_rows are known now. */
void pass_reserve_lines(struct scanner *s, size_t n);
void pass_finish_lines(struct scanner *s, uint32_t n_rows);

/* pick.c: */
/* Can so few rows be taken from their lines alone? */
bool pick_suits(const struct scanner *s, uint32_t n_rows);
/*
 * Note the places of these rows in the lanes served by going over their
 * lines, and decode them: the lanes become picked.
 */
void pick_run(struct scanner *s, const uint32_t *rows, uint32_t n_rows);

#endif
