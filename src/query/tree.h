/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tree of a query: what the parser makes and the binder reads. Every
 * node has the span of its text. All memory is the query's arena.
 */
#ifndef QUERY_TREE_H
#define QUERY_TREE_H

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "query/function.h"
#include "query/path.h"
#include "query/value.h"

#include <stdbool.h>
#include <stdint.h>

struct literal_set; /* query/literal_set.h */
struct subquery;    /* query/subquery.h */

enum expr_kind {
    EXPR_LITERAL, /* .literal */
    EXPR_PERIOD,  /* .period, only as an argument */
    EXPR_FIELD,   /* .field */
    EXPR_MEMBER,  /* .field within a map or list; made by the binder */
    EXPR_STAR,    /* count(*) */
    EXPR_CALL,    /* .call */
    EXPR_OP,      /* .op: unary and binary operators */
    EXPR_LIKE,    /* .like: like, not like, =~ */
    EXPR_IN       /* .in: in, not in, over a list or a subquery */
};

struct expr {
    enum expr_kind kind;
    struct span at;
    bool parens; /* written in parentheses; for printing */
    union {
        struct value literal;
        struct period period;
        struct {
            struct str name;   /* whole, without backticks unless indexed */
            struct path path;  /* its segments; none when it has one only */
            uint32_t slot;     /* set by the binder, in its scope */
            uint32_t inner;    /* member: the first step into the slot */
        } field;
        struct {
            const struct function *fn;
            struct expr **args;
            uint32_t n;
            struct span name_at;
            const void *prep;  /* set by the binder */
            uint32_t slot;     /* aggregates: their slot, set by the binder */
        } call;
        struct {
            enum op op;
            struct expr *a;
            struct expr *b;    /* NULL when unary */
        } op;
        struct {
            struct expr *text;
            struct expr *find;  /* substring; NULL with a regex */
            struct regex *regex;
            struct str pattern; /* source of the regex */
            bool negated;
        } like;
        struct {
            struct expr *item;
            struct expr **list; /* of a subquery: filled when it has run */
            uint32_t n;
            bool negated;
            bool bare; /* no brackets: the one value is a list */
            struct subquery *sub; /* or NULL: the list is written */
            struct literal_set *set; /* of a long list of constants, or NULL */
        } in;
    };
};

/* expr [as name] */
struct item {
    struct expr *expr;
    struct str alias;     /* empty when there is none */
    struct span alias_at;
    struct span at;       /* the whole item */
};

struct sort_key {
    struct expr *expr;
    bool desc;
};

enum parse_kind {
    PARSE_GLOB,
    PARSE_REGEX,
    PARSE_LOGFMT, /* one name, a map */
    PARSE_CSV,
    PARSE_XML
};

struct parse_spec {
    struct expr *source;     /* NULL: @message */
    enum parse_kind kind;
    struct str glob;         /* glob: as written, escapes resolved */
    /*
     * Glob: the literal texts around the stars, n + 1. NULL when the glob
     * has no star: then n is 1 and the one name is null in every row.
     */
    struct str *pieces;
    struct regex *regex;
    struct str pattern;      /* source of the regex; xml: the path */
    struct str *names;       /* n fields made */
    struct span *names_at;
    uint32_t *groups;        /* regex: group number of each name */
    uint32_t n;
    uint32_t first_slot;     /* set by the binder: slots are consecutive */
    bool multi;
    /*
     * A glob of n > 0 stars with exactly one space between and nothing
     * around, over @message: n; else 0. The scan then reads column i for
     * star i where the layout has n columns.
     */
    uint32_t positional;
};

/* json field=payload "user.name" as username */
struct json_spec {
    struct expr *field;
    struct str text;         /* the path as written */
    struct path path;
    struct str name;
    struct span name_at;
};

/* name = value, for a saved query. */
struct saved_argument {
    struct str name;
    struct span name_at;
    struct str text;         /* of the value, as written */
};

enum stage_kind {
#define STAGE(id, ...) STAGE_##id,
#include "query/stages.def"
#undef STAGE
    STAGE_COUNT
};

/* A column of a table, and a name in the query. */
enum { LOOKUP_MAX_KEYS = 32 };

struct lookup_name {
    struct str column;
    struct span column_at;
    struct expr *field;  /* keys */
    struct str alias;    /* results; as the column when it has none */
    struct span alias_at;
};

/* with VALUE for FIELD */
struct fill_with {
    struct value value;
    struct expr *field;
};

/* One name of filldown, or several by a pattern with "*". */
struct name_pattern {
    struct str text;
    struct span at;
    bool wild;
};

