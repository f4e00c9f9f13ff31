/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Messages for mistakes that are known: commands of the service that this
 * version lacks, words of SQL and PPL, signs of other languages. Each
 * function here fails; the parser calls it where it cannot go on.
 */
#include "query/parse_int.h"

/* Commands of query-language 7 that this version does not have. */
static const char *const unavailable[] = {
    "accum",       "addtotals",  "anomaly",        "appendcols",
    "autoregress", "cidrlookup", "count_frequent", "countFrequent",
    "diff",        "estimate",   "expand",         "filldown",
    "fillmissing", "join",       "json",           "logcompare",
    "lookup",      "outlier",    "pattern",        "relevantfields",
    "sessionize",  "SOURCE",     "unnest",
};

/* Words other languages begin with, and what to write here. */
static const struct {
    const char *word;
    const char *hint;
} foreign[] = {
    {"select", "this is not SQL: write `fields a, b | filter ...`"},
    {"from", "there is no FROM; files are given outside the query"},
    {"eval", "write `fields expression as name`"},
    {"search", "write `filter @message like \"text\"`"},
    {"group", "write `stats count(*) by field`"},
    {"top", "write `stats count(*) as n by field | sort n desc | limit 10`"},
    {"rename", "write `fields field as name`"},
    {"having", "write `filter` after `stats`"},
    {"timechart", "write `stats count(*) by bin(5m)`"},
    {"count", "write `stats count(*)`"},
    {"sum", "write `stats sum(field)`"},
    {"avg", "write `stats avg(field)`"},
};

/* Functions people look for: of this service, of others. */
static const struct {
    const char *name;
    const char *hint;
} foreign_functions[] = {
    {"ago", "write `toMillis(@timestamp) > (now() - 3600) * 1000`, or use the "
            "time window"},
    {"jsonParse", "JSON functions are not available in this version"},
    {"jsonStringify", "JSON functions are not available in this version"},
    {"jsonArraySize", "JSON functions are not available in this version"},
    {"jsonArrayContains", "JSON functions are not available in this version"},
};

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

bool hint_unknown_command(struct parser *p)
{
    struct str word = str_slice(p->tok.text, 0, 40);
    struct str nearest;

    for (size_t i = 0; i < N_OF(unavailable); i++) {
        if (parser_at_word(p, unavailable[i]))
            return parser_fail(p, p->tok.at,
                               "`%.*s` is not available in this version",
                               STR_ARG(word));
    }
    for (size_t i = 0; i < N_OF(foreign); i++) {
        if (parser_at_word(p, foreign[i].word))
            return parser_fail(p, p->tok.at, "there is no command `%.*s`; %s",
                               STR_ARG(word), foreign[i].hint);
    }
    if (p->tok.kind == TOK_DOLLAR)
        return parser_fail(p, p->tok.at,
                           "saved queries, as in `$Name()`, are not available "
                           "in this version");
    if (p->tok.kind == TOK_PIPE)
        return parser_fail(p, p->tok.at,
                           "a command is missing before this `|`");
    if (p->tok.kind != TOK_NAME)
        return parser_expected(p, "a command such as filter or stats");
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

bool hint_unknown_function(struct parser *p)
{
    struct str name = str_slice(p->tok.text, 0, 60);
    const char *nearest = function_nearest(p->tok.text);

    for (size_t i = 0; i < N_OF(foreign_functions); i++)
        if (parser_at_word(p, foreign_functions[i].name))
            return parser_fail(p, p->tok.at, "there is no function `%.*s`; %s",
                               STR_ARG(name), foreign_functions[i].hint);
    if (nearest)
        return parser_fail(p, p->tok.at,
                           "there is no function `%.*s`; did you mean `%s`?",
                           STR_ARG(name), nearest);
    return parser_fail(p, p->tok.at, "there is no function `%.*s`",
                       STR_ARG(name));
}

/* "&&", "||" and what else stands where an operator may stand. */
static bool wrong_operator(struct parser *p)
{
    switch (p->tok.kind) {
    case TOK_AND_AND:
        return parser_fail(p, p->tok.at, "`&&` is no operator; write `and`");
    case TOK_OR_OR:
        return parser_fail(p, p->tok.at, "`||` is no operator; write `or`");
    case TOK_CLOSE:
        return parser_fail(p, p->tok.at, "this `)` closes nothing");
    case TOK_CLOSE_LIST:
        return parser_fail(p, p->tok.at, "this `]` closes nothing");
    default:
        return true;
    }
}

/* The name before the current token, when it ends in like: srcAddrlike. */
static struct str glued_like(const struct parser *p)
{
    struct str before = parser_text(p, (struct span){0, p->end});
    struct str like = STR("like");
    size_t start = before.n;

    while (start > 0 && lexer_plain_name((struct str){before.p + start - 1, 1}))
        start--;
    before = str_slice(before, start, before.n);
    if (before.n <= like.n ||
        !str_eq_nocase(str_slice(before, before.n - like.n, before.n), like))
        return STR("");
    return str_slice(before, 0, before.n - like.n);
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
    struct str field = glued_like(p);

    if (!wrong_operator(p))
        return false;
    if (field.n > 0 && (p->tok.kind == TOK_STRING || p->tok.kind == TOK_SLASH))
        return parser_fail(p, p->tok.at,
                           "expected an operator, found %.*s; did you mean "
                           "`%.*s like`?",
                           STR_ARG(str_slice(parser_text(p, p->tok.at), 0, 40)),
                           STR_ARG(str_slice(field, 0, 40)));
    if (at_command(p))
        return parser_fail(p, p->tok.at,
                           "expected %s, found `%.*s`; is a `|` missing "
                           "before it?",
                           follows(s->kind), STR_ARG(p->tok.text));
    return parser_expected(p, follows(s->kind));
}

/* "<VPC_CIDR>": where the "<" of such a placeholder stands, its end. */
static uint32_t placeholder_end(const struct parser *p)
{
    struct lexer ahead = p->lex;
    struct token name, close;

    if (p->tok.kind != TOK_LT || !lexer_next(&ahead, &name, NULL) ||
        name.kind != TOK_NAME)
        return 0;
    while (lexer_next(&ahead, &close, NULL) && close.kind != TOK_END) {
        if (close.kind == TOK_GT)
            return close.at.end;
        if (close.kind != TOK_NAME && close.kind != TOK_MINUS)
            return 0;
    }
    return 0;
}

bool hint_no_value(struct parser *p, const char *what)
{
    struct span at = {p->tok.at.start, placeholder_end(p)};

    if (at.end > 0)
        return parser_fail(p, at,
                           "`%.*s` is a placeholder; put a value in its place",
                           STR_ARG(str_slice(parser_text(p, at), 0, 60)));
    if (p->tok.kind == TOK_AND_AND || p->tok.kind == TOK_OR_OR)
        return wrong_operator(p);
    if (p->tok.kind == TOK_PERIOD)
        return parser_fail(p, p->tok.at,
                           "a period such as 5m stands only in a function, "
                           "as in bin(5m)");
    if (p->tok.kind == TOK_SLASH)
        return parser_fail(p, p->tok.at,
                           "a regular expression stands only after `like` "
                           "or `=~`");
    return parser_expected(p, what);
}
