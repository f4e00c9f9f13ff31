/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lookup and cidrlookup (query-language 7.16, 7.17). */
#include "query/parse_int.h"

/* The field that a name is, where no other is given. */
static struct expr *same_field(struct parser *p, struct str name,
                               struct span at)
{
    struct expr *e = parser_expr(p, EXPR_FIELD, at.start);

    e->at = at;
    e->field.name = name;
    return e;
}

static struct lookup_name *add(struct parser *p, struct lookup_name **items,
                               uint32_t *n)
{
    *items = parser_grow(p, *items, *n, sizeof **items);
    (*items)[*n] = (struct lookup_name){0};
    return &(*items)[(*n)++];
}

/* column [as field], ... */
static bool parse_keys(struct parser *p, struct stage *s)
{
    for (;;) {
        struct lookup_name *k =
            add(p, &s->lookup.keys, &s->lookup.n_keys);

        if (s->lookup.n_keys > LOOKUP_MAX_KEYS)
            return parser_fail(p, p->tok.at,
                               "a table is looked up by at most %d columns",
                               (int)LOOKUP_MAX_KEYS);
        if (!parse_name(p, "a column of the table", &k->column, &k->column_at))
            return false;
        if (!parser_at_word(p, "as"))
            k->field = same_field(p, k->column, k->column_at);
        else if (!parser_next(p) || !parse_field(p, &k->field))
            return false;
        if (p->tok.kind != TOK_COMMA)
            return true;
        if (!parser_next(p))
            return false;
    }
}

/* field [as column] */
static bool parse_cidr_key(struct parser *p, struct stage *s)
{
    struct lookup_name *k = add(p, &s->lookup.keys, &s->lookup.n_keys);

    if (!parse_field(p, &k->field))
        return false;
    return !parser_at_word(p, "as") ||
           (parser_next(p) && parse_name(p, "a column of the table",
                                         &k->column, &k->column_at));
}

/* column [as name], ... */
static bool parse_outs(struct parser *p, struct stage *s)
{
    for (;;) {
        struct lookup_name *o =
            add(p, &s->lookup.outs, &s->lookup.n_outs);

        if (!parse_name(p, "a column of the table", &o->column, &o->column_at))
            return false;
        o->alias = o->column;
        o->alias_at = o->column_at;
        if (parser_at_word(p, "as") &&
            (!parser_next(p) ||
             !parse_name(p, "a name after `as`", &o->alias, &o->alias_at)))
            return false;
        if (p->tok.kind != TOK_COMMA)
            return true;
        if (!parser_next(p))
            return false;
    }
}

bool parse_lookup(struct parser *p, struct stage *s)
{
    if (!parse_name(p, "the name of a table", &s->lookup.table,
                    &s->lookup.table_at))
        return false;
    if (!(s->kind == STAGE_LOOKUP ? parse_keys(p, s) : parse_cidr_key(p, s)))
        return false;
    s->lookup.only_new = parser_at_word(p, "OUTPUTNEW");
    if (!s->lookup.only_new && !parser_at_word(p, "OUTPUT"))
        return parser_expected(p, "`OUTPUT` or `OUTPUTNEW`, and columns of "
                                  "the table");
    return parser_next(p) && parse_outs(p, s);
}
