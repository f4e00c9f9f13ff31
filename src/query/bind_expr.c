/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expressions: names to slots, and calls made ready to run. The parser has
 * settled arity and where periods may stand.
 */
#include "query/bind_int.h"

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
    case VALUE_LIST:
        return RESULT_TEXT;
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

/* Let the function look at its literals, if it wants to. */
static bool prepare(struct binder *b, struct expr *e)
{
    const struct function *fn = e->call.fn;
    struct span at = e->call.n > 1 ? e->call.args[1]->at : e->at;
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
    return err_set_at(b->err, wrong.code, at, "%s", wrong.msg);
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
    if (fn->kind == FUNCTION_PERIOD)
        set_time_bin(b, e);
    return prepare(b, e);
}

/* --- Expressions ------------------------------------------------------- */

static bool is_text_literal(const struct expr *e)
{
    return e->kind == EXPR_LITERAL && e->literal.type == VALUE_TEXT &&
           value_num(e->literal).kind == NUM_NONE;
}

/* A time never equals a text that is no number (query-language.md 4.3). */
static void check_times(struct binder *b, const struct expr *e,
                        const struct expr *left, const struct expr *right)
{
    bool mixed =
        (bind_type(b, left) == RESULT_TIME && is_text_literal(right)) ||
        (bind_type(b, right) == RESULT_TIME && is_text_literal(left));

    if (mixed)
        bind_notice(b, e->at,
                    "a time compared with a text is never true; use "
                    "toMillis() and epoch milliseconds, or the time window");
}

static bool bind_op(struct binder *b, struct expr *e)
{
    if (!bind_expr(b, e->op.a) || (e->op.b && !bind_expr(b, e->op.b)))
        return false;
    if (e->op.op <= OP_GE)
        check_times(b, e, e->op.a, e->op.b);
    return true;
}

static bool bind_in(struct binder *b, struct expr *e)
{
    if (!bind_expr(b, e->in.item))
        return false;
    for (uint32_t i = 0; i < e->in.n; i++) {
        if (!bind_expr(b, e->in.list[i]))
            return false;
        check_times(b, e, e->in.item, e->in.list[i]);
    }
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
        return bind_name(b, e->field.name, e->at, &e->field.slot);
    case EXPR_CALL:
        return bind_call(b, e);
    case EXPR_OP:
        return bind_op(b, e);
    case EXPR_LIKE:
        return bind_expr(b, e->like.text) &&
               (!e->like.find || bind_expr(b, e->like.find));
    case EXPR_IN:
        return bind_in(b, e);
    case EXPR_LITERAL:
    case EXPR_PERIOD:
    case EXPR_STAR:
        break;
    }
    return true;
}
