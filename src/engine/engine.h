/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What runs queries: an interface with one implementation today, the local
 * engine over a dataset (engine/local.h). Nothing above this header may
 * assume that the records are local files.
 *
 * A job is one running request of one or more queries answered in one pass.
 * Its owner asks for snapshots; it never calls back.
 */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "base/err.h"
#include "base/str.h"
#include "engine/result.h"
#include "flow/field.h"

#include <stdbool.h>
#include <stdint.h>

/* Both ends included, ms since 1970; the extremes of int64 mean open. */
struct time_window {
    int64_t from_ms;
    int64_t to_ms;
};
#define TIME_WINDOW_ALL ((struct time_window){INT64_MIN, INT64_MAX})

struct job_query {
    struct str text;
    /* Columns when the query chooses none; NULL: @timestamp, @message. */
    const struct str *default_columns;
    uint32_t n_default_columns;
};

struct job_request {
    const struct job_query *queries;
    uint32_t n_queries;
    struct time_window window;
    bool strict;
    bool hold_doubts;      /* refuse a query with a name that nothing defines,
                              as if that were an error */
    uint32_t one_in;       /* of so many parts of the input read one, spread
                              over all of it; 0 or 1: all. A compressed file
                              is read as a whole or not at all */
    uint64_t limit;        /* rows when a query has no limit; 0: all */
    int64_t timeout_ms;    /* a job that runs longer fails; 0: as the engine
                              has it. Following is no running */
    unsigned snapshot_ms;  /* make partial results this often; 0: never */
    bool follows;          /* of an engine that follows: go on when all is
                              read, and take in what comes. Where a query
                              cannot go on (it has subqueries), or with a
                              window that moves, ask again */
    bool only_new;         /* each result has the rows that came since the one
                              before and is given out once, oldest first,
                              where job_appends allows */
};

/* Something the user should know about a query; not an error. */
struct job_notice {
    uint32_t query; /* number of the query */
    struct span at;
    const char *text;
};

enum job_state {
    JOB_RUNNING,
    JOB_FOLLOWING, /* all that is there is in the results; it waits for more */
    JOB_DONE,
    JOB_CANCELLED,
    JOB_FAILED
};

struct job_progress {
    enum job_state state;
    uint64_t bytes_done, bytes_total; /* of the inputs, as they lie on disk */
    uint64_t rows_scanned;
    uint64_t bad_lines;    /* lines that fit no layout, in what was scanned */
    uint64_t segments;
    uint64_t no_time;      /* rows left out of the window for lack of a time */
    uint64_t text_reads;   /* segments whose text the scan read; 0 when all came
                              from columns in memory */
    uint64_t spilled_bytes; /* written to disk for lack of memory */
    uint64_t growth;       /* of the engine, as far as it is in the results */
    double seconds;
    bool incomplete;       /* damage or a limit: exit status 4 */
};

struct job;
struct engine;

struct job_ops {
    struct job_progress (*progress)(struct job *j);
    /*
     * The newest result of a query, partial or final; a new reference, or
     * NULL when there is none yet. Cheap: results are made by the job.
     */
    struct result *(*snapshot)(struct job *j, uint32_t query);
    /* Changes whenever a newer snapshot is there. */
    uint64_t (*version)(struct job *j);
    void (*cancel)(struct job *j);     /* returns at once */
    void (*wait)(struct job *j);       /* until it is not running */
    /*
     * Until a snapshot newer than version is there, or the job has ended, at
     * most so long.
     */
    void (*wait_newer)(struct job *j, uint64_t version, unsigned ms);
    /* Records that come later only add rows to each query's result. */
    bool (*appends)(struct job *j);
    /* Valid when JOB_FAILED (*err is filled), or when incomplete. */
    const struct err *(*error)(struct job *j);
    const struct job_notice *(*notices)(struct job *j, uint32_t *n);
    void (*free)(struct job *j);       /* cancels and waits first */
};

struct job {
    const struct job_ops *ops;
};

struct engine_field {
    field_id id;
    struct str name;       /* canonical query name */
    const struct field *field;
    bool loaded;           /* some loaded layout has it */
};

struct engine_info {
    struct str title;      /* "flow.log", "logs/ (12 files)" */
    uint64_t files;
    uint64_t bytes;        /* on disk */
    uint64_t rows;         /* known so far */
    uint64_t bad_lines;
    bool all_scanned;      /* rows and bad_lines are final */
    bool following;
    uint64_t growth;       /* while following: changes when records come */
    bool ended;            /* following, but nothing will come any more */
    uint64_t memory_bytes; /* the budget of its jobs */
};

/* Lines that are no records: the first of each kind in each input. */
struct engine_bad_line {
    const char *path;
    uint64_t line;      /* from 1; 0 not known */
    uint64_t count;     /* of this kind in this input */
    const char *why;    /* "13 values, the layout has 14" */
    struct str text;    /* may be cut */
};

/* A file whose columns were worked out from its values. */
struct engine_guess {
    const char *path;
    const char *order; /* "all fields up to version 5"; NULL: by values alone */
    unsigned lines;    /* that were looked at */
    unsigned named, unnamed; /* columns */
};

struct engine_ops {
    /* NULL with *err (span set when it is about queries[*which]). */
    struct job *(*start)(struct engine *e, const struct job_request *request,
                         uint32_t *which, struct err *err);
    struct engine_info (*info)(struct engine *e);
    /* Fields of the loaded layouts, in layout order; how many. */
    size_t (*fields)(struct engine *e, struct engine_field *out, size_t cap);
    /* Times of the oldest and newest record; may read. False: no times. */
    bool (*time_range)(struct engine *e, int64_t *oldest_ms,
                       int64_t *newest_ms);
    /*
     * Begin or end following: taking in what comes to the inputs. Jobs that
     * follow are to be freed before the end. False with *err.
     */
    bool (*follow)(struct engine *e, bool on, struct err *err);
    /* Messages about the inputs; NULL past the end. */
    const char *(*message)(struct engine *e, size_t i);
    /* Of what was scanned so far; how many, fills at most cap. */
    size_t (*bad_lines)(struct engine *e, struct engine_bad_line *out,
                        size_t cap);
    /* The same of files whose layout was guessed. */
    size_t (*guesses)(struct engine *e, struct engine_guess *out, size_t cap);
    /*
     * The plan of a query, as text appended to out (--explain).
     */
    bool (*explain)(struct engine *e, const struct job_request *request,
                    struct buf *out, struct err *err);
    void (*free)(struct engine *e);
};

struct engine {
    const struct engine_ops *ops;
};

/* Shorthands. */
static inline struct job *engine_start(struct engine *e,
                                       const struct job_request *request,
                                       uint32_t *which, struct err *err)
{
    return e->ops->start(e, request, which, err);
}

static inline void job_free(struct job *j)
{
    if (j)
        j->ops->free(j);
}

#endif
