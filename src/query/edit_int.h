/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A draft: a query's text under edit together with its tree. Every change
 * replaces a span of the text and parses the result again, so the tree
 * always fits the text; stages found before a change are gone after it.
 */
#ifndef QUERY_EDIT_INT_H
#define QUERY_EDIT_INT_H

#include "query/edit.h"
#include "query/tree.h"

#include <stdbool.h>
#include <stdint.h>

struct draft {
    struct arena *arena;   /* for the texts; the caller's */
    struct str text;
    struct query *q;       /* owned */
    struct span inserted;  /* what is new in text */
    bool changed;
};

bool draft_open(struct draft *d, struct arena *a, struct str text,
                struct err *err);
void draft_close(struct draft *d);
/* Give the result and close. */
bool draft_finish(struct draft *d, struct edit *out, struct str message);

/* Put with in the place of the bytes at. */
bool draft_replace(struct draft *d, struct span at, struct str with,
                   struct err *err);
/* A new stage behind s, or before all stages when s is NULL. */
bool draft_insert(struct draft *d, const struct stage *s, struct str stage,
                  struct err *err);
/* Take one stage out, with the pipe that joins it. */
bool draft_remove(struct draft *d, const struct stage *s, struct err *err);
/* Take s and everything behind it out. */
bool draft_cut(struct draft *d, const struct stage *s, struct err *err);

/* The first stats, or NULL. */
struct stage *draft_stats(const struct draft *d);
/* The stage whose next is s (NULL: the last stage), or NULL. */
struct stage *draft_before(const struct draft *d, const struct stage *s);
static inline bool stage_filters(const struct stage *s)
{
    return s->kind == STAGE_FILTER || s->kind == STAGE_FILTER_INDEX;
}
/* Says which rows there are or what is in them: filter, parse, fields. */
bool stage_shapes(const struct stage *s);
/* Behind it, rows are no longer the records: stats, limit, dedup. */
bool stage_ends_filters(const struct stage *s);

/* Calls see for each condition that "and" joins; stops when it gives true. */
typedef bool condition_fn(void *arg, const struct expr *condition);
bool each_condition(const struct expr *e, condition_fn *see, void *arg);

/* The same field apart from case, "-" and "_". */
bool same_field(struct str a, struct str b);
/*
 * The name that the query itself uses for field up to its first stats:
 * field itself, else another spelling of it, else field.
 */
struct str draft_spelling(const struct draft *d, struct str field);
/*
 * How a column of the result is written: a name as the query spells it, or
 * the text of an expression such as count(*).
 */
struct str draft_column(const struct draft *d, struct str column);
/* Does the expression name the field? */
bool expr_names(const struct expr *e, struct str field);
/* Calls see for each field in the expression, in the order of the text. */
typedef void field_fn(void *arg, const struct expr *field);
void expr_each_field(const struct expr *e, field_fn *see, void *arg);
/* The stage behind which a filter on name goes; NULL: it goes first. */
const struct stage *draft_filter_place(const struct draft *d, struct str name);
/* Is there a filter of the very words of this filter stage? */
bool draft_has_filter(const struct draft *d, struct str stage);
/* What is new, behind a word: "added: filter a = 1". */
struct str draft_say_inserted(const struct draft *d, const char *what);
/* A literal: numbers bare, texts that are plain integers too; else quoted. */
void edit_write_value(struct buf *b, struct value v);

/* The text written so far, copied to the arena; the buffer is done. */
struct str edit_take(struct arena *a, struct buf *b);

#endif
