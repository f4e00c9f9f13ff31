/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of the binder share. A scope_build is a scope in the
 * making, with the names that can be used in it and where they came from.
 * All arrays grow in the query's arena.
 */
#ifndef QUERY_BIND_INT_H
#define QUERY_BIND_INT_H

#include "query/bind.h"
#include "query/name_index.h"
#include "query/subquery.h"

/* A name that the query defined, or a column that a stats made. */
struct bound_name {
    struct str name;
    uint32_t slot;
    bool by_text;              /* named by its expression's text, no alias */
    struct str key;            /* its text as bind_text_key has it, if known */
    const struct function *fn; /* the aggregate that it is, alone; or NULL */
    field_id field;            /* the log field that it is, as a group key */
};

/* What is known of a slot beyond struct slot. */
struct slot_note {
    bool numeric_field; /* values of a numeric log field */
    bool is_bin;        /* values of a time bin */
    bool is_key;        /* a group key of the stats before */
    const struct time_bin *bin; /* which bins; NULL when not known */
};

struct scope_build {
    struct scope s;
    struct slot_note *notes; /* one for each slot */
    struct bound_name *names;
    uint32_t n_names;
    struct name_index by_name;   /* the newest of each name */
    struct name_index by_key[2]; /* the newest of each key, [by_text] */
    size_t longest_key;
    struct scope_build *before;  /* the one that made_by ended */
    const struct stage *made_by; /* that stats; NULL in the first scope */
    struct name_index by_aggregate; /* s.aggs by what they are, for sharing */
    uint32_t *agg_slots;         /* of aggregates of the scope before */
    uint32_t n_agg_slots;
    struct name_index by_origin; /* slots of the log and of unknown names */
    struct join_names *join;     /* a join in it, or NULL */
    struct name_index repeats; /* next number for a column's name, see 10.2 */
};

/* A join, while names of its right side are still being asked for. */
struct join_names {
    struct join_names *next; /* of the same query */
    const struct stage *stage;
    struct transform *transform;
    struct binder *right;    /* the query in parentheses, not finished */
};

struct columns {
    struct output_column *p;
    uint32_t n;
    struct name_index by_name;
    uint32_t *of_slot; /* columns of each slot */
    uint32_t n_slots;
};

struct binder {
    struct query *q;
    const struct bind_options *options;
    struct err *err;
    struct scope_build *scope;
    uint32_t n_scopes;
    struct columns shown;   /* 6.5, rules 2 and 3 */
    struct columns display; /* of the last display since the last stats */
    bool has_display;
    bool makes_rows;             /* something does, beside stats */
    bool has_join;
    struct columns named;        /* with a join: the names used so far */
    struct join_names *joins;
    const struct stage *last;    /* before the one that is bound */
    const struct stage *ordered; /* the last sort or limit */
    const struct stage *deduped; /* a dedup, once there was one */
    bool quiet;                  /* no notices: names are not the user's */
    /* While items of a stats list are bound: the scope it ends. */
    struct scope_build *grouped;
    bool in_aggregate;     /* within an aggregate's argument */
    int64_t bin_offset_ms; /* of the by list being bound */
};

/* bind.c: the two halves of query_bind. */

/* All stages, in a binder with its query, options and err. */
bool bind_stages(struct binder *b);
/* The columns, and what is bound; no name can be asked for any more. */
bool bind_finish(struct binder *b, struct bound **out);
/* Columns of a query that chose none; names that are wrong stay null. */
bool bind_default_columns(struct binder *b, struct columns *out);

/* bind_scope.c: growing scopes. */

/* p with room for one more behind n elements of size bytes. */
void *bind_grow(struct binder *b, void *p, size_t n, size_t size);
void bind_open_scope(struct binder *b, const struct stage *made_by);
uint32_t bind_add_slot(struct binder *b, struct slot slot,
                       struct slot_note note);
/* The slot whose value e is: its own when it is a name, else a new one. */
uint32_t bind_slot_of(struct binder *b, struct expr *e, struct str name);
struct row_op *bind_add_op(struct binder *b, enum row_op_kind kind,
                           struct span at);
