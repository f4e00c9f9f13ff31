/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each question is the filters of the query on screen, a stats and a sort.
 * Names and values are written by query/print.h, so that they read back.
 */
#include "tui/ask.h"

#include "base/buf.h"
#include "query/edit.h"
#include "query/print.h"
#include "tui/range.h"

#include <inttypes.h>

static const struct {
    struct str name;
    struct str aggregate;
} metrics[METRIC_COUNT] = {
    [METRIC_REJECTS] = {STR("rejects"), STR("count(*)")},
    [METRIC_FLOWS] = {STR("flows"), STR("count(*)")},
    [METRIC_BYTES] = {STR("bytes"), STR("sum(bytes)")},
    [METRIC_PACKETS] = {STR("packets"), STR("sum(packets)")},
};

static const struct dimension dimensions[DIMENSION_COUNT] = {
    {{STR("srcAddr")}, 1},
    {{STR("dstAddr")}, 1},
    {{STR("dstPort")}, 1},
    {{STR("srcAddr"), STR("dstAddr")}, 2},
    {{STR("srcAddr"), STR("dstPort")}, 2},
    {{STR("interfaceId")}, 1},
    {{STR("protocol")}, 1},
};

const struct dimension *dimension_at(unsigned i)
{
    return &dimensions[i % DIMENSION_COUNT];
}

struct str dimension_name(struct arena *a, const struct dimension *d)
{
    if (d->n == 1)
        return d->fields[0];
    return arena_printf(a, "%.*s+%.*s", STR_ARG(d->fields[0]),
                        STR_ARG(d->fields[1]));
}

struct str metric_name(enum metric metric)
{
    return metrics[metric].name;
}

bool metric_find(struct str name, enum metric *out)
{
    for (int i = 0; i < METRIC_COUNT; i++) {
        *out = (enum metric)i;
        if (str_eq(name, metrics[i].name))
            return true;
    }
    return false;
}

static void add_stage(struct buf *b, const char *text)
{
    if (b->n)
        buf_text(b, " | ");
    buf_text(b, text);
}

/* The rows a question is about: the query's own, for rejects the rejected. */
static bool add_rows(struct arena *a, struct str query, enum metric metric,
                     struct buf *b, struct err *err)
{
    struct str filters;

    if (!edit_filters(a, query, false, &filters, err))
        return false;
    buf_add(b, filters);
    if (metric == METRIC_REJECTS)
        add_stage(b, "filter action = \"REJECT\"");
    return true;
}

static void add_fields(struct buf *b, const struct dimension *d)
{
    for (uint32_t i = 0; i < d->n; i++) {
        if (i)
            buf_text(b, ", ");
        print_name(b, d->fields[i]);
    }
}

/* The text so far as the arena's, and the buffer's end. */
static struct str finish(struct arena *a, struct buf *b)
{
    struct str text = arena_copy(a, buf_str(b));

    buf_done(b);
    return text;
}

bool ask_timeline_of(struct arena *a, struct str query, enum metric metric,
                     int64_t bucket_ms, bool by_action, struct str *out,
                     struct err *err)
{
    struct buf b = {0};
    struct str filters;
    char bucket[RANGE_TEXT_MAX];

    if (!edit_filters(a, query, true, &filters, err))
        return false;
    bucket_name(bucket_ms, bucket);
    buf_add(&b, filters);
    add_stage(&b, "stats ");
    buf_add(&b, metrics[metric].aggregate);
    buf_printf(&b, " as %.*s by %s%s", STR_ARG(metrics[metric].name), bucket,
               by_action ? ", action" : "");
    *out = finish(a, &b);
    return true;
}

bool ask_timeline(struct arena *a, struct str query, int64_t bucket_ms,
                  bool by_action, struct str *out, struct err *err)
{
    return ask_timeline_of(a, query, METRIC_FLOWS, bucket_ms, by_action, out,
                           err);
}

bool ask_open_talkers(struct arena *a, struct str query,
                      const struct dimension *d, enum metric metric,
                      struct str *out, struct err *err)
{
    struct buf b = {0};
    struct str name = metrics[metric].name;

    if (!add_rows(a, query, metric, &b, err)) {
        buf_done(&b);
        return false;
    }
    add_stage(&b, "stats ");
    buf_add(&b, metrics[metric].aggregate);
    buf_printf(&b, " as %.*s by ", STR_ARG(name));
    add_fields(&b, d);
    buf_printf(&b, " | sort %.*s desc", STR_ARG(name));
    *out = finish(a, &b);
    return true;
}

bool ask_talkers(struct arena *a, struct str query, const struct dimension *d,
                 enum metric metric, unsigned limit, struct str *out,
                 struct err *err)
{
    struct str all;

    if (!ask_open_talkers(a, query, d, metric, &all, err))
        return false;
    *out = arena_printf(a, "%.*s | limit %u", STR_ARG(all), limit);
    return true;
}

bool ask_explain(struct arena *a, struct str query, int64_t from_ms,
                 int64_t to_ms, struct str *out, struct err *err)
{
    struct buf b = {0};
    struct str filters;

    if (!edit_filters(a, query, false, &filters, err))
        return false;
    buf_add(&b, filters);
    add_stage(&b, "relevantfields where ");
    buf_printf(&b, "@timestamp >= %" PRId64 " and @timestamp <= %" PRId64,
               from_ms, to_ms);
    *out = finish(a, &b);
    return true;
}

bool ask_totals(struct arena *a, struct str query, const struct dimension *d,
                enum metric metric, struct str *out, struct err *err)
{
    struct buf b = {0};

