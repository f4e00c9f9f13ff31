/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scanner: one thread's reader of segments. It opens a segment, gives its
 * columns (from the cache, else decoded from the text, all asked for in one
 * pass) and its lines, and closes it. Scratch memory is kept between
 * segments.
 */
#ifndef SCAN_SCANNER_H
#define SCAN_SCANNER_H

#include "base/err.h"
#include "base/str.h"
#include "scan/dataset.h"
#include "scan/value_set.h"

#include <stdbool.h>
#include <stdint.h>

struct scanner;

struct scanner *scanner_new(struct dataset *ds);
void scanner_free(struct scanner *s);

/*
 * Handing out all segments of a dataset to several threads, each once:
 * in input order, those of a compressed file as they are found, and different
 * threads get different compressed files while there are several.
 */
struct scan_queue;
struct scan_queue *scan_queue_new(struct dataset *ds);
void scan_queue_free(struct scan_queue *q);
/*
 * Before the first is taken, and before any order is chosen: hand out only
 * segments of files i < n for which only[i] (borrowed) is true; NULL: of all.
 */
void scan_queue_only(struct scan_queue *q, const bool *only, size_t n);
/*
 * Before the first is taken, and before any order is chosen: hand out one of
 * so many segments, from the first on; 0 and 1: all. Of files that are
 * compressed, or have fewer segments, all those of one in so many.
 */
void scan_queue_sample(struct scan_queue *q, uint32_t one_in);
/*
 * How far a file was handed out: segments, those of a compressed one all at
 * once, and of the next one, which grows, what was there of it.
 */
struct scan_mark {
    uint32_t segments;
    uint32_t rows;               /* in these bytes; SCAN_NOT_KNOWN */
    uint64_t bytes;              /* of its text as it lies in the file */
    const struct layout *layout; /* behind them, if the rows are known */
};

#define SCAN_NOT_KNOWN UINT32_MAX

/* How far a dataset that grows was. All zeros: nothing was handed out. */
struct scan_marks {
    struct scan_mark *files; /* owned */
    size_t n_files;
};
/*
 * Before any order is chosen: hand out only what came since the marks were
 * made, up to what there is now; they are made anew. They are borrowed, since
 * it is noted there what is found. Of a segment of which a part was handed out
 * it is the rest, whose rows go on behind those (scanner_first_row). False
 * when there is nothing.
 */
bool scan_queue_since(struct scan_queue *q, struct scan_marks *marks);
/* The same marks, for when layouts have turned out to be others. */
struct scan_marks scan_marks_copy(const struct scan_marks *marks);
void scan_marks_done(struct scan_marks *marks);
/* Before the first is taken: input order for compressed files, too. */
void scan_queue_in_order(struct scan_queue *q);
/*
 * Before the first is taken: hand out segments newest record first as far as
 * their times are known, before them the others from the end of the input
 * backwards. The order stays as it was where a file's end was not seen yet.
 */
void scan_queue_newest_first(struct scan_queue *q);

enum scan_next {
    SCAN_NEXT_OK,
    SCAN_NEXT_END, /* all segments handed out */
};
/* Take and open the next segment; closes the one that was open. */
enum scan_next scanner_next(struct scanner *s, struct scan_queue *q);
/* Bytes of files handed out so far, of dataset_bytes; for progress. */
uint64_t scan_queue_bytes(const struct scan_queue *q);

/* Open one segment by number. False when it cannot be read (any more). */
bool scanner_open(struct scanner *s, uint32_t file, uint32_t segment);
/*
 * From now on each segment is opened once: where columns are not kept, nor is
 * the text that was made for it.
 */
void scanner_open_once(struct scanner *s);
void scanner_close(struct scanner *s);
/*
 * Close, too; the next one will come later, and be small as a rule: room for
 * texts and columns is given back.
 */
void scanner_rest(struct scanner *s);

/*
 * Segments whose text this scanner has read so far, repeats counted; it
 * stands still while columns in memory answer.
 */
uint64_t scanner_text_reads(const struct scanner *s);

/* Of the open segment: */
/*
 * Is it text? If not (Parquet), its lines are made when they are asked for,
 * and looking for something in them gains nothing.
 */
