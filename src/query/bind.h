/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Binding: names become slots, and the pipeline becomes scopes. A scope is
 * the rows between one stats and the next: what its slots are, what is done
 * to its rows in order, and the grouping that ends it (none in the last).
 */
#ifndef QUERY_BIND_H
#define QUERY_BIND_H

#include "flow/field.h"
#include "query/tree.h"

#include <stdbool.h>
#include <stdint.h>

enum system_field {
    SYSTEM_TIMESTAMP,
    SYSTEM_MESSAGE,
    SYSTEM_INGESTION_TIME,
    SYSTEM_LOG_STREAM,
    SYSTEM_LOG,        /* also @logGroup, @logGroupName */
    SYSTEM_PTR,
    SYSTEM_ACCOUNT,    /* @aws.account */
    SYSTEM_SOURCE_NAME,  /* @data_source_name: "amazon_vpc" */
    SYSTEM_SOURCE_TYPE   /* @data_source_type: "flow" */
};

enum slot_kind {
    SLOT_NULL,    /* nothing defines the name: null in every row */
    SLOT_FIELD,   /* .field of the log; first scope only */
    SLOT_SYSTEM,  /* .system; first scope only */
    SLOT_EXPR,    /* .expr over earlier slots of the same scope */
    SLOT_CAPTURE, /* capture .capture of .parse */
    SLOT_KEY,     /* group key .index of the scope before */
    SLOT_AGG,     /* aggregate .index of the scope before */
    SLOT_MADE     /* output .made_index of the transform .made */
};

struct slot {
    enum slot_kind kind;
    struct str name;
    enum result_type type;
    union {
        field_id field;
        enum system_field system;
        struct expr *expr;
        struct {
            struct parse_spec *parse;
            uint32_t capture;
        };
        struct {
            struct transform *made;
            uint32_t made_index;
        };
        uint32_t index;
    };
};

enum row_op_kind {
    ROW_FILTER, /* .expr */
    ROW_SORT,   /* .keys */
    ROW_LIMIT,  /* .limit, first n */
    ROW_LIMIT_ANY,
    ROW_TAIL,   /* .limit, last n */
    ROW_DEDUP,  /* .slots */
    ROW_EXPAND, /* .parse with multi: one row for each match */
    ROW_TRANSFORM /* .transform of all rows in their order */
};

/*
 * A command that looks at all rows in their order (accum, fillmissing,
 * outlier, ...). It is given the values of some slots and gives rows: those
 * there were, fewer, several for one, or new ones, with values that it makes
 * for them. What it does is said by the stage; engine/transform.h does it.
 */
struct transform {
    const struct stage *stage;
    uint32_t *in;          /* slots it is given */
    uint32_t n_in;
    uint32_t n_out;        /* slots it makes: SLOT_MADE */
    bool alone;            /* it needs no rows: nothing before it runs */
    struct subquery **subs; /* queries that it needs the rows of */
    uint32_t n_subs;
    const void *prep;      /* what the binder found out for it, or NULL */
};

/* What addtotals does; its prep. */
struct totals {
    bool row;           /* the first output is the sum of the row */
    bool col;           /* the others are for the row of totals: */
    const uint32_t *in; /* the input of each; first those that are summed, */
    uint32_t n_sums;    /* then columns that have no total */
    bool any_column;    /* no fields were named: only what is a number */
};

/* What fillmissing does; its prep. Each output has an input. */
struct fill {
    const struct time_bin *bin;
    bool oldest_first;  /* where the order of the rows does not tell */
    bool loose;         /* they are sorted by what is no key of the groups, */
    bool apart;         /* and by no key */
    const uint32_t *in; /* of the bin, the other keys, other columns */
    uint32_t n_keys;    /* other keys */
    const struct value *with; /* for the other columns of a row that is made */
};

struct row_op {
    enum row_op_kind kind;
    struct span at;
    union {
        struct expr *expr;
        struct {
            struct sort_key *keys;
            uint32_t n_keys;
        };
        uint64_t limit;
        struct {
            uint32_t *slots;
            uint32_t n_slots;
        };
        struct parse_spec *parse;
        struct transform *transform;
    };
};

/*
 * One aggregate to compute: fn over arg, in the scope the stats ends. Of names
 * for the same thing one is left: count for countOverTime, sum for
 * sumOverTime, pct for median; topk is count with a sort and a limit.
 */
struct aggregate {
    const struct function *fn;
    struct expr *arg;      /* NULL for count(*) */
    double p;              /* pct: 0 to 100 */
    struct period period;  /* rate */
    bool of_times;         /* the values of arg are times */
    bool time_as_ms;       /* with strict: a time that results is a number */
    const struct sketching *sketching; /* the engine's: a sketch of the values
                                          takes its place; else NULL */
};

struct scope {
    struct slot *slots;
    uint32_t n_slots;
    struct row_op *ops;
    uint32_t n_ops;
    bool grouped;          /* ends with a stats */
    /* Ends with a transform of which only what it makes is left, or NULL. */
    struct transform *reshaped;
    struct expr **keys;    /* its group keys */
    bool *key_is_bin;      /* the key is a time bin */
    uint32_t n_keys;
    struct aggregate *aggs;
    uint32_t n_aggs;
};

struct output_column {
    struct str name;
    uint32_t slot;         /* of the last scope */
    enum result_type type;
    bool numeric_field;    /* a log field of a numeric type (JSON numbers) */
};

struct bound {
    struct query *query;   /* borrowed; must outlive this */
    struct scope *scopes;
    uint32_t n_scopes;
    struct output_column *columns;
    uint32_t n_columns;
    bool raw;              /* rows are records, each at most once: no stats
                              and nothing that makes rows */
    bool default_columns;  /* the query chose none (6.5 rule 4) */
};

struct lookup_tables; /* query/lookup_table.h */

struct bind_options {
    const struct fields *fields;
    /*
     * The same, to add names that nobody knows to, since a header that is
     * still to be read may have them. NULL: all have been read, or nothing
     * is to be run.
     */
    struct fields *awaited;
    /* Fields of the loaded layouts; others get a notice. NULL: no check. */
    const field_id *loaded;
    size_t n_loaded;
    struct lookup_tables *tables; /* for lookup and cidrlookup; or NULL */
    /* Columns when the query chooses none; NULL: @timestamp, @message. */
    const struct str *default_columns;
    uint32_t n_default_columns;
};

/*
 * Bind a parsed query, once; memory is the query's arena. Everything that can
 * be wrong is found here, before any file is read. False with *err.
 *
 * The tree is completed in place: slots are set, bin() becomes datefloor(),
 * a call that repeats the text of a column becomes the field of that name.
 */
bool query_bind(struct query *q, const struct bind_options *options,
                struct bound **out, struct err *err);

/* "@timestamp" and so on; NULL past the end. For completion and --list. */
const char *system_field_name(unsigned i);

#endif
