/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expressions by recursive descent, one function for each level of
 * query-language 5, loosest first. Depth is bounded twice: by nesting
 * (parentheses, not, unary signs, ^) and by the number of operators, since a
 * long chain "a or b or c" is a deep tree as well.
 */
#include "query/parse_int.h"

#include "flow/field.h"

enum { DEPTH_MAX = 200, OPERATORS_MAX = 4000 };

static bool enter(struct parser *p)
{
    if (++p->depth <= DEPTH_MAX)
        return true;
    return err_set_at(p->err, ERR_LIMIT, p->tok.at,
                      "the expression is nested deeper than %d levels",
                      (int)DEPTH_MAX);
}

static bool count_operator(struct parser *p)
{
    if (++p->operators <= OPERATORS_MAX)
        return true;
    return err_set_at(p->err, ERR_LIMIT, p->tok.at,
                      "more than %d operators in one stage; use `in [...]` "
                      "or several filters",
                      (int)OPERATORS_MAX);
}

static struct expr *new_expr(struct parser *p, enum expr_kind kind,
                             uint32_t start)
{
    struct expr *e = arena_calloc(&p->q->arena, 1, sizeof *e);

    e->kind = kind;
    e->at = (struct span){start, p->end};
    return e;
}

static struct expr *new_op(struct parser *p, enum op op, uint32_t start,
                           struct expr *a, struct expr *b)
{
    struct expr *e = new_expr(p, EXPR_OP, start);

    e->op.op = op;
    e->op.a = a;
    e->op.b = b;
    return e;
}

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
        query_notice(p->q, at, "%.*s is cut to %.*s, the most for its unit; "
                               "write %.*s",
                     (int)n_was, was, (int)n_is, is, (int)n_better, better);
    else
        query_notice(p->q, at, "%.*s is cut to %.*s, the most for its unit; "
                               "use a larger unit",
                     (int)n_was, was, (int)n_is, is);
}

static void set_period(struct parser *p, struct span at,
                       struct period written, struct period *out)
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
    struct expr *e = new_expr(p, EXPR_LITERAL, start);

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
        *out = new_expr(p, EXPR_PERIOD, start);
        (*out)->period = period;
        return true;
    }
    if (p->tok.kind == TOK_STAR && fn->kind == FUNCTION_AGGREGATE &&
        lexer_peek(&p->lex) == ')') {
        if (!parser_next(p))
            return false;
        *out = new_expr(p, EXPR_STAR, start);
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
            return parser_fail(p, arg->at,
                               "%s(%s) takes no period here", fn->name,
                               fn->args);
    }
    return true;
}

static bool find_function(struct parser *p, const struct function **fn)
{
    struct str name = str_slice(p->tok.text, 0, 60);
    const char *nearest;

    *fn = function_find(p->tok.text);
    if (*fn)
        return true;
    nearest = function_nearest(p->tok.text);
    if (nearest)
        return parser_fail(p, p->tok.at,
                           "there is no function `%.*s`; did you mean `%s`?",
                           STR_ARG(name), nearest);
    return parser_fail(p, p->tok.at, "there is no function `%.*s`",
                       STR_ARG(name));
}

/* The current token is the function's name, "(" follows. */
static bool parse_call(struct parser *p, struct expr **out)
{
    struct span name = p->tok.at;
    const struct function *fn;
    struct expr **args = NULL;
    uint32_t n = 0;

    if (!find_function(p, &fn) || !parser_next(p) || !parser_next(p))
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
    if (!parser_take(p, TOK_CLOSE, "`,` or `)`"))
        return false;
    *out = new_expr(p, EXPR_CALL, name.start);
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

    if (!p->tok.quoted && lexer_peek(&p->lex) == '(' &&
        !lexer_reserved(name))
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
    *out = new_expr(p, EXPR_FIELD, start);
    (*out)->field.name = name;
    if (p->tok.kind == TOK_OPEN_LIST)
        return parser_fail(p, p->tok.at,
                           "list elements, as in `name[0]`, are not available "
                           "in this version");
    return true;
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
        return new_op(p, op, start, e, NULL);
    if (op == OP_NEG && v.type == VALUE_INT)
        v.i = -v.i; /* the lexer makes no INT64_MIN */
    else if (op == OP_NEG)
        v.d = -v.d;
    return literal(p, v, start);
}

static bool parse_unary(struct parser *p, struct expr **out)
{
    uint32_t start = p->tok.at.start;
    enum op op = p->tok.kind == TOK_MINUS ? OP_NEG : OP_POS;

    if (p->tok.kind != TOK_MINUS && p->tok.kind != TOK_PLUS)
        return parse_primary(p, out);
    if (!enter(p) || !parser_next(p) || !parse_unary(p, out))
        return false;
    p->depth--;
    *out = apply_sign(p, op, start, *out);
    return true;
}

