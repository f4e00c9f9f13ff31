/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that fill what is missing: filldown and fillmissing. */
#include "query/parse_int.h"

/* Does the token go on a pattern such as src*_b2*? */
static bool in_pattern(const struct token *tok)
{
    return tok->kind == TOK_STAR || tok->kind == TOK_NUMBER ||
           (tok->kind == TOK_NAME && !tok->quoted);
}

/* A name in backticks, or all that stands together. */
static bool parse_pattern_name(struct parser *p, struct name_pattern *out)
{
    struct token next = parser_peek(p);
    bool goes_on = next.at.start == p->tok.at.end && in_pattern(&next);

    *out = (struct name_pattern){0};
    if (p->tok.kind == TOK_NAME && (p->tok.quoted || !goes_on))
        return parse_name(p, "a field name", &out->text, &out->at);
    if (p->tok.kind != TOK_NAME && p->tok.kind != TOK_STAR)
        return parser_expected(p, "a field name, or a part of one and `*`");
    out->at = p->tok.at;
    do {
        out->wild = out->wild || p->tok.kind == TOK_STAR;
        if (!parser_next(p))
            return false;
    } while (p->tok.at.start == p->end && in_pattern(&p->tok));
    out->at.end = p->end;
    out->text = parser_text(p, out->at);
    return true;
}

bool parse_filldown(struct parser *p, struct stage *s)
{
    while (p->tok.kind != TOK_PIPE && p->tok.kind != TOK_END &&
           p->tok.kind != TOK_CLOSE) {
        s->filldown.names = parser_grow(p, s->filldown.names, s->filldown.n,
                                        sizeof *s->filldown.names);
        if (!parse_pattern_name(p, &s->filldown.names[s->filldown.n++]))
            return false;
    }
    return true;
}

/* A constant with its sign. */
static bool parse_fill_value(struct parser *p, struct value *out)
{
    struct expr *e;

    if (p->tok.kind == TOK_NAME && !parser_at_word(p, "true") &&
        !parser_at_word(p, "false"))
        return parser_expected(p, "a value, such as 0 or \"none\"");
    if (!parse_unary(p, &e))
        return false;
    return expr_constant(e, out) ||
           parser_fail(p, e->at, "`fillmissing` takes constant values only");
}

static bool add_fill(struct parser *p, struct stage *s, struct value value)
{
    struct fill_with *with =
        parser_grow(p, s->fillmissing.with, s->fillmissing.n, sizeof *with);

    s->fillmissing.with = with;
    with += s->fillmissing.n++;
    *with = (struct fill_with){.value = value};
    return parse_column(p, &with->field);
}

static bool parse_one_fill(struct parser *p, struct stage *s)
{
    struct value value;

    if (!parse_fill_value(p, &value))
        return false;
    if (!parser_at_word(p, "for"))
        return parser_expected(p, "`for` and the field that gets the value");
    return parser_next(p) && add_fill(p, s, value);
}

/* Behind a comma is another value, or another field for the same. */
bool parse_fillmissing(struct parser *p, struct stage *s)
{
    if (!parser_at_word(p, "with"))
        return true;
    if (!parser_next(p) || !parse_one_fill(p, s))
        return false;
    while (p->tok.kind == TOK_COMMA) {
        struct value same = s->fillmissing.with[s->fillmissing.n - 1].value;
        bool good;

        if (!parser_next(p))
            return false;
        good = p->tok.kind == TOK_NAME && parser_peek(p).kind != TOK_NAME
                   ? add_fill(p, s, same)
                   : parse_one_fill(p, s);
        if (!good)
            return false;
    }
    return true;
}
