/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The canonical text of a tree. Parentheses are printed where they were
 * written; the tree of a query needs no others.
 */
#include "query/print.h"

#include "query/lexer.h"
#include "query/subquery.h"

#include <inttypes.h>

static const char *const words[STAGE_COUNT] = {
#define STAGE(id, word, ...) [STAGE_##id] = word,
#include "query/stages.def"
#undef STAGE
};

/* The letter behind the backslash for c, 0 when c needs none. */
static char escape(char c)
{
    switch (c) {
    case '"':
        return '"';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return '\0';
    }
}

/* Would the backslash at i be read as the start of an escape? */
static bool starts_escape(struct str s, size_t i)
{
    static const struct str special = {"\\\"'nrt", 6};

    return i + 1 == s.n || escape(s.p[i + 1]) ||
           str_find(special, str_slice(s, i + 1, i + 2)) < special.n;
}

void print_string(struct buf *out, struct str s)
{
    buf_char(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        char c = escape(s.p[i]);

        if (c || (s.p[i] == '\\' && starts_escape(s, i)))
            buf_char(out, '\\');
        buf_char(out, c ? c : s.p[i]);
    }
    buf_char(out, '"');
}

void print_quoted(struct buf *out, struct str name)
{
    buf_char(out, '`');
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] == '`')
            buf_char(out, '`');
        buf_char(out, name.p[i]);
    }
    buf_char(out, '`');
}

void print_name(struct buf *out, struct str name)
{
    if (lexer_plain_name(name) && !lexer_reserved(name)) {
        buf_add(out, name);
        return;
    }
    print_quoted(out, name);
}

/* A dot in a name of one segment is of the name itself. */
static void print_field(struct buf *out, const struct expr *e)
{
    struct str name = e->field.name;

    if (e->field.path.n)
        path_print(out, &e->field.path);
    else if (str_find(name, STR(".")) < name.n)
        print_quoted(out, name);
    else
        print_name(out, name);
}

static void print_regex(struct buf *out, struct str pattern)
{
    buf_char(out, '/');
    for (size_t i = 0; i < pattern.n; i++) {
        if (pattern.p[i] == '/')
            buf_char(out, '\\');
        else if (pattern.p[i] == '\\' && i + 1 < pattern.n)
            buf_char(out, pattern.p[i++]);
        buf_char(out, pattern.p[i]);
    }
    buf_char(out, '/');
}

static void print_period(struct buf *out, struct period period)
{
    char text[DATE_TEXT_MAX];

    buf_add(out, (struct str){text, period_format(period, text)});
}

static void print_literal(struct buf *out, struct value v)
{
    if (v.type == VALUE_TEXT)
        print_string(out, (struct str){v.s, v.n});
    else if (v.type == VALUE_BOOL)
        buf_text(out, v.i ? "true" : "false");
    else
        value_append(out, v);
}

static void print_list(struct buf *out, struct expr **list, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            buf_text(out, ", ");
        print_expr(out, list[i]);
    }
}

/* A space keeps two signs apart: "-- " would look like a comment of SQL. */
static void print_unary(struct buf *out, const struct expr *e)
{
    const struct expr *operand = e->op.a;

    buf_text(out, op_text(e->op.op));
    if (e->op.op == OP_NOT || (operand->kind == EXPR_OP && !operand->parens))
        buf_char(out, ' ');
    print_expr(out, operand);
}

static void print_op(struct buf *out, const struct expr *e)
{
    if (!e->op.b) {
        print_unary(out, e);
        return;
    }
    print_expr(out, e->op.a);
    buf_char(out, ' ');
    buf_text(out, op_text(e->op.op));
    buf_char(out, ' ');
    print_expr(out, e->op.b);
}

static void print_like(struct buf *out, const struct expr *e)
{
    print_expr(out, e->like.text);
    buf_text(out, e->like.negated ? " not like " : " like ");
    if (e->like.find)
        print_expr(out, e->like.find);
    else
        print_regex(out, e->like.pattern);
}

static void print_in(struct buf *out, const struct expr *e)
{
    print_expr(out, e->in.item);
    buf_text(out, e->in.negated ? " not in " : " in ");
    if (e->in.sub) {
        buf_char(out, '(');
        print_query(out, e->in.sub->query);
        buf_char(out, ')');
        return;
    }
    buf_text(out, e->in.bare ? "" : "[");
    print_list(out, e->in.list, e->in.n);
    buf_text(out, e->in.bare ? "" : "]");
}

static void print_call(struct buf *out, const struct expr *e)
{
    buf_text(out, e->call.fn->name);
    buf_char(out, '(');
    print_list(out, e->call.args, e->call.n);
    buf_char(out, ')');
}

