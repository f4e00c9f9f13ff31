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

bool parse_column(struct parser *p, struct expr **out)
{
    if (p->tok.kind != TOK_NAME)
        return parser_expected(p, "a field name");
    return parse_primary(p, out);
}

/* --- autoregress ------------------------------------------------------- */

/* So many columns are made; more would be a slip. */
enum { MAX_LAGS = 100 };

static bool parse_lag(struct parser *p, uint32_t *out)
{
    if (p->tok.kind != TOK_NUMBER || p->tok.num.kind != NUM_INT ||
        p->tok.num.i <= 0 || p->tok.num.i > UINT32_MAX - 1)
        return parser_expected(p, "a positive whole number of rows");
    *out = (uint32_t)p->tok.num.i;
    return parser_next(p);
}

static bool parse_lags(struct parser *p, struct stage *s)
{
    uint32_t *first = &s->autoregress.first, *last = &s->autoregress.last;
    uint32_t start = p->tok.at.start;

    if (!parse_equals(p, "p") || !parse_lag(p, first))
        return false;
    *last = *first;
    if (p->tok.kind != TOK_MINUS)
        return true;
    if (!parser_next(p) || !parse_lag(p, last))
        return false;
    if (*last < *first)
        return parser_fail(p, (struct span){start, p->end},
                           "the second number of `p` must not be the smaller "
                           "one");
    return *last - *first < MAX_LAGS ||
           parser_fail(p, (struct span){start, p->end},
                       "`p` makes at most %d columns", (int)MAX_LAGS);
}

bool parse_autoregress(struct parser *p, struct stage *s)
{
    if (!parse_column(p, &s->autoregress.field) ||
        !parse_alias(p, &s->autoregress.alias))
        return false;
    if (parser_at_word(p, "p") && !parse_lags(p, s))
        return false;
    return s->autoregress.alias.n || parse_alias(p, &s->autoregress.alias);
}

/* --- unnest, expand ---------------------------------------------------- */

bool parse_unnest(struct parser *p, struct stage *s)
{
    struct span at;

    if (!parse_column(p, &s->unnest.list))
        return false;
    if (!parser_at_word(p, "into"))
        return parser_expected(p, "`into` and a name for the item");
    return parser_next(p) &&
           parse_name(p, "a name for the item", &s->unnest.name, &at);
}

bool parse_expand(struct parser *p, struct stage *s)
{
    return parse_column(p, &s->unnest.list);
}
