/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of a dataset, for the files of src/scan: files, their segments
 * and the layouts in force.
 *
 * A block's layout is what the last header at or before it states, but
 * blocks are read in any order. So each is read under the layout that is
 * known at that time, and blocks with a header are remembered (changes).
 * When one comes up that contradicts what later blocks were read under,
 * those go to their next epoch: they count as never read, what was made
 * from them is not found any more, and the generation of the dataset moves.
 *
 * The last segment of a followed file gets more rows until it is full. While
 * it is open nothing that is made of it is kept, and who has read the rows
 * before asks for the rest alone (queue.h). An epoch of it is one extent, so
 * that all who read it under that find the same rows. What its lines were is
 * counted once for each, by whoever comes first.
 */
#ifndef SCAN_DATASET_INT_H
#define SCAN_DATASET_INT_H

#include "base/arena.h"
#include "flow/guess.h"
#include "scan/cache.h"
#include "scan/dataset.h"
#include "scan/follow.h"
#include "scan/header.h"
#include "scan/lines.h"
#include "scan/value_set.h"
#include "source/handle.h"
#include "source/source.h"

#include <pthread.h>
#include <stdatomic.h>

enum { BAD_TEXT_MAX = 200, SEGMENTS_PER_CHUNK = 64 };

/* The bad lines of a segment that has some. */
struct segment_bad {
    struct bad bad[BAD_KINDS]; /* text.at is of no use any more */
    char text[BAD_KINDS][BAD_TEXT_MAX];
};

/* What is known of a segment under the layouts of its epoch. */
struct segment_facts {
    uint32_t epoch;
    uint32_t renewals; /* times that its layouts turned out to be others */
    uint64_t extent;   /* as of source_extent; 0: it is always the same */
    bool open;         /* it may get more: none of this is kept */
    const struct layout *start; /* in force at its first line */
    bool read;                  /* the rest is known */
    bool regular;
    const struct layout *only; /* of all its rows; NULL when they differ */
    uint32_t rows;
    bool has_range; /* of start, ms */
    int64_t min_ms, max_ms;
    const struct value_set *values; /* of some fields, in the file's arena */
};

struct segment {
    struct segment_facts facts; /* .start is set when it is opened */
    bool opened;                /* in this epoch */
    bool counted;               /* what follows is of its first counted_to */
    bool whole;                 /* which is all that is there */
    uint64_t counted_to;        /* bytes, as of its extent */
    uint32_t rows, lines;
    uint64_t text_bytes;
    struct segment_bad *bad; /* owned; NULL when there are none */
};

/* A segment with header lines, and the layout after them. */
struct change {
    uint32_t segment;
    uint64_t to; /* the extent in which they were found */
    const struct layout *layout;
};

enum detected {
    DETECTED_RECORDS,
    DETECTED_NOTHING,
    DETECTED_RAW,
    DETECTED_STRIPPED, /* records behind f->strip: strip the source, again */
    DETECTED_PARQUET   /* it is Parquet once it is unpacked */
};

/* What is to be told of a file once its turn in the input's order comes. */
struct note {
    enum message_kind kind;
    char *what; /* owned */
};

struct notes {
    struct note *p;
    size_t n, cap;
    struct guess guess; /* its layout is NULL where that was not guessed */
};

struct file {
    struct source *source;
    const char *path;
    struct str account, region; /* by the name; empty: it says none */
    bool packed;
    bool strips; /* see detect_layout */
    struct strip strip;
    struct parquet *parquet; /* the source's; NULL: the file is text */
    uint32_t n_mapped;       /* segments whose text is not worth caching */
    struct header_rules rules;
    const struct layout *start; /* before any header but one on line 1 */
    /* Of start, and of headers not far behind it; or NULL. */
    const struct layout *fields;

    pthread_mutex_t lock; /* of what follows */
    struct segment **chunks;
    uint32_t n_chunks;
    uint32_t n_first;       /* segments that the first chunk has room for */
    uint32_t n_segments;    /* found so far */
    bool final;             /* there are no more */
    bool settled;           /* for now: nothing has come for some time */
    struct change *changes; /* segments rising */
    size_t n_changes;
    size_t cap_changes;
    struct arena arena; /* of value sets */
    bool told_damage;
    struct notes *notes; /* while it is examined: messages go there */
};

