/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/filter.h"

#include "base/hash.h"
#include "base/mem.h"
#include "engine/convert.h"
#include "engine/eval.h"
#include "engine/kernel.h"
#include "engine/truth.h"

#include <stdlib.h>
#include <string.h>

enum node_kind {
    NODE_AND,     /* a, b */
    NODE_OR,      /* a, b */
    NODE_NOT,     /* a */
    NODE_COMPARE, /* slot op constants[0] */
    NODE_IN,      /* slot in constants; negated */
    NODE_VALUE,   /* expr, whose only slot is slot */
    NODE_ROW      /* expr */
};

enum {
    RECENT_BITS = 12,
    RECENT = 1 << RECENT_BITS, /* values remembered by NODE_VALUE */
    MAX_KERNEL_LIST = 16,      /* longer lists are asked by value */
    UNKNOWN = 3                /* a truth not asked for yet */
};

/* What is known of a condition for texts and values seen before. */
struct memory {
    uint8_t *by_code; /* [session code]: truth or UNKNOWN */
    size_t n_codes;
    cell *recent;     /* direct-mapped by hash */
    uint8_t *recent_truth;
};

struct node {
    enum node_kind kind;
    const struct expr *expr;
    struct node *a, *b;
    uint32_t slot;
    enum op op;
    bool negated;
    struct value *constants;
    uint32_t n_constants;
    struct memory memory; /* of all that have a slot */
    struct node *next;    /* all nodes of the filter */
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

/* Compiling. */

/* The constant that e is: a literal, perhaps with a sign. */
static bool constant_of(const struct expr *e, struct value *out)
{
    if (e->kind == EXPR_LITERAL) {
        *out = e->literal;
        return true;
    }
    if (e->kind == EXPR_OP && !e->op.b && e->op.a->kind == EXPR_LITERAL &&
        (e->op.op == OP_NEG || e->op.op == OP_POS)) {
        *out = value_arithmetic(e->op.op, e->op.a->literal, value_null());
        return true;
    }
    return false;
}

struct slot_use {
    int64_t slot;
    bool several;
};

static void use_slots(const struct expr *e, struct slot_use *use);

static void use_list(struct expr *const *list, uint32_t n,
                     struct slot_use *use)
{
    for (uint32_t i = 0; i < n; i++)
        use_slots(list[i], use);
}

static void use_slots(const struct expr *e, struct slot_use *use)
{
    int64_t slot = expr_slot(e);

    if (slot >= 0) {
        use->several = use->several || (use->slot >= 0 && use->slot != slot);
        use->slot = slot;
    } else if (e->kind == EXPR_CALL) {
        use_list(e->call.args, e->call.n, use);
    } else if (e->kind == EXPR_OP) {
        use_slots(e->op.a, use);
        if (e->op.b)
            use_slots(e->op.b, use);
    } else if (e->kind == EXPR_LIKE) {
        use_slots(e->like.text, use);
        if (e->like.find)
            use_slots(e->like.find, use);
    } else if (e->kind == EXPR_IN) {
        use_slots(e->in.item, use);
        use_list(e->in.list, e->in.n, use);
    }
}

static enum op mirrored(enum op op)
{
    switch (op) {
    case OP_LT:
        return OP_GT;
    case OP_LE:
        return OP_GE;
    case OP_GT:
        return OP_LT;
    case OP_GE:
        return OP_LE;
    default:
        return op;
    }
}

static bool compile_compare(struct arena *a, const struct expr *e,
                            struct node *out)
{
    const struct expr *x = e->op.a, *y = e->op.b;
    struct value k;
    enum op op = e->op.op;

    if (op > OP_GE)
        return false;
    if (expr_slot(x) < 0) {
        const struct expr *swap = x;

        x = y;
        y = swap;
        op = mirrored(op);
    }
    if (expr_slot(x) < 0 || !constant_of(y, &k))
        return false;
    out->kind = NODE_COMPARE;
    out->slot = (uint32_t)expr_slot(x);
    out->op = op;
    out->constants = arena_alloc(a, sizeof k);
    out->constants[0] = k;
    out->n_constants = 1;
    return true;
}

static bool compile_in(struct arena *a, const struct expr *e,
                       struct node *out)
{
    if (expr_slot(e->in.item) < 0 || e->in.n > MAX_KERNEL_LIST)
        return false;
    out->constants = arena_alloc(a, e->in.n * sizeof *out->constants);
    for (uint32_t i = 0; i < e->in.n; i++) {
        if (!constant_of(e->in.list[i], &out->constants[i]))
            return false;
    }
    out->kind = NODE_IN;
    out->slot = (uint32_t)expr_slot(e->in.item);
    out->negated = e->in.negated;
    out->n_constants = e->in.n;
    return true;
}

static void compile_leaf(struct arena *a, const struct expr *e,
                         struct node *out)
{
    struct slot_use use = {.slot = -1};

    if (e->kind == EXPR_OP && compile_compare(a, e, out))
        return;
    if (e->kind == EXPR_IN && compile_in(a, e, out))
        return;
    use_slots(e, &use);
    if (use.several || use.slot < 0) {
        out->kind = NODE_ROW;
    } else {
        out->kind = NODE_VALUE;
        out->slot = (uint32_t)use.slot;
    }
}

static struct node *compile(struct filter *f, const struct expr *e)
{
    struct node *out = arena_calloc(&f->arena, 1, sizeof *out);
    enum op op = e->kind == EXPR_OP ? e->op.op : OP_EQ;

    out->expr = e;
    out->next = f->nodes;
    f->nodes = out;
    if (op == OP_AND || op == OP_OR || op == OP_NOT) {
        out->kind = op == OP_AND ? NODE_AND
                                 : (op == OP_OR ? NODE_OR : NODE_NOT);
        out->a = compile(f, e->op.a);
        out->b = e->op.b ? compile(f, e->op.b) : NULL;
    } else {
        compile_leaf(&f->arena, e, out);
    }
    return out;
}

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
        f->conditions[f->n++] = compile(f, e);
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
static void truth_of_cells(struct filter *f, struct node *p,
                           const cell *cells, uint32_t n, uint8_t *truth)
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

void filter_truth(struct filter *f, uint32_t i, struct batch *b,
                  uint8_t *truth)
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

enum filter_way filter_way_of(const struct scope *scope, const struct expr *e)
{
    struct arena arena = {0};
    struct node node = {0};

    if (e->kind == EXPR_OP &&
        (e->op.op == OP_AND || e->op.op == OP_OR || e->op.op == OP_NOT)) {
        enum filter_way a = filter_way_of(scope, e->op.a);
        enum filter_way b = e->op.b ? filter_way_of(scope, e->op.b) : a;

        return a > b ? a : b;
    }
    compile_leaf(&arena, e, &node);
    arena_done(&arena);
    if (node.kind == NODE_ROW ||
        scope->slots[slot_base(scope, node.slot)].kind != SLOT_FIELD)
        return FILTER_BY_ROW;
    return node.kind == NODE_VALUE ? FILTER_BY_VALUE : FILTER_BY_KERNEL;
}
