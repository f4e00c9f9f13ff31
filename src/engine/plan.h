/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plan of a query: what threads do with the records side by side (the
 * filters of the first scope, then grouping or keeping rows), and where the
 * rest begins, which runs on what they leave. Counted references: results
 * outlive the job that made them.
 */
#ifndef ENGINE_PLAN_H
#define ENGINE_PLAN_H

#include "engine/engine.h"
#include "engine/estimates.h"
#include "engine/needs.h"
#include "engine/key_ranks.h"
#include "query/bind.h"
#include "query/subquery.h"
#include "scan/dataset.h"

enum plan_kind {
    PLAN_GROUP, /* group the rows */
    PLAN_RANK,  /* keep the first rows of an order, or all of them */
    PLAN_ANY,   /* keep the first rows that come along */
    PLAN_NONE   /* no record is read: a transform needs none */
};

struct plan;

struct subplan {
    struct subquery *sub;
    struct plan *plan;
    struct estimates estimates; /* in what it gave, once it is done */
};

struct plan {
    _Atomic unsigned refs;
    struct query *query;
    struct bound *bound;
    struct time_window window;
    int64_t now_ms;
    uint64_t default_limit; /* rows when the last scope has no limit */

    const struct expr **filters; /* all must be true */
    uint32_t n_filters;
    struct str filter_text; /* equal texts: equal selections */
    enum plan_kind kind;
    struct rank_key *keys; /* PLAN_RANK */
    uint32_t n_keys;
    uint64_t limit;   /* rows to keep; 0: all */
    bool oldest_first;   /* else the newest, before any sort */
    uint32_t next_scope; /* where the rest begins, on what is left; and */
    uint32_t next_op;    /* with which operation of it */

    struct subplan *subs; /* of the subqueries, which run before */
    uint32_t n_subs;
    bool inner;           /* of a subquery: the query is borrowed */
    bool *files;          /* [file < n_files]: SOURCE chose it; NULL: all */
    size_t n_files;       /* when they were chosen */

    struct needs filter_needs; /* of the filters and the window */
    struct needs row_needs;    /* of the rest of the parallel part */
    struct needs output_needs; /* of the columns shown, in the last scope */
};

/*
 * Where the query has no time window but subqueries are shifted against it,
 * the newest records stand for it. times gives the oldest and newest time.
 */
typedef bool plan_times_fn(void *arg, int64_t *oldest_ms, int64_t *newest_ms);
void plan_settle_windows(struct plan *p, plan_times_fn *times, void *arg);

/*
 * Settle which files it reads, and its subqueries, by their SOURCE; one
 * without reads what the outer query does. False with *err when one names
 * none of the loaded files (files.c).
 */
bool plan_choose_files(struct plan *p, const struct dataset *ds,
                       struct err *err);
/* Choose again among more files, while nothing reads by the plan. */
void plan_choose_again(struct plan *p, const struct dataset *ds);
/* Does it read this file? */
static inline bool plan_reads(const struct plan *p, size_t file)
{
    return !p->files || (file < p->n_files && p->files[file]);
}

/* NULL with *err. fields: the loaded fields. */
struct plan *plan_new(const struct job_query *q,
                      const struct job_request *request, int64_t now_ms,
                      const struct bind_options *options, struct err *err);
void plan_retain(struct plan *p);
void plan_release(struct plan *p);

/* Prepend the keys of a sort, so that they count before those there are. */
struct rank_key *plan_sort_keys(struct arena *a, const struct row_op *sort,
                                const struct rank_key *keys, uint32_t *n);
/* Does a row operation cut the number of rows? */
bool plan_has_limit(const struct scope *s);
static inline bool window_is_open(struct time_window w)
{
    return w.from_ms == INT64_MIN && w.to_ms == INT64_MAX;
}

static inline bool window_has_open_end(struct time_window w)
{
    return w.from_ms == INT64_MIN || w.to_ms == INT64_MAX;
}

/* Does a record that comes later only add a row, whatever was before? */
bool plan_appends(const struct plan *p);

/* Does the plan end sooner when the newest records come first? */
bool plan_newest_first(const struct plan *p);

/* The plan as text, one step a line. */
void plan_explain(const struct plan *p, const struct fields *fields,
                  struct buf *out);

#endif