/* A file that was looked into and is not the dataset's yet. */
struct examined {
    struct file *file;
    enum detected what;
    enum source_read got;     /* of its first block */
    struct err err;           /* why that could not be read */
    const char *why;          /* it holds no records */
    struct source_text first; /* the text of that block if it is worth keeping:
                                 it was inflated; else empty */
    struct notes notes;
};

struct known_slot {
    uint32_t file; /* its number + 1; 0: none */
    uint32_t tag;  /* more bits of its hash: most others are told by them */
};

/* The files by what they are, not by name. */
struct known {
    struct known_slot *slots;
    uint32_t n_slots; /* a power of two, or 0 */
};

struct dataset {
    struct handles *handles;
    struct dict *dict;
    struct spill *spill;                 /* of the dictionary; or NULL */
    atomic_int_least64_t cooled_ms;      /* when it was cooled last */
    atomic_uint_fast64_t texts_reserved; /* of the cache's budget, for it */
    struct fields *fields;
    struct layouts *layouts;
    const struct layout *format; /* from the user, or NULL */
    struct header_filter filter;
    struct cache *cache;
    uint64_t memory_bytes; /* the budget, or 0 */
    bool keep_columns;
    unsigned threads;
    int64_t from_ms, to_ms; /* no other records are asked for */

    /* There is room for all there can be: once a query runs, files are only
       added, and by none but one that follows. */
    struct file **files;
    const char **paths; /* as given */
    size_t n_paths, cap_paths;
    atomic_size_t n_files;
    struct known known;    /* for the thread that adds files */
    struct follow *follow; /* NULL: it does not */
    atomic_uint_fast64_t bytes;
    atomic_size_t first_bytes; /* of files' first texts, see add.c */

    pthread_mutex_t lock; /* of what follows, up to generation */
    struct arena arena;
    struct str header; /* the first line that was one last, and its layout */
    const struct layout *header_layout;
    struct message *messages;
    size_t n_messages;
    size_t cap_messages;
    struct guessed *guessed;
    size_t n_guessed;
    size_t cap_guessed;
    field_id *met; /* fields of layouts, in the order they were met */
    size_t n_met;
    size_t cap_met;
    bool left_out; /* there was no room for a column; it was told */

    atomic_uint_fast64_t generation;
    atomic_uint_fast64_t rows;
    atomic_uint_fast64_t bad_lines;
    atomic_uint_fast64_t text_bytes;
    atomic_uint_fast64_t n_read;     /* segments read */
    atomic_uint_fast64_t text_reads; /* repeats counted */
    atomic_uint_fast64_t n_segments; /* found so far */
    atomic_uint_fast64_t n_unended;  /* files whose end was not seen */
};

/* dataset.c */
void dataset_tell(struct dataset *ds, enum message_kind kind, const char *path,
                  const char *what);
/* The layout of the file at this path was worked out. */
void dataset_note_guess(struct dataset *ds, const char *path,
                        const struct guess *g);
/* The fields of this layout, of a file, have been met. */
void dataset_meet(struct dataset *ds, struct file *f,
                  const struct layout *layout);
/* And those that the file's name says. */
void dataset_meet_named(struct dataset *ds, const struct file *f);

/* examine.c */
/*
 * Find out what a source is, which *out then owns as a file. room: for text,
 * of the calling thread. Several threads may examine different sources.
 * keeps: may the first text be kept, if there is so much of it?
 */
void dataset_examine(struct dataset *ds, struct source *source,
                     struct source_room *room, struct examined *out);
