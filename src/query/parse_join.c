/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that take a query of their own: join, appendcols. */
#include "query/parse_int.h"

#include <stdio.h>

bool parse_equals(struct parser *p, const char *option)
{
    char expected[64];

    snprintf(expected, sizeof expected, "`=` after `%s`", option);
    return parser_next(p) && parser_take(p, TOK_EQ, expected);
}

static bool parse_type(struct parser *p, struct stage *s)
{
    if (!parse_equals(p, "type"))
        return false;
    s->join.outer = parser_at_word(p, "left");
    if (!s->join.outer && !parser_at_word(p, "inner"))
        return parser_expected(p, "`inner` or `left`");
    return parser_next(p);
}

static bool parse_alias(struct parser *p, const char *option, struct str *out)
{
    struct span at;

    return parse_equals(p, option) &&
           parse_name(p, "a name for this side", out, &at);
}

/* What is behind "alias." in a path; empty when it is not of that side. */
static struct str behind_alias(struct str path, struct str alias)
{
    if (path.n > alias.n + 1 && path.p[alias.n] == '.' &&
        str_eq(str_slice(path, 0, alias.n), alias))
        return str_slice(path, alias.n + 1, path.n);
    return STR("");
}

static bool set_key(struct parser *p, struct stage *s, struct str path,
                    struct span at)
{
    struct str left = behind_alias(path, s->join.left);
    struct str right = behind_alias(path, s->join.right);

    if (!left.n && !right.n)
        return parser_fail(p, at,
                           "`%.*s` must begin with `%.*s.` or `%.*s.`, the "
                           "names of the two sides",
                           STR_ARG(str_slice(path, 0, 40)),
                           STR_ARG(str_slice(s->join.left, 0, 40)),
                           STR_ARG(str_slice(s->join.right, 0, 40)));
    if ((left.n ? s->join.left_key : s->join.right_key).n)
        return parser_fail(p, at,
                           "the other side of `=` must be a field of the "
                           "other side of the join");
    if (left.n) {
        s->join.left_key = left;
        s->join.left_at = at;
    } else {
        s->join.right_key = right;
        s->join.right_at = at;
    }
    return true;
}

/* where left.field = right.field, in either order. */
static bool parse_keys(struct parser *p, struct stage *s)
{
    for (int i = 0; i < 2; i++) {
        struct str path;
        struct span at;

        if (!parse_name(p, "a field such as `left.srcAddr`", &path, &at) ||
            !set_key(p, s, path, at))
            return false;
        if (i == 0 &&
            !parser_take(p, TOK_EQ, "`=`, the only comparison of a join"))
            return false;
    }
    return true;
}

static bool parse_join_options(struct parser *p, struct stage *s)
{
    for (;;) {
        bool good;

        if (parser_at_word(p, "type"))
            good = parse_type(p, s);
        else if (parser_at_word(p, "left"))
            good = parse_alias(p, "left", &s->join.left);
        else if (parser_at_word(p, "right"))
            good = parse_alias(p, "right", &s->join.right);
        else
            return true;
        if (!good)
            return false;
    }
}

static bool parse_query(struct parser *p, struct subquery **out)
{
    if (p->tok.kind != TOK_OPEN)
        return parser_expected(p, "a query in parentheses");
    return parse_subquery(p, out);
}

bool parse_join(struct parser *p, struct stage *s)
{
    if (!parse_join_options(p, s))
        return false;
    if (!s->join.left.n)
        return parser_expected(p, "`left=` and a name for the rows so far");
    if (!s->join.right.n)
        return parser_expected(p, "`right=` and a name for the rows of the "
                                  "query in parentheses");
    if (str_eq(s->join.left, s->join.right))
        return parser_fail(p, s->word_at,
                           "`left` and `right` need different names");
    if (!parser_at_word(p, "where"))
        return parser_expected(p, "`where` and the fields that must be equal");
    return parser_next(p) && parse_keys(p, s) && parse_query(p, &s->join.sub);
}

bool parse_bool(struct parser *p, bool *out)
{
    *out = parser_at_word(p, "true");
    if (!*out && !parser_at_word(p, "false"))
        return parser_expected(p, "`true` or `false`");
    return parser_next(p);
}

static bool parse_count(struct parser *p, uint64_t *out)
{
    if (p->tok.kind != TOK_NUMBER || p->tok.num.kind != NUM_INT ||
        p->tok.num.i <= 0)
        return parser_expected(p, "a positive whole number of rows");
    *out = (uint64_t)p->tok.num.i;
    return parser_next(p);
}

bool parse_appendcols(struct parser *p, struct stage *s)
{
    for (;;) {
        bool good;

        if (parser_at_word(p, "override"))
            good = parse_equals(p, "override") &&
                   parse_bool(p, &s->appendcols.override);
        else if (parser_at_word(p, "max"))
            good = parse_equals(p, "max") && parse_count(p, &s->appendcols.max);
        else
            return parse_query(p, &s->appendcols.sub);
        if (!good)
            return false;
    }
}