/* --- Binary operators -------------------------------------------------- */

static bool parse_power(struct parser *p, struct expr **out)
{
    uint32_t start = p->tok.at.start;
    struct expr *right;

    if (!parse_unary(p, out))
        return false;
    if (p->tok.kind != TOK_CARET)
        return true;
    if (!enter(p) || !count_operator(p) || !parser_next(p) ||
        !parse_power(p, &right))
        return false;
    p->depth--;
    *out = new_op(p, OP_POW, start, *out, right);
    return true;
}

enum level { LEVEL_OR, LEVEL_AND, LEVEL_SUM, LEVEL_PRODUCT };

/* The operator of this level that the current token is. */
static bool at_operator(const struct parser *p, enum level level, enum op *op)
{
    static const struct {
        enum level level;
        enum token_kind kind;
        const char *word;
        enum op op;
    } ops[] = {
        {LEVEL_OR, TOK_NAME, "or", OP_OR},
        {LEVEL_AND, TOK_NAME, "and", OP_AND},
        {LEVEL_SUM, TOK_PLUS, NULL, OP_ADD},
        {LEVEL_SUM, TOK_MINUS, NULL, OP_SUB},
        {LEVEL_PRODUCT, TOK_STAR, NULL, OP_MUL},
        {LEVEL_PRODUCT, TOK_SLASH, NULL, OP_DIV},
        {LEVEL_PRODUCT, TOK_PERCENT, NULL, OP_MOD},
    };

    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        if (ops[i].level == level && ops[i].kind == p->tok.kind &&
            (!ops[i].word || parser_at_word(p, ops[i].word))) {
            *op = ops[i].op;
            return true;
        }
    }
    return false;
}

static bool parse_level(struct parser *p, enum level level,
                        struct expr **out);
static bool parse_not(struct parser *p, struct expr **out);

static bool parse_operand(struct parser *p, enum level level,
                          struct expr **out)
{
    switch (level) {
    case LEVEL_OR:
        return parse_level(p, LEVEL_AND, out);
    case LEVEL_AND:
        return parse_not(p, out);
    case LEVEL_SUM:
        return parse_level(p, LEVEL_PRODUCT, out);
    default:
        return parse_power(p, out);
    }
}

/* Left-associative: operand { operator operand }. */
static bool parse_level(struct parser *p, enum level level, struct expr **out)
{
    uint32_t start = p->tok.at.start;
    struct expr *right;
    enum op op;

    if (!parse_operand(p, level, out))
        return false;
    while (at_operator(p, level, &op)) {
        if (!count_operator(p) || !parser_next(p) ||
            !parse_operand(p, level, &right))
            return false;
        *out = new_op(p, op, start, *out, right);
    }
    return true;
}

/*
 * pkt-dstaddr is read as a subtraction. When the text without spaces spells
 * a field of the log, the user meant that.
 */
static void notice_hyphens(struct parser *p, const struct expr *e)
{
    struct str s = parser_text(p, e->at);
    bool hyphen = false;

    if (e->kind != EXPR_OP || e->op.op != OP_SUB)
        return;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '-')
            hyphen = true;
        else if (!lexer_plain_name((struct str){s.p + i, 1}) &&
                 !(s.p[i] >= '0' && s.p[i] <= '9'))
            return;
    }
    if (hyphen && field_by_log_name(s) != FIELD_NONE)
        query_notice(p->q, e->at,
                     "`%.*s` is read as a subtraction; did you mean "
                     "`` `%.*s` `` in backticks?",
                     STR_ARG(s), STR_ARG(s));
}

static bool parse_sum(struct parser *p, struct expr **out)
{
    if (!parse_level(p, LEVEL_SUM, out))
        return false;
    notice_hyphens(p, *out);
    return true;
}

/* --- Relations --------------------------------------------------------- */

static bool parse_like(struct parser *p, uint32_t start, bool negated,
                       struct expr **out)
{
    bool match = p->tok.kind == TOK_MATCH;
    struct expr *text = *out;
    struct expr *find = NULL;
    struct regex *regex = NULL;
    struct str pattern = {0};

    if (!parser_next(p))
        return false;
    if (p->tok.kind == TOK_SLASH || (match && p->tok.kind == TOK_STRING)) {
        if (!parse_regex(p, &regex, &pattern))
            return false;
    } else if (match) {
        return parser_expected(p, "a regular expression such as /^10\\./");
    } else if (!parse_sum(p, &find)) {
        return false;
    }
    *out = new_expr(p, EXPR_LIKE, start);
    (*out)->like.text = text;
    (*out)->like.find = find;
    (*out)->like.regex = regex;
    (*out)->like.pattern = pattern;
    (*out)->like.negated = negated;
    return true;
}

