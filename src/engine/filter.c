/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/filter.h"

#include "base/hash.h"
#include "base/mem.h"
#include "engine/condition.h"
#include "engine/convert.h"
#include "engine/eval.h"
#include "engine/kernel.h"
#include "engine/truth.h"

#include <stdlib.h>
#include <string.h>

enum {
    RECENT_BITS = 12,
    RECENT = 1 << RECENT_BITS, /* values remembered by NODE_VALUE */
    UNKNOWN = 3                /* a truth not asked for yet */
};

struct filter {
    struct arena arena;
    struct node **conditions;
    uint32_t n;
    struct node *nodes;
    struct dict *dict;
    struct relation no_relation;
    struct batch values; /* of distinct values, to ask a condition about */
    uint8_t truth[BATCH_ROWS];
};

/* Each side of an "and" is a condition of its own. */
static uint32_t count_conditions(const struct expr *e)
{
    if (e->kind != EXPR_OP || e->op.op != OP_AND)
        return 1;
    return count_conditions(e->op.a) + count_conditions(e->op.b);
}

static void add_conditions(struct filter *f, const struct expr *e)
{
    if (e->kind == EXPR_OP && e->op.op == OP_AND) {
        add_conditions(f, e->op.a);
        add_conditions(f, e->op.b);
    } else {
        f->conditions[f->n++] = condition_compile(&f->arena, e, &f->nodes);
    }
}

/* Cheap conditions first; otherwise as they stand. */
static void order_conditions(struct filter *f)
{
    struct node **sorted = arena_alloc(&f->arena, f->n * sizeof *sorted);
    uint32_t n = 0;

    for (int cheap = 1; cheap >= 0; cheap--) {
        for (uint32_t i = 0; i < f->n; i++) {
            enum node_kind kind = f->conditions[i]->kind;

            if ((kind == NODE_COMPARE || kind == NODE_IN) == (cheap == 1))
                sorted[n++] = f->conditions[i];
        }
    }
    f->conditions = sorted;
}

struct filter *filter_new(const struct scope *scope,
                          const struct expr *const *conditions, uint32_t n,
                          const struct call_env *env, struct dict *dict)
{
    struct filter *f = mem_calloc(1, sizeof *f);
    uint32_t total = 0;

    for (uint32_t i = 0; i < n; i++)
        total += count_conditions(conditions[i]);
    f->conditions = arena_alloc(&f->arena, total * sizeof *f->conditions);
    for (uint32_t i = 0; i < n; i++)
        add_conditions(f, conditions[i]);
    order_conditions(f);
    f->dict = dict;
    f->no_relation.scope = scope;
    f->no_relation.dict = dict;
    batch_init(&f->values, &f->no_relation, env);
    return f;
}

void filter_free(struct filter *f)
{
    if (!f)
        return;
    for (struct node *p = f->nodes; p; p = p->next) {
        free(p->memory.by_code);
        free(p->memory.recent);
        free(p->memory.recent_truth);
    }
    batch_done(&f->values);
    arena_done(&f->arena);
    free(f);
}

/* Asking by value. */

/* The truth of a condition on one slot for each of these values of it. */
static void ask_values(struct filter *f, const struct node *p,
                       const struct value *v, uint32_t n, uint8_t *truth)
{
    batch_set(&f->values, p->slot, v, n);
    eval_truth(&f->values, p->expr, truth);
}

static void know_codes(struct memory *m, const uint32_t *codes, uint32_t n)
{
    uint32_t max = 0;

    for (uint32_t i = 0; i < n; i++)
        max = codes[i] > max ? codes[i] : max;
    if (max < m->n_codes)
        return;
    size_t cap = (size_t)max * 2 + 64;
    m->by_code = mem_realloc(m->by_code, cap);
    memset(m->by_code + m->n_codes, UNKNOWN, cap - m->n_codes);
    m->n_codes = cap;
}

/* n <= BATCH_ROWS */
static void truth_of_codes(struct filter *f, struct node *p,
                           const uint32_t *codes, uint32_t n, uint8_t *truth)
{
    struct memory *m = &p->memory;
    struct value new_values[BATCH_ROWS];
    uint32_t new_codes[BATCH_ROWS];
    uint32_t n_new = 0;

    know_codes(m, codes, n);
    for (uint32_t i = 0; i < n; i++) {
        if (m->by_code[codes[i]] != UNKNOWN)
            continue;
        m->by_code[codes[i]] = TRUTH_NULL; /* asked for below */
        new_codes[n_new] = codes[i];
        new_values[n_new++] = value_text(dict_text(f->dict, codes[i]));
    }
    if (n_new) {
        ask_values(f, p, new_values, n_new, truth);
        for (uint32_t i = 0; i < n_new; i++)
            m->by_code[new_codes[i]] = truth[i];
    }
    for (uint32_t i = 0; i < n; i++)
        truth[i] = m->by_code[codes[i]];
}

static void truth_of_dict(struct filter *f, struct node *p,
                          const struct batch *b, const struct column *c,
                          uint8_t *truth)
{
    uint32_t at[BATCH_ROWS];
    uint8_t by_place[BATCH_ROWS];

    kernel_codes(c, b->rows, b->n, at);
    if (c->n_codes > b->n) {
        for (uint32_t i = 0; i < b->n; i++)
            at[i] = c->codes[at[i]];
        truth_of_codes(f, p, at, b->n, truth);
        return;
    }
    truth_of_codes(f, p, c->codes, c->n_codes, by_place);
    for (uint32_t i = 0; i < b->n; i++)
        truth[i] = by_place[at[i]];
}

