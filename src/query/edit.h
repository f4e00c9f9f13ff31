/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Editing a query's text the way the screen's gestures do (tui-design.md 5):
 * each takes the text, changes as little of it as it can, and gives the new
 * text; spacing, comments and line breaks of the rest stay as they are.
 */
#ifndef QUERY_EDIT_H
#define QUERY_EDIT_H

#include "base/arena.h"
#include "base/err.h"
#include "query/value.h"

#include <stdbool.h>
#include <stdint.h>

struct edit {
    struct str text;      /* the new query text, in the arena */
    bool changed;
    struct span inserted; /* what is new in it; empty when nothing is */
    struct str message;   /* "added: filter action = \"REJECT\"" or why not */
};

/*
 * All take a query that parses (false with *err otherwise). field is the
 * name to write; another spelling of the same field already used in the
 * query is taken over. Values: numbers bare, else a string.
 */

/* filter field = value; a second value of the same field makes it in [...]. */
bool edit_include(struct arena *a, struct str text, struct str field,
                  struct value value, struct edit *out, struct err *err);

/* How a value is included; of an address, the block that it lies in. */
enum include_as {
    INCLUDE_EXACT,    /* as edit_include */
    INCLUDE_NEAR,     /* its /24; of IPv6 its /64 */
    INCLUDE_FAR,      /* its /16; of IPv6 its /48 */
    INCLUDE_LIKE,     /* like /value/ */
    INCLUDE_AT_LEAST, /* >= value */
    INCLUDE_AT_MOST   /* <= value */
};
/*
 * A filter of that kind. A bound that the filters have already is replaced.
 * Left alone with a message when the value is no address, or no number.
 */
bool edit_include_as(struct arena *a, struct str text, struct str field,
                     struct value value, enum include_as how,
                     struct edit *out, struct err *err);
/* filter field != value; a second one makes it not in [...]. */
bool edit_exclude(struct arena *a, struct str text, struct str field,
                  struct value value, struct edit *out, struct err *err);
/*
 * filter (srcAddr = value or dstAddr = value), for a field with two sides
 * ("src" and "dst" in its name); other fields are left alone with a message.
 */
bool edit_either(struct arena *a, struct str text, struct str field,
                 struct value value, struct edit *out, struct err *err);
/* Sources for destinations and back in the filters before the first stats. */
bool edit_reverse(struct arena *a, struct str text, struct edit *out,
                  struct err *err);
/*
 * filter column >= value (or, when below, column < value) behind the last
 * stats and the filters that follow it: a computed column has no records to
 * filter. The query has a stats.
 */
bool edit_bound(struct arena *a, struct str text, struct str column,
                struct value value, bool below, struct edit *out,
                struct err *err);
/* The same with <=. */
bool edit_bound_at_most(struct arena *a, struct str text, struct str column,
                        struct value value, struct edit *out,
                        struct err *err);
/* A stage behind all others. */
bool edit_append(struct arena *a, struct str text, struct str stage,
                 struct edit *out, struct err *err);
/*
 * The same query with a stage on each line, each in its usual spelling; a
 * stage with a comment in it stays as it is written. Comments are kept.
 */
bool edit_format(struct arena *a, struct str text, struct edit *out,
                 struct err *err);
/*
 * From a row of relevantfields or logcompare to the records: their stage and
 * all behind it go, and a filter keeps what the first contributor says, as
 * in "443 (60% vs 2.1%); ...", where "44-88" is a range of numbers. Left
 * alone with a message when no value is named.
 */
bool edit_difference(struct arena *a, struct str text, struct str field,
                     struct str contributors, struct edit *out,
                     struct err *err);
/*
 * Drill into a group or talker: filters for each (field, value), replacing
 * the first stats and all after it.
 */
bool edit_drill(struct arena *a, struct str text, const struct str *fields,
                const struct value *values, uint32_t n, struct edit *out,
                struct err *err);
/*
 * The lens: action filtered to REJECT, then ACCEPT, then not at all. Any
 * filter stage that is exactly action = "..." is the lens's.
 */
bool edit_lens(struct arena *a, struct str text, struct edit *out,
               struct err *err);
/* The lens as it stands: "REJECT", "ACCEPT" or empty. */
struct str edit_lens_of(struct str text);
/*
 * stats count(*) as flows by field | sort flows desc after the filters, in
 * the place of what sorts, cuts or shows raw rows; in a grouped query field
 * is added to the by list of its first stats.
 */
bool edit_group(struct arena *a, struct str text, struct str field,
                struct edit *out, struct err *err);
/* The final sort: column desc, then asc, then none; replaced, not added. */
bool edit_sort(struct arena *a, struct str text, struct str column,
               struct edit *out, struct err *err);
/*
 * Show these n columns of the result, in this order: the display that
 * decides is changed, or one added at the end. At least one column.
 */
bool edit_display(struct arena *a, struct str text, const struct str *columns,
                  uint32_t n, struct edit *out, struct err *err);
/*
 * The stages before the first stats, limit or dedup that narrow or define
 * rows (filter, parse, fields), as text; a sort between them changes no rows
 * and is left out. Without conditions on action when no_action. What the
 * timeline and the talkers ask on top of.
 */
bool edit_filters(struct arena *a, struct str text, bool no_action,
                  struct str *out, struct err *err);
/*
 * The query up to its stats: all of its groups, in no order. *all tells
 * whether the whole query keeps every one of them, as sort, fields and
 * display do. False with *err (ERR_USAGE) when it has no stats, or several.
 */
bool edit_groups(struct arena *a, struct str text, struct str *out, bool *all,
                 struct err *err);
/*
 * The value a query pins field to with a filter stage field = value, if any
 * (the talkers pane then moves on to the next dimension).
 */
bool edit_pinned(struct arena *a, struct str text, struct str field);
/* One filter stage of a query. */
struct query_filter {
    struct str text;    /* "filter a = 1", as written */
    bool of_groups;     /* behind the first stats, limit or dedup */
    struct str field;   /* when it is field = value alone; else empty */
    struct value value;
};
/*
 * The filter stages in order, texts in the arena, at most cap; how many. 0
 * when the query does not parse.
 */
uint32_t edit_list_filters(struct arena *a, struct str text,
                           struct query_filter *out, uint32_t cap);
/*
 * How many records each filter leaves of what those before it left, of the
 * filters that are not of groups: a query with one row, of all records and
 * then a number a filter.
 */
bool edit_counts(struct arena *a, struct str text, struct str *out,
                 struct err *err);
/* The stages that narrow or define rows before filter number n. */
bool edit_before_filter(struct arena *a, struct str text, uint32_t n,
                        struct str *out, struct err *err);
/*
 * Each filter stage's condition, the lens's too, as a short text for the
 * crumb line; cap at most. Returns how many.
 */
uint32_t edit_crumbs(struct arena *a, struct str text, struct str *out,
                     uint32_t cap);

#endif
