/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/filter.h"

#include "base/mem.h"
#include "engine/ask.h"
#include "engine/condition.h"
#include "engine/eval.h"
#include "engine/possible.h"
#include "engine/seek.h"

#include <stdlib.h>
#include <string.h>

/*
 * Looking at all rows of a page costs little for each; looking at some costs
 * more for each, but spares decoding the others. Where the columns are there
 * anyway, all rows are looked at unless fewer than one in MANY_PART is left,
 * else only when most are.
 */
enum { MANY_PART = 8 };

/* One of the conditions that must all be true. */
struct step {
    struct node *node;
    struct needs needs;
    enum node_kind kind;
    struct seek seek;
};

struct filter {
    struct arena arena; /* of the steps and nodes */
    struct arena masks; /* of one page */
    const struct kernels *kernels;
    struct step *steps;
    uint32_t n;
    struct seek *seek; /* of the step with the longest text */
    struct node *nodes;
    struct relation no_relation;
    struct batch values; /* of distinct values, to ask a condition about */
};

/* What a recall asks. */
struct question {
    struct filter *f;
    struct node *node;
};

static void ask_values(void *arg, const struct value *v, uint32_t n,
                       uint8_t *truth)
{
    const struct question *q = arg;
    struct batch *b = &q->f->values;
    uint32_t most = n;

    for (uint32_t at = 0; at < n;) {
        uint32_t k = n - at < most ? n - at : most;

        batch_set(b, q->node->slot, v + at, k);
        if (eval_truth_fits(b, q->node->expr, truth + at))
            at += k;
        else
            most = k / 2;
    }
}

/* Making and freeing. */

/* Each side of an "and" is a condition of its own. */
static uint32_t count_conditions(const struct expr *e)
{
    if (e->kind != EXPR_OP || e->op.op != OP_AND)
        return 1;
    return count_conditions(e->op.a) + count_conditions(e->op.b);
}

/* The dearest kind of leaf below: rows are dearer than columns. */
static enum node_kind dearest(const struct node *p)
{
    enum node_kind a, b;

    if (p->kind == NODE_ROW || p->kind == NODE_SLOT)
        return p->kind;
    a = dearest(p->a);
    b = p->b ? dearest(p->b) : a;
    return a > b ? a : b;
}

static void add_steps(struct filter *f, const struct scope *scope,
                      const struct expr *e)
{
    struct step *s;

    if (e->kind == EXPR_OP && e->op.op == OP_AND) {
        add_steps(f, scope, e->op.a);
        add_steps(f, scope, e->op.b);
        return;
    }
    s = &f->steps[f->n++];
    s->node = condition_compile(&f->arena, e, &f->nodes);
    s->kind = dearest(s->node);
    needs_init(&s->needs, scope);
    needs_expr(&s->needs, scope, e);
    seek_init(&s->seek, literal_of(&f->arena, scope, e));
}

/* Is there a native answer to all of the condition? */
static bool is_native(const struct node *p)
{
    if (p->kind == NODE_SLOT)
        return p->ints.kind != NATIVE_UNKNOWN || p->ip4.kind != NATIVE_UNKNOWN;
    return p->kind != NODE_ROW && is_native(p->a) && (!p->b || is_native(p->b));
}

/* 0 for what columns compare, 1 for what is asked by value, 2 by row. */
static int cost_of(const struct step *s)
{
    if (s->kind == NODE_ROW)
        return 2;
    return is_native(s->node) ? 0 : 1;
}

/* Cheap conditions first; otherwise as they stand. */
static void order_steps(struct filter *f)
{
    struct step *sorted = arena_alloc(&f->arena, f->n * sizeof *sorted);
    uint32_t n = 0;

    for (int cost = 0; cost <= 2; cost++) {
        for (uint32_t i = 0; i < f->n; i++) {
            if (cost_of(&f->steps[i]) == cost)
                sorted[n++] = f->steps[i];
        }
    }
    f->steps = sorted;
}

/* The longest text is the rarest, mostly. */
static void choose_seek(struct filter *f)
{
    f->seek = &f->steps[0].seek;
    for (uint32_t i = 1; i < f->n; i++) {
        if (f->steps[i].seek.literal.text.n > f->seek->literal.text.n)
            f->seek = &f->steps[i].seek;
    }
}

struct filter *filter_new(const struct scope *scope,
                          const struct expr *const *conditions, uint32_t n,
                          const struct call_env *env, struct dict *dict)
{
    struct filter *f = mem_calloc(1, sizeof *f);
    uint32_t total = 0;

    for (uint32_t i = 0; i < n; i++)
        total += count_conditions(conditions[i]);
    f->steps = arena_alloc(&f->arena, total * sizeof *f->steps);
    for (uint32_t i = 0; i < n; i++)
        add_steps(f, scope, conditions[i]);
    order_steps(f);
    choose_seek(f);
    f->kernels = kernels_at(cpu_level());
    f->no_relation.scope = scope;
    f->no_relation.dict = dict;
    batch_init(&f->values, &f->no_relation, env);
    for (struct node *p = f->nodes; p; p = p->next) {
        struct question *q = arena_alloc(&f->arena, sizeof *q);

        *q = (struct question){f, p};
        recall_init(&p->recall, dict, ask_values, q);
    }
    return f;
}

void filter_free(struct filter *f)
{
    if (!f)
        return;
    for (struct node *p = f->nodes; p; p = p->next)
        recall_done(&p->recall);
    for (uint32_t i = 0; i < f->n; i++) {
        needs_done(&f->steps[i].needs);
        seek_done(&f->steps[i].seek);
    }
    batch_done(&f->values);
    arena_done(&f->masks);
    arena_done(&f->arena);
    free(f);
}