bool scanner_is_text(const struct scanner *s);
uint32_t scanner_file(const struct scanner *s);
uint32_t scanner_segment(const struct scanner *s);
/*
 * Rows. The first call for a segment never read splits its text; after
 * scanner_want, which does both at once, it costs nothing. A change of
 * layouts (dataset_generation) never changes the rows of an open segment.
 */
uint32_t scanner_rows(struct scanner *s);
/*
 * The number of row 0 in the segment: 0, unless only what came since some
 * marks was taken.
 */
uint32_t scanner_first_row(const struct scanner *s);
/* Has the segment no more rows by now than when it was opened? */
bool scanner_is_current(const struct scanner *s);
/*
 * Decode those of these fields that are not cached, in one pass over the
 * text. Worth calling with all fields that are needed at once.
 */
void scanner_want(struct scanner *s, const field_id *fields, size_t n);
/*
 * Fields that scanner_want_rows may ask for in any segment to come, after a
 * look at others: their places are noted while the text is split, so that it
 * is not split again. Replaces what was expected before.
 */
void scanner_expect(struct scanner *s, const field_id *fields, size_t n);
/*
 * As scanner_want, when only rows[0..n_rows), rising, will be looked at.
 * Where columns are not kept (dataset_options) these rows alone need be
 * decoded: until the segment is closed, other rows of the columns hold
 * anything, unless asked for by an earlier or later call.
 */
void scanner_want_rows(struct scanner *s, const field_id *fields, size_t n,
                       const uint32_t *rows, uint32_t n_rows);
/* The column of a field; pinned, valid until the segment is closed. */
const struct column *scanner_column(struct scanner *s, field_id field);
/*
 * The same when it is there without a look at the text, for all rows; else
 * NULL.
 */
const struct column *scanner_peek(struct scanner *s, field_id field);
/*
 * What the field's values can be, when that is known without a look at the
 * text or at many rows: it was seen before, perhaps when there was room for
 * the column still.
 */
bool scanner_values(struct scanner *s, field_id field, struct value_set *out);
/*
 * As scanner_want, and learn where lines start, for scanner_find. Then
 * scanner_want_rows takes the fields of few rows from their lines alone,
 * without places noted before.
 */
void scanner_want_lines(struct scanner *s, const field_id *fields, size_t n);
/*
 * The rows, rising, whose lines hold needle, 1 to SCANNER_NEEDLE_MAX bytes,
 * anywhere in them; returns how many. rows has room for scanner_rows(s).
 */
enum { SCANNER_NEEDLE_MAX = 64 };
uint32_t scanner_find(struct scanner *s, struct str needle, uint32_t *rows);
/*
 * The line of a row without its newline; valid until the segment is closed.
 * Empty when the file was cut before it.
 */
struct str scanner_line(struct scanner *s, uint32_t row);
/*
 * Byte offset of that line in the (inflated) file; where the file is no text,
 * the number of the record in it, from 0.
 */
uint64_t scanner_line_offset(struct scanner *s, uint32_t row);
/*
 * Number of that line in the file, from 1; 0 when some segment before it was
 * not read yet, or the file was cut before it.
 */
uint64_t scanner_line_number(struct scanner *s, uint32_t row);
/*
 * The segment's one layout when all its lines are under it and every line
 * is values with single spaces between and nothing before or after; else
 * NULL. Then column i of a line is the i-th word of its text.
 */
const struct layout *scanner_regular_layout(struct scanner *s);
/* A start so far from now that it says no time. */
#define RANGE_NO_TIME INT64_MIN
/* The time that a start, in seconds or milliseconds, stands for, ms. */
int64_t range_ms(int64_t start);
/*
 * Smallest and largest time, by start, when already known without reading;
 * false when not known or no record has one. Records without a time may
 * stand between.
 */
bool scanner_known_range(const struct scanner *s, int64_t *min_ms,
                         int64_t *max_ms);

/*
 * True when layouts turned out differently from what earlier segments were
 * read under (a header in mid-file changed the columns): what a query took
 * from this dataset since generation g must be taken again.
 */
uint64_t dataset_generation(struct dataset *ds);

#endif
