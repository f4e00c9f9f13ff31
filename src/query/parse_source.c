/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SOURCE: which of the loaded files a query reads (query-language 7.15). Of
 * what the service has beside names (accounts, classes, tags, times) files
 * know nothing.
 */
#include "query/parse_int.h"

static bool add_name(struct parser *p, struct stage *s)
{
    uint32_t n = s->source.n++;

    if (!p->tok.text.n)
        return parser_fail(p, p->tok.at, "an empty name chooses no file");
    s->source.names =
        parser_grow(p, s->source.names, n, sizeof *s->source.names);
    s->source.names_at =
        parser_grow(p, s->source.names_at, n, sizeof *s->source.names_at);
    s->source.names[n] = p->tok.text;
    s->source.names_at[n] = p->tok.at;
    return parser_next(p);
}

/* Each string of ["a", "b"]; what is NULL: they are only read. */
typedef bool string_fn(struct parser *p, struct stage *s);

static bool skip_string(struct parser *p, struct stage *s)
{
    (void)s;
    return parser_next(p);
}

static bool flow_logs(struct parser *p, struct stage *s)
{
    if (!str_eq(p->tok.text, STR("amazon_vpc.flow")))
        return parser_fail(p, p->tok.at,
                           "the loaded files are \"amazon_vpc.flow\"; there is "
                           "no other data source");
    s->source.n = 0;
    return parser_next(p);
}

static bool parse_strings(struct parser *p, struct stage *s, string_fn *fn)
{
    struct span open = p->tok.at;

    if (p->tok.kind != TOK_OPEN_LIST)
        return parser_expected(p, "a list such as `[\"a\", \"b\"]`");
    do {
        if (!parser_next(p))
            return false;
        if (p->tok.kind != TOK_STRING)
            return parser_expected(p, "a name in quotes");
        if (!fn(p, s))
            return false;
    } while (p->tok.kind == TOK_COMMA);
    if (p->tok.kind == TOK_END)
        return parser_fail(p, open, "this `[` is never closed");
    return parser_take(p, TOK_CLOSE_LIST, "`,` or `]`");
}

/* namePrefix: [...], class: [...], accountIdentifier: [...] */
static bool parse_group_filter(struct parser *p, struct stage *s)
{
    static const char *const expected =
        "`namePrefix`, `class` or `accountIdentifier`";
    bool prefix = parser_at_word(p, "namePrefix") ||
                  parser_at_word(p, "namePrefixes");
    struct span at = p->tok.at;

    if (!prefix && !parser_at_word(p, "class") &&
        !parser_at_word(p, "accountIdentifier") &&
        !parser_at_word(p, "accountIdentifiers"))
        return parser_expected(p, expected);
    if (!prefix)
        query_notice(p->q, at, "files have no `%.*s`; this is not looked at",
                     STR_ARG(parser_text(p, at)));
    return parser_next(p) && parser_take(p, TOK_COLON, "`:`") &&
           parse_strings(p, s, prefix ? add_name : skip_string);
}

static bool parse_groups(struct parser *p, struct stage *s)
{
    if (!parser_next(p) || !parser_take(p, TOK_OPEN, "`(`"))
        return false;
    for (;;) {
        if (!parse_group_filter(p, s))
            return false;
        if (p->tok.kind != TOK_COMMA)
            return parser_take(p, TOK_CLOSE, "`,` or `)`");
        if (!parser_next(p))
            return false;
    }
}

static bool parse_data_source(struct parser *p, struct stage *s)
{
    return parser_next(p) && parser_take(p, TOK_OPEN, "`(`") &&
           parse_strings(p, s, flow_logs) &&
           parser_take(p, TOK_CLOSE, "`)`");
}

/* -1d, now, 1700000000: only read. */
static bool skip_time(struct parser *p)
{
    if (!parser_next(p) || !parser_take(p, TOK_EQ, "`=`"))
        return false;
    if (p->tok.kind == TOK_MINUS && !parser_next(p))
        return false;
    if (p->tok.kind != TOK_PERIOD && p->tok.kind != TOK_NUMBER &&
        p->tok.kind != TOK_STRING && p->tok.kind != TOK_NAME)
        return parser_expected(p, "a time such as `-1d` or `now`");
    return parser_next(p);
}

/* start=-1d end=now: the window is given outside the query here. */
static bool parse_times(struct parser *p)
{
    struct span at = p->tok.at;

    if (!parser_at_word(p, "start") && !parser_at_word(p, "end"))
        return true;
    while (parser_at_word(p, "start") || parser_at_word(p, "end"))
        if (!skip_time(p))
            return false;
    at.end = p->end;
    query_notice(p->q, at,
                 "times in SOURCE are not looked at; give --from, --to or "
                 "--last");
    return true;
}

bool parse_source(struct parser *p, struct stage *s)
{
    bool selector = lexer_peek(&p->lex) == '(';
    bool good;

    if (selector && parser_at_word(p, "logGroupTags"))
        return parser_fail(p, p->tok.at,
                           "files have no tags; choose them by name, as in "
                           "`SOURCE \"vpc-\"`");
    if (selector && parser_at_word(p, "logGroups"))
        good = parse_groups(p, s);
    else if (selector && parser_at_word(p, "dataSource"))
        good = parse_data_source(p, s);
    else if (p->tok.kind == TOK_STRING || p->tok.kind == TOK_NAME)
        good = add_name(p, s);
    else
        return parser_expected(p, "the name of a file, or how it begins");
    return good && parse_times(p);
}
