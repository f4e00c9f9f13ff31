/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What to say where a value should stand and does not: placeholders that
 * nobody filled in, operators of other languages, regexes and periods out of
 * their place.
 */
#include "query/parse_int.h"

/* "<VPC_CIDR>": where it ends, 0 when there is none. */
static uint32_t angle_end(const struct parser *p)
{
    struct lexer ahead = p->lex;
    struct token name, close;

    if (p->tok.kind != TOK_LT || !lexer_next(&ahead, &name, NULL) ||
        name.kind != TOK_NAME)
        return 0;
    while (lexer_next(&ahead, &close, NULL) && close.kind != TOK_END) {
        if (close.kind == TOK_GT)
            return close.at.end;
        if (close.kind != TOK_NAME && close.kind != TOK_MINUS)
            return 0;
    }
    return 0;
}

/* "$name" and "${name}": where it ends, 0 when there is none. */
static uint32_t dollar_end(const struct parser *p)
{
    struct str text = p->q->text;
    uint32_t at = p->tok.at.end;
    bool brace = at < text.n && text.p[at] == '{';
    uint32_t start;

    if (p->tok.kind != TOK_DOLLAR)
        return 0;
    start = at += brace;
    while (at < text.n && lexer_in_segment(text.p[at]))
        at++;
    if (at == start)
        return 0;
    return at + (brace && at < text.n && text.p[at] == '}');
}

static bool hint_placeholder(struct parser *p)
{
    uint32_t end = angle_end(p);
    struct span at;

    if (end == 0)
        end = dollar_end(p);
    if (end == 0)
        return false;
    at = (struct span){p->tok.at.start, end};
    return !parser_fail(p, at,
                        "`%.*s` is a placeholder; put a value in its place",
                        STR_ARG(str_slice(parser_text(p, at), 0, 60)));
}

/* "=>", "=!", "===": two signs that are one elsewhere. */
static bool hint_double_sign(struct parser *p)
{
    static const struct {
        const char *sign, *meant;
    } signs[] = {
        {"===", "="}, {"!==", "!="}, {"=>", ">="},
        {"=<", "<="}, {"=!", "!="},
    };
    uint32_t end = p->tok.at.end;

    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        struct str sign = str_of(signs[i].sign);
        struct span at = {end - (uint32_t)sign.n, end};

        if (end >= sign.n && str_eq(parser_text(p, at), sign))
            return !parser_fail(p, at, "`%s` is no operator; write `%s`",
                                signs[i].sign, signs[i].meant);
    }
    return false;
}

bool hint_no_value(struct parser *p, const char *what)
{
    if (hint_placeholder(p) || hint_double_sign(p) || hint_glued_regex(p))
        return false;
    switch (p->tok.kind) {
    case TOK_AND_AND:
    case TOK_OR_OR:
        return !hint_sign(p);
    case TOK_STAR:
        return parser_fail(p, p->tok.at,
                           "`*` for all fields is not supported; name the "
                           "fields");
    case TOK_PERIOD:
        return parser_fail(p, p->tok.at,
                           "a period such as 5m stands only in a function, "
                           "as in bin(5m)");
    case TOK_SLASH:
        if (hint_comment(p))
            return false;
        return parser_fail(p, p->tok.at,
                           "a regular expression stands only after `like` "
                           "or `=~`");
    default:
        return parser_expected(p, what);
    }
}

bool hint_in_call(struct parser *p, const struct function *fn,
                  const struct expr *last)
{
    if (fn->id == FUNCTION_COUNT_ROWS && last && last->kind == EXPR_FIELD &&
        str_eq_nocase(last->field.name, STR("distinct")))
        return parser_fail(p, last->at,
                           "distinct values are counted by "
                           "`count_distinct(f)`");
    return parser_expected(p, "`,` or `)`");
}