/* The newest definition of a name in scope, or NULL. */
const struct bound_name *bind_find_name(const struct scope_build *scope,
                                        struct str name);
void bind_define(struct binder *b, struct bound_name name);
/* Append the column, or put it in the place of the one of this name. */
void bind_set_column(struct binder *b, struct columns *columns, struct str name,
                     uint32_t slot);

/* Is some column of the list this slot already? */
bool bind_is_shown(const struct columns *columns, uint32_t slot);

/*
 * Define a name and say so when it was taken (query-language.md 6.4); an
 * error when strict.
 */
bool bind_redefine(struct binder *b, struct bound_name name, struct span at);

/* bind_text.c: the text of expressions. */

struct str bind_source(const struct binder *b, struct span at);
/* As a column name: query-language.md 10.2. */
struct str bind_text_name(struct arena *arena, struct str text);
/* For comparing: lower case and no white space, but within quotes. */
struct str bind_text_key(struct arena *arena, struct str text);
/* The name in the current scope whose expression's text this is, or NULL. */
const struct bound_name *bind_find_text(struct binder *b, struct str text);
/*
 * Does a column have the value of e under an alias, which hides its text?
 * Then the error that says so is set.
 */
bool bind_tell_alias(struct binder *b, const struct expr *e);

/* bind_name.c: names to slots. */

bool bind_name(struct binder *b, struct str name, struct span at,
               uint32_t *slot);
/* The same for a name that the query does not hold as it stands here. */
bool bind_find_slot(struct binder *b, struct str name, struct span at,
                    uint32_t *slot);

/* bind_member.c: members of maps and items of lists. */

/* A field: a name, or what the end of its path is in the map it begins with. */
bool bind_field(struct binder *b, struct expr *e);
/* Is e known to give maps or lists? */
bool bind_is_nested(const struct binder *b, const struct expr *e);
/* An error when it is; where it stands, for the message. */
bool bind_one_value(struct binder *b, const struct expr *e, const char *where);

/* json field=...: the member is a new name. */
bool bind_json(struct binder *b, struct stage *s);

/* bind_expr.c: expressions. */

bool bind_expr(struct binder *b, struct expr *e);
enum result_type bind_type(const struct binder *b, const struct expr *e);
/* Is e a time rounded down or up to a period? */
bool bind_is_bin(const struct binder *b, const struct expr *e);
/* Which bins they are; NULL when e is none. */
const struct time_bin *bind_bin_of(const struct binder *b,
                                   const struct expr *e);
bool bind_is_numeric_field(const struct binder *b, const struct expr *e);

/* bind_doubt.c: what runs and can hardly be meant. */

/*
 * A constant that can never be what the function takes, of its first n
 * arguments, is a mistake. It makes the value null (query-language.md 8), so
 * that is told; it is refused when strict.
 */
bool bind_check_arguments(struct binder *b, const struct expr *e, uint32_t n);
/* A time never equals a text that is no number (query-language.md 4.3). */
void bind_doubt_times(struct binder *b, const struct expr *e,
                      const struct expr *left, const struct expr *right);
void bind_doubt_op(struct binder *b, const struct expr *e);
void bind_doubt_like(struct binder *b, const struct expr *e);

/* bind_sub.c: queries within the query. */

/* Its notices become the outer query's. */
bool bind_subquery(struct binder *b, struct subquery *sub);
/*
 * In two halves, between which columns can be asked of the binder that this
 * gives; NULL with an error.
 */
struct binder *bind_open_subquery(struct binder *b, struct subquery *sub);
bool bind_close_subquery(struct binder *b, struct subquery *sub,
                         struct binder *inner);
/*
 * A subquery of a text that the binder made, which is copied. Its places mean
 * nothing to the user, so its notices are dropped; NULL with an error.
 */
struct subquery *bind_made_subquery(struct binder *b, struct str text,
                                    struct span at);
/*
 * The same of a text that makes a field `@text`, and behind it: how often
 * each shape of it occurs, `@shape` and `@n`; with bins, in each minute, too:
 * `@shape`, `@minute` and `@n`.
 */