static void know_recent(struct memory *m)
{
    if (m->recent)
        return;
    m->recent = mem_alloc(RECENT * sizeof *m->recent);
    m->recent_truth = mem_alloc(RECENT);
    /* No cell has this kind. */
    memset(m->recent, 0xff, RECENT * sizeof *m->recent);
}

/* n <= BATCH_ROWS */
static void truth_of_cells(struct filter *f, struct node *p, const cell *cells,
                           uint32_t n, uint8_t *truth)
{
    struct memory *m = &p->memory;
    struct value new_values[BATCH_ROWS];
    uint32_t new_rows[BATCH_ROWS];
    uint8_t new_truth[BATCH_ROWS];
    uint32_t n_new = 0;

    know_recent(m);
    for (uint32_t i = 0; i < n; i++) {
        uint64_t place = hash_u64(cells[i]) >> (64 - RECENT_BITS);

        truth[i] = m->recent_truth[place];
        if (m->recent[place] == cells[i])
            continue;
        new_rows[n_new] = i;
        new_values[n_new++] = value_of_cell(f->dict, cells[i]);
    }
    if (n_new == 0)
        return;
    ask_values(f, p, new_values, n_new, new_truth);
    for (uint32_t i = 0; i < n_new; i++) {
        cell c = cells[new_rows[i]];
        uint64_t place = hash_u64(c) >> (64 - RECENT_BITS);

        truth[new_rows[i]] = new_truth[i];
        m->recent[place] = c;
        m->recent_truth[place] = new_truth[i];
    }
}

static void truth_by_cell(struct filter *f, struct node *p,
                          const struct batch *b, const struct column *c,
                          uint8_t *truth)
{
    cell cells[BATCH_ROWS];

    column_cells(c, b->rows, b->n, cells);
    truth_of_cells(f, p, cells, b->n, truth);
}

/* Give the rows that are exceptions of the column their own answer. */
static void correct_exceptions(struct filter *f, struct node *p,
                               const struct batch *b, const struct column *c,
                               uint8_t *truth)
{
    uint32_t rows[BATCH_ROWS];
    cell cells[BATCH_ROWS];
    uint8_t answers[BATCH_ROWS];
    uint32_t n = 0;

    if (!c->exc_bits)
        return;
    for (uint32_t i = 0; i < b->n; i++) {
        if (!column_is_exception(c, b->rows[i]))
            continue;
        rows[n] = i;
        cells[n++] = column_cell(c, b->rows[i]);
    }
    if (n == 0)
        return;
    truth_of_cells(f, p, cells, n, answers);
    for (uint32_t i = 0; i < n; i++)
        truth[rows[i]] = answers[i];
}

/* Asking the column. */

static bool kernel_in(const struct node *p, const struct batch *b,
                      const struct column *c, uint8_t *truth)
{
    uint8_t one[BATCH_ROWS];

    memset(truth, TRUTH_FALSE, b->n);
    for (uint32_t k = 0; k < p->n_constants; k++) {
        if (!kernel_compare(b, c, OP_EQ, p->constants[k], one))
            return false;
        for (uint32_t i = 0; i < b->n; i++)
            truth[i] |= one[i];
    }
    for (uint32_t i = 0; p->negated && i < b->n; i++)
        truth[i] ^= 1;
    return true;
}

static void truth_of_column(struct filter *f, struct node *p,
                            const struct batch *b, const struct column *c,
                            uint8_t *truth)
{
    bool done = false;

    if (p->kind == NODE_COMPARE)
        done = kernel_compare(b, c, p->op, p->constants[0], truth);
    else if (p->kind == NODE_IN && c->kind != COLUMN_DICT)
        done = kernel_in(p, b, c, truth);
    if (!done && c->kind == COLUMN_DICT && c->n_codes > 0) {
        truth_of_dict(f, p, b, c, truth);
        done = true;
    }
    if (done)
        correct_exceptions(f, p, b, c, truth);
    else
        truth_by_cell(f, p, b, c, truth);
}

static void truth_of_node(struct filter *f, struct node *p, struct batch *b,
                          uint8_t *truth)
{
    uint8_t other[BATCH_ROWS];
    const struct column *c = NULL;

    switch (p->kind) {
    case NODE_NOT:
        truth_of_node(f, p->a, b, truth);
        for (uint32_t i = 0; i < b->n; i++)
            truth[i] = (uint8_t)truth_not((enum truth)truth[i]);
        return;
    case NODE_AND:
    case NODE_OR:
        truth_of_node(f, p->a, b, truth);
        truth_of_node(f, p->b, b, other);
        for (uint32_t i = 0; i < b->n; i++) {
            enum truth x = (enum truth)truth[i], y = (enum truth)other[i];

            truth[i] = (uint8_t)(p->kind == NODE_AND ? truth_and(x, y)
                                                     : truth_or(x, y));
        }
        return;
    case NODE_COMPARE:
    case NODE_IN:
    case NODE_VALUE:
        c = batch_column(b, p->slot);
        break;
    case NODE_ROW:
        break;
    }
    if (c)
        truth_of_column(f, p, b, c, truth);
    else
        eval_truth(b, p->expr, truth);
}

void filter_truth(struct filter *f, uint32_t i, struct batch *b, uint8_t *truth)
{
    truth_of_node(f, f->conditions[i], b, truth);
}

void filter_run(struct filter *f, struct batch *b)
{
    for (uint32_t i = 0; i < f->n && b->n > 0; i++) {
        truth_of_node(f, f->conditions[i], b, f->truth);
        batch_keep(b, f->truth);
    }
}
