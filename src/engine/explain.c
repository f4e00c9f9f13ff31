/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan as text, one step a line, in the order in which things happen. */
#include "engine/plan.h"

#include "engine/filter.h"
#include "query/print.h"

#include <inttypes.h>

static void print_slot(struct buf *out, const struct fields *fields,
                       const struct slot *s)
{
    if (s->kind == SLOT_FIELD)
        buf_text(out, fields_get(fields, s->field)->query_name);
    else
        buf_add(out, s->name);
    if (s->kind == SLOT_CAPTURE)
        buf_text(out,
                 s->parse->positional ? " (by position)" : " (from the text)");
}

/* What is read of the records, if anything. */
static void print_needs(struct buf *out, const struct plan *p,
                        const struct fields *fields, const struct needs *needs,
                        const char *what)
{
    const struct scope *scope = &p->bound->scopes[0];
    bool times = needs->times;
    const char *before = what;

    for (uint32_t i = 0; i < needs->n; i++) {
        const struct slot *s = &scope->slots[needs->slots[i]];

        if (s->kind == SLOT_NULL)
            continue;
        if (s->kind == SLOT_SYSTEM && s->system == SYSTEM_TIMESTAMP)
            times = false;
        buf_text(out, before);
        print_slot(out, fields, s);
        before = ", ";
    }
    if (times) {
        buf_text(out, before);
        buf_text(out, "@timestamp");
        before = ", ";
    }
    if (before != what)
        buf_char(out, '\n');
}

static void print_filter(struct buf *out, const struct scope *scope,
                         const struct fields *fields, const struct expr *e)
{
    static const char *const ways[] = {
        [FILTER_BY_COLUMN] = "compared in the columns",
        [FILTER_BY_VALUE] = "once for each distinct value",
        [FILTER_BY_ROW] = "row by row",
    };

    if (e->kind == EXPR_OP && e->op.op == OP_AND) {
        print_filter(out, scope, fields, e->op.a);
        print_filter(out, scope, fields, e->op.b);
        return;
    }
    buf_text(out, "  filter ");
    print_expr(out, e);
    buf_printf(out, "  [%s]\n", ways[filter_way_of(scope, fields, e)]);
}

/* The text that is searched for before the filters run. */
static void print_literal(struct buf *out, const struct plan *p)
{
    struct arena arena = {0};
    struct literal literal =
        filter_literal(&arena, &p->bound->scopes[0], p->filters, p->n_filters);

    if (literal.text.n) {
        buf_text(out, "  look only at lines with ");
        print_string(out, literal.text);
        buf_text(out, ", while those are few\n");
    }
    arena_done(&arena);
}

static void print_group(struct buf *out, const struct scope *s)
{
    static const char *const kinds[] = {"one group", "hash of one key",
                                        "hash of several keys"};

    buf_text(out, "  group");
    for (uint32_t i = 0; i < s->n_keys; i++) {
        buf_text(out, i ? ", " : " by ");
        print_expr(out, s->keys[i]);
    }
    buf_printf(out, "  [%s]\n", kinds[s->n_keys > 1 ? 2 : s->n_keys]);
    for (uint32_t i = 0; i < s->n_aggs; i++) {
        buf_printf(out, "    %s(", s->aggs[i].fn->name);
        if (s->aggs[i].arg)
            print_expr(out, s->aggs[i].arg);
        if (s->aggs[i].fn->id == FUNCTION_PCT)
            buf_printf(out, ", %g", s->aggs[i].p);
        buf_text(out, s->aggs[i].arg ? ")\n" : "*)\n");
    }
}

static void print_keys(struct buf *out, const struct plan *p)
{
    for (uint32_t i = 0; i < p->n_keys; i++) {
        print_expr(out, p->keys[i].expr);
        buf_text(out, p->keys[i].desc ? " desc, " : ", ");
    }
    buf_text(out, "newest first");
}

static void print_parallel_end(struct buf *out, const struct plan *p)
{
    if (p->kind == PLAN_GROUP) {
        print_group(out, &p->bound->scopes[0]);
    } else if (p->kind == PLAN_ANY) {
        buf_printf(out, "  keep any %" PRIu64 " rows\n", p->limit);
    } else if (p->limit) {
        buf_printf(out, "  keep the first %" PRIu64 " rows by ", p->limit);
        print_keys(out, p);
        buf_char(out, '\n');
        if (plan_newest_first(p))
            buf_text(out,
                     "  skip segments known to be older than all of them\n");
    } else {
        buf_text(out, "  keep all rows, ordered by ");
        print_keys(out, p);
        buf_char(out, '\n');
    }
}

