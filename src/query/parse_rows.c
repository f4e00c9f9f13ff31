/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands over all rows in their order (query-language 7.21). */
#include "query/parse_int.h"

bool parse_field(struct parser *p, struct expr **out)
{
    if (p->tok.kind != TOK_NAME)
        return parser_expected(p, "a field name");
    if (!parse_primary(p, out))
        return false;
    return (*out)->kind == EXPR_FIELD ||
           parser_fail(p, (*out)->at, "a field name is expected here; compute "
                                      "one with `fields` before");
}

static bool parse_alias(struct parser *p, struct str *alias)
{
    struct span at;

    return !parser_at_word(p, "as") ||
           (parser_next(p) && parse_name(p, "a name after `as`", alias, &at));
}

bool parse_estimate(struct parser *p, struct stage *s)
{
    (void)p, (void)s;
    return true;
}

bool parse_accum(struct parser *p, struct stage *s)
{
    return parse_field(p, &s->accum.field) && parse_alias(p, &s->accum.alias);
}
