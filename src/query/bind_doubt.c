/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expressions that run and can hardly be meant: what they give is null or
 * false in every row, or something else than it looks like. Each is a notice;
 * the query runs.
 */
#include "query/bind_int.h"
#include "query/signature.h"

/* --- Arguments --------------------------------------------------------- */

/*
 * default of case stands where a condition would: "case(c, v, default)".
 */
static bool is_default(const struct expr *e, uint32_t i)
{
    return e->call.fn->id == FUNCTION_CASE && i + 1 == e->call.n && i % 2 == 0;
}

bool bind_check_arguments(struct binder *b, const struct expr *e, uint32_t n)
{
    const struct function *fn = e->call.fn;

    for (uint32_t i = 0; i < n; i++) {
        enum argument_kind kind = signature_argument(fn, i);
        const struct expr *arg = e->call.args[i];
        struct value constant;

        if (is_default(e, i) || !expr_constant(arg, &constant) ||
            !argument_is_wrong(kind, constant))
            continue;
        if (!bind_lenient(b, arg->at, "%s(%s) takes %s here, found `%.*s`",
                          fn->name, fn->args, argument_kind_text(kind),
                          STR_ARG(str_slice(bind_source(b, arg->at), 0, 40))))
            return false;
    }
    return true;
}

/* --- Operators --------------------------------------------------------- */

static bool is_text_literal(const struct expr *e)
{
    return e->kind == EXPR_LITERAL && e->literal.type == VALUE_TEXT &&
           value_num(e->literal).kind == NUM_NONE;
}

void bind_doubt_times(struct binder *b, const struct expr *e,
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

/* Texts are joined by concat(); arithmetic with one is null. */
static void check_arithmetic(struct binder *b, const struct expr *e)
{
    const struct expr *wrong = is_text_literal(e->op.a) ? e->op.a
                               : e->op.b && is_text_literal(e->op.b)
                                   ? e->op.b
                                   : NULL;

    if (wrong)
        bind_notice(b, e->at,
                    "`%s` with a text that is no number is null in every row; "
                    "concat() joins texts",
                    op_text(e->op.op));
}

/* Is e an integer literal from low to high? */
static bool is_integer(const struct expr *e, int64_t low, int64_t high)
{
    return e->kind == EXPR_LITERAL && e->literal.type == VALUE_INT &&
           e->literal.i >= low && e->literal.i <= high;
}

static bool is_subtraction(const struct expr *e)
{
    return e->kind == EXPR_OP && e->op.op == OP_SUB && !e->parens;
}

/* 2024-01-31 without quotes: two subtractions. */
static void check_date(struct binder *b, const struct expr *e)
{
    if (is_subtraction(e) && is_subtraction(e->op.a) &&
        is_integer(e->op.b, 1, 31) && is_integer(e->op.a->op.b, 1, 12) &&
        is_integer(e->op.a->op.a, 1970, 2100))
        bind_notice(b, e->at,
                    "this is a subtraction and no date; use toMillis() and "
                    "epoch milliseconds, or the time window");
}

void bind_doubt_op(struct binder *b, const struct expr *e)
{
    if (e->op.op <= OP_GE) {
        bind_doubt_times(b, e, e->op.a, e->op.b);
        check_date(b, e->op.a);
        check_date(b, e->op.b);
    }
    if ((e->op.op >= OP_ADD && e->op.op <= OP_POW) || e->op.op >= OP_NEG)
        check_arithmetic(b, e);
}

/* Does the text begin or end with the sign, and hold more than it? */
static bool at_an_end(struct str text, char sign)
{
    return text.n > 1 && (text.p[0] == sign || text.p[text.n - 1] == sign);
}

void bind_doubt_like(struct binder *b, const struct expr *e)
{
    const struct expr *find = e->like.find;
    struct str text;
    char sign;

    if (!find || find->kind != EXPR_LITERAL)
        return;
    if (find->literal.type != VALUE_TEXT) {
        bind_notice(b, find->at,
                    "`like` takes a text in quotes; a number loses zeros at "
                    "its ends");
        return;
    }
    text = (struct str){find->literal.s, find->literal.n};
    sign = at_an_end(text, '%') ? '%' : '*';
    if (at_an_end(text, sign))
        bind_notice(b, find->at,
                    "`%c` is no wildcard: `like` finds this text anywhere, as "
                    "it stands; write it without, or a /regex/",
                    sign);
}
