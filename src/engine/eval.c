/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One function for each kind of expression, a loop over the rows in each.
 * Operands are vectors of values with a step of 1, or one literal with a
 * step of 0, so that literals are not spread out.
 */
#include "engine/eval.h"

#include "engine/truth.h"
#include "query/literal_set.h"

#include <assert.h>
#include <string.h>

struct operand {
    const struct value *v;
    uint32_t step;
    struct value *room; /* taken from the batch, or NULL */
};

int64_t expr_slot(const struct expr *e)
{
    if (e->kind == EXPR_FIELD)
        return e->field.slot;
    if (e->kind == EXPR_CALL && e->call.fn->kind == FUNCTION_AGGREGATE)
        return e->call.slot;
    return -1;
}

static const struct value null_value = {.type = VALUE_NULL};

static struct operand operand_of(struct batch *b, const struct expr *e)
{
    int64_t slot = expr_slot(e);

    if (slot >= 0)
        return (struct operand){batch_slot(b, (uint32_t)slot), 1, NULL};
    if (e->kind == EXPR_LITERAL)
        return (struct operand){&e->literal, 0, NULL};
    if (e->kind == EXPR_PERIOD || e->kind == EXPR_STAR)
        return (struct operand){&null_value, 0, NULL};
    struct value *room = batch_take(b);
    eval_anew(b, e, room);
    return (struct operand){room, 1, room};
}

static void operand_done(struct batch *b, const struct operand *o)
{
    if (o->room)
        batch_give(b, o->room);
}

static struct value value_of_truth(enum truth t)
{
    return t == TRUTH_NULL ? value_null() : value_bool(t == TRUTH_TRUE);
}

static void eval_call(struct batch *b, const struct expr *e, struct value *out)
{
    uint32_t n = e->call.n;
    struct operand *ops = arena_alloc(&b->arena, n * sizeof *ops);
    struct value *args = arena_alloc(&b->arena, n * sizeof *args);

    for (uint32_t k = 0; k < n; k++)
        ops[k] = operand_of(b, e->call.args[k]);
    for (uint32_t i = 0; i < b->n; i++) {
        for (uint32_t k = 0; k < n; k++)
            args[k] = ops[k].v[i * ops[k].step];
        out[i] = b->arena.full
                     ? null_value
                     : e->call.fn->call(&b->env, e->call.prep, args, n);
    }
    for (uint32_t k = 0; k < n; k++)
        operand_done(b, &ops[k]);
}

static void eval_relation(struct batch *b, const struct expr *e,
                          struct value *out)
{
    struct operand x = operand_of(b, e->op.a);
    struct operand y = operand_of(b, e->op.b);

    for (uint32_t i = 0; i < b->n; i++)
        out[i] = value_of_truth(
            value_relation(e->op.op, x.v[i * x.step], y.v[i * y.step]));
    operand_done(b, &x);
    operand_done(b, &y);
}

static void eval_arithmetic(struct batch *b, const struct expr *e,
                            struct value *out)
{
    struct operand x = operand_of(b, e->op.a);
    struct operand y = {&null_value, 0, NULL};

    if (e->op.b)
        y = operand_of(b, e->op.b);
    for (uint32_t i = 0; i < b->n; i++)
        out[i] = value_arithmetic(e->op.op, x.v[i * x.step], y.v[i * y.step]);
    operand_done(b, &x);
    operand_done(b, &y);
}

static void eval_logic(struct batch *b, const struct expr *e, struct value *out)
{
    struct operand x = operand_of(b, e->op.a);
    struct operand y = {&null_value, 0, NULL};

    if (e->op.b)
        y = operand_of(b, e->op.b);
    for (uint32_t i = 0; i < b->n; i++) {
        enum truth p = value_truth(x.v[i * x.step]);
        enum truth q = value_truth(y.v[i * y.step]);

        if (e->op.op == OP_NOT)
            p = truth_not(p);
        else
            p = e->op.op == OP_AND ? truth_and(p, q) : truth_or(p, q);
        out[i] = value_of_truth(p);
    }
    operand_done(b, &x);
    operand_done(b, &y);
}

static enum truth like_one(const struct batch *b, const struct expr *e,
                           struct value text, struct value find)
{
    char scratch[VALUE_TEXT_MAX], find_scratch[VALUE_TEXT_MAX];
    bool found;

    if (text.type == VALUE_NULL || (!e->like.regex && find.type == VALUE_NULL))
        return TRUTH_NULL;
    if (value_is_nested(text) || value_is_nested(find))
        return TRUTH_FALSE;
    struct str s = value_str(text, scratch);
    if (e->like.regex) {
        found = regex_search(e->like.regex, b->env.regex, s, 0) == REGEX_YES;
    } else {
        struct str needle = value_str(find, find_scratch);

        found = needle.n == 0 || str_find(s, needle) < s.n;
    }
    return found ? TRUTH_TRUE : TRUTH_FALSE;
}

static void eval_like(struct batch *b, const struct expr *e, struct value *out)
{
    struct operand text = operand_of(b, e->like.text);
    struct operand find = {&null_value, 0, NULL};

    if (e->like.find)
        find = operand_of(b, e->like.find);
    for (uint32_t i = 0; i < b->n; i++) {
        enum truth t =
            like_one(b, e, text.v[i * text.step], find.v[i * find.step]);

        out[i] = value_of_truth(e->like.negated ? truth_not(t) : t);
    }
    operand_done(b, &text);
    operand_done(b, &find);
}

