/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The stage parse over texts of a known form: logfmt, csv, xml; and the stage
 * json, which takes a member out of a field (query-language.md 7.7).
 */
#include "query/parse_int.h"

#include "query/xml_path.h"

static const struct form {
    const char *word;
    enum parse_kind kind;
    bool one; /* name behind "as" */
    const char *example;
} forms[] = {
    {"logfmt", PARSE_LOGFMT, true, "parse @message logfmt as lf"},
    {"csv", PARSE_CSV, false, "parse @message csv as a, b, c"},
    {"xml", PARSE_XML, true, "parse @message xml \"/event/level\" as level"},
};

static const struct form *form_here(const struct parser *p)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (parser_at_word(p, forms[i].word))
            return &forms[i];
    return NULL;
}

/*
 * Without a field before it, the word may be a field itself, which a pattern
 * follows; a name behind it is the field in the wrong place.
 */
bool parse_form_first(struct parser *p, bool *found)
{
    const struct form *form = form_here(p);
    struct token next = parser_peek(p);
    bool as = next.kind == TOK_NAME && !next.quoted &&
              str_eq_nocase(next.text, STR("as"));

    *found =
        form && (as || (form->kind == PARSE_XML && next.kind == TOK_STRING));
    if (form && next.kind == TOK_NAME && !as)
        return parser_fail(p, next.at, "the field stands before `%s`: `%s`",
                           form->word, form->example);
    return true;
}

static bool parse_xpath(struct parser *p, struct parse_spec *spec)
{
    struct err wrong = {0};

    if (p->tok.kind != TOK_STRING)
        return parser_expected(p, "a path in quotes such as \"/event/level\"");
    if (!xml_path_check(p->tok.text, &wrong))
        return parser_fail(p, p->tok.at, "%s", wrong.msg);
    spec->pattern = p->tok.text;
    return parser_next(p);
}

bool parse_form(struct parser *p, struct parse_spec *spec)
{
    const struct form *form = form_here(p);
    struct alias_names names = {0};

    if (!form)
        return parser_expected(p, "a pattern: \"text with *\" or /regex/");
    spec->kind = form->kind;
    if (!parser_next(p) || (form->kind == PARSE_XML && !parse_xpath(p, spec)) ||
        !parse_alias_names(p, &names))
        return false;
    if (names.n == 0)
        return parser_expected(p, "`as` and a name");
    if (form->one && names.n > 1)
        return parser_fail(p, names.at[1], "`%s` gives one field: `%s`",
                           form->word, form->example);
    spec->names = names.text;
    spec->names_at = names.at;
    spec->n = names.n;
    return true;
}

/* --- json field=payload "user.name" as username -------------------------- */

/* The string is a path, as behind the name of a map. */
static bool parse_json_path(struct parser *p, struct json_spec *spec)
{
    if (p->tok.kind != TOK_STRING)
        return parser_expected(p, "a path in quotes such as \"user.name\"");
    spec->text = p->tok.text;
    if (!path_parse(&p->q->arena, spec->text, &spec->path))
        return parser_fail(p, p->tok.at,
                           "this is no path; write one such as "
                           "\"user.roles[0]\"");
    return parser_next(p);
}

bool parse_json(struct parser *p, struct stage *s)
{
    struct json_spec *spec = arena_calloc(&p->q->arena, 1, sizeof *spec);

    s->json = spec;
    if (!parser_at_word(p, "field"))
        return parser_expected(p, "`field=` and a name");
    if (!parser_next(p) || !parser_take(p, TOK_EQ, "`=`") ||
        !parse_field(p, &spec->field) || !parse_json_path(p, spec))
        return false;
    if (!parser_at_word(p, "as"))
        return parser_expected(p, "`as` and a name");
    return parser_next(p) &&
           parse_name(p, "a name after `as`", &spec->name, &spec->name_at);
}