/* The longest of those that e and its sides of "and" imply. */
static void longest_literal(struct arena *a, const struct scope *scope,
                            const struct expr *e, struct literal *out)
{
    struct literal one;

    if (e->kind == EXPR_OP && e->op.op == OP_AND) {
        longest_literal(a, scope, e->op.a, out);
        longest_literal(a, scope, e->op.b, out);
        return;
    }
    one = literal_of(a, scope, e);
    if (one.text.n > out->text.n)
        *out = one;
}

struct literal filter_literal(struct arena *a, const struct scope *scope,
                              const struct expr *const *conditions, uint32_t n)
{
    struct literal out = {.of_line = false};

    for (uint32_t i = 0; i < n; i++)
        longest_literal(a, scope, conditions[i], &out);
    return out;
}

bool filter_check(const struct filter *f, struct err *err)
{
    return batch_check(&f->values, err);
}

const struct needs *filter_first_needs(const struct filter *f)
{
    return &f->steps[0].needs;
}

bool filter_excludes(struct filter *f, struct relation *r)
{
    for (uint32_t i = 0; i < f->n; i++) {
        if (!(possible_truths(f->steps[i].node, r) & 1u << TRUTH_TRUE))
            return true;
    }
    return false;
}

bool filter_seeks(const struct filter *f, const struct relation *r)
{
    return seek_pays(f->seek, r) && r->ops->picks_rows && r->ops->picks_rows(r);
}

/* Answers. */

/* The plain way: the evaluator, a batch at a time. */
static struct answer answer_rows(struct filter *f, const struct node *p,
                                 struct batch *b, struct view v)
{
    uint8_t *truth = arena_alloc(&f->masks, v.n);

    uint32_t most = BATCH_ROWS;

    for (uint32_t at = 0; at < v.n;) {
        uint32_t n = v.n - at < most ? v.n - at : most;

        if (v.rows)
            batch_rows(b, v.rows + at, n);
        else
            batch_range(b, at, n);
        if (eval_truth_fits(b, p->expr, truth + at))
            at += n;
        else
            most = n / 2;
    }
    return ask_truths(&f->masks, f->kernels, truth, v.n);
}

static struct answer answer_node(struct filter *f, struct node *p,
                                 struct batch *b, struct view v)
{
    const struct column *c;
    struct answer x;

    switch (p->kind) {
    case NODE_NOT:
        return answer_not(answer_node(f, p->a, b, v), v.n);
    case NODE_AND:
        x = answer_node(f, p->a, b, v);
        return answer_and(&f->masks, x, answer_node(f, p->b, b, v), v.n);
    case NODE_OR:
        x = answer_node(f, p->a, b, v);
        return answer_or(&f->masks, x, answer_node(f, p->b, b, v), v.n);
    case NODE_SLOT:
        c = batch_column(b, p->slot);
        if (c)
            return ask_column(&f->masks, f->kernels, p, c, v);
        break;
    case NODE_ROW:
        break;
    }
    return answer_rows(f, p, b, v);
}

void filter_truth(struct filter *f, uint32_t i, struct batch *b,
                  const uint32_t *rows, uint32_t n, uint8_t *truth)
{
    arena_reset(&f->masks);
    struct answer a =
        answer_node(f, f->steps[i].node, b, (struct view){rows, n});
    a = answer_spread(&f->masks, a, n);
    for (uint32_t k = 0; k < n; k++) {
        bool yes = a.yes[k >> 6] >> (k & 63) & 1;
        bool null = a.null[k >> 6] >> (k & 63) & 1;

        truth[k] = yes ? TRUTH_TRUE : null ? TRUTH_NULL : TRUTH_FALSE;
    }
}

/* Narrowing. */

/* Shall the step look at all rows of the page? */
static bool looks_at_all(const struct step *s, const struct relation *r,
                         const struct selection *sel)
{
    uint32_t many = sel->n_page / MANY_PART;

    if (sel->form == SELECTION_ALL)
        return true;
    if (sel->form == SELECTION_ROWS || s->kind == NODE_ROW)
        return false;
    if (r->ops->picks_rows && r->ops->picks_rows(r))
        return sel->n > sel->n_page - 2 * many;
    return sel->n > many;
}

/* Shall the text be searched, although fields need not be taken from it? */
static bool searches_lines(const struct step *s, const struct relation *r,
                           const struct selection *sel)
{
    return s->seek.literal.of_line && sel->form != SELECTION_ROWS &&
           sel->n > sel->n_page / MANY_PART && seek_pays(&s->seek, r);
}

static void run_step(struct filter *f, struct step *s, struct batch *b,
                     struct selection *sel)
{
    if (searches_lines(s, b->rel, sel))
        seek_run(&s->seek, b->rel, sel);
    bool all = looks_at_all(s, b->rel, sel);
    struct view v = {all ? NULL : selection_rows(sel),
                     all ? sel->n_page : sel->n};
    struct answer a;

    if (b->rel->ops->want)
        b->rel->ops->want(b->rel, &s->needs, v.rows, v.n);
    a = answer_node(f, s->node, b, v);
    if (a.same && a.truth == TRUTH_TRUE)
        return;
    if (a.same)
        selection_none(sel);
    else if (all)
        selection_keep(sel, a.yes);
    else
        selection_keep_listed(sel, a.yes);
}

void filter_run(struct filter *f, struct batch *b, struct selection *s)
{
    if (filter_seeks(f, b->rel))
        seek_run(f->seek, b->rel, s);
    for (uint32_t i = 0; i < f->n && s->n > 0; i++) {
        arena_reset(&f->masks);
        run_step(f, &f->steps[i], b, s);
    }
}