static void print_bare(struct buf *out, const struct expr *e)
{
    switch (e->kind) {
    case EXPR_LITERAL:
        print_literal(out, e->literal);
        break;
    case EXPR_PERIOD:
        print_period(out, e->period);
        break;
    case EXPR_FIELD:
    case EXPR_MEMBER:
        print_field(out, e);
        break;
    case EXPR_STAR:
        buf_char(out, '*');
        break;
    case EXPR_CALL:
        print_call(out, e);
        break;
    case EXPR_OP:
        print_op(out, e);
        break;
    case EXPR_LIKE:
        print_like(out, e);
        break;
    case EXPR_IN:
        print_in(out, e);
        break;
    }
}

void print_expr(struct buf *out, const struct expr *e)
{
    if (e->parens)
        buf_char(out, '(');
    print_bare(out, e);
    if (e->parens)
        buf_char(out, ')');
}

static void print_items(struct buf *out, const struct item *items, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        buf_text(out, i ? ", " : " ");
        print_expr(out, items[i].expr);
        if (items[i].alias.n > 0) {
            buf_text(out, " as ");
            print_name(out, items[i].alias);
        }
    }
}

static void print_stats(struct buf *out, const struct stage *s)
{
    print_items(out, s->stats.aggs, s->stats.n_aggs);
    if (s->stats.n_by == 0)
        return;
    buf_text(out, " by");
    print_items(out, s->stats.by, s->stats.n_by);
    if (s->stats.has_offset) {
        buf_text(out, " offset ");
        print_period(out, s->stats.offset);
    }
}

static void print_sort(struct buf *out, const struct stage *s)
{
    for (uint32_t i = 0; i < s->sort.n; i++) {
        buf_text(out, i ? ", " : " ");
        print_expr(out, s->sort.keys[i].expr);
        buf_text(out, s->sort.keys[i].desc ? " desc" : " asc");
    }
}

/* The names that "as" gives: all of a glob's, a regex's unnamed groups'. */
static void print_parse_names(struct buf *out, const struct parse_spec *spec)
{
    const char *before = " as ";

    for (uint32_t i = 0; i < spec->n; i++) {
        if (spec->kind == PARSE_REGEX &&
            regex_group_name(spec->regex, spec->groups[i]).n > 0)
            continue;
        buf_text(out, before);
        print_name(out, spec->names[i]);
        before = ", ";
    }
}

static void print_pattern(struct buf *out, const struct parse_spec *spec)
{
    switch (spec->kind) {
    case PARSE_GLOB:
        print_string(out, spec->glob);
        break;
    case PARSE_REGEX:
        print_regex(out, spec->pattern);
        break;
    case PARSE_LOGFMT:
        buf_text(out, "logfmt");
        break;
    case PARSE_CSV:
        buf_text(out, "csv");
        break;
    case PARSE_XML:
        buf_text(out, "xml ");
        print_string(out, spec->pattern);
        break;
    }
}

static void print_parse(struct buf *out, const struct parse_spec *spec)
{
    if (spec->source) {
        buf_char(out, ' ');
        print_expr(out, spec->source);
    }
    buf_char(out, ' ');
    print_pattern(out, spec);
    print_parse_names(out, spec);
    if (spec->multi)
        buf_text(out, " multi");
}

static void print_json(struct buf *out, const struct json_spec *spec)
{
    buf_text(out, " field=");
    print_expr(out, spec->field);
    buf_char(out, ' ');
    print_string(out, spec->text);
    buf_text(out, " as ");
    print_name(out, spec->name);
}

static void print_source(struct buf *out, const struct stage *s)
{
    if (s->source.n == 0)
        buf_text(out, " dataSource([\"amazon_vpc.flow\"])");
    if (s->source.n == 1) {
        buf_char(out, ' ');
        print_string(out, s->source.names[0]);
    }
    for (uint32_t i = 0; s->source.n > 1 && i < s->source.n; i++) {
        buf_text(out, i ? ", " : " logGroups(namePrefix: [");
        print_string(out, s->source.names[i]);
    }
    if (s->source.n > 1)
        buf_text(out, "])");
}

static void print_diff(struct buf *out, const struct stage *s)
{
    enum { DAY_MS = 24 * 60 * 60 * 1000 };

    if (s->diff_ms)
        buf_text(out, s->diff_ms == DAY_MS                ? " previousDay"
                      : s->diff_ms == 7 * (int64_t)DAY_MS ? " previousWeek"
                                                          : " previousMonth");
}

static void print_relevantfields(struct buf *out, const struct stage *s)
{
    buf_char(out, ' ');
    print_list(out, s->compare.fields, s->compare.n);
    buf_text(out, s->compare.n ? " where " : "where ");
    print_expr(out, s->compare.condition);
}

/* The first name, and the second where it is another. */
static void print_pair(struct buf *out, struct str first, struct str second)
{
    print_name(out, first);
    if (second.n && !str_eq(first, second)) {
        buf_text(out, " as ");
        print_name(out, second);
    }
}

