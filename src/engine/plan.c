/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Filters commute with each other and with sorts, so all of them up to the
 * first operation that depends on the order of rows run first. When that
 * operation is a limit the threads do it too, with the sorts before it.
 */
#include "engine/plan.h"

#include "base/mem.h"
#include "engine/bar.h"
#include "query/print.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct rank_key *plan_sort_keys(struct arena *a, const struct row_op *sort,
                                const struct rank_key *keys, uint32_t *n)
{
    struct rank_key *all = arena_alloc(a, (sort->n_keys + *n) * sizeof *all);

    for (uint32_t i = 0; i < sort->n_keys; i++)
        all[i] = (struct rank_key){.expr = sort->keys[i].expr,
                                   .desc = sort->keys[i].desc};
    if (*n)
        memcpy(all + sort->n_keys, keys, *n * sizeof *all);
    *n += sort->n_keys;
    return all;
}

bool plan_has_limit(const struct scope *s)
{
    for (uint32_t i = 0; i < s->n_ops; i++) {
        enum row_op_kind kind = s->ops[i].kind;

        if (kind == ROW_LIMIT || kind == ROW_LIMIT_ANY || kind == ROW_TAIL)
            return true;
    }
    return false;
}

/* The first operation that depends on the order of the rows. */
static uint32_t take_filters_and_sorts(struct plan *p, struct arena *a)
{
    const struct scope *s = &p->bound->scopes[0];
    uint32_t i = 0;

    p->filters = arena_alloc(a, s->n_ops * sizeof *p->filters);
    for (; i < s->n_ops; i++) {
        if (s->ops[i].kind == ROW_FILTER)
            p->filters[p->n_filters++] = s->ops[i].expr;
        else if (s->ops[i].kind == ROW_SORT)
            p->keys = plan_sort_keys(a, &s->ops[i], p->keys, &p->n_keys);
        else
            break;
    }
    return i;
}

/* The last scope that ends with a transform that needs no rows. */
static bool needs_no_rows(struct plan *p)
{
    for (uint32_t i = p->bound->n_scopes; i > 0; i--) {
        const struct scope *s = &p->bound->scopes[i - 1];

        if (!s->reshaped || !s->reshaped->alone)
            continue;
        p->kind = PLAN_NONE;
        p->n_filters = 0;
        p->n_keys = 0;
        p->next_scope = i - 1;
        p->next_op = s->n_ops;
        return true;
    }
    return false;
}

static void choose_kind(struct plan *p, uint32_t op)
{
    const struct scope *s = &p->bound->scopes[0];

    if (needs_no_rows(p))
        return;
    p->next_op = op;
    p->kind = PLAN_RANK;
    if (op == s->n_ops) {
        if (s->grouped)
            p->kind = PLAN_GROUP; /* the order does not matter */
        else if (!s->reshaped)
            p->limit = p->default_limit;
    } else if (s->ops[op].kind == ROW_LIMIT) {
        p->limit = s->ops[op].limit;
        p->next_op = op + 1;
    } else if (s->ops[op].kind == ROW_LIMIT_ANY && p->n_keys == 0) {
        p->kind = PLAN_ANY;
        p->limit = s->ops[op].limit;
        p->next_op = op + 1;
    }
    if (p->kind != PLAN_RANK)
        p->n_keys = 0;
}

static bool needs_time(const struct aggregate *a)
{
    enum function_id id = a->fn->id;

    return id == FUNCTION_EARLIEST || id == FUNCTION_LATEST ||
           id == FUNCTION_RATE;
}

