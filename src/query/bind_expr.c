/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expressions: names to slots, and calls made ready to run. The parser has
 * settled arity and where periods may stand.
 */
#include "query/bind_int.h"
#include "query/literal_set.h"

/* --- What an expression gives ------------------------------------------ */

static enum result_type literal_type(struct value v)
{
    switch (v.type) {
    case VALUE_BOOL:
        return RESULT_BOOL;
    case VALUE_INT:
    case VALUE_DOUBLE:
        return RESULT_NUMBER;
    case VALUE_TIME:
        return RESULT_TIME;
    case VALUE_TEXT:
    case VALUE_IP4:
        return RESULT_TEXT;
    case VALUE_LIST:
        return RESULT_LIST;
    case VALUE_MAP:
        return RESULT_MAP;
    case VALUE_NULL:
        break;
    }
    return RESULT_ANY;
}

/* The type that every step'th argument from first on has, else any. */
static enum result_type common_type(const struct binder *b,
                                    const struct expr *e, uint32_t first,
                                    uint32_t step)
{
    enum result_type type = bind_type(b, e->call.args[first]);

    for (uint32_t i = first + step; i < e->call.n; i += step)
        if (bind_type(b, e->call.args[i]) != type)
            return RESULT_ANY;
    return type;
}

static enum result_type call_type(const struct binder *b, const struct expr *e)
{
    const struct function *fn = e->call.fn;

    if (fn->kind == FUNCTION_AGGREGATE)
        return b->scope->s.slots[e->call.slot].type;
    switch (fn->id) {
    case FUNCTION_IF:
        return common_type(b, e, 1, 1);
    case FUNCTION_CASE: {
        enum result_type type = common_type(b, e, 1, 2);
        bool has_default = e->call.n % 2;

        if (has_default && bind_type(b, e->call.args[e->call.n - 1]) != type)
            return RESULT_ANY;
        return type;
    }
    case FUNCTION_COALESCE:
    case FUNCTION_UNMASK:
        return common_type(b, e, 0, 1);
    default:
        return fn->result;
    }
}

enum result_type bind_type(const struct binder *b, const struct expr *e)
{
    switch (e->kind) {
    case EXPR_LITERAL:
        return literal_type(e->literal);
    case EXPR_FIELD:
        return b->scope->s.slots[e->field.slot].type;
    case EXPR_CALL:
        return call_type(b, e);
    case EXPR_OP:
        return e->op.op >= OP_ADD && e->op.op <= OP_POW   ? RESULT_NUMBER
               : e->op.op == OP_NEG || e->op.op == OP_POS ? RESULT_NUMBER
                                                          : RESULT_BOOL;
    case EXPR_LIKE:
    case EXPR_IN:
        return RESULT_BOOL;
    case EXPR_MEMBER:
    case EXPR_PERIOD:
    case EXPR_STAR:
        break;
    }
    return RESULT_ANY;
}

bool bind_is_bin(const struct binder *b, const struct expr *e)
{
    if (e->kind == EXPR_FIELD)
        return b->scope->notes[e->field.slot].is_bin;
    return e->kind == EXPR_CALL && e->call.fn->kind == FUNCTION_PERIOD &&
           bind_type(b, e->call.args[0]) == RESULT_TIME;
}

const struct time_bin *bind_bin_of(const struct binder *b,
                                   const struct expr *e)
{
    if (e->kind == EXPR_FIELD)
        return b->scope->notes[e->field.slot].bin;
    return bind_is_bin(b, e) ? e->call.prep : NULL;
}

bool bind_is_numeric_field(const struct binder *b, const struct expr *e)
{
    return e->kind == EXPR_FIELD &&
           b->scope->notes[e->field.slot].numeric_field;
}

/* --- Calls ------------------------------------------------------------- */

/* There is no @timestamp to take a bin of; a column may be meant. */
static bool bin_after_stats(struct binder *b, const struct expr *e)
{
    return !bind_tell_alias(b, e) &&
           err_set_at(b->err, ERR_QUERY, e->at,
                      "`bin` needs @timestamp, which `stats` does not keep; "
                      "use `datefloor` on a column of it");
}

/* bin(5m) becomes datefloor(@timestamp, 5m), which it stands for. */
static bool add_timestamp(struct binder *b, struct expr *e)
{
    struct expr *time = arena_calloc(&b->q->arena, 1, sizeof *time);
    struct expr **args = arena_calloc(&b->q->arena, 2, sizeof(*args));

    if (b->grouped && !b->in_aggregate)
        return err_set_at(b->err, ERR_QUERY, e->at,
                          "`bin` stands in the list behind `by`");
    if (b->scope->before)
        return bin_after_stats(b, e);
    time->kind = EXPR_FIELD;
    time->at = e->call.name_at;
    time->field.name = STR("@timestamp");
    args[0] = time;
    args[1] = e->call.args[0];
    e->call.fn = function_at(FUNCTION_DATE_FLOOR);
    e->call.args = args;
    e->call.n = 2;
    return true;
}

static void set_time_bin(struct binder *b, struct expr *e)
{
    struct time_bin *bin = arena_calloc(&b->q->arena, 1, sizeof *bin);

    bin->period = e->call.args[e->call.n - 1]->period;
    bin->offset_ms = b->bin_offset_ms;
    e->call.prep = bin;
}

