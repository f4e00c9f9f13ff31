/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The commands between the pipes: which one it is, and a function for each
 * in a table by kind. The words come from stages.def. The stage parse, which
 * has a syntax of its own, is in parse_extract.c.
 */
#include "query/parse_int.h"

/* Fills the stage behind its command word. */
typedef bool stage_fn(struct parser *p, struct stage *s);

/* expr [as name] */
static bool parse_item(struct parser *p, struct item *out)
{
    uint32_t start = p->tok.at.start;

    *out = (struct item){0};
    p->operators = 0;
    if (!parse_expr(p, &out->expr))
        return false;
    if (parser_at_word(p, "as")) {
        if (!parser_next(p) ||
            !parse_name(p, "a name after `as`", &out->alias, &out->alias_at))
            return false;
    }
    out->at = (struct span){start, p->end};
    return true;
}

static bool parse_items(struct parser *p, struct item **items, uint32_t *n)
{
    for (;;) {
        *items = parser_grow(p, *items, *n, sizeof **items);
        if (!parse_item(p, &(*items)[(*n)++]))
            return false;
        if (p->tok.kind != TOK_COMMA)
            return true;
        if (!parser_next(p))
            return false;
    }
}

static bool parse_fields(struct parser *p, struct stage *s)
{
    return parse_items(p, &s->fields.items, &s->fields.n);
}

static bool parse_unmask(struct parser *p, struct stage *s)
{
    if (p->tok.kind == TOK_PIPE || p->tok.kind == TOK_END)
        return true;
    return parse_fields(p, s);
}

static bool parse_filter(struct parser *p, struct stage *s)
{
    if (p->tok.kind == TOK_PIPE || p->tok.kind == TOK_END)
        return parser_expected(p, "a condition");
    return parse_expr(p, &s->filter);
}

/* Only "=" and "in" may be joined in a filterIndex. */
static bool is_index_condition(const struct expr *e)
{
    if (e->kind == EXPR_IN)
        return !e->in.negated;
    if (e->kind != EXPR_OP)
        return false;
    if (e->op.op == OP_AND || e->op.op == OP_OR)
        return is_index_condition(e->op.a) && is_index_condition(e->op.b);
    return e->op.op == OP_EQ;
}

static bool parse_filter_index(struct parser *p, struct stage *s)
{
    if (!parse_filter(p, s))
        return false;
    return is_index_condition(s->filter) ||
           parser_fail(p, s->filter->at,
                       "filterIndex takes only `=` and `in`; use filter");
}

static bool parse_stats(struct parser *p, struct stage *s)
{
    if (parser_at_word(p, "by"))
        return parser_expected(p, "an aggregate such as count(*)");
    if (!parse_items(p, &s->stats.aggs, &s->stats.n_aggs))
        return false;
    if (!parser_at_word(p, "by"))
        return true;
    if (!parser_next(p) || !parse_items(p, &s->stats.by, &s->stats.n_by))
        return false;
    if (!parser_at_word(p, "offset"))
        return true;
    s->stats.has_offset = true;
    return parser_next(p) && parse_period(p, &s->stats.offset);
}

static bool parse_key(struct parser *p, struct sort_key *out)
{
    *out = (struct sort_key){0};
    if (!parse_expr(p, &out->expr))
        return false;
    out->desc = parser_at_word(p, "desc");
    return (!out->desc && !parser_at_word(p, "asc")) || parser_next(p);
}

static bool parse_sort(struct parser *p, struct stage *s)
{
    struct span word = s->word_at;
    struct span by = {word.start, p->tok.at.end};

    if (parser_at_word(p, "by")) {
        if (!parser_lenient(p, by, "`%.*s` is read as `sort`",
                            STR_ARG(parser_text(p, by))) ||
            !parser_next(p))
            return false;
    } else if (str_eq_nocase(parser_text(p, word), STR("order")) &&
               !parser_lenient(p, word, "`order` is read as `sort`")) {
        return false;
    }
    for (;;) {
        s->sort.keys =
            parser_grow(p, s->sort.keys, s->sort.n, sizeof *s->sort.keys);
        if (!parse_key(p, &s->sort.keys[s->sort.n++]))
            return false;
        if (p->tok.kind != TOK_COMMA)
            return true;
        if (!parser_next(p))
            return false;
    }
}

