/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The loaded data: files cut into segments, their layouts, and the cache of
 * decoded columns under one memory budget. One dataset serves many queries,
 * one after the other or side by side.
 *
 * A segment is one block of a file: its rows are the lines that fit their
 * layout, numbered from 0. Header and blank lines are no rows; a line that
 * does not fit is counted and the first kept.
 *
 * A row has one 64-bit id for the whole dataset, ordered as the input is:
 * paths as given, then position in the file.
 */
#ifndef SCAN_DATASET_H
#define SCAN_DATASET_H

#include "base/dict.h"
#include "base/err.h"
#include "flow/field.h"
#include "flow/layout.h"
#include "scan/column.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t row_id;

enum { ROW_BITS = 20, SEGMENT_BITS = 22, FILE_BITS = 20 };

static inline row_id row_id_make(uint32_t file, uint32_t segment, uint32_t row)
{
    return (uint64_t)file << (SEGMENT_BITS + ROW_BITS) |
           (uint64_t)segment << ROW_BITS | row;
}

static inline uint32_t row_id_file(row_id id)
{
    return (uint32_t)(id >> (SEGMENT_BITS + ROW_BITS));
}

static inline uint32_t row_id_segment(row_id id)
{
    return (uint32_t)(id >> ROW_BITS) & ((1u << SEGMENT_BITS) - 1);
}

static inline uint32_t row_id_row(row_id id)
{
    return (uint32_t)id & ((1u << ROW_BITS) - 1);
}

struct dataset;

struct dataset_options {
    const char *format;    /* --format for lines without a header, or NULL */
    unsigned threads;      /* that open files; 0: all processors */
    uint64_t memory_bytes; /* budget of columns and inflated text; 0: a
                              quarter of RAM */
    bool keep_columns;     /* decoded columns are kept for later queries, as
                              far as the budget goes; else each lives as
                              long as its segment is open */
    /* Only records whose start lies here will be asked for; both ends are in
       it. NULL: any. Files that hold none by their names are not opened. */
    const int64_t (*only_ms)[2];
    bool follows; /* files may grow, folders get new ones; a file
                     that is empty yet is no trouble */
    bool polls;   /* then the system is not asked to tell of it */
};

/* NULL with *err when the format is wrong. */
struct dataset *dataset_new(const struct dataset_options *options,
                            struct err *err);
void dataset_free(struct dataset *ds);

/*
 * Add a path of the command line (file, folder, "-"). What cannot be opened
 * or holds no flow records (empty, binary) becomes a message and is left
 * out; returns how many files were added. The same file given twice is read
 * once, with a message. Before the first query only.
 */
size_t dataset_add(struct dataset *ds, const char *path);
/* The same of several, in their order; they are opened side by side. */
size_t dataset_add_all(struct dataset *ds, const char *const *paths, size_t n);

/*
 * Following. A file that is written to is read as far as its lines are whole;
 * what comes later becomes new segments, so that nothing is read twice. A
 * file by another one's name is another file; one that was cut is a new one.
 * A file that is a compressed copy of one that was read, by its name, is left
 * out. All that follows is for a dataset that follows.
 */
/* Follow from now on; nothing is done when it was so before. */
void dataset_follow(struct dataset *ds);
/*
 * Take in what has come since the last look; true when there are new
 * segments. From one thread at a time, side by side with queries.
 */
bool dataset_look(struct dataset *ds);
/*
 * Wait until a look may be worth while, at most so long. False when
 * dataset_wake, which may come from any thread, has ended it.
 */
bool dataset_wait(struct dataset *ds, int most_ms);
void dataset_wake(struct dataset *ds);
/* Nothing will come any more: all was piped in, and the pipes have ended. */
bool dataset_ended(const struct dataset *ds);

/* What the user must be told about the inputs. */
enum message_kind {
    MESSAGE_UNREADABLE, /* could not be opened: exit status 3 */
    MESSAGE_NO_RECORDS, /* holds no flow records: status 3 when alone */
    MESSAGE_DAMAGED,    /* cut, truncated or changed: exit status 4 */
    MESSAGE_NOTE        /* worth knowing */
};

struct message {
    enum message_kind kind;
    const char *text; /* "PATH: what", harmless to a terminal, valid as long as
                         the dataset */
};

