/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The stage parse: [expr] "glob" as names, or [expr] /regex/ [as names]
 * [multi] (query-language 7.7); its other forms are in parse_forms.c. What it
 * takes out of a text, and under which names, is settled here; nothing of it
 * is left to find while running.
 */
#include "query/parse_int.h"

/*
 * Published queries are printed with a "|" before "as" and after commas of
 * the names (query-language 20.1). One notice for a stage is enough.
 */
static bool skip_stray_pipe(struct parser *p, bool *told)
{
    if (p->tok.kind != TOK_PIPE)
        return true;
    if ((p->q->strict || !*told) &&
        !parser_lenient(p, p->tok.at,
                        "`|` inside the names of `parse` is read as a space"))
        return false;
    *told = true;
    return parser_next(p);
}

/* pkt-srcaddr as a name: say that it needs backticks. */
static bool check_hyphen(struct parser *p, struct span name)
{
    struct lexer ahead = p->lex;
    struct span at = name;
    struct token tok = p->tok;

    while (tok.kind == TOK_MINUS && tok.at.start == at.end) {
        if (!lexer_next(&ahead, &tok, NULL) || tok.kind != TOK_NAME)
            break;
        at.end = tok.at.end;
        if (!lexer_next(&ahead, &tok, NULL))
            break;
    }
    return at.end == name.end ||
           parser_fail(p, at, "the name `` `%.*s` `` needs its backticks",
                       STR_ARG(str_slice(parser_text(p, at), 0, 60)));
}

bool parse_alias_names(struct parser *p, struct alias_names *out)
{
    struct token next = parser_peek(p);
    bool told = false;

    if (p->tok.kind == TOK_PIPE && next.kind == TOK_NAME && !next.quoted &&
        str_eq_nocase(next.text, STR("as")) && !skip_stray_pipe(p, &told))
        return false;
    if (!parser_at_word(p, "as"))
        return true;
    do {
        if (!parser_next(p) || (out->n > 0 && !skip_stray_pipe(p, &told)))
            return false;
        out->text = parser_grow(p, out->text, out->n, sizeof *out->text);
        out->at = parser_grow(p, out->at, out->n, sizeof *out->at);
        if (!parse_name(p, "a name", &out->text[out->n], &out->at[out->n]) ||
            !check_hyphen(p, out->at[out->n]))
            return false;
        out->n++;
    } while (p->tok.kind == TOK_COMMA);
    return true;
}

/* --- Globs ------------------------------------------------------------- */

/* Is there an unescaped star at i? Moves *i over an escaped one. */
static bool star_at(struct str glob, size_t *i)
{
    if (glob.p[*i] == '\\' && *i + 1 < glob.n && glob.p[*i + 1] == '*') {
        ++*i;
        return false;
    }
    return glob.p[*i] == '*';
}

static uint32_t count_stars(struct str glob)
{
    uint32_t n = 0;

    for (size_t i = 0; i < glob.n; i++)
        n += star_at(glob, &i);
    return n;
}

/* The texts around the stars, escaped stars as stars. */
static struct str *cut_pieces(struct parser *p, struct str glob, uint32_t n)
{
    struct arena *a = &p->q->arena;
    struct str *pieces = arena_calloc(a, (size_t)n + 1, sizeof *pieces);
    char *to = arena_alloc(a, glob.n + 1);
    struct str *piece = pieces;

    *piece = (struct str){to, 0};
    for (size_t i = 0; i < glob.n; i++) {
        if (star_at(glob, &i)) {
            *++piece = (struct str){to, 0};
        } else {
            *to++ = glob.p[i];
            piece->n++;
        }
    }
    return pieces;
}

static bool is_message(const struct expr *source)
{
    return !source || (source->kind == EXPR_FIELD &&
                       str_eq(source->field.name, STR("@message")));
}

/* Stars with one space between them and nothing else. */
static bool is_columns(const struct parse_spec *spec)
{
    if (spec->n == 0 || !spec->pieces || spec->pieces[0].n > 0 ||
        spec->pieces[spec->n].n > 0)
        return false;
    for (uint32_t i = 1; i < spec->n; i++) {
        if (!str_eq(spec->pieces[i], STR(" ")))
            return false;
    }
    return true;
}

static bool match_stars(struct parser *p, struct span at, uint32_t stars,
                        const struct alias_names *names)
{
    if (names->n == 0)
        return parser_expected(p, "`as` and a name for each * of the pattern");
    if (stars == 0 && names->n == 1) {
        query_notice(p->q, at,
                     "there is no * in this pattern: `%.*s` is null "
                     "in every row",
                     STR_ARG(str_slice(names->text[0], 0, 60)));
        return true;
    }
    if (stars == names->n)
        return true;
    return parser_fail(p, at,
                       "the pattern has %u star%s (*), but %u name%s after "
                       "`as`",
                       stars, stars == 1 ? "" : "s", names->n,
                       names->n == 1 ? " stands" : "s stand");
}

