/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What to say where a stage cannot begin, or cannot go on: the command or
 * function that may be meant, a pipe or a space that is missing, a word of
 * another language (parse_foreign.c). Where a value is missing is the
 * business of parse_hint_value.c. Each function here fails.
 */
#include "query/parse_int.h"

/* Each command with its other spellings. */
static const char *const commands[] = {
#define STAGE(id, word, more, ...) word " " more,
#include "query/stages.def"
#undef STAGE
};

#define N_OF(table) (sizeof(table) / sizeof *(table))

static struct str lower_case(struct str s, char out[32])
{
    size_t n = s.n < 32 ? s.n : 32;

    for (size_t i = 0; i < n; i++)
        out[i] =
            s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] | 0x20) : s.p[i];
    return (struct str){out, n};
}

/* The command within two slips of word, empty when there is none. */
static struct str nearest_command(struct str word)
{
    char lower[32];
    struct str given = lower_case(word, lower);
    struct str best = STR("");
    unsigned least = given.n < 4 ? 1 : 2;

    for (size_t i = 0; i < N_OF(commands); i++) {
        struct str rest = str_of(commands[i]);
        struct str name;
        while (str_split(&rest, ' ', &name)) {
            unsigned slips = str_distance(given, name, least);
            if (name.n > 0 && slips <= least) {
                best = name;
                least = slips > 0 ? slips - 1 : 0;
            }
        }
    }
    return best;
}

/* A command that is not there, when the current token is a word. */
static bool unknown_word(struct parser *p)
{
    struct str word = str_slice(p->tok.text, 0, 40);
    const char *foreign = foreign_command(p->tok.text);
    struct str nearest;

    if (foreign)
        return parser_fail(p, p->tok.at, "there is no command `%.*s`; %s",
                           STR_ARG(word), foreign);
    nearest = nearest_command(p->tok.text);
    if (nearest.n > 0)
        return parser_fail(p, p->tok.at,
                           "there is no command `%.*s`; did you mean `%.*s`?",
                           STR_ARG(word), STR_ARG(nearest));
    return parser_fail(p, p->tok.at,
                       "there is no command `%.*s`; expected filter, stats, "
                       "fields, sort, limit, parse, display or dedup",
                       STR_ARG(word));
}

bool hint_unknown_command(struct parser *p)
{
    switch (p->tok.kind) {
    case TOK_NAME:
        return unknown_word(p);
    case TOK_PIPE:
    case TOK_OR_OR:
        return parser_fail(p, p->tok.at,
                           "a command is missing before this `%.*s`",
                           STR_ARG(parser_text(p, p->tok.at)));
    case TOK_SLASH:
        if (hint_comment(p))
            return false;
        break;
    default:
        break;
    }
    return parser_expected(p, "a command such as filter or stats");
}

bool hint_unknown_function(struct parser *p)
{
    struct str name = str_slice(p->tok.text, 0, 60);
    const char *foreign = foreign_function(p->tok.text);
    const char *nearest = function_nearest(p->tok.text);

    if (foreign)
        return parser_fail(p, p->tok.at, "there is no function `%.*s`; %s",
                           STR_ARG(name), foreign);
    if (nearest)
        return parser_fail(p, p->tok.at,
                           "there is no function `%.*s`; did you mean `%s`?",
                           STR_ARG(name), nearest);
    return parser_fail(p, p->tok.at, "there is no function `%.*s`",
                       STR_ARG(name));
}

/* --- Behind a stage ---------------------------------------------------- */

bool hint_sign(struct parser *p)
{
    switch (p->tok.kind) {
    case TOK_AND_AND:
        return !parser_fail(p, p->tok.at, "`&&` is no operator; write `and`");
    case TOK_OR_OR:
        return !parser_fail(p, p->tok.at, "`||` is no operator; write `or`");
    case TOK_CLOSE:
        return !parser_fail(p, p->tok.at, "this `)` closes nothing");
    case TOK_CLOSE_LIST:
        return !parser_fail(p, p->tok.at, "this `]` closes nothing");
    default:
        return false;
    }
}

bool hint_comment(struct parser *p)
{
    struct span at = {p->tok.at.start, p->tok.at.start + 2};
    struct str sign = parser_text(p, at);

    return (str_eq(sign, STR("//")) || str_eq(sign, STR("/*"))) &&
           !parser_fail(p, at, "a comment starts with `#`, not with `%.*s`",
                        STR_ARG(sign));
}

/* The plain name that ends at end, empty when none does. */
static struct str word_before(const struct parser *p, uint32_t end)
{
    struct str text = parser_text(p, (struct span){0, end});
    size_t start = text.n;

    while (start > 0 && lexer_in_segment(text.p[start - 1]))
        start--;
    return str_slice(text, start, text.n);
}

/* The name and the operator that it ends in, if it does: srcAddrlike. */
static bool is_glued(struct str name, struct str *field, struct str *word)
{
    static const char *const words[] = {"like", "in"};

    for (size_t i = 0; i < N_OF(words); i++) {
        size_t n = str_of(words[i]).n;

        *word = str_of(words[i]);
        if (name.n > n && str_eq_nocase(str_slice(name, name.n - n, name.n),
                                        *word)) {
            *field = str_slice(name, 0, name.n - n);
            return true;
        }
    }
    return false;
}

static bool tell_glued(struct parser *p, struct span at, struct str field,
                       struct str word)
{
    return !parser_fail(
        p, at, "expected an operator, found %.*s; did you mean `%.*s %.*s`?",
        STR_ARG(str_slice(parser_text(p, at), 0, 40)),
        STR_ARG(str_slice(field, 0, 40)), STR_ARG(word));
}