    if (!add_rows(a, query, metric, &b, err)) {
        buf_done(&b);
        return false;
    }
    add_stage(&b, "stats ");
    buf_add(&b, metrics[metric].aggregate);
    buf_text(&b, " as total");
    if (d->n == 1) {
        buf_text(&b, ", count_distinct(");
        print_name(&b, d->fields[0]);
        buf_text(&b, ") as distinct");
    }
    *out = finish(a, &b);
    return true;
}

/* "a in [...]", or for two fields "(a = x and b = y) or ...". */
static void add_values(struct buf *b, const struct dimension *d,
                       const struct str *values, uint32_t n)
{
    if (d->n == 1) {
        print_name(b, d->fields[0]);
        buf_text(b, " in [");
    }
    for (uint32_t i = 0; i < n; i++) {
        if (d->n == 1) {
            buf_text(b, i ? ", " : "");
            print_string(b, values[i]);
            continue;
        }
        buf_text(b, i ? " or (" : "(");
        for (uint32_t k = 0; k < d->n; k++) {
            buf_text(b, k ? " and " : "");
            print_name(b, d->fields[k]);
            buf_text(b, " = ");
            print_string(b, values[i * d->n + k]);
        }
        buf_char(b, ')');
    }
    if (d->n == 1)
        buf_char(b, ']');
}

bool ask_trend(struct arena *a, struct str query, const struct dimension *d,
               enum metric metric, int64_t bucket_ms, const struct str *values,
               uint32_t n, struct str *out, struct err *err)
{
    struct buf b = {0};
    char bucket[RANGE_TEXT_MAX];

    if (!add_rows(a, query, metric, &b, err)) {
        buf_done(&b);
        return false;
    }
    bucket_name(bucket_ms, bucket);
    add_stage(&b, "filter ");
    add_values(&b, d, values, n);
    buf_text(&b, " | stats ");
    buf_add(&b, metrics[metric].aggregate);
    buf_text(&b, " as amount by ");
    add_fields(&b, d);
    buf_printf(&b, ", %s", bucket);
    *out = finish(a, &b);
    return true;
}

bool ask_alert(struct arena *a, struct str query, enum metric metric,
               struct str condition, int64_t bucket_ms, struct str *out,
               struct err *err)
{
    enum { BUCKETS = 1000 };
    struct buf b = {0};
    struct str name = metrics[metric].name;
    char bucket[RANGE_TEXT_MAX];

    if (!add_rows(a, query, metric, &b, err)) {
        buf_done(&b);
        return false;
    }
    bucket_name(bucket_ms, bucket);
    add_stage(&b, "stats ");
    buf_add(&b, metrics[metric].aggregate);
    buf_printf(&b, " as %.*s by %s as bucket | filter %.*s %.*s", STR_ARG(name),
               bucket, STR_ARG(name), STR_ARG(condition));
    buf_printf(&b, " | sort bucket desc | limit %d", BUCKETS);
    *out = finish(a, &b);
    return true;
}

struct str ask_times(void)
{
    return STR("stats min(@timestamp) as oldest, max(@timestamp) as newest");
}

struct str ask_values_of(struct arena *a, struct str before, struct str field)
{
    struct buf b = {0};

    buf_add(&b, before);
    add_stage(&b, "stats count(*) as records by ");
    print_name(&b, field);
    buf_text(&b, " | sort records desc | limit 500");
    return finish(a, &b);
}

struct str ask_values(struct arena *a, struct str field)
{
    return ask_values_of(a, (struct str){0}, field);
}

bool ask_field(struct arena *a, struct str query, struct str field,
               unsigned limit, struct str *out, struct err *err)
{
    struct buf b = {0};
    struct str filters;

    if (!edit_filters(a, query, str_eq(field, STR("action")), &filters, err))
        return false;
    buf_add(&b, filters);
    add_stage(&b, "stats count(*) as flows by ");
    print_name(&b, field);
    buf_printf(&b, " | sort flows desc | limit %u", limit);
    *out = finish(a, &b);
    return true;
}

static void add_distinct(struct buf *b, struct str field)
{
    buf_text(b, "count_distinct(");
    print_name(b, field);
    buf_char(b, ')');
}

struct str ask_distinct(struct arena *a, const struct str *fields, uint32_t n)
{
    struct buf b = {0};

    for (uint32_t i = 0; i < n; i++) {
        buf_text(&b, i ? ", " : "stats ");
        add_distinct(&b, fields[i]);
    }
    return finish(a, &b);
}

bool ask_group(struct arena *a, const struct group_question *q, struct str *out,
               struct err *err)
{
    struct buf b = {0};
    struct str filters;

    if (!edit_filters(a, q->query, false, &filters, err))
        return false;
    buf_add(&b, filters);
    if (q->has_span) {
        add_stage(&b, "filter ");
        buf_printf(&b, "@timestamp >= %" PRId64 " and @timestamp <= %" PRId64,
                   q->from_ms, q->to_ms);
    }
    add_stage(&b, "stats count(*) as flows");
    if (q->by_action)
        buf_text(&b, ", sum(action = \"REJECT\") as rejects"
                     ", sum(action = \"ACCEPT\") as accepts");
    buf_text(&b, ", min(@timestamp) as first, max(@timestamp) as last");
    for (uint32_t i = 0; i < q->n; i++) {
        buf_text(&b, ", ");
        add_distinct(&b, q->fields[i]);
    }
    *out = finish(a, &b);
    return true;
}