struct subquery *bind_shapes_subquery(struct binder *b, struct str text,
                                      bool bins, struct span at);
/* One that gives the values of a list. */
bool bind_in_subquery(struct binder *b, struct subquery *sub);

/* bind_transform.c: commands over all rows in their order. */

/* A transform for the stage; it is given nothing and makes nothing yet. */
struct transform *bind_transform(struct binder *b, const struct stage *s);
/* It is given the slot; the number of the input. */
uint32_t bind_transform_in(struct binder *b, struct transform *t,
                           uint32_t slot);
/* The field or expression as an input. */
bool bind_transform_expr(struct binder *b, struct transform *t,
                         struct expr *e, uint32_t *input);
/*
 * The operation in the current scope, once all inputs are there: from here
 * on there are the rows it gives.
 */
void bind_transform_op(struct binder *b, struct transform *t);
/*
 * Or: the scope ends with it, and in the next one there is only what it
 * makes, as after a stats.
 */
void bind_transform_scope(struct binder *b, struct transform *t);
/*
 * An output, after one of these two: a name, which may take the place of one
 * there is, and a column shown. Outputs of one transform follow one another.
 */
void bind_transform_out(struct binder *b, struct transform *t,
                        struct str name, enum result_type type);

/*
 * An output that takes the place of a name in scope, and of the columns shown
 * under it: it is of the kind of the slot that the name had.
 */
void bind_transform_replace(struct binder *b, struct transform *t,
                            struct str name, uint32_t slot);
/*
 * The field or column as an input, and the name that it has where it is
 * known, for bind_transform_replace.
 */
bool bind_transform_column(struct binder *b, struct transform *t,
                           struct expr *e, uint32_t *input, struct str *name);
/*
 * The columns that would be shown if the query ended here; *room is for
 * those of a query that chose none. NULL with an error.
 */
const struct columns *bind_displayed(struct binder *b, struct columns *room);

/* bind_pattern.c */

bool bind_pattern(struct binder *b, struct stage *s);
/* diff and anomaly, which say how the pattern before them is made. */
bool bind_diff(struct binder *b, struct stage *s);

/* bind_compare.c */

/* The text of the stages before s, with the "|" behind them. */
struct str bind_text_before(const struct binder *b, const struct stage *s);

bool bind_relevantfields(struct binder *b, struct stage *s);
bool bind_logcompare(struct binder *b, struct stage *s);

/* bind_lookup.c */

bool bind_lookup(struct binder *b, struct stage *s);

/* bind_join.c */

bool bind_join(struct binder *b, struct stage *s);
bool bind_join_finish(struct binder *b, struct join_names *j);
/*
 * A name "alias.field" of the join in the current scope. False when it is
 * none; else *good says whether *slot is set, or an error.
 */
bool bind_join_name(struct binder *b, struct str name, struct span at,
                    uint32_t *slot, bool *good);
bool bind_appendcols(struct binder *b, struct stage *s);

/* bind_rows.c */

bool bind_accum(struct binder *b, struct stage *s);
bool bind_autoregress(struct binder *b, struct stage *s);
bool bind_estimate(struct binder *b, struct stage *s);
bool bind_outlier(struct binder *b, struct stage *s);
bool bind_sessionize(struct binder *b, struct stage *s);
bool bind_count_frequent(struct binder *b, struct stage *s);
bool bind_unnest(struct binder *b, struct stage *s); /* and expand */

/* bind_totals.c */

bool bind_addtotals(struct binder *b, struct stage *s);

/* bind_fill.c */

/* Prep: for each output, uint32_t, its input. */
bool bind_filldown(struct binder *b, struct stage *s);
bool bind_fillmissing(struct binder *b, struct stage *s);

/* bind_stats.c: grouping. */

bool bind_stats(struct binder *b, struct stage *s);
/* An aggregate within a stats list: sets its call.slot. */
bool bind_aggregate(struct binder *b, struct expr *e);

/* A notice, once for its text: a name may occur many times. */
void bind_notice(struct binder *b, struct span at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* What the service refuses: a notice here, or an error when strict. */
bool bind_lenient(struct binder *b, struct span at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