static void find_needs(struct plan *p)
{
    const struct bound *b = p->bound;
    const struct scope *first = &b->scopes[0];
    const struct scope *last = &b->scopes[b->n_scopes - 1];

    needs_init(&p->filter_needs, first);
    p->filter_needs.times = !window_is_open(p->window);
    for (uint32_t i = 0; i < p->n_filters; i++)
        needs_expr(&p->filter_needs, first, p->filters[i]);

    needs_init(&p->row_needs, first);
    p->row_needs.times = p->kind == PLAN_RANK;
    for (uint32_t i = 0; i < p->n_keys; i++)
        needs_expr(&p->row_needs, first, p->keys[i].expr);
    for (uint32_t i = 0; p->kind == PLAN_GROUP && i < first->n_keys; i++)
        needs_expr(&p->row_needs, first, first->keys[i]);
    for (uint32_t i = 0; p->kind == PLAN_GROUP && i < first->n_aggs; i++) {
        needs_expr(&p->row_needs, first, first->aggs[i].arg);
        p->row_needs.times |= needs_time(&first->aggs[i]);
    }

    needs_init(&p->output_needs, last);
    for (uint32_t i = 0; i < b->n_columns; i++)
        needs_slot(&p->output_needs, last, b->columns[i].slot);
}

/*
 * Filters with the same text keep the same rows, if the names in them mean
 * the same; a name that is computed makes the filter one of its own.
 */
static struct str filter_text(const struct plan *p, struct arena *a)
{
    const struct scope *s = &p->bound->scopes[0];
    struct buf text = {0};

    for (uint32_t i = 0; i < p->n_filters; i++) {
        buf_text(&text, i ? " | " : "");
        print_expr(&text, p->filters[i]);
    }
    for (uint32_t i = 0; i < s->n_slots; i++) {
        const struct slot *slot = &s->slots[i];

        if (!p->filter_needs.seen[i] || slot->kind == SLOT_FIELD ||
            slot->kind == SLOT_SYSTEM)
            continue;
        buf_printf(&text, " # %.*s", STR_ARG(slot->name));
        if (slot->kind == SLOT_EXPR)
            print_expr(&text, slot->expr);
        else
            buf_printf(&text, "%p", (const void *)p);
    }
    struct str copy = arena_copy(a, buf_str(&text));
    buf_done(&text);
    return copy;
}

/* A notice that is to stop the query, as its error. */
static bool has_doubt(const struct query *q, struct err *err)
{
    const struct notice *n = q->notices;

    while (n && !n->doubtful)
        n = n->next;
    if (n)
        err_set_at(err, ERR_QUERY, n->at, "%.*s", STR_ARG(n->text));
    return n != NULL;
}

/* From what p has of its query, bound and with its window. */
static void make_plan(struct plan *p)
{
    struct arena *arena = &p->query->arena;

    assert(p->bound->n_scopes > 0);
    if (plan_has_limit(&p->bound->scopes[p->bound->n_scopes - 1]))
        p->default_limit = 0;
    choose_kind(p, take_filters_and_sorts(p, arena));
    find_needs(p);
    p->filter_text = filter_text(p, arena);
}

static struct time_window sub_window(const struct subquery *sub,
                                     struct time_window outer)
{
    int64_t shift = sub->shift_ms;

    if (sub->window == SUB_WINDOW_SAME || sub->window == SUB_WINDOW_NEW)
        return outer;
    if (window_has_open_end(outer))
        return outer; /* see plan_settle_windows */
    if (sub->window == SUB_WINDOW_BEFORE)
        shift = outer.to_ms - outer.from_ms + 1;
    return (struct time_window){outer.from_ms - shift, outer.to_ms - shift};
}

/* An open end is where the records end; at least a moment is left. */
static struct time_window closed_window(struct time_window w, int64_t oldest_ms,
                                        int64_t newest_ms)
{
    if (w.from_ms == INT64_MIN)
        w.from_ms = oldest_ms < w.to_ms ? oldest_ms : w.to_ms;
    if (w.to_ms == INT64_MAX)
        w.to_ms = newest_ms > w.from_ms ? newest_ms : w.from_ms;
    return w;
}

