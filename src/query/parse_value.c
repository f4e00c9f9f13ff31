/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What operators stand between: literals with their signs, fields, calls and
 * expressions in parentheses. Calls are checked here for their function,
 * their number of arguments and where periods stand; all else about them is
 * the binder's.
 */
#include "query/parse_int.h"

bool parse_name(struct parser *p, const char *what, struct str *name,
                struct span *at)
{
    if (p->tok.kind != TOK_NAME)
        return parser_expected(p, what);
    if (!p->tok.quoted && lexer_reserved(p->tok.text))
        return parser_fail(p, p->tok.at,
                           "`%.*s` is a reserved word; as a name it needs "
                           "backticks",
                           STR_ARG(p->tok.text));
    *name = p->tok.text;
    *at = p->tok.at;
    return parser_next(p);
}

/* --- Literals ---------------------------------------------------------- */

/* The number and largest fitting unit for n of a capped unit: 300s is 5m. */
static struct period larger_period(struct period p)
{
    static const enum unit units[] = {UNIT_DAY, UNIT_HOUR, UNIT_MINUTE,
                                      UNIT_SECOND};
    int64_t ms = period_ms(p);

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        int64_t one = period_ms((struct period){1, units[i]});
        if (ms % one == 0)
            return (struct period){ms / one, units[i]};
    }
    return p;
}

static void notice_clamped(struct parser *p, struct span at,
                           struct period written, struct period cut)
{
    char was[DATE_TEXT_MAX], is[DATE_TEXT_MAX], better[DATE_TEXT_MAX];
    size_t n_was = period_format(written, was);
    size_t n_is = period_format(cut, is);
    struct period larger = larger_period(written);
    size_t n_better = period_format(larger, better);

    if (larger.unit != written.unit && !period_clamp(&larger))
        query_notice(p->q, at,
                     "%.*s is cut to %.*s, the most for its unit; "
                     "write %.*s",
                     (int)n_was, was, (int)n_is, is, (int)n_better, better);
    else
        query_notice(p->q, at,
                     "%.*s is cut to %.*s, the most for its unit; "
                     "use a larger unit",
                     (int)n_was, was, (int)n_is, is);
}

static void set_period(struct parser *p, struct span at, struct period written,
                       struct period *out)
{
    *out = written;
    if (period_clamp(out))
        notice_clamped(p, at, written, *out);
}

bool parse_period(struct parser *p, struct period *out)
{
    if (p->tok.kind != TOK_PERIOD)
        return parser_expected(p, "a period such as 5m");
    set_period(p, p->tok.at, p->tok.period, out);
    return parser_next(p);
}

bool parse_regex(struct parser *p, struct regex **re, struct str *pattern)
{
    struct err wrong = {0};
    struct span at;

    if (p->tok.kind == TOK_SLASH) {
        if (!lexer_regex(&p->lex, p->tok.at.start, &p->tok, p->err))
            return false;
    }
    at = p->tok.at;
    *pattern = p->tok.text;
    *re = regex_owner_add(&p->q->regexes, *pattern, &wrong);
    if (!*re) {
        /* Offsets hold for the literal unless escapes were taken out. */
        if (at.end - at.start == pattern->n + 2 && wrong.at.start <= pattern->n)
            at.start += 1 + wrong.at.start;
        return err_set_at(p->err, wrong.code, at, "%s", wrong.msg);
    }
    return parser_next(p);
}

static struct expr *literal(struct parser *p, struct value v, uint32_t start)
{
    struct expr *e = parser_expr(p, EXPR_LITERAL, start);

    e->literal = v;
    return e;
}

/* --- Calls ------------------------------------------------------------- */

/* "5 m" in an argument: the number and the unit behind it as one period. */
static bool join_period(struct parser *p)
{
    struct token unit = parser_peek(p);
    struct period period;

    if (p->tok.kind != TOK_NUMBER || p->tok.num.kind != NUM_INT ||
        p->tok.num.i < 1 || unit.kind != TOK_NAME || unit.quoted ||
        !date_unit(unit.text, &period.unit))
        return true;
    if (p->tok.num.i > 1000000000)
        return parser_fail(p, p->tok.at, "this period is too long");
    period.n = p->tok.num.i;
    p->tok.at.end = unit.at.end;
    p->tok.kind = TOK_PERIOD;
    p->tok.period = period;
    p->lex.at = unit.at.end;
    return true;
}

static bool parse_argument(struct parser *p, const struct function *fn,
                           struct expr **out)
{
    uint32_t start = p->tok.at.start;
    struct period period;

    if (!join_period(p))
        return false;
    if (p->tok.kind == TOK_PERIOD) {
        if (!parse_period(p, &period))
            return false;
        *out = parser_expr(p, EXPR_PERIOD, start);
        (*out)->period = period;
        return true;
    }
    if (p->tok.kind == TOK_STAR && fn->kind == FUNCTION_AGGREGATE &&
        (lexer_peek(&p->lex) == ')' || lexer_peek(&p->lex) == '\0')) {
        if (!parser_next(p))
            return false;
        *out = parser_expr(p, EXPR_STAR, start);
        return true;
    }
    return parse_expr(p, out);
}

static bool check_arity(struct parser *p, const struct expr *call)
{
    const struct function *fn = call->call.fn;
    uint32_t n = call->call.n;
    uint32_t wanted;
    bool star = n == 1 && call->call.args[0]->kind == EXPR_STAR;

    if (star && fn->min > 0)
        return parser_fail(p, call->call.args[0]->at,
                           "`*` goes with count; %s(%s) takes a field",
                           fn->name, fn->args);
    if (n >= fn->min && (fn->max == FUNCTION_ANY_NUMBER || n <= fn->max))
        return true;
    wanted = n < fn->min ? fn->min : fn->max;
    return parser_fail(p, call->at, "%s(%s) takes %s%u argument%s, found %u",
                       fn->name, fn->args,
                       fn->min == fn->max ? ""
                       : n < fn->min      ? "at least "
                                          : "at most ",
                       wanted, wanted == 1 ? "" : "s", n);
}

