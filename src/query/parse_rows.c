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

/* At a word that is an option and no field: the "=" tells. */
static bool at_option(const struct parser *p, const char *name)
{
    return parser_at_word(p, name) && parser_peek(p).kind == TOK_EQ;
}

static bool parse_option_bool(struct parser *p, const char *name, bool *out)
{
    return parse_equals(p, name) && parse_bool(p, out);
}

static bool at_stage_end(const struct parser *p)
{
    return p->tok.kind == TOK_PIPE || p->tok.kind == TOK_END ||
           p->tok.kind == TOK_CLOSE;
}

/* column, ... */
static bool parse_columns(struct parser *p, struct expr ***columns,
                          uint32_t *n)
{
    for (;;) {
        *columns = parser_grow(p, *columns, *n, sizeof **columns);
        if (!parse_column(p, &(*columns)[(*n)++]))
            return false;
        if (p->tok.kind != TOK_COMMA)
            return true;
        if (!parser_next(p))
            return false;
    }
}

/* --- addtotals --------------------------------------------------------- */

static bool parse_total_name(struct parser *p, struct stage *s)
{
    struct span at;

    return parse_equals(p, "fieldname") &&
           parse_name(p, "a name for the column", &s->addtotals.name, &at);
}

bool parse_addtotals(struct parser *p, struct stage *s)
{
    bool row = true;

    for (;;) {
        bool good;

        if (at_option(p, "fieldname"))
            good = parse_total_name(p, s);
        else if (at_option(p, "row"))
            good = parse_option_bool(p, "row", &row);
        else if (at_option(p, "col"))
            good = parse_option_bool(p, "col", &s->addtotals.col);
        else
            break;
        if (!good)
            return false;
    }
    s->addtotals.no_row = !row;
    if (!row && !s->addtotals.col)
        return parser_fail(p, (struct span){s->word_at.start, p->end},
                           "`row=false` without `col=true` adds nothing");
    return at_stage_end(p) ||
           parse_columns(p, &s->addtotals.fields, &s->addtotals.n);
}

/* --- outlier ----------------------------------------------------------- */

static bool parse_action(struct parser *p, struct stage *s)
{
    if (!parse_equals(p, "action"))
        return false;
    s->outlier.remove = parser_at_word(p, "remove");
    if (!s->outlier.remove && !parser_at_word(p, "transform"))
        return parser_expected(p, "`remove` or `transform`");
    return parser_next(p);
}

static bool parse_param(struct parser *p, struct stage *s)
{
    if (!parse_equals(p, "param"))
        return false;
    if (p->tok.kind != TOK_NUMBER)
        return parser_expected(p, "a number from 0");
    s->outlier.param = value_of_num(p->tok.num);
    return parser_next(p);
}

static bool parse_outlier_options(struct parser *p, struct stage *s)
{
    for (;;) {
        bool good;

        if (at_option(p, "action"))
            good = parse_action(p, s);
        else if (at_option(p, "param"))
            good = parse_param(p, s);
        else if (at_option(p, "uselower"))
            good = parse_option_bool(p, "uselower", &s->outlier.use_lower);
        else if (at_option(p, "mark"))
            good = parse_option_bool(p, "mark", &s->outlier.mark);
        else
            return true;
        if (!good)
            return false;
    }
}

/* Fields with spaces between, or commas as everywhere else. */
bool parse_outlier(struct parser *p, struct stage *s)
{
    if (!parse_outlier_options(p, s))
        return false;
    do {
        if (!parse_columns(p, &s->outlier.fields, &s->outlier.n))
            return false;
    } while (!at_stage_end(p));
    return true;
}

/* --- sessionize, countFrequent ----------------------------------------- */

static bool parse_max_span(struct parser *p, struct stage *s)
{
    struct span at;

    if (!parser_next(p))
        return false;
    at = p->tok.at;
    if (!parse_period(p, &s->sessionize.max_span))
        return false;
    return period_ms(s->sessionize.max_span) > 0 ||
           parser_fail(p, at,
                       "`maxspan` takes a period of fixed length, at most "
                       "weeks");
}

bool parse_sessionize(struct parser *p, struct stage *s)
{
    if (!parse_columns(p, &s->sessionize.fields, &s->sessionize.n))
        return false;
    if (parser_at_word(p, "maxspan") && !parse_max_span(p, s))
        return false;
    return parse_alias(p, &s->sessionize.alias);
}

bool parse_count_frequent(struct parser *p, struct stage *s)
{
    return parse_columns(p, &s->frequent.fields, &s->frequent.n);
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
