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