static bool parse_limit(struct parser *p, struct stage *s)
{
    struct str word = parser_text(p, s->word_at);

    s->limit.tail = str_eq_nocase(word, STR("tail"));
    if (!s->limit.tail && parser_at_word(p, "any")) {
        s->limit.any = true;
        if (!parser_next(p))
            return false;
    }
    if (p->tok.kind != TOK_NUMBER || p->tok.num.kind != NUM_INT)
        return parser_expected(p, "a positive whole number of rows");
    if (p->tok.num.i <= 0)
        return parser_fail(p, p->tok.at,
                           "`%.*s 0` keeps no rows; the number must be 1 or "
                           "more",
                           STR_ARG(word));
    s->limit.n = (uint64_t)p->tok.num.i;
    if (p->q->strict && s->limit.n > STRICT_MAX_ROWS)
        return parser_fail(p, p->tok.at,
                           "the service gives at most %d rows (refused by "
                           "--strict)",
                           (int)STRICT_MAX_ROWS);
    return parser_next(p);
}

static bool parse_dedup(struct parser *p, struct stage *s)
{
    for (;;) {
        struct expr **field;

        s->dedup.fields = parser_grow(p, s->dedup.fields, s->dedup.n,
                                      sizeof *s->dedup.fields);
        field = &s->dedup.fields[s->dedup.n++];
        if (!parse_expr(p, field))
            return false;
        if ((*field)->kind != EXPR_FIELD)
            return parser_fail(p, (*field)->at, "dedup takes field names");
        if (p->tok.kind != TOK_COMMA)
            return true;
        if (!parser_next(p))
            return false;
    }
}

/* Each command with its other spellings. */
static const char *const words[STAGE_COUNT] = {
#define STAGE(id, word, more, ...) [STAGE_##id] = word " " more,
#include "query/stages.def"
#undef STAGE
};

static stage_fn *const parsers[STAGE_COUNT] = {
    [STAGE_SOURCE] = parse_source, [STAGE_FIELDS] = parse_fields, [STAGE_DISPLAY] = parse_fields,
    [STAGE_FILTER] = parse_filter, [STAGE_FILTER_INDEX] = parse_filter_index,
    [STAGE_STATS] = parse_stats,   [STAGE_SORT] = parse_sort,
    [STAGE_LIMIT] = parse_limit,   [STAGE_PARSE] = parse_parse,
    [STAGE_DEDUP] = parse_dedup,   [STAGE_UNMASK] = parse_unmask,
    [STAGE_SAVED] = parse_saved,
    [STAGE_JSON] = parse_json,     [STAGE_ACCUM] = parse_accum,   [STAGE_ESTIMATE] = parse_estimate,
    [STAGE_PATTERN] = parse_pattern,
    [STAGE_DIFF] = parse_diff,
    [STAGE_ANOMALY] = parse_anomaly,
    [STAGE_RELEVANTFIELDS] = parse_relevantfields,
    [STAGE_LOGCOMPARE] = parse_logcompare,
    [STAGE_LOOKUP] = parse_lookup, [STAGE_CIDRLOOKUP] = parse_lookup,
    [STAGE_JOIN] = parse_join,     [STAGE_APPENDCOLS] = parse_appendcols,
    [STAGE_AUTOREGRESS] = parse_autoregress,
    [STAGE_FILLDOWN] = parse_filldown,
    [STAGE_FILLMISSING] = parse_fillmissing,
    [STAGE_ADDTOTALS] = parse_addtotals, [STAGE_OUTLIER] = parse_outlier,
    [STAGE_SESSIONIZE] = parse_sessionize,
    [STAGE_COUNT_FREQUENT] = parse_count_frequent,
    [STAGE_UNNEST] = parse_unnest, [STAGE_EXPAND] = parse_expand,
};

static bool find_command(const struct parser *p, enum stage_kind *kind)
{
    if (p->tok.kind == TOK_DOLLAR) {
        *kind = STAGE_SAVED;
        return true;
    }
    if (p->tok.kind != TOK_NAME || p->tok.quoted)
        return false;
    for (unsigned k = 0; k < STAGE_COUNT; k++) {
        struct str rest = str_of(words[k]);
        struct str word;
        while (str_split(&rest, ' ', &word)) {
            if (word.n > 0 && str_eq_nocase(p->tok.text, word)) {
                *kind = (enum stage_kind)k;
                return true;
            }
        }
    }
    return false;
}

bool parse_stage(struct parser *p, struct stage **out)
{
    struct stage *s;
    enum stage_kind kind;

    if (!find_command(p, &kind))
        return hint_unknown_command(p);
    s = arena_calloc(&p->q->arena, 1, sizeof *s);
    s->kind = kind;
    s->word_at = p->tok.at;
    p->operators = 0;
    if (!parser_next(p) || !parsers[kind](p, s))
        return false;
    s->at = (struct span){s->word_at.start, p->end};
    *out = s;
    return true;
}