/* A limit right behind makes the sort a search for the first rows. */
static void print_sort(struct buf *out, const struct scope *s,
                       const struct row_op *op)
{
    bool is_last = op + 1 == s->ops + s->n_ops;
    bool few = !is_last && op[1].kind == ROW_LIMIT;

    for (uint32_t i = 0; i < op->n_keys; i++) {
        buf_text(out, i ? ", " : "  sort by ");
        print_expr(out, op->keys[i].expr);
        buf_text(out, op->keys[i].desc ? " desc" : "");
    }
    buf_text(out, few ? "  [only the first are looked for]\n" : "\n");
}

static void print_transform(struct buf *out, const struct transform *t)
{
    buf_text(out, "  ");
    print_stage(out, t->stage);
    buf_text(out, t->alone ? "\n" : "  [all rows, in their order]\n");
}

static void print_op(struct buf *out, const struct scope *s,
                     const struct row_op *op)
{
    switch (op->kind) {
    case ROW_FILTER:
        buf_text(out, "  filter ");
        print_expr(out, op->expr);
        buf_char(out, '\n');
        break;
    case ROW_SORT:
        print_sort(out, s, op);
        break;
    case ROW_LIMIT:
    case ROW_LIMIT_ANY:
        buf_printf(out, "  first %" PRIu64 " rows\n", op->limit);
        break;
    case ROW_TAIL:
        buf_printf(out, "  last %" PRIu64 " rows\n", op->limit);
        break;
    case ROW_DEDUP:
        for (uint32_t i = 0; i < op->n_slots; i++) {
            buf_text(out, i ? ", " : "  first row for each ");
            buf_add(out, s->slots[op->slots[i]].name);
        }
        buf_char(out, '\n');
        break;
    case ROW_EXPAND:
        buf_text(out, "  one row for each match\n");
        break;
    case ROW_TRANSFORM:
        print_transform(out, op->transform);
        break;
    }
}

static void print_serial(struct buf *out, const struct plan *p)
{
    const struct bound *b = p->bound;
    uint32_t op = p->next_op;

    for (uint32_t i = p->next_scope; i < b->n_scopes; i++, op = 0) {
        const struct scope *s = &b->scopes[i];

        if (i == 0 && p->kind == PLAN_GROUP)
            continue;
        for (; op < s->n_ops; op++)
            print_op(out, s, &s->ops[op]);
        if (s->grouped)
            print_group(out, s);
        if (s->reshaped)
            print_transform(out, s->reshaped);
    }
    if (p->default_limit)
        buf_printf(out, "  first %" PRIu64 " rows\n", p->default_limit);
}

/* What all threads do side by side. */
static void print_parallel(struct buf *out, const struct plan *p,
                           const struct fields *fields)
{
    buf_printf(out, "for each segment%s, in all threads:\n",
               plan_newest_first(p) ? ", newest records first" : "");
    if (!window_is_open(p->window))
        buf_text(out, "  keep the time window; skip segments outside it\n");
    if (p->files)
        buf_text(out, "  only the files that SOURCE names\n");
    print_literal(out, p);
    print_needs(out, p, fields, &p->filter_needs, "  read ");
    for (uint32_t i = 0; i < p->n_filters; i++)
        print_filter(out, &p->bound->scopes[0], fields, p->filters[i]);
    print_needs(out, p, fields, &p->row_needs,
                p->n_filters ? "  if rows are left, read " : "  read ");
    print_parallel_end(out, p);
}

/* The queries in parentheses, which run to their end before. */
static void print_subqueries(struct buf *out, const struct plan *p)
{
    for (const struct subquery *s = p->query->subs; s; s = s->next) {
        buf_text(out, s == p->query->subs ? "first:\n  run " : "  run ");
        print_query(out, s->query);
        if (s->window == SUB_WINDOW_BEFORE)
            buf_text(out, "  [of the time before]");
        if (s->window == SUB_WINDOW_SHIFTED && s->shift_ms)
            buf_printf(out, "  [of %" PRId64 " s earlier]", s->shift_ms / 1000);
        buf_char(out, '\n');
    }
}

void plan_explain(const struct plan *p, const struct fields *fields,
                  struct buf *out)
{
    const struct bound *b = p->bound;

    print_subqueries(out, p);
    if (p->kind == PLAN_NONE)
        buf_text(out, "no record is read\n");
    else
        print_parallel(out, p, fields);
    buf_text(out, "then:\n");
    print_serial(out, p);
    buf_text(out, "  columns ");
    for (uint32_t i = 0; i < b->n_columns; i++) {
        buf_text(out, i ? ", " : "");
        buf_add(out, b->columns[i].name);
    }
    buf_char(out, '\n');
}
