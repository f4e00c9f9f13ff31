/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Candidates out of the tables of the language, and how they match. */
#include "query/complete_int.h"

#include "query/print.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_LEN = 64, NEAR = 2 };

/* In lower case, without "_" and "-"; cut when it is longer than any name. */
static struct str normalise(struct str s, char out[NAME_MAX_LEN])
{
    size_t n = 0;

    for (size_t i = 0; i < s.n && n < NAME_MAX_LEN; i++) {
        char c = s.p[i];

        if (c != '_' && c != '-')
            out[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return (struct str){out, n};
}

/* 0 to NEAR as in struct candidate, more when it does not match. */
static uint8_t match_of(const struct candidates *c, struct str name)
{
    char a[NAME_MAX_LEN], b[NAME_MAX_LEN];
    struct str typed = normalise(c->typed, a), own = normalise(name, b);
    unsigned edits = typed.n < 4 ? 1 : 2;

    if (str_starts(own, typed))
        return 0;
    if (str_find(own, typed) < own.n)
        return 1;
    if (c->best < NEAR || typed.n < 3 || own.n < 3 ||
        str_distance(typed, own, edits) > edits)
        return NEAR + 1;
    return NEAR;
}

void candidates_add(struct candidates *c, enum candidate_kind kind,
                    struct str name, struct str insert, struct str help,
                    uint32_t order)
{
    uint8_t match = match_of(c, name);
    struct candidate *old = c->items;

    if (match > NEAR)
        return;
    if (match < c->best)
        c->best = match;
    if (c->n == c->cap) {
        c->cap = c->cap ? 2 * c->cap : 32;
        c->items = arena_alloc(c->arena, c->cap * sizeof *c->items);
        if (c->n)
            memcpy(c->items, old, c->n * sizeof *c->items);
    }
    c->items[c->n++] =
        (struct candidate){kind, name, insert, help, match, order};
}

static int by_rank(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    char la[NAME_MAX_LEN], lb[NAME_MAX_LEN];
    int order;

    if (a->match != b->match)
        return a->match < b->match ? -1 : 1;
    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    order = str_cmp(normalise(a->name, la), normalise(b->name, lb));
    return order ? order : str_cmp(a->name, b->name);
}

void candidates_sort(struct candidates *c)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < c->n; i++)
        if (c->items[i].match < NEAR || c->best == NEAR)
            c->items[kept++] = c->items[i];
    c->n = kept;
    if (kept > 0)
        qsort(c->items, kept, sizeof *c->items, by_rank);
}

/* --- Commands and functions ----------------------------------------------- */

static const struct {
    enum stage_kind kind;
    const char *word, *more, *help;
} commands[] = {
#define STAGE(id, word, more, syntax, help, example)                           \
    {STAGE_##id, word, more, help},
#include "query/stages.def"
#undef STAGE
};

void candidates_commands(struct candidates *c, bool first, uint32_t order)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        struct str more = str_of(commands[i].more), word;
        struct str help = str_of(commands[i].help);

        if (commands[i].kind == STAGE_SAVED ||
            (commands[i].kind == STAGE_SOURCE && !first))
            continue;
        word = str_of(commands[i].word);
        candidates_add(c, CANDIDATE_COMMAND, word, word, help,
                       order + (uint32_t)i);
        /* Other spellings for those who know them. */
        while (c->typed.n > 0 && str_split(&more, ' ', &word))
            if (word.n > 0)
                candidates_add(c, CANDIDATE_COMMAND, word, word, help,
                               order + (uint32_t)i);
    }
}

void candidates_functions(struct candidates *c, enum function_choice choice,
                          uint32_t order)
{
    for (unsigned i = 0; i < FUNCTION_TABLE_SIZE; i++) {
        const struct function *f = function_at((enum function_id)i);
        struct str name = str_of(f->name);

        if ((f->kind == FUNCTION_AGGREGATE) != (choice == FUNCTIONS_AGGREGATE))
            continue;
        candidates_add(c, CANDIDATE_FUNCTION, name,
                       c->called ? name
                                 : arena_printf(c->arena, "%s%s", f->name,
                                                f->max ? "(" : "()"),
                       str_of(f->help), order);
    }
}

/* --- Words ---------------------------------------------------------------- */

struct word {
    const char *text, *help;
};

static const struct word words[] = {
    {"as", "give it a name"},
    {"by", "one row for each group"},
    {"desc", "largest first"},
    {"asc", "smallest first"},
    {"any", "whichever rows come first"},
    {"offset", "move the bins of time by a period"},
    {"multi", "one row for each match"},
    {"logfmt", "key=value pairs"},
    {"csv", "values separated by commas"},
    {"xml", "a path in an XML text"},
    {"where", "the condition"},
    {"field=", "the field that holds JSON"},
    {"timeshift", "how long before"},
    {"type=", "inner or left"},
    {"left=", "a name for the rows so far"},
    {"right=", "a name for the rows of the query in parentheses"},
    {"override=", "true: its columns replace those of the same name"},
    {"max=", "at most so many rows"},
    {"OUTPUT", "the columns to add"},
    {"OUTPUTNEW", "the columns to add where there is no value yet"},
    {"previousDay", "a day before"},
    {"previousWeek", "a week before"},
    {"previousMonth", "30 days before"},
    {"logGroups", "files whose path begins with a text"},
    {"dataSource", "all files"},
    {"true", "yes"},
    {"false", "no"},
    {"inner", "only rows that have a partner"},
    {"left", "all rows so far, with a partner or not"},
};