static void print_lookup(struct buf *out, const struct stage *s)
{
    const struct lookup_name *keys = s->lookup.keys, *outs = s->lookup.outs;

    buf_char(out, ' ');
    print_name(out, s->lookup.table);
    for (uint32_t i = 0; i < s->lookup.n_keys; i++) {
        struct str field = keys[i].field->field.name;

        buf_text(out, i ? ", " : " ");
        if (s->kind == STAGE_LOOKUP)
            print_pair(out, keys[i].column, field);
        else
            print_pair(out, field, keys[i].column);
    }
    buf_text(out, s->lookup.only_new ? " OUTPUTNEW" : " OUTPUT");
    for (uint32_t i = 0; i < s->lookup.n_outs; i++) {
        buf_text(out, i ? ", " : " ");
        print_pair(out, outs[i].column, outs[i].alias);
    }
}

static void print_dedup(struct buf *out, const struct stage *s)
{
    buf_char(out, ' ');
    print_list(out, s->dedup.fields, s->dedup.n);
}

static void print_subquery(struct buf *out, const struct subquery *sub)
{
    buf_text(out, " (");
    print_query(out, sub->query);
    buf_char(out, ')');
}

/* alias.field, as one name. */
static void print_path(struct buf *out, struct str alias, struct str field)
{
    struct buf path = {0};

    buf_add(&path, alias);
    buf_char(&path, '.');
    buf_add(&path, field);
    print_name(out, buf_str(&path));
    buf_done(&path);
}

static void print_join(struct buf *out, const struct stage *s)
{
    buf_text(out, s->join.outer ? " type=left left=" : " type=inner left=");
    print_name(out, s->join.left);
    buf_text(out, " right=");
    print_name(out, s->join.right);
    buf_text(out, " where ");
    print_path(out, s->join.left, s->join.left_key);
    buf_text(out, " = ");
    print_path(out, s->join.right, s->join.right_key);
    print_subquery(out, s->join.sub);
}

static void print_appendcols(struct buf *out, const struct stage *s)
{
    if (s->appendcols.override)
        buf_text(out, " override=true");
    if (s->appendcols.max)
        buf_printf(out, " max=%llu", (unsigned long long)s->appendcols.max);
    print_subquery(out, s->appendcols.sub);
}

static void print_alias(struct buf *out, struct str alias)
{
    if (!alias.n)
        return;
    buf_text(out, " as ");
    print_name(out, alias);
}

static void print_autoregress(struct buf *out, const struct stage *s)
{
    uint32_t first = s->autoregress.first, last = s->autoregress.last;

    buf_char(out, ' ');
    print_expr(out, s->autoregress.field);
    print_alias(out, s->autoregress.alias);
    if (first)
        buf_printf(out, " p=%" PRIu32, first);
    if (first != last)
        buf_printf(out, "-%" PRIu32, last);
}

/* Options that are as they are anyway stay unwritten. */
static void print_addtotals(struct buf *out, const struct stage *s)
{
    if (s->addtotals.name.n) {
        buf_text(out, " fieldname=");
        print_name(out, s->addtotals.name);
    }
    buf_text(out, s->addtotals.no_row ? " row=false" : "");
    buf_text(out, s->addtotals.col ? " col=true" : "");
    buf_text(out, s->addtotals.n ? " " : "");
    print_list(out, s->addtotals.fields, s->addtotals.n);
}

static void print_outlier(struct buf *out, const struct stage *s)
{
    buf_text(out, s->outlier.remove ? " action=remove" : "");
    if (s->outlier.param.type != VALUE_NULL) {
        buf_text(out, " param=");
        print_literal(out, s->outlier.param);
    }
    buf_text(out, s->outlier.use_lower ? " uselower=true" : "");
    buf_text(out, s->outlier.mark ? " mark=true" : "");
    for (uint32_t i = 0; i < s->outlier.n; i++) {
        buf_char(out, ' ');
        print_expr(out, s->outlier.fields[i]);
    }
}

static void print_sessionize(struct buf *out, const struct stage *s)
{
    buf_char(out, ' ');
    print_list(out, s->sessionize.fields, s->sessionize.n);
    if (s->sessionize.max_span.n) {
        buf_text(out, " maxspan ");
        print_period(out, s->sessionize.max_span);
    }
    print_alias(out, s->sessionize.alias);
}

static void print_filldown(struct buf *out, const struct stage *s)
{
    for (uint32_t i = 0; i < s->filldown.n; i++) {
        buf_char(out, ' ');
        if (s->filldown.names[i].wild)
            buf_add(out, s->filldown.names[i].text);
        else
            print_name(out, s->filldown.names[i].text);
    }
}