bool hint_glued(struct parser *p)
{
    struct str field, word;

    return is_glued(word_before(p, p->end), &field, &word) &&
           tell_glued(p, p->tok.at, field, word);
}

bool hint_glued_regex(struct parser *p)
{
    struct str text = p->q->text, field, word;

    for (uint32_t i = p->end; i > 0 && text.p[i - 1] != '|'; i--) {
        uint32_t end = i - 1;

        if (text.p[end] != '/')
            continue;
        while (end > 0 && text.p[end - 1] == ' ')
            end--;
        if (is_glued(word_before(p, end), &field, &word))
            return tell_glued(p, (struct span){i - 1, i}, field, word);
    }
    return false;
}

/* sum bytes: a function's name and no parentheses. */
static bool no_parentheses(struct parser *p)
{
    struct str word = word_before(p, p->end);
    const struct function *fn = word.n ? function_find(word) : NULL;
    bool value = p->tok.kind == TOK_NAME || p->tok.kind == TOK_STRING ||
                 p->tok.kind == TOK_NUMBER || p->tok.kind == TOK_PERIOD;

    if (!fn || !value || parser_at_word(p, "as") ||
        foreign_operator(p->tok.text))
        return false;
    return !parser_fail(p, p->tok.at,
                        "what `%s` takes stands in parentheses: %s(%s)",
                        fn->name, fn->name, fn->args);
}

/* !like, !in, !~: how "not" is written there. */
static bool negated_sign(struct parser *p)
{
    struct str text =
        parser_text(p, (struct span){p->tok.at.start, p->tok.at.start + 3});

    if (p->tok.kind != TOK_BANG)
        return false;
    if (str_starts(text, STR("!~")))
        return !parser_fail(p, (struct span){p->tok.at.start, p->tok.at.end + 1},
                            "`!~` is no operator; write `not like /regex/`");
    return !parser_fail(p, p->tok.at,
                        "`!` is no operator here; write `not`, as in "
                        "`a not like \"b\"` and `a not in [1, 2]`");
}

/* Words that are known from elsewhere, behind a stage that is complete. */
static bool foreign_word(struct parser *p, const struct stage *s)
{
    const char *hint = foreign_operator(p->tok.text);

    if (p->tok.kind != TOK_NAME || p->tok.quoted)
        return false;
    if (s->kind == STAGE_STATS && parser_at_word(p, "group"))
        return !parser_fail(p, p->tok.at,
                            "groups stand behind `by` alone: write "
                            "`stats count(*) by field`");
    if (s->kind == STAGE_SORT && parser_at_word(p, "descending"))
        return !parser_fail(p, p->tok.at, "`descending` is written `desc`");
    if (s->kind == STAGE_SORT && parser_at_word(p, "ascending"))
        return !parser_fail(p, p->tok.at, "`ascending` is written `asc`");
    return hint && !parser_fail(p, p->tok.at, "`%.*s` is no operator; %s",
                                STR_ARG(p->tok.text), hint);
}

/* What may follow a stage of this kind besides the pipe. */
static const char *follows(enum stage_kind kind)
{
    switch (kind) {
    case STAGE_FILTER:
    case STAGE_FILTER_INDEX:
        return "an operator, `|` or the end";
    case STAGE_STATS:
        return "`,`, `by`, `|` or the end";
    case STAGE_SORT:
        return "`,`, `asc`, `desc`, `|` or the end";
    case STAGE_LIMIT:
    case STAGE_ACCUM:
    case STAGE_ESTIMATE:
    case STAGE_DIFF:
    case STAGE_ANOMALY:
    case STAGE_LOGCOMPARE:
    case STAGE_SOURCE:
    case STAGE_JOIN:
    case STAGE_APPENDCOLS:
    case STAGE_SAVED:
    case STAGE_COUNT:
        return "`|` or the end";
    default:
        return "`,`, `|` or the end";
    }
}

static bool at_command(const struct parser *p)
{
    for (size_t i = 0; i < N_OF(commands); i++) {
        struct str rest = str_of(commands[i]);
        struct str name;
        while (str_split(&rest, ' ', &name)) {
            if (p->tok.kind == TOK_NAME && !p->tok.quoted &&
                str_eq_nocase(p->tok.text, name))
                return true;
        }
    }
    return false;
}

bool hint_after_stage(struct parser *p, const struct stage *s)
{
    bool filters = s->kind == STAGE_FILTER || s->kind == STAGE_FILTER_INDEX;

    if (hint_sign(p) || negated_sign(p))
        return false;
    if ((p->tok.kind == TOK_STRING || p->tok.kind == TOK_SLASH) &&
        hint_glued(p))
        return false;
    if (p->tok.kind == TOK_SLASH && hint_comment(p))
        return false;
    if (at_command(p))
        return parser_fail(p, p->tok.at,
                           "expected %s, found `%.*s`; is a `|` missing "
                           "before it?",
                           follows(s->kind), STR_ARG(p->tok.text));
    if (foreign_word(p, s) || no_parentheses(p))
        return false;
    if (filters && p->tok.kind == TOK_COMMA)
        return parser_fail(p, p->tok.at,
                           "conditions are joined by `and` or `or`, not by "
                           "`,`");
    if (s->kind == STAGE_LIMIT &&
        (p->tok.kind == TOK_COMMA || p->tok.kind == TOK_NUMBER))
        return parser_fail(p, p->tok.at, "`%.*s` takes one number of rows",
                           STR_ARG(parser_text(p, s->word_at)));
    return parser_expected(p, follows(s->kind));
}
