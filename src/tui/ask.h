/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The questions that panes ask: query texts made from the query on the
 * screen. Everything a pane shows is the answer to a query that a user could
 * have typed (tui-design.md 1).
 */
#ifndef TUI_ASK_H
#define TUI_ASK_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* What talkers are measured by, in the order of the key o. */
enum metric {
    METRIC_REJECTS,
    METRIC_FLOWS,
    METRIC_BYTES,
    METRIC_PACKETS,
    METRIC_COUNT
};

/* What talkers are: one field, or two together. */
struct dimension {
    struct str fields[2];
    uint32_t n;
};

enum { DIMENSION_COUNT = 7 };

const struct dimension *dimension_at(unsigned i);
/* "srcAddr", "srcAddr+dstPort"; arena memory. */
struct str dimension_name(struct arena *a, const struct dimension *d);
/* "rejects", "flows", "bytes", "packets". */
struct str metric_name(enum metric metric);
/* False when no metric is called so. */
bool metric_find(struct str name, enum metric *out);

/* Flows per bucket, split by action when the records have one. */
bool ask_timeline(struct arena *a, struct str query, int64_t bucket_ms,
                  bool by_action, struct str *out, struct err *err);
/* The same of another metric than flows. */
bool ask_timeline_of(struct arena *a, struct str query, enum metric metric,
                     int64_t bucket_ms, bool by_action, struct str *out,
                     struct err *err);
/* The largest values of a dimension: limit rows (key..., metric). */
bool ask_talkers(struct arena *a, struct str query, const struct dimension *d,
                 enum metric metric, unsigned limit, struct str *out,
                 struct err *err);
/* All values of a dimension, the largest first: for the table. */
bool ask_open_talkers(struct arena *a, struct str query,
                      const struct dimension *d, enum metric metric,
                      struct str *out, struct err *err);
/* What is different in this time, both ends included, from the rest. */
bool ask_explain(struct arena *a, struct str query, int64_t from_ms,
                 int64_t to_ms, struct str *out, struct err *err);
/* One row: the metric over all values, and how many values there are. */
bool ask_totals(struct arena *a, struct str query, const struct dimension *d,
                enum metric metric, struct str *out, struct err *err);
/*
 * The metric over time of n values of a dimension; values has d->n texts for
 * each. Rows (key..., time, amount).
 */
bool ask_trend(struct arena *a, struct str query, const struct dimension *d,
               enum metric metric, int64_t bucket_ms, const struct str *values,
               uint32_t n, struct str *out, struct err *err);
/* The buckets in which a metric is more than so much, the newest first. */
bool ask_alert(struct arena *a, struct str query, enum metric metric,
               struct str condition, int64_t bucket_ms, struct str *out,
               struct err *err);
/* The most frequent values of a field, with how many records have each. */
struct str ask_values(struct arena *a, struct str field);
/* The same of the records that the stages before leave; "": of all. */
struct str ask_values_of(struct arena *a, struct str before, struct str field);
/*
 * The values of a field with how many records have each, the most frequent
 * first, under the query's filters; for action, without those on action.
 */
bool ask_field(struct arena *a, struct str query, struct str field,
               unsigned limit, struct str *out, struct err *err);
/* One row: how many values each of these fields has, in all records. */
struct str ask_distinct(struct arena *a, const struct str *fields, uint32_t n);

enum { GROUP_FIELDS_MAX = 4 };

/* What is asked about a group. */
struct group_question {
    struct str query; /* of its records */
    bool has_span;
    int64_t from_ms, to_ms; /* both included */
    bool by_action;
    struct str fields[GROUP_FIELDS_MAX];
    uint32_t n;
};

/*
 * One row: flows; rejects and accepts when by_action; first and last; how
 * many values each of the fields has.
 */
bool ask_group(struct arena *a, const struct group_question *q, struct str *out,
               struct err *err);
/* One row: oldest and newest time. */
struct str ask_times(void);

#endif