static void print_fillmissing(struct buf *out, const struct stage *s)
{
    for (uint32_t i = 0; i < s->fillmissing.n; i++) {
        buf_text(out, i ? ", " : " with ");
        print_literal(out, s->fillmissing.with[i].value);
        buf_text(out, " for ");
        print_expr(out, s->fillmissing.with[i].field);
    }
}

static void print_unnest(struct buf *out, const struct stage *s)
{
    buf_char(out, ' ');
    print_expr(out, s->unnest.list);
    if (s->kind != STAGE_UNNEST)
        return;
    buf_text(out, " into ");
    print_name(out, s->unnest.name);
}

static void print_saved(struct buf *out, const struct stage *s)
{
    buf_char(out, '$');
    print_name(out, s->saved.name);
    buf_char(out, '(');
    for (uint32_t i = 0; i < s->saved.n; i++) {
        buf_text(out, i ? ", " : "");
        print_name(out, s->saved.args[i].name);
        buf_text(out, " = ");
        buf_add(out, s->saved.args[i].text);
    }
    buf_char(out, ')');
}

/* A stage that is a list of items, an expression or a list of them. */
static void print_fields(struct buf *out, const struct stage *s)
{
    print_items(out, s->fields.items, s->fields.n);
}

static void print_filter(struct buf *out, const struct stage *s)
{
    buf_char(out, ' ');
    print_expr(out, s->filter);
}

static void print_pattern_stage(struct buf *out, const struct stage *s)
{
    buf_char(out, ' ');
    print_expr(out, s->pattern);
}

static void print_frequent(struct buf *out, const struct stage *s)
{
    buf_char(out, ' ');
    print_list(out, s->frequent.fields, s->frequent.n);
}

static void print_limit(struct buf *out, const struct stage *s)
{
    buf_printf(out, "%s %llu", s->limit.any ? " any" : "",
               (unsigned long long)s->limit.n);
}

static void print_accum(struct buf *out, const struct stage *s)
{
    buf_char(out, ' ');
    print_expr(out, s->accum.field);
    print_alias(out, s->accum.alias);
}

static void print_parse_stage(struct buf *out, const struct stage *s)
{
    print_parse(out, s->parse);
}

static void print_json_stage(struct buf *out, const struct stage *s)
{
    print_json(out, s->json);
}

static void print_logcompare(struct buf *out, const struct stage *s)
{
    buf_text(out, " timeshift ");
    print_period(out, s->compare.shift);
}

/* What follows the word of a stage; none: nothing does. */
static void (*const printers[STAGE_COUNT])(struct buf *,
                                           const struct stage *) = {
    [STAGE_SOURCE] = print_source,
    [STAGE_FIELDS] = print_fields,
    [STAGE_DISPLAY] = print_fields,
    [STAGE_UNMASK] = print_fields,
    [STAGE_FILTER] = print_filter,
    [STAGE_FILTER_INDEX] = print_filter,
    [STAGE_STATS] = print_stats,
    [STAGE_SORT] = print_sort,
    [STAGE_LIMIT] = print_limit,
    [STAGE_PARSE] = print_parse_stage,
    [STAGE_JSON] = print_json_stage,
    [STAGE_DEDUP] = print_dedup,
    [STAGE_ACCUM] = print_accum,
    [STAGE_AUTOREGRESS] = print_autoregress,
    [STAGE_FILLDOWN] = print_filldown,
    [STAGE_FILLMISSING] = print_fillmissing,
    [STAGE_ADDTOTALS] = print_addtotals,
    [STAGE_OUTLIER] = print_outlier,
    [STAGE_SESSIONIZE] = print_sessionize,
    [STAGE_COUNT_FREQUENT] = print_frequent,
    [STAGE_UNNEST] = print_unnest,
    [STAGE_EXPAND] = print_unnest,
    [STAGE_PATTERN] = print_pattern_stage,
    [STAGE_DIFF] = print_diff,
    [STAGE_RELEVANTFIELDS] = print_relevantfields,
    [STAGE_LOGCOMPARE] = print_logcompare,
    [STAGE_LOOKUP] = print_lookup,
    [STAGE_CIDRLOOKUP] = print_lookup,
    [STAGE_JOIN] = print_join,
    [STAGE_APPENDCOLS] = print_appendcols,
};

void print_stage(struct buf *out, const struct stage *s)
{
    bool tail = s->kind == STAGE_LIMIT && s->limit.tail;

    if (s->kind == STAGE_SAVED) {
        print_saved(out, s);
        return;
    }
    buf_text(out, tail ? "tail" : words[s->kind]);
    if (printers[s->kind])
        printers[s->kind](out, s);
}

void print_query(struct buf *out, const struct query *q)
{
    for (const struct stage *s = q->stages; s; s = s->next) {
        if (s != q->stages)
            buf_text(out, " | ");
        print_stage(out, s);
    }
}
