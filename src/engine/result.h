/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A result: named, typed columns over rows that are computed when read, and
 * how complete it is. Results are counted references and never change once
 * given out; a later snapshot is another result.
 */
#ifndef ENGINE_RESULT_H
#define ENGINE_RESULT_H

#include "base/arena.h"
#include "base/err.h"
#include "query/function.h"
#include "query/value.h"

#include <stdbool.h>
#include <stdint.h>

struct result;

struct result_column {
    struct str name;       /* as shown and written */
    enum result_type type; /* what its values are, as far as known */
    bool number_text;      /* a log field of numeric type: number-like texts
                              are numbers in JSON */
    bool key;              /* what a stats groups by, and nothing made of it */
    bool estimate;         /* some values are estimates, or are computed from
                              them: value_is_estimate says which */
};

/* An aggregate that is an estimate: its exact state was too large. */
struct estimate {
    struct str name; /* the aggregate as it is written in the query */
    bool of_count;   /* count_distinct; else a percentile */
    double error;    /* of 1: the standard error of a count; how far the rank
                        of a percentile may be off, of all numbers */
};

void result_retain(struct result *r);
/* Give one reference back; the last one frees. */
void result_release(struct result *r);

/*
 * Nobody will read rows for some time: give back memory that is only for
 * reading, and what it holds of the columns.
 */
void result_rest(struct result *r);
/* Memory that goes with it, about; without what is on disk. */
uint64_t result_bytes(const struct result *r);

uint32_t result_n_columns(const struct result *r);
const struct result_column *result_column(const struct result *r, uint32_t i);
/* Column by name, ignoring case and white space; -1 when there is none. */
int result_find_column(const struct result *r, struct str name);
uint64_t result_n_rows(const struct result *r);
/* Rows are records of the log, so that result_lines works. */
bool result_is_raw(const struct result *r);
/*
 * Rows are read sooner when very many are asked for at once: they are made of
 * records, or lie on disk.
 */
bool result_reads_far(const struct result *r);
/* The budget of the job that made it, in bytes. */
uint64_t result_memory(const struct result *r);
/* Group keys come first; how many columns are keys (0 when raw). */
uint32_t result_n_keys(const struct result *r);
/* The scan was not complete when this was taken. */
bool result_is_partial(const struct result *r);
/* Rows that passed the filters before grouping, sorting and limits. */
uint64_t result_matched(const struct result *r);
/* All estimates that it was made with, shown or not; how many. */
const struct estimate *result_estimates(const struct result *r, uint32_t *n);

/*
 * Compute rows [first, first + n): out[row * columns + column]. Texts are in
 * the arena or live as long as the result. Threads wait for each other.
 * False with *err when records cannot be read any more.
 */
bool result_read(struct result *r, uint64_t first, uint32_t n,
                 struct arena *arena, struct value *out, struct err *err);
/*
 * Before rows are read into an arena: texts beyond so many bytes go to disk,
 * where there is one. No longer than the result lives.
 */
void result_texts_to_disk(const struct result *r, struct arena *arena,
                          size_t most_bytes);
/* The lines of raw rows [first, first + n), byte for byte, in the arena. */
bool result_lines(struct result *r, uint64_t first, uint32_t n,
                  struct arena *arena, struct str *out, struct err *err);
/*
 * Where a row of an earlier result of the same query is in r; searched from
 * row near on in both directions. False when it is not there, or rows are no
 * records.
 */
bool result_find_row(const struct result *r, const struct result *earlier,
                     uint64_t row, uint64_t near, uint64_t *out);
/*
 * File and byte offset of a raw row, for the detail pane. The path is valid
 * as long as the result's engine.
 */
bool result_origin(struct result *r, uint64_t row, const char **path,
                   uint64_t *offset);
/*
 * Number of a raw row's line in its file, from 1; 0 when what stands before
 * it was not read yet.
 */
uint64_t result_line_number(struct result *r, uint64_t row);
/* The time of a raw row's record; false when it has none. */
bool result_time(struct result *r, uint64_t row, int64_t *ms);
/*
 * The number of a raw row's record: the same in all raw results of one
 * engine, and of no other record.
 */
uint64_t result_record(const struct result *r, uint64_t row);
/* The @ptr of a record whose line starts at offset in its file; arena text. */
struct str result_pointer(struct arena *a, uint64_t record, uint64_t offset);
/* Where that record is among the rows; false when it is not, or not raw. */
bool result_find(const struct result *r, uint64_t record, uint64_t *row);
/*
 * The number of the record that result_origin says this of, whether it is in
 * the result or not. Reads a few segments. False when no line begins there.
 */
bool result_locate(struct result *r, const char *path, uint64_t offset,
                   uint64_t *record);

#endif