/* The list of "in" is missing: something else stands there. */
static bool no_list(struct parser *p)
{
    if (p->tok.kind == TOK_OPEN)
        return parser_fail(p, p->tok.at,
                           "`in` takes a list in brackets, as in `[22, 443]`; "
                           "subqueries are not available in this version");
    return parser_expected(p, "a list such as `[22, 443]` after `in`");
}

static bool parse_in(struct parser *p, uint32_t start, bool negated,
                     struct expr **out)
{
    struct expr *item = *out;
    struct expr **list = NULL;
    struct span open;
    uint32_t n = 0;

    if (!parser_next(p))
        return false;
    open = p->tok.at;
    if (p->tok.kind != TOK_OPEN_LIST)
        return no_list(p);
    do {
        if (!parser_next(p))
            return false;
        list = parser_grow(p, list, n, sizeof *list);
        if (!parse_expr(p, &list[n++]))
            return false;
    } while (p->tok.kind == TOK_COMMA);
    if (p->tok.kind == TOK_END)
        return parser_fail(p, open, "this `[` is never closed");
    if (!parser_take(p, TOK_CLOSE_LIST, "`,` or `]`"))
        return false;
    *out = new_expr(p, EXPR_IN, start);
    (*out)->in.item = item;
    (*out)->in.list = list;
    (*out)->in.n = n;
    (*out)->in.negated = negated;
    return true;
}

/* The comparison that the current token is; other spellings get a notice. */
static bool at_comparison(const struct parser *p, enum op *op,
                          const char **meant)
{
    static const struct {
        enum token_kind kind;
        enum op op;
        const char *meant;
    } ops[] = {
        {TOK_EQ, OP_EQ, NULL},  {TOK_EQ_EQ, OP_EQ, "="},
        {TOK_NE, OP_NE, NULL},  {TOK_LT_GT, OP_NE, "!="},
        {TOK_LT, OP_LT, NULL},  {TOK_LE, OP_LE, NULL},
        {TOK_GT, OP_GT, NULL},  {TOK_GE, OP_GE, NULL},
    };

    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        if (ops[i].kind == p->tok.kind) {
            *op = ops[i].op;
            *meant = ops[i].meant;
            return true;
        }
    }
    return false;
}

static bool parse_comparison(struct parser *p, uint32_t start,
                             struct expr **out)
{
    struct token sign = p->tok;
    const char *meant;
    struct expr *right;
    enum op op;

    if (!at_comparison(p, &op, &meant))
        return true;
    if (meant && !parser_lenient(p, sign.at, "`%.*s` is read as `%s`",
                                 STR_ARG(sign.text), meant))
        return false;
    if (!count_operator(p) || !parser_next(p) || !parse_sum(p, &right))
        return false;
    *out = new_op(p, op, start, *out, right);
    if (at_comparison(p, &op, &meant))
        return parser_fail(p, p->tok.at,
                           "comparisons cannot be chained; join them with "
                           "`and`");
    return true;
}

static bool parse_relation(struct parser *p, struct expr **out)
{
    uint32_t start = p->tok.at.start;
    bool negated;

    if (!parse_sum(p, out))
        return false;
    negated = parser_at_word(p, "not");
    if (negated) {
        if (!parser_next(p))
            return false;
        if (!parser_at_word(p, "like") && !parser_at_word(p, "in"))
            return parser_expected(p, "`like` or `in` after `not`");
    }
    if (parser_at_word(p, "like") || p->tok.kind == TOK_MATCH)
        return count_operator(p) && parse_like(p, start, negated, out);
    if (parser_at_word(p, "in"))
        return count_operator(p) && parse_in(p, start, negated, out);
    return parse_comparison(p, start, out);
}

static bool parse_not(struct parser *p, struct expr **out)
{
    uint32_t start = p->tok.at.start;

    if (p->tok.kind == TOK_BANG) {
        if (!parser_lenient(p, p->tok.at, "`!` is read as `not`"))
            return false;
    } else if (!parser_at_word(p, "not")) {
        return parse_relation(p, out);
    }
    if (!enter(p) || !parser_next(p) || !parse_not(p, out))
        return false;
    p->depth--;
    *out = new_op(p, OP_NOT, start, *out, NULL);
    return true;
}

bool parse_expr(struct parser *p, struct expr **out)
{
    if (!enter(p) || !parse_level(p, LEVEL_OR, out))
        return false;
    p->depth--;
    return true;
}
