/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `$Name(a = "x", b = 5)`: a saved query as a stage (query-language 7.22). */
#include "query/parse_int.h"

#include "query/saved.h"

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

/*
 * The name behind the dollar. Names of saved queries are those of files, so
 * a hyphen belongs to them here: they need no backticks for it.
 */
static bool parse_saved_name(struct parser *p, struct stage *s)
{
    uint32_t start = p->tok.at.start, end = p->tok.at.end;

    if (p->tok.kind != TOK_NAME)
        return parser_expected(p, "the name of a saved query after `$`");
    s->saved.name = p->tok.text;
    if (!p->tok.quoted) {
        while (end < p->q->text.n && is_name_byte(p->q->text.p[end]))
            end++;
        s->saved.name = str_slice(p->q->text, start, end);
        p->tok.at.end = p->lex.at = end;
    }
    s->saved.name_at = p->tok.at;
    return parser_next(p);
}

/* A string, a number with its sign, a period, true or false. */
static bool parse_saved_value(struct parser *p, struct str *text)
{
    uint32_t start = p->tok.at.start;
    bool sign = p->tok.kind == TOK_MINUS || p->tok.kind == TOK_PLUS;

    if (sign && !parser_next(p))
        return false;
    if (p->tok.kind != TOK_NUMBER &&
        (sign || (p->tok.kind != TOK_STRING && p->tok.kind != TOK_PERIOD &&
                  !parser_at_word(p, "true") && !parser_at_word(p, "false"))))
        return parser_expected(p, "a string or a number");
    *text = str_slice(p->q->text, start, p->tok.at.end);
    return parser_next(p);
}

static bool parse_saved_argument(struct parser *p, struct stage *s)
{
    struct saved_argument *a;
    uint32_t n = s->saved.n++;

    s->saved.args = parser_grow(p, s->saved.args, n, sizeof *s->saved.args);
    a = &s->saved.args[n];
    if (!parse_name(p, "the name of a parameter", &a->name, &a->name_at))
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (str_eq(s->saved.args[i].name, a->name))
            return parser_fail(p, a->name_at,
                               "the parameter `%.*s` is given twice",
                               STR_ARG(str_slice(a->name, 0, 60)));
    if (n == SAVED_MAX_PARAMETERS)
        return parser_fail(p, a->name_at,
                           "a saved query takes at most %d parameters",
                           (int)SAVED_MAX_PARAMETERS);
    return parser_take(p, TOK_EQ, "`=` and a value") &&
           parse_saved_value(p, &a->text);
}

bool parse_saved(struct parser *p, struct stage *s)
{
    if (!parse_saved_name(p, s) ||
        !parser_take(p, TOK_OPEN, "`(` and `)`, with parameters between them"))
        return false;
    if (p->tok.kind == TOK_CLOSE)
        return parser_next(p);
    for (;;) {
        if (!parse_saved_argument(p, s))
            return false;
        if (p->tok.kind != TOK_COMMA)
            return parser_take(p, TOK_CLOSE, "`,` or `)`");
        if (!parser_next(p))
            return false;
    }
}