/* item = v, or, when v is a list, item among its members. */
static enum truth equals_or_member(struct value item, struct value v)
{
    enum truth t = TRUTH_FALSE;

    if (v.type != VALUE_LIST)
        return value_relation(OP_EQ, item, v);
    if (item.type == VALUE_NULL)
        return TRUTH_NULL;
    for (uint32_t i = 0; i < v.n; i++)
        t = truth_or(t, value_relation(OP_EQ, item, v.list[i]));
    return t;
}

static void eval_in_set(struct batch *b, const struct expr *e,
                        struct value *out)
{
    struct operand item = operand_of(b, e->in.item);

    for (uint32_t i = 0; i < b->n; i++) {
        enum truth t = literal_set_find(e->in.set, item.v[i * item.step]);

        out[i] = value_of_truth(e->in.negated ? truth_not(t) : t);
    }
    operand_done(b, &item);
}

static void eval_in(struct batch *b, const struct expr *e, struct value *out)
{
    if (e->in.set) {
        eval_in_set(b, e, out);
        return;
    }
    struct operand item = operand_of(b, e->in.item);
    uint8_t *any = arena_calloc(&b->arena, b->n, sizeof *any);

    _Static_assert(TRUTH_FALSE == 0, "any starts as all false");
    for (uint32_t k = 0; k < e->in.n; k++) {
        struct operand v = operand_of(b, e->in.list[k]);

        for (uint32_t i = 0; i < b->n; i++) {
            enum truth t =
                equals_or_member(item.v[i * item.step], v.v[i * v.step]);

            any[i] = (uint8_t)truth_or((enum truth)any[i], t);
        }
        operand_done(b, &v);
    }
    for (uint32_t i = 0; i < b->n; i++) {
        enum truth t = (enum truth)any[i];

        out[i] = value_of_truth(e->in.negated ? truth_not(t) : t);
    }
    operand_done(b, &item);
}

static void eval_member(struct batch *b, const struct expr *e,
                        struct value *out)
{
    const struct value *v = batch_slot(b, e->field.slot);
    const struct path *path = &e->field.path;

    for (uint32_t i = 0; i < b->n; i++)
        out[i] = path_value(v[i], path->steps + e->field.inner,
                            path->n - e->field.inner);
}

static void eval_op(struct batch *b, const struct expr *e, struct value *out)
{
    switch (e->op.op) {
    case OP_EQ:
    case OP_NE:
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE:
        eval_relation(b, e, out);
        break;
    case OP_AND:
    case OP_OR:
    case OP_NOT:
        eval_logic(b, e, out);
        break;
    case OP_ADD:
    case OP_SUB:
    case OP_MUL:
    case OP_DIV:
    case OP_MOD:
    case OP_POW:
    case OP_NEG:
    case OP_POS:
        eval_arithmetic(b, e, out);
        break;
    }
}

void eval_anew(struct batch *b, const struct expr *e, struct value *out)
{
    switch (e->kind) {
    case EXPR_MEMBER:
        eval_member(b, e, out);
        break;
    case EXPR_CALL:
        eval_call(b, e, out);
        break;
    case EXPR_OP:
        eval_op(b, e, out);
        break;
    case EXPR_LIKE:
        eval_like(b, e, out);
        break;
    case EXPR_IN:
        eval_in(b, e, out);
        break;
    case EXPR_LITERAL:
    case EXPR_PERIOD:
    case EXPR_STAR:
    case EXPR_FIELD:
        for (uint32_t i = 0; i < b->n; i++)
            out[i] = e->kind == EXPR_LITERAL ? e->literal : null_value;
        break;
    }
}

void eval_into(struct batch *b, const struct expr *e, struct value *out)
{
    int64_t slot = expr_slot(e);
    const struct value *v = slot < 0 ? batch_fitted(b, e)
                                     : batch_slot(b, (uint32_t)slot);

    if (v)
        memcpy(out, v, b->n * sizeof *out);
    else
        eval_anew(b, e, out);
}

const struct value *eval_values(struct batch *b, const struct expr *e,
                                struct value *room)
{
    int64_t slot = expr_slot(e);
    const struct value *v = slot < 0 ? batch_fitted(b, e)
                                     : batch_slot(b, (uint32_t)slot);

    if (v)
        return v;
    eval_anew(b, e, room);
    return room;
}

void eval_truth(struct batch *b, const struct expr *e, uint8_t *truth)
{
    const struct value *made = batch_fitted(b, e);
    struct operand o =
        made ? (struct operand){made, 1, NULL} : operand_of(b, e);

    for (uint32_t i = 0; i < b->n; i++)
        truth[i] = (uint8_t)value_truth(o.v[i * o.step]);
    operand_done(b, &o);
}

bool eval_truth_fits(struct batch *b, const struct expr *e, uint8_t *truth)
{
    bool several = b->n > 1;

    b->arena.limit = several ? b->fair_bytes : b->most_bytes;
    eval_truth(b, e, truth);
    b->arena.limit = b->most_bytes;
    if (!several || !b->arena.full)
        return true;
    b->arena.full = false;
    return false;
}
