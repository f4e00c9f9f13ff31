/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gestures that group and order: a stats on top of the filters, a sort. */
#include "query/edit_int.h"

#include "query/print.h"

/* --- Group -------------------------------------------------------------- */

/*
 * Leave the stages that say which rows there are and what is in them. What
 * shows, orders or cuts the rows would work on the groups, and wrongly.
 */
static bool keep_shaping(struct draft *d, struct err *err)
{
    for (const struct stage *s = d->q->stages; s;) {
        if (stage_ends_filters(s))
            return draft_cut(d, s, err);
        if (stage_shapes(s)) {
            s = s->next;
            continue;
        }
        if (!draft_remove(d, s, err))
            return false;
        s = d->q->stages;
    }
    return true;
}

static bool add_group(struct draft *d, struct str name, struct err *err)
{
    struct buf b = {0};

    if (!keep_shaping(d, err))
        return false;
    buf_text(&b, "stats count(*) as flows by ");
    print_name(&b, name);
    buf_text(&b, " | sort flows desc");
    return draft_insert(d, draft_before(d, NULL), edit_take(d->arena, &b), err);
}

static bool grouped_by(const struct stage *stats, struct str name)
{
    for (uint32_t i = 0; i < stats->stats.n_by; i++) {
        const struct expr *e = stats->stats.by[i].expr;
        if (e->kind == EXPR_FIELD && same_field(e->field.name, name))
            return true;
    }
    return false;
}

static bool add_key(struct draft *d, const struct stage *stats, struct str name,
                    struct err *err)
{
    uint32_t n = stats->stats.n_by;
    uint32_t at = n ? stats->stats.by[n - 1].at.end : stats->at.end;
    struct buf b = {0};

    buf_text(&b, n ? ", " : " by ");
    print_name(&b, name);
    return draft_replace(d, (struct span){at, at}, edit_take(d->arena, &b),
                         err);
}

bool edit_group(struct arena *a, struct str text, struct str field,
                struct edit *out, struct err *err)
{
    const struct stage *stats;
    struct draft d;
    struct str name;
    bool ok;

    if (!draft_open(&d, a, text, err))
        return false;
    name = draft_spelling(&d, field);
    stats = draft_stats(&d);
    if (stats && grouped_by(stats, name))
        return draft_finish(
            &d, out, arena_printf(a, "already grouped by %.*s", STR_ARG(name)));
    ok = stats ? add_key(&d, stats, name, err) : add_group(&d, name, err);
    if (ok)
        return draft_finish(&d, out,
                            arena_printf(a, "grouped by %.*s", STR_ARG(name)));
    draft_close(&d);
    return false;
}

/* --- Sort --------------------------------------------------------------- */

/* The sort of the result: the last one behind the last stats. */
static const struct stage *find_sort(const struct draft *d)
{
    const struct stage *sort = NULL;

    for (const struct stage *s = d->q->stages; s; s = s->next) {
        if (s->kind == STAGE_STATS)
            sort = NULL;
        else if (s->kind == STAGE_SORT)
            sort = s;
    }
    return sort;
}

struct str draft_column(const struct draft *d, struct str column)
{
    struct str name = draft_spelling(d, column);
    struct buf b = {0};
    struct query *q;

    buf_text(&b, "sort ");
    buf_add(&b, name);
    q = query_parse(buf_str(&b), true, NULL);
    if (q && !q->stages->next && q->stages->sort.n == 1 &&
        q->stages->sort.keys[0].expr->at.end == b.n &&
        (str_find(name, STR("(")) < name.n ||
         str_find(name, STR(" ")) < name.n)) {
        query_free(q);
        buf_done(&b);
        return name;
    }
    query_free(q);
    buf_reset(&b);
    print_name(&b, name);
    return edit_take(d->arena, &b);
}

/* Is the first key of the sort this column? */
static bool sorts_by(const struct draft *d, const struct stage *sort,
                     struct str key)
{
    struct span at = sort->sort.keys[0].expr->at;
    struct str written = str_slice(d->text, at.start, at.end);

    return same_field(written, key);
}

/*
 * A new sort goes before a limit that cuts the result, since one behind it
 * would order only what the limit left; else it goes last.
 */
static const struct stage *sort_place(const struct draft *d)
{
    const struct stage *place = NULL;
    bool cut = false;

    for (const struct stage *s = d->q->stages; s; s = s->next) {
        if (s->kind == STAGE_STATS)
            cut = false;
        else if (s->kind == STAGE_LIMIT && !s->limit.any)
            cut = true;
        if (!cut)
            place = s;
    }
    return place;
}

static bool put_sort(struct draft *d, const struct stage *old, struct str key,
                     const char *direction, struct err *err)
{
    struct str sort =
        arena_printf(d->arena, "sort %.*s %s", STR_ARG(key), direction);

    return old ? draft_replace(d, old->at, sort, err)
               : draft_insert(d, sort_place(d), sort, err);
}

bool edit_sort(struct arena *a, struct str text, struct str column,
               struct edit *out, struct err *err)
{
    const struct stage *old;
    const char *direction = "desc";
    struct draft d;
    struct str key;
    bool ok;

    if (!draft_open(&d, a, text, err))
        return false;
    key = draft_column(&d, column);
    old = find_sort(&d);
    if (old && sorts_by(&d, old, key))
        direction = old->sort.keys[0].desc ? "asc" : NULL;
    ok = direction ? put_sort(&d, old, key, direction, err)
                   : draft_remove(&d, old, err);
    if (ok)
        return draft_finish(
            &d, out,
            direction ? arena_printf(a, "sort %.*s %s", STR_ARG(key), direction)
                      : STR("no longer sorted"));
    draft_close(&d);
    return false;
}

/* --- Bounds of computed columns ------------------------------------------ */

/* The last stats, or the last filter in the row of filters behind it. */
static const struct stage *bound_place(const struct draft *d)
{
    const struct stage *place = NULL;

    for (const struct stage *s = d->q->stages; s; s = s->next) {
        if (s->kind == STAGE_STATS ||
            (place && s == place->next && stage_filters(s)))
            place = s;
    }
    return place;
}

static bool bound(struct arena *a, struct str text, struct str column,
                  struct value value, enum op op, struct edit *out,
                  struct err *err)
{
    struct buf b = {0};
    struct draft d;

    if (!draft_open(&d, a, text, err))
        return false;
    struct str name = draft_column(&d, column);
    buf_printf(&b, "filter %.*s %s ", STR_ARG(name), op_text(op));
    edit_write_value(&b, value);
    if (draft_insert(&d, bound_place(&d), edit_take(a, &b), err))
        return draft_finish(&d, out, draft_say_inserted(&d, "added"));
    draft_close(&d);
    return false;
}

bool edit_bound(struct arena *a, struct str text, struct str column,
                struct value value, bool below, struct edit *out,
                struct err *err)
{
    return bound(a, text, column, value, below ? OP_LT : OP_GE, out, err);
}

bool edit_bound_at_most(struct arena *a, struct str text, struct str column,
                        struct value value, struct edit *out, struct err *err)
{
    return bound(a, text, column, value, OP_LE, out, err);
}