/* The place in the query of what a function found wrong. */
static struct span fault_at(const struct expr *e, struct span fault)
{
    uint32_t number = fault.start + fault.end ? fault.start : 1;
    const struct expr *arg = number < e->call.n ? e->call.args[number] : e;
    struct span at = arg->at;

    /* Offsets hold for the literal unless escapes were taken out. */
    if (fault.end && arg->kind == EXPR_LITERAL &&
        arg->literal.type == VALUE_TEXT &&
        at.end - at.start == arg->literal.n + 2 &&
        fault.end <= arg->literal.n)
        at.start += 1 + fault.end;
    return at;
}

/* Let the function look at its literals, if it wants to. */
static bool prepare(struct binder *b, struct expr *e)
{
    const struct function *fn = e->call.fn;
    struct value *literals;
    struct err wrong = {0};

    if (!fn->prepare)
        return true;
    literals = arena_calloc(&b->q->arena, e->call.n, sizeof *literals);
    for (uint32_t i = 0; i < e->call.n; i++)
        if (e->call.args[i]->kind == EXPR_LITERAL)
            literals[i] = e->call.args[i]->literal;
    if (fn->prepare(&b->q->arena, &b->q->regexes, literals, e->call.n,
                    &e->call.prep, &wrong))
        return true;
    return err_set_at(b->err, wrong.code, fault_at(e, wrong.at), "%s",
                      wrong.msg);
}

static bool bind_call(struct binder *b, struct expr *e)
{
    const struct function *fn;
    uint32_t n;

    if (e->call.fn->kind == FUNCTION_AGGREGATE)
        return bind_aggregate(b, e);
    if (e->call.fn->id == FUNCTION_BIN && !add_timestamp(b, e))
        return false;
    fn = e->call.fn;
    n = e->call.n - (fn->kind == FUNCTION_PERIOD);
    for (uint32_t i = 0; i < n; i++)
        if (!bind_expr(b, e->call.args[i]))
            return false;
    if (!bind_check_arguments(b, e, n))
        return false;
    if (fn->kind == FUNCTION_PERIOD)
        set_time_bin(b, e);
    return prepare(b, e);
}

/* --- Expressions ------------------------------------------------------- */

static bool bind_op(struct binder *b, struct expr *e)
{
    if (!bind_expr(b, e->op.a) || (e->op.b && !bind_expr(b, e->op.b)))
        return false;
    bind_doubt_op(b, e);
    return true;
}

/* Hash a long list of constants. */
static void make_set(struct binder *b, struct expr *e)
{
    struct value *values;

    if (e->in.n < LITERAL_SET_MIN)
        return;
    values = arena_alloc(&b->q->arena, e->in.n * sizeof *values);
    for (uint32_t i = 0; i < e->in.n; i++)
        if (!expr_constant(e->in.list[i], &values[i]))
            return;
    e->in.set = literal_set_new(&b->q->arena, values, e->in.n);
}

/* What is behind "in" without brackets. */
static bool bind_bare_list(struct binder *b, struct expr *list)
{
    if (!bind_expr(b, list))
        return false;
    if (!bind_is_nested(b, list) && bind_type(b, list) != RESULT_ANY)
        bind_notice(b, list->at,
                    "this is one value and no list, so `in` means `=`");
    return true;
}

static bool bind_in(struct binder *b, struct expr *e)
{
    if (!bind_expr(b, e->in.item))
        return false;
    if (e->in.sub)
        return bind_in_subquery(b, e->in.sub);
    if (e->in.bare)
        return bind_bare_list(b, e->in.list[0]);
    for (uint32_t i = 0; i < e->in.n; i++) {
        if (!bind_expr(b, e->in.list[i]))
            return false;
        bind_doubt_times(b, e, e->in.item, e->in.list[i]);
    }
    make_set(b, e);
    return true;
}

static bool bind_like(struct binder *b, struct expr *e)
{
    if (!bind_expr(b, e->like.text) ||
        (e->like.find && !bind_expr(b, e->like.find)))
        return false;
    bind_doubt_like(b, e);
    return true;
}

/* After a stats, the text of one of its columns stands for the column. */
static bool is_column_text(struct binder *b, struct expr *e)
{
    struct str text = bind_source(b, e->at);
    const struct bound_name *n;

    if (!b->scope->before || e->kind == EXPR_LITERAL || e->kind == EXPR_FIELD)
        return false;
    n = bind_find_text(b, e->parens ? str_slice(text, 1, text.n - 1) : text);
    if (!n)
        return false;
    e->kind = EXPR_FIELD;
    e->field.path = (struct path){0};
    e->field.name = n->name;
    e->field.slot = n->slot;
    return true;
}

bool bind_expr(struct binder *b, struct expr *e)
{
    if (is_column_text(b, e))
        return true;
    switch (e->kind) {
    case EXPR_FIELD:
        return bind_field(b, e);
    case EXPR_CALL:
        return bind_call(b, e);
    case EXPR_OP:
        return bind_op(b, e);
    case EXPR_LIKE:
        return bind_like(b, e);
    case EXPR_IN:
        return bind_in(b, e);
    case EXPR_LITERAL:
    case EXPR_MEMBER:
    case EXPR_PERIOD:
    case EXPR_STAR:
        break;
    }
    return true;
}
