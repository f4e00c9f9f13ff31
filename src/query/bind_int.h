/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of the binder share. A scope_build is a scope in the
 * making, with the names that can be used in it and where they came from.
 * All arrays grow in the query's arena.
 */
#ifndef QUERY_BIND_INT_H
#define QUERY_BIND_INT_H

#include "query/bind.h"

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
};

struct scope_build {
    struct scope s;
    struct slot_note *notes; /* one for each slot */
    struct bound_name *names;
    uint32_t n_names;
    struct scope_build *before;  /* the one that made_by ended */
    const struct stage *made_by; /* that stats; NULL in the first scope */
    struct str *agg_texts;       /* argument of each s.aggs, for sharing */
};

struct columns {
    struct output_column *p;
    uint32_t n;
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
    bool has_expand;
    const struct stage *ordered; /* the last sort or limit */
    const struct stage *deduped; /* a dedup, once there was one */
    bool quiet;                  /* no notices: names are not the user's */
    /* While items of a stats list are bound: the scope it ends. */
    struct scope_build *grouped;
    bool in_aggregate;     /* within an aggregate's argument */
    int64_t bin_offset_ms; /* of the by list being bound */
};

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

/* bind_expr.c: expressions. */

bool bind_expr(struct binder *b, struct expr *e);
enum result_type bind_type(const struct binder *b, const struct expr *e);
/* Is e a time rounded down or up to a period? */
bool bind_is_bin(const struct binder *b, const struct expr *e);
bool bind_is_numeric_field(const struct binder *b, const struct expr *e);

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
