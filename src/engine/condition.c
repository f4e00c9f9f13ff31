/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/condition.h"

#include "engine/eval.h"
#include "engine/filter.h"

struct slot_use {
    int64_t slot;
    bool several;
};

static void use_slots(const struct expr *e, struct slot_use *use);

static void use_list(struct expr *const *list, uint32_t n, struct slot_use *use)
{
    for (uint32_t i = 0; i < n; i++)
        use_slots(list[i], use);
}

static void use_slots(const struct expr *e, struct slot_use *use)
{
    int64_t slot = e->kind == EXPR_MEMBER ? e->field.slot : expr_slot(e);

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

/* A slot and a constant, in either order. */
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
    if (expr_slot(x) < 0 || !expr_constant(y, &k))
        return false;
    out->ints = native_ints_compare(a, op, k);
    out->ip4 = native_ip4_compare(a, op, k);
    return true;
}

/* A slot and constants. */
static bool compile_in(struct arena *a, const struct expr *e, struct node *out)
{
    /* Each thread has these; of more the set they share is as good. */
    const uint32_t most = 1 << 17;
    struct value *k;

    if (expr_slot(e->in.item) < 0 || (e->in.set && e->in.n > most))
        return false;
    k = arena_alloc(a, e->in.n * sizeof *k);
    for (uint32_t i = 0; i < e->in.n; i++) {
        if (!expr_constant(e->in.list[i], &k[i]))
            return false;
    }
    out->ints = native_ints_in(a, k, e->in.n, e->in.negated);
    out->ip4 = native_ip4_in(a, k, e->in.n, e->in.negated);
    return true;
}

static void compile_leaf(struct arena *a, const struct expr *e,
                         struct node *out)
{
    struct slot_use use = {.slot = -1};

    use_slots(e, &use);
    if (use.several || use.slot < 0 || out->number >= CONDITION_MAX_NODES) {
        out->kind = NODE_ROW;
        return;
    }
    out->kind = NODE_SLOT;
    out->slot = (uint32_t)use.slot;
    if (e->kind == EXPR_OP && compile_compare(a, e, out))
        return;
    if (e->kind == EXPR_IN && compile_in(a, e, out))
        return;
    out->ints = native_ints_of(e);
    out->ip4 = native_ip4_of(a, e);
}

struct node *condition_compile(struct arena *a, const struct expr *e,
                               struct node **nodes)
{
    struct node *out = arena_calloc(a, 1, sizeof *out);
    enum op op = e->kind == EXPR_OP ? e->op.op : OP_EQ;

    out->expr = e;
    out->next = *nodes;
    out->number = *nodes ? (*nodes)->number + 1 : 0;
    *nodes = out;
    if (op == OP_AND || op == OP_OR || op == OP_NOT) {
        out->kind =
            op == OP_AND ? NODE_AND : (op == OP_OR ? NODE_OR : NODE_NOT);
        out->a = condition_compile(a, e->op.a, nodes);
        out->b = e->op.b ? condition_compile(a, e->op.b, nodes) : NULL;
    } else {
        compile_leaf(a, e, out);
    }
    return out;
}

/* Does the column of a field hold values that the node knows natively? */
static bool is_native(const struct node *n, enum field_type type)
{
    if (type == TYPE_IP)
        return n->ip4.kind != NATIVE_UNKNOWN;
    return type != TYPE_TEXT && n->ints.kind != NATIVE_UNKNOWN;
}

static enum filter_way way_of_slot(const struct scope *scope,
                                   const struct fields *fields,
                                   const struct node *n)
{
    const struct slot *s = &scope->slots[slot_base(scope, n->slot)];

    /* Which field a positional parse reads is known when it is read. */
    if (s->kind == SLOT_CAPTURE && s->parse->positional)
        return FILTER_BY_VALUE;
    if (s->kind != SLOT_FIELD)
        return FILTER_BY_ROW;
    return is_native(n, fields_get(fields, s->field)->type) ? FILTER_BY_COLUMN
                                                            : FILTER_BY_VALUE;
}

enum filter_way filter_way_of(const struct scope *scope,
                              const struct fields *fields,
                              const struct expr *e)
{
    struct arena arena = {0};
    struct node node = {0};
    enum filter_way way = FILTER_BY_ROW;

    if (e->kind == EXPR_OP &&
        (e->op.op == OP_AND || e->op.op == OP_OR || e->op.op == OP_NOT)) {
        enum filter_way a = filter_way_of(scope, fields, e->op.a);
        enum filter_way b =
            e->op.b ? filter_way_of(scope, fields, e->op.b) : a;

        return a > b ? a : b;
    }
    compile_leaf(&arena, e, &node);
    if (node.kind == NODE_SLOT)
        way = way_of_slot(scope, fields, &node);
    arena_done(&arena);
    return way;
}