/* A period stands last, in the functions that take one, and only there. */
static bool check_periods(struct parser *p, const struct expr *call)
{
    const struct function *fn = call->call.fn;
    bool takes = fn->kind == FUNCTION_PERIOD || fn->id == FUNCTION_RATE;

    for (uint32_t i = 0; i < call->call.n; i++) {
        const struct expr *arg = call->call.args[i];
        bool wanted = takes && i + 1 == call->call.n;
        bool period = arg->kind == EXPR_PERIOD;

        if (wanted && !period)
            return parser_fail(p, arg->at,
                               "%s(%s) takes a period such as 5m here",
                               fn->name, fn->args);
        if (period && !wanted)
            return parser_fail(p, arg->at, "%s(%s) takes no period here",
                               fn->name, fn->args);
    }
    return true;
}

static bool find_function(struct parser *p, const struct function **fn)
{
    *fn = function_find(p->tok.text);
    return *fn || hint_unknown_function(p);
}

/* The current token is the function's name, "(" follows. */
static bool parse_call(struct parser *p, struct expr **out)
{
    struct span name = p->tok.at;
    const struct function *fn;
    struct expr **args = NULL;
    struct span open;
    uint32_t n = 0;

    if (!find_function(p, &fn) || !parser_next(p))
        return false;
    open = p->tok.at;
    if (!parser_next(p))
        return false;
    while (p->tok.kind != TOK_CLOSE || n > 0) {
        args = parser_grow(p, args, n, sizeof *args);
        if (!parse_argument(p, fn, &args[n++]))
            return false;
        if (p->tok.kind != TOK_COMMA)
            break;
        if (!parser_next(p))
            return false;
    }
    if (p->tok.kind == TOK_END)
        return parser_fail(p, open, "this `(` is never closed");
    if (p->tok.kind != TOK_CLOSE)
        return hint_in_call(p, fn, n ? args[n - 1] : NULL);
    if (!parser_next(p))
        return false;
    *out = parser_expr(p, EXPR_CALL, name.start);
    (*out)->call.fn = fn;
    (*out)->call.args = args;
    (*out)->call.n = n;
    (*out)->call.name_at = name;
    return check_arity(p, *out) && check_periods(p, *out);
}

/* --- Primaries and unary signs ----------------------------------------- */

static bool parse_word(struct parser *p, struct expr **out)
{
    uint32_t start = p->tok.at.start;
    struct str name = p->tok.text;
    bool is_true = parser_at_word(p, "true");

    if (!p->tok.quoted && lexer_peek(&p->lex) == '(' && !lexer_reserved(name))
        return parse_call(p, out);
    if (is_true || parser_at_word(p, "false")) {
        if (!parser_next(p))
            return false;
        *out = literal(p, value_bool(is_true), start);
        return true;
    }
    if (!p->tok.quoted && lexer_reserved(name))
        return hint_no_value(p, "a field, a value or a function");
    if (!parser_next(p))
        return false;
    *out = parser_expr(p, EXPR_FIELD, start);
    (*out)->field.name = name;
    return parse_path(p, (*out)->at, *out);
}

static bool parse_parens(struct parser *p, struct expr **out)
{
    struct span open = p->tok.at;

    if (!parser_next(p) || !parse_expr(p, out))
        return false;
    if (p->tok.kind == TOK_END)
        return parser_fail(p, open, "this `(` is never closed");
    if (!parser_take(p, TOK_CLOSE, "an operator or `)`"))
        return false;
    (*out)->parens = true;
    (*out)->at = (struct span){open.start, p->end};
    return true;
}

bool parse_primary(struct parser *p, struct expr **out)
{
    struct token tok = p->tok;

    switch (tok.kind) {
    case TOK_NAME:
        return parse_word(p, out);
    case TOK_OPEN:
        return parse_parens(p, out);
    case TOK_STRING:
        if (!parser_next(p))
            return false;
        *out = literal(p, value_text(tok.text), tok.at.start);
        return true;
    case TOK_NUMBER:
        if (!parser_next(p))
            return false;
        *out = literal(p, value_of_num(tok.num), tok.at.start);
        return true;
    default:
        return hint_no_value(p, "a field, a value or a function");
    }
}

/* A number literal takes its sign; anything else an operator. */
static struct expr *apply_sign(struct parser *p, enum op op, uint32_t start,
                               struct expr *e)
{
    struct value v = e->literal;

    if (e->kind != EXPR_LITERAL || e->parens ||
        (v.type != VALUE_INT && v.type != VALUE_DOUBLE))
        return parser_op(p, op, start, e, NULL);
    if (op == OP_NEG && v.type == VALUE_INT)
        v.i = -v.i; /* the lexer makes no INT64_MIN */
    else if (op == OP_NEG)
        v.d = -v.d;
    return literal(p, v, start);
}

bool parse_unary(struct parser *p, struct expr **out)
{
    uint32_t start = p->tok.at.start;
    enum op op = p->tok.kind == TOK_MINUS ? OP_NEG : OP_POS;

    if (p->tok.kind != TOK_MINUS && p->tok.kind != TOK_PLUS)
        return parse_primary(p, out);
    if (!parser_enter(p) || !parser_next(p) || !parse_unary(p, out))
        return false;
    p->depth--;
    *out = apply_sign(p, op, start, *out);
    return true;
}
