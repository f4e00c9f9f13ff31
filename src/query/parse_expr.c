/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Operators by recursive descent, one function for each level of
 * query-language 5, loosest first; what they stand between is in
 * parse_value.c. Depth is bounded twice: by nesting (parentheses, not, signs,
 * ^) and by the number of operators, since a long chain "a or b or c" is a
 * deep tree as well.
 */
#include "query/parse_int.h"

#include "flow/field.h"
#include "query/subquery.h"

enum { DEPTH_MAX = 200, OPERATORS_MAX = 4000 };

bool parser_enter(struct parser *p)
{
    if (++p->depth <= DEPTH_MAX)
        return true;
    return err_set_at(p->err, ERR_QUERY, p->tok.at,
                      "the expression is nested deeper than %d levels",
                      (int)DEPTH_MAX);
}

static bool count_operator(struct parser *p)
{
    if (++p->operators <= OPERATORS_MAX)
        return true;
    return err_set_at(p->err, ERR_QUERY, p->tok.at,
                      "more than %d operators in one expression; use `in [...]` "
                      "or several filters",
                      (int)OPERATORS_MAX);
}

struct expr *parser_expr(struct parser *p, enum expr_kind kind, uint32_t start)
{
    struct expr *e = arena_calloc(&p->q->arena, 1, sizeof *e);

    e->kind = kind;
    e->at = (struct span){start, p->end};
    return e;
}

struct expr *parser_op(struct parser *p, enum op op, uint32_t start,
                       struct expr *a, struct expr *b)
{
    struct expr *e = parser_expr(p, EXPR_OP, start);

    e->op.op = op;
    e->op.a = a;
    e->op.b = b;
    return e;
}

static bool parse_power(struct parser *p, struct expr **out)
{
    uint32_t start = p->tok.at.start;
    struct expr *right;

    if (!parse_unary(p, out))
        return false;
    if (p->tok.kind != TOK_CARET)
        return true;
    if (!parser_enter(p) || !count_operator(p) || !parser_next(p) ||
        !parse_power(p, &right))
        return false;
    p->depth--;
    *out = parser_op(p, OP_POW, start, *out, right);
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

static bool parse_level(struct parser *p, enum level level, struct expr **out);
static bool parse_not(struct parser *p, struct expr **out);

static bool parse_operand(struct parser *p, enum level level, struct expr **out)
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
        *out = parser_op(p, op, start, *out, right);
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
    *out = parser_expr(p, EXPR_LIKE, start);
    (*out)->like.text = text;
    (*out)->like.find = find;
    (*out)->like.regex = regex;
    (*out)->like.pattern = pattern;
    (*out)->like.negated = negated;
    return true;
}

/* Values in parentheses, as SQL has them? A command begins with a name. */
static bool at_sql_list(const struct parser *p)
{
    struct lexer ahead = p->lex;
    struct token tok;

    if (!lexer_next(&ahead, &tok, NULL))
        return false;
    if (tok.kind != TOK_NAME)
        return tok.kind != TOK_DOLLAR && tok.kind != TOK_PIPE;
    return lexer_next(&ahead, &tok, NULL) &&
           (tok.kind == TOK_COMMA || tok.kind == TOK_CLOSE);
}

/* (query) behind "in". */
static bool parse_in_subquery(struct parser *p, uint32_t start, bool negated,
                              struct expr **out)
{
    struct expr *item = *out;
    struct subquery *sub;

    if (at_sql_list(p))
        return parser_fail(p, p->tok.at,
                           "`in` takes a list in brackets, as in `[22, 443]`, "
                           "or a query in parentheses");
    if (!parse_subquery(p, &sub))
        return false;
    *out = parser_expr(p, EXPR_IN, start);
    (*out)->in.item = item;
    (*out)->in.negated = negated;
    (*out)->in.sub = sub;
    sub->in = *out;
    return true;
}

/* A list in brackets. */
static bool parse_list(struct parser *p, struct expr *in)
{
    struct span open = p->tok.at;
    struct expr **list = NULL;
    uint32_t n = 0;

    do {
        if (!parser_next(p))
            return false;
        list = parser_grow(p, list, n, sizeof *list);
        if (!parse_expr(p, &list[n++]))
            return false;
    } while (p->tok.kind == TOK_COMMA);
    if (p->tok.kind == TOK_END)
        return parser_fail(p, open, "this `[` is never closed");
    in->in.list = list;
    in->in.n = n;
    return parser_take(p, TOK_CLOSE_LIST, "`,` or `]`");
}

/* A value without brackets that is a list. */
static bool parse_bare_list(struct parser *p, struct expr *in)
{
    if (p->tok.kind != TOK_NAME)
        return parser_expected(p, "a list such as `[22, 443]` after `in`");
    in->in.list = parser_grow(p, NULL, 0, sizeof *in->in.list);
    in->in.n = 1;
    in->in.bare = true;
    return parse_sum(p, &in->in.list[0]);
}

static bool parse_in(struct parser *p, uint32_t start, bool negated,
                     struct expr **out)
{
    struct expr *in;

    if (!parser_next(p))
        return false;
    if (p->tok.kind == TOK_OPEN)
        return parse_in_subquery(p, start, negated, out);
    in = parser_expr(p, EXPR_IN, start);
    in->in.item = *out;
    in->in.negated = negated;
    *out = in;
    if (p->tok.kind == TOK_OPEN_LIST ? !parse_list(p, in)
                                     : !parse_bare_list(p, in))
        return false;
    in->at.end = p->end;
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
        {TOK_EQ, OP_EQ, NULL}, {TOK_EQ_EQ, OP_EQ, "="},
        {TOK_NE, OP_NE, NULL}, {TOK_LT_GT, OP_NE, "!="},
        {TOK_LT, OP_LT, NULL}, {TOK_LE, OP_LE, NULL},
        {TOK_GT, OP_GT, NULL}, {TOK_GE, OP_GE, NULL},
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
    *out = parser_op(p, op, start, *out, right);
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
    if (!parser_enter(p) || !parser_next(p) || !parse_not(p, out))
        return false;
    p->depth--;
    *out = parser_op(p, OP_NOT, start, *out, NULL);
    return true;
}

bool parse_expr(struct parser *p, struct expr **out)
{
    if (!parser_enter(p) || !parse_level(p, LEVEL_OR, out))
        return false;
    p->depth--;
    return true;
}