/* Its first text will not be wanted soon, nor where its reading stands. */
void examined_forget(struct examined *e);
/* The same, and the file is let go, and what was to be told of it. */
void examined_drop(struct examined *e);
enum taken {
    TAKEN_FILE,      /* it is a file of the dataset now */
    TAKEN_TOLD,      /* it is none, and the user was told why */
    TAKEN_NOT_KNOWN, /* it is none: its lines have no layout that is known */
    TAKEN_EMPTY,     /* it is none, and has no bytes */
    TAKEN_NOTHING    /* it is none */
};
/*
 * Take what was examined in as a file of the dataset, or drop it; tell what is
 * to be told. From one thread at a time.
 * in_folder: it was met in a folder, where other files may be as well: it is
 * not told when it holds no records. any: take it, too, when its lines have
 * no layout that is known.
 */
enum taken dataset_settle(struct dataset *ds, struct examined *e,
                          bool in_folder, bool any);
/*
 * Both in one for a source that comes alone. *file is set when it is one.
 */
enum taken dataset_take(struct dataset *ds, struct source *source,
                        bool in_folder, bool any, struct file **file);

/* add.c */
/* As dataset_add_all, of a dataset that does not follow. */
size_t dataset_walk(struct dataset *ds, const char *const *paths, size_t n);

/* known.c */
/* This file of the dataset is known from now on. */
void known_add(struct dataset *ds, uint32_t number);
/* Is it one of those? */
bool known_find(const struct dataset *ds, const struct source *source);

/* detect.c */
/*
 * What a file begins with: sets its start layout and rules from the text of
 * its first block. For DETECTED_NOTHING *why says what it is.
 */
enum detected detect_layout(struct dataset *ds, struct file *f, struct str text,
                            const char **why);
/* Is that a header, by its first lines alone? Then start layout and rules are
   set. */
bool detect_header(struct dataset *ds, struct file *f, struct str head);

/* file.c */
struct file *file_new(struct source *source);
void file_free(struct file *f);
/* Segments found so far; *final: these are all. */
uint32_t file_segments(struct file *f, bool *final);
/* Learn how many blocks the source has found; more when it has grown. */
void file_update(struct dataset *ds, struct file *f);
/* Segment i does not exist, so none after it does. */
void file_ended(struct dataset *ds, struct file *f, uint32_t i);
/* Nothing has come for some time: what is made of the last segment is worth
   keeping. */
void file_settle(struct file *f);
/* What is known of segment i, which is now in use. */
struct segment_facts file_open(struct file *f, uint32_t i);
/*
 * This part of segment i was read under *facts: keep what was found, unless
 * its epoch is over. Fills the rest of *facts.
 */
void file_read(struct dataset *ds, struct file *f, uint32_t i,
               struct source_part part, struct str text,
               const struct line_summary *found, struct segment_facts *facts);
/* The times of segment i under *facts. */
void file_ranged(struct file *f, uint32_t i, const struct segment_facts *facts);
/* What the values of a field of segment i are; to *facts, too. */
void file_valued(struct file *f, uint32_t i, const struct value_set *set,
                 struct segment_facts *facts);
/* What is known of the field's values, or NULL. */
const struct value_set *file_values(const struct segment_facts *facts,
                                    field_id field);
/* Lines of any kind before segment i; false when not all were read. */
bool file_lines_before(struct file *f, uint32_t i, uint64_t *out);
/* All of a segment under these facts. */
static inline struct source_part facts_part(const struct segment_facts *facts)
{
    return (struct source_part){0, facts->extent};
}

/* Tell the user about the file, now or when its turn comes. */
void file_tell(struct dataset *ds, struct file *f, enum message_kind kind,
               const char *what);
/*
 * What the file's name says of a field that its records do not have; empty:
 * nothing. Lives as long as the file.
 */
struct str file_named_value(const struct file *f, field_id field);
/* Tell of damage to the file, once. */
void file_check_damage(struct dataset *ds, struct file *f);
/* Segment i, or NULL when it was never opened; with the lock held. */
struct segment *file_find(struct file *f, uint32_t i);

/* range.c */
/* The same of the smallest and the largest start; false: nobody knows. */
bool range_of_starts(int64_t min, int64_t max, int64_t *min_ms,
                     int64_t *max_ms);
/* Smallest and largest time in a start column, ms; false: none has one. */
bool range_of_column(const struct dict *dict, const struct column *c,
                     int64_t *min_ms, int64_t *max_ms);

#endif