static const struct word operators[] = {
    {"and", "both are true"},
    {"or", "one of both is true"},
    {"=", "equal"},
    {"!=", "not equal"},
    {"like", "holds a text, or matches a /regex/"},
    {"not like", "holds no such text"},
    {"in", "one of a list: [22, 443]"},
    {"not in", "none of a list"},
    {"<", "less"},
    {"<=", "less or equal"},
    {">", "greater"},
    {">=", "greater or equal"},
    {"=~", "matches a /regex/"},
};

static const struct word lists[] = {
    {"[", "values: [22, 443]"},
    {"(", "a query: its values"},
};

static struct str help_for(struct str word)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(str_of(words[i].text), word))
            return str_of(words[i].help);
    return STR("");
}

void candidates_words(struct candidates *c, const char *list, bool with_as,
                      uint32_t order)
{
    struct str rest = str_of(list), word;

    while (str_split(&rest, ' ', &word))
        if (word.n > 0 && (with_as || !str_eq(word, STR("as"))))
            candidates_add(c, CANDIDATE_WORD, word, word, help_for(word),
                           order++);
}

static void add_words(struct candidates *c, enum candidate_kind kind,
                      const struct word *table, size_t n, uint32_t order)
{
    for (size_t i = 0; i < n; i++) {
        struct str text = str_of(table[i].text);

        candidates_add(c, kind, text, text, str_of(table[i].help), order++);
    }
}

#define N_OF(table) (sizeof(table) / sizeof *(table))

void candidates_operators(struct candidates *c, uint32_t order)
{
    add_words(c, CANDIDATE_OPERATOR, operators, N_OF(operators), order);
}

void candidates_lists(struct candidates *c, uint32_t order)
{
    add_words(c, CANDIDATE_OPERATOR, lists, N_OF(lists), order);
}

void candidates_periods(struct candidates *c, uint32_t order)
{
    static const struct word periods[] = {
        {"1m", "a minute"},    {"5m", "five minutes"}, {"15m", "15 minutes"},
        {"30m", "30 minutes"}, {"1h", "an hour"},      {"6h", "six hours"},
        {"1d", "a day"},       {"1w", "a week"},       {"10s", "ten seconds"},
    };

    add_words(c, CANDIDATE_PERIOD, periods, N_OF(periods), order);
}

/* --- Names ---------------------------------------------------------------- */

static struct str name_text(struct arena *a, struct str name)
{
    struct buf out = {0};
    struct str text;

    print_name(&out, name);
    text = arena_copy(a, buf_str(&out));
    buf_done(&out);
    return text;
}

static void add_name(struct candidates *c, enum candidate_kind kind,
                     struct str prefix, struct str name, bool as_written,
                     struct str help, uint32_t order)
{
    struct arena *a = c->arena;
    struct str text = as_written ? name : name_text(a, name);

    if (prefix.n) {
        text = arena_printf(a, "%.*s%.*s", STR_ARG(prefix), STR_ARG(text));
        name = arena_printf(a, "%.*s%.*s", STR_ARG(prefix), STR_ARG(name));
    }
    candidates_add(c, kind, name, text, help, order);
}

static void add_field(struct candidates *c, const struct visible *v,
                      struct str prefix, const char *name, const char *help,
                      uint32_t order)
{
    struct str s = str_of(name);

    /* A definition of the same name hides it. */
    if (name_index_get(&v->by_name, s) == NAME_NONE)
        add_name(c, CANDIDATE_FIELD, prefix, s, false, str_of(help), order);
}

static const char *system_help(const char *name)
{
    static const struct word helps[] = {
        {"@timestamp", "time of the record"},
        {"@message", "the line as it is in the log"},
        {"@logStream", "the network interface, or the file's name"},
        {"@log", "the file"},
        {"@logGroup", "the file"},
        {"@logGroupName", "the file"},
        {"@ingestionTime", "when the file was last written"},
        {"@ptr", "which record it is"},
        {"@aws.account", "account that owns the interface"},
        {"@data_source_name", "amazon_vpc"},
        {"@data_source_type", "flow"},
    };

    for (size_t i = 0; i < sizeof helps / sizeof *helps; i++)
        if (str_eq(str_of(helps[i].text), str_of(name)))
            return helps[i].help;
    return "";
}

void candidates_fields(struct candidates *c, const struct visible *v,
                       const struct bind_options *options, struct str prefix,
                       uint32_t order)
{
    size_t n =
        options->loaded ? options->n_loaded : fields_count(options->fields);
    const char *name;

    for (uint32_t i = 0; i < v->n; i++)
        add_name(c, CANDIDATE_NAME, prefix, v->names[i].name,
                 v->names[i].as_written && !prefix.n, v->names[i].help, order);
    if (!v->log)
        return;
    for (size_t i = 0; i < n; i++) {
        field_id id = options->loaded ? options->loaded[i] : (field_id)i;
        const struct field *f = fields_get(options->fields, id);

        add_field(c, v, prefix, f->query_name, f->help, order + 1);
    }
    for (unsigned i = 0; (name = system_field_name(i)) != NULL; i++)
        add_field(c, v, prefix, name, system_help(name), order + 2);
}

void candidates_saved(struct candidates *c, const struct complete_names *names,
                      uint32_t order)
{
    for (uint32_t i = 0; i < names->n_saved; i++) {
        struct str name =
            arena_printf(c->arena, "$%.*s", STR_ARG(names->saved[i]));

        candidates_add(
            c, CANDIDATE_SAVED, name,
            c->called ? name : arena_printf(c->arena, "%.*s()", STR_ARG(name)),
            STR("a saved query"), order);
    }
}