struct stage {
    struct stage *next;
    enum stage_kind kind;
    struct span at;          /* from the command word to the stage's end */
    struct span word_at;
    union {
        struct {             /* SOURCE */
            struct str *names;
            struct span *names_at;
            uint32_t n;      /* 0: all files */
        } source;
        struct {             /* fields display unmask */
            struct item *items;
            uint32_t n;
        } fields;
        struct expr *filter; /* filter where filterIndex */
        struct {
            struct item *aggs;
            uint32_t n_aggs;
            struct item *by;
            uint32_t n_by;
            struct period offset;
            bool has_offset;
        } stats;
        struct {
            struct sort_key *keys;
            uint32_t n;
        } sort;
        struct {
            uint64_t n;
            bool any;
            bool tail;
        } limit;
        struct parse_spec *parse;
        struct json_spec *json;
        struct {             /* $name(...); query/saved.h replaces it */
            struct str name;
            struct span name_at;
            struct saved_argument *args;
            uint32_t n;
        } saved;
        struct {
            struct expr **fields;
            uint32_t n;
        } dedup;
        struct {             /* lookup cidrlookup */
            struct str table;
            struct span table_at;
            struct lookup_name *keys; /* table column, field */
            uint32_t n_keys;          /* cidrlookup: 1; column may be empty */
            bool only_new;            /* OUTPUTNEW */
            struct lookup_name *outs; /* table column, name of the result */
            uint32_t n_outs;
        } lookup;
        struct expr *pattern;
        int64_t diff_ms;     /* how long before; 0: directly */
        struct {             /* relevantfields logcompare */
            struct expr **fields; /* or none */
            uint32_t n;
            struct expr *condition;
            struct period shift;
        } compare;
        struct {
            struct expr *field;
            struct str alias; /* empty when there is none */
        } accum;
        struct {
            struct expr *field;
            struct str alias;     /* empty when there is none */
            uint32_t first, last; /* how many rows before; 0: not written */
        } autoregress;
        struct {
            struct str name;       /* of the column; empty: Total */
            bool no_row;           /* no such column */
            bool col;              /* a row of totals */
            struct expr **fields;  /* none: all columns shown */
            uint32_t n;
        } addtotals;
        struct {
            struct expr **fields;
            uint32_t n;
            struct value param;    /* null: not written */
            bool remove, use_lower, mark;
        } outlier;
        struct {
            struct expr **fields;
            uint32_t n;
            struct period max_span; /* .n 0: not written */
            struct str alias;       /* empty: session_id */
        } sessionize;
        struct {
            struct expr **fields;
            uint32_t n;
        } frequent;
        struct {
            struct name_pattern *names; /* none: all columns shown */
            uint32_t n;
        } filldown;
        struct {
            struct fill_with *with;
            uint32_t n;
        } fillmissing;
        struct {             /* unnest expand */
            struct expr *list;
            struct str name; /* of the item; empty: that of the list */
        } unnest;
        struct {
            struct subquery *sub;
            bool outer;              /* type=left */
            struct str left, right;  /* aliases of the two sides */
            struct str left_key, right_key; /* fields, without alias */
            struct span left_at, right_at;  /* of the keys */
        } join;
        struct {
            struct subquery *sub;
            bool override;
            uint64_t max;            /* rows of the subquery; 0: all */
        } appendcols;
    };
};

struct notice {
    struct notice *next;
    struct span at;
    struct str text;
    bool doubtful;           /* more likely a mistake than meant */
};

/* The service's row limits (query-language.md 14), kept only when strict. */
enum { STRICT_DEFAULT_ROWS = 10000, STRICT_MAX_ROWS = 100000 };

struct query {
    struct arena arena;
    struct str text;         /* copy, in the arena */
    struct stage *stages;    /* in order */
    struct notice *notices;  /* in order of their finding */
    uint32_t n_notices;
    struct subquery *subs;   /* queries within it, in order; owned */
    struct regex_owner regexes;
    bool inner;              /* a subquery itself */
    bool strict;
};

/*
 * Parse a query. NULL with *err (span set) when it is wrong. strict refuses
 * the leniencies of query-language 15. The empty text is a query of no
 * stages.
 */
struct query *query_parse(struct str text, bool strict, struct err *err);
void query_free(struct query *q);
/*
 * Add a notice (once per place and text). Of a great many the first are kept,
 * and that there are more.
 */
void query_notice(struct query *q, struct span at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool query_notices_full(const struct query *q);
/* Call the notices at this place doubtful: the screen asks before it runs. */
void query_doubt(struct query *q, struct span at);

/* The constant that e is: a literal, perhaps with a sign. */
bool expr_constant(const struct expr *e, struct value *out);

/* Line and column of a place, both from 1; columns count code points. */
void query_place(struct str text, uint32_t offset, uint32_t *line,
                 uint32_t *column);
/*
 * "vpcscope: query:LINE:COLUMN: text", the source line and a caret line,
 * appended to out; of errors and of notices alike (design.md 6).
 */
struct buf;
void query_explain_at(struct buf *out, struct str text, struct span at,
                      const char *msg);
/*
 * The same for programs, as a line of JSON: message and location, with line,
 * column, and offsets of the place's start and end in characters, named as
 * the service names them, and in bytes.
 */
void query_explain_json(struct buf *out, struct str text, struct span at,
                        const char *msg);

#endif