static bool parse_glob(struct parser *p, struct parse_spec *spec)
{
    struct token glob = p->tok;
    struct alias_names names = {0};
    uint32_t stars = count_stars(glob.text);

    if (!parser_next(p) || !parse_alias_names(p, &names) ||
        !match_stars(p, glob.at, stars, &names))
        return false;
    spec->kind = PARSE_GLOB;
    spec->glob = glob.text;
    spec->names = names.text;
    spec->names_at = names.at;
    spec->n = names.n;
    if (stars > 0)
        spec->pieces = cut_pieces(p, glob.text, stars);
    if (is_message(spec->source) && is_columns(spec))
        spec->positional = spec->n;
    return true;
}

/* --- Regular expressions ----------------------------------------------- */

static void add_name(struct parser *p, struct parse_spec *spec, struct str name,
                     struct span at, uint32_t group)
{
    uint32_t n = spec->n++;

    spec->names = parser_grow(p, spec->names, n, sizeof *spec->names);
    spec->names_at = parser_grow(p, spec->names_at, n, sizeof *spec->names_at);
    spec->groups = parser_grow(p, spec->groups, n, sizeof *spec->groups);
    spec->names[n] = name;
    spec->names_at[n] = at;
    spec->groups[n] = group;
}

static bool names_a_group(const struct regex *re, struct str name)
{
    for (uint32_t g = 1; g <= regex_groups(re); g++) {
        if (str_eq(regex_group_name(re, g), name))
            return true;
    }
    return false;
}

/* "as payload" beside (?<payload>...) says nothing new: leave it out. */
static void drop_repeated(const struct regex *re, struct alias_names *names)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < names->n; i++) {
        if (names_a_group(re, names->text[i]))
            continue;
        names->text[kept] = names->text[i];
        names->at[kept++] = names->at[i];
    }
    names->n = kept;
}

static uint32_t count_unnamed(const struct regex *re)
{
    uint32_t n = 0;

    for (uint32_t g = 1; g <= regex_groups(re); g++)
        n += regex_group_name(re, g).n == 0;
    return n;
}

static bool match_groups(struct parser *p, struct span at,
                         const struct regex *re, const struct alias_names *names)
{
    uint32_t unnamed = count_unnamed(re);

    if (regex_groups(re) == 0)
        return parser_fail(p, at,
                           "the pattern takes nothing out: name a group, as "
                           "in /port (?<port>\\d+)/");
    if (names->n == 0 && unnamed == regex_groups(re))
        return parser_fail(p, at,
                           "the groups of the pattern have no names; write "
                           "(?<name>...) or `as name`");
    if (names->n == 0 || names->n == unnamed)
        return true;
    return parser_fail(p, names->at[0],
                       "the pattern has %u unnamed group%s, but %u name%s "
                       "after `as`",
                       unnamed, unnamed == 1 ? "" : "s", names->n,
                       names->n == 1 ? " stands" : "s stand");
}

static bool parse_groups(struct parser *p, struct parse_spec *spec)
{
    struct span at = p->tok.at;
    struct alias_names names = {0};
    uint32_t next = 0;

    if (!parse_regex(p, &spec->regex, &spec->pattern))
        return false;
    at.end = p->end;
    if (!parse_alias_names(p, &names))
        return false;
    drop_repeated(spec->regex, &names);
    if (!match_groups(p, at, spec->regex, &names))
        return false;
    for (uint32_t g = 1; g <= regex_groups(spec->regex); g++) {
        struct str name = regex_group_name(spec->regex, g);
        if (name.n > 0)
            add_name(p, spec, name, at, g);
        else if (next < names.n) {
            add_name(p, spec, names.text[next], names.at[next], g);
            next++;
        }
    }
    spec->kind = PARSE_REGEX;
    spec->multi = parser_at_word(p, "multi");
    return !spec->multi || parser_next(p);
}

bool parse_parse(struct parser *p, struct stage *s)
{
    struct parse_spec *spec = arena_calloc(&p->q->arena, 1, sizeof *spec);
    bool form;

    s->parse = spec;
    if (!parse_form_first(p, &form))
        return false;
    if (!form && (p->tok.kind == TOK_NAME || p->tok.kind == TOK_OPEN) &&
        !parse_primary(p, &spec->source))
        return false;
    if (p->tok.kind == TOK_SLASH)
        return parse_groups(p, spec);
    if (p->tok.kind == TOK_STRING ? !parse_glob(p, spec) : !parse_form(p, spec))
        return false;
    return !parser_at_word(p, "multi") ||
           parser_fail(p, p->tok.at,
                       "`multi` goes with a regular expression only");
}