/* Messages so far; their number only grows. Safe from any thread. */
size_t dataset_messages(const struct dataset *ds);
struct message dataset_message(const struct dataset *ds, size_t i);

/* A file whose layout was worked out from its values, for lack of a header. */
struct guessed {
    const char *path;
    const char *order; /* "all fields up to version 5"; NULL: by values alone */
    unsigned lines;    /* that it was worked out from */
    unsigned named;    /* columns that are a known field */
    unsigned unnamed;  /* columns that no field was found for */
};
/*
 * Those so far; returns how many, fills at most cap. All texts live as long as
 * *ds. Safe from any thread.
 */
size_t dataset_guessed(const struct dataset *ds, struct guessed *out,
                       size_t cap);

/* As in its options. */
bool dataset_keeps_columns(const struct dataset *ds);
struct fields *dataset_fields(struct dataset *ds);
struct dict *dataset_dict(struct dataset *ds);
size_t dataset_n_files(const struct dataset *ds);
const char *dataset_path(const struct dataset *ds, uint32_t file);
/*
 * Takes it much longer to open a segment of the file than to read a few of its
 * rows? It is unpacked, or made of columns, each time anew.
 */
bool dataset_is_dear(const struct dataset *ds, uint32_t file);
int64_t dataset_mtime_ms(const struct dataset *ds, uint32_t file);
/* Bytes on disk of all files. */
uint64_t dataset_bytes(const struct dataset *ds);
/*
 * Fields of all layouts met so far, in layout order, each once; at least
 * those of each file's first lines. Returns how many, fills at most cap.
 */
size_t dataset_layout_fields(struct dataset *ds, field_id *out, size_t cap);
/*
 * May the value of this field come from the name of a file, whose records do
 * not have it? Then it does not stand in their lines.
 */
bool dataset_may_name(field_id field);

/* Totals over the segments scanned so far. */
struct dataset_totals {
    uint64_t rows;
    uint64_t bad_lines;
    uint64_t text_bytes;  /* text seen in segments scanned at least once */
    uint32_t segments;    /* scanned at least once */
    bool complete;        /* every segment of every file was scanned */
    uint64_t cache_bytes; /* columns and text held now */
    uint64_t text_reads;  /* segments read by all scanners, repeats counted */
};
struct dataset_totals dataset_totals(struct dataset *ds);

/*
 * Of the budget a query now holds so much, and did hold so much before;
 * columns that are kept give way. Returns what all queries hold together.
 */
uint64_t dataset_reserve(struct dataset *ds, uint64_t before, uint64_t now);
/*
 * The texts of the dictionary that are on disk need not be in memory for now,
 * and the others leave less to the columns. To be called often: most calls do
 * nothing, and return 0; else the memory of the texts is returned.
 */
uint64_t dataset_cool_texts(struct dataset *ds);
/*
 * The budget has room for all columns, and the inflated text, of so many
 * segments more: to decode them drives nothing out.
 */
bool dataset_has_room(struct dataset *ds, unsigned n_segments);

/* The first bad line of each kind and file, for showing. */
struct bad_line {
    const char *path;
    uint64_t line;   /* number in the file, from 1; 0 not known */
    uint64_t count;  /* of this kind in this file */
    const char *why; /* "13 values, the layout has 14" */
    struct str text; /* cut at 200 bytes */
};
/* Returns how many, fills at most cap. All texts live as long as *ds. */
size_t dataset_bad_lines(struct dataset *ds, struct bad_line *out, size_t cap);

/*
 * The newest record's time, ms, for relative ranges; reads the start column
 * of all segments (cached afterwards). False when no record has a time.
 */
bool dataset_time_range(struct dataset *ds, unsigned threads, int64_t *oldest,
                        int64_t *newest);

/* What a scan of the records in a range of times would read. */
struct dataset_estimate {
    uint64_t files;
    uint64_t bytes;  /* on disk */
    bool rows_known; /* all were read before, and the range is open */
    uint64_t rows;
};
/*
 * By what is known without reading; both ends included. only: of which of the
 * first n_only files, NULL of all.
 */
struct dataset_estimate dataset_estimate(struct dataset *ds, const bool *only,
                                         size_t n_only, int64_t from_ms,
                                         int64_t to_ms);

#endif