/* Of a query without a window, whose newest record is known. */
static struct time_window newest_window(const struct subquery *sub,
                                        int64_t oldest_ms, int64_t newest_ms)
{
    int64_t length = sub->shift_ms;

    /* Without a shift of its own the newer half stands for the window. */
    if (sub->window == SUB_WINDOW_BEFORE || length == 0)
        length = (newest_ms - oldest_ms) / 2 + 1;
    struct time_window newest = {newest_ms - length + 1, newest_ms};

    if (sub->window == SUB_WINDOW_NEW)
        return newest;
    return (struct time_window){newest.from_ms - length, newest.to_ms - length};
}

void plan_settle_windows(struct plan *p, plan_times_fn *times, void *arg)
{
    int64_t oldest_ms, newest_ms;

    for (uint32_t i = 0; i < p->n_subs; i++) {
        struct subplan *s = &p->subs[i];

        if (s->sub->window != SUB_WINDOW_SAME &&
            window_has_open_end(p->window) &&
            times(arg, &oldest_ms, &newest_ms)) {
            s->plan->window =
                window_is_open(p->window)
                    ? newest_window(s->sub, oldest_ms, newest_ms)
                    : sub_window(s->sub, closed_window(p->window, oldest_ms,
                                                       newest_ms));
            s->plan->filter_needs.times = true;
        }
        plan_settle_windows(s->plan, times, arg);
    }
}

/* The plans of all subqueries, and of those within them. */
static void make_subplans(struct plan *p)
{
    for (struct subquery *s = p->query->subs; s; s = s->next)
        p->n_subs++;
    p->subs = mem_calloc(p->n_subs, sizeof *p->subs);
    uint32_t i = 0;

    for (struct subquery *s = p->query->subs; s; s = s->next, i++) {
        struct plan *inner = mem_calloc(1, sizeof *inner);

        inner->refs = 1;
        inner->inner = true;
        inner->query = s->query;
        inner->bound = s->bound;
        inner->window = sub_window(s, p->window);
        inner->now_ms = p->now_ms;
        p->subs[i] = (struct subplan){.sub = s, .plan = inner};
        make_plan(inner);
        make_subplans(inner);
    }
}

struct plan *plan_new(const struct job_query *q,
                      const struct job_request *request, int64_t now_ms,
                      const struct bind_options *options, struct err *err)
{
    struct query *query = query_parse(q->text, request->strict, err);
    struct bind_options own = *options;
    struct plan *p;

    if (!query)
        return NULL;
    p = mem_calloc(1, sizeof *p);
    p->refs = 1;
    p->query = query;
    p->window = request->window;
    p->now_ms = now_ms;
    p->default_limit = request->limit;
    own.default_columns = q->default_columns;
    own.n_default_columns = q->n_default_columns;
    if (!query_bind(query, &own, &p->bound, err) ||
        (request->hold_doubts && has_doubt(query, err))) {
        plan_release(p);
        return NULL;
    }
    make_plan(p);
    make_subplans(p);
    p->oldest_first = request->only_new && plan_appends(p);
    return p;
}

bool plan_appends(const struct plan *p)
{
    const struct scope *s = &p->bound->scopes[0];

    return p->bound->n_scopes == 1 && !s->grouped && !s->reshaped &&
           p->kind == PLAN_RANK && p->n_keys == 0 && p->limit == 0 &&
           p->default_limit == 0 && p->next_op == s->n_ops && p->n_subs == 0;
}

bool plan_newest_first(const struct plan *p)
{
    return p->kind == PLAN_RANK && p->limit > 0 &&
           bar_is_newest_first(p->keys, p->n_keys, &p->bound->scopes[0]);
}

void plan_retain(struct plan *p)
{
    p->refs++;
}

void plan_release(struct plan *p)
{
    if (!p || --p->refs > 0)
        return;
    for (uint32_t i = 0; i < p->n_subs; i++) {
        plan_release(p->subs[i].plan);
        estimates_done(&p->subs[i].estimates);
    }
    free(p->subs);
    free(p->files);
    needs_done(&p->filter_needs);
    needs_done(&p->row_needs);
    needs_done(&p->output_needs);
    if (!p->inner)
        query_free(p->query);
    free(p);
}
