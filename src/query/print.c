/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The canonical text of a tree. Parentheses are printed where they were
 * written; the tree of a query needs no others.
 */
#include "query/print.h"

#include "query/lexer.h"

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

void print_name(struct buf *out, struct str name)
{
    if (lexer_plain_name(name) && !lexer_reserved(name)) {
        buf_add(out, name);
        return;
    }
    buf_char(out, '`');
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] == '`')
            buf_char(out, '`');
        buf_char(out, name.p[i]);
    }
    buf_char(out, '`');
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
    buf_text(out, e->in.negated ? " not in [" : " in [");
    print_list(out, e->in.list, e->in.n);
    buf_char(out, ']');
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
        print_name(out, e->field.name);
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

static void print_parse(struct buf *out, const struct parse_spec *spec)
{
    if (spec->source) {
        buf_char(out, ' ');
        print_expr(out, spec->source);
    }
    buf_char(out, ' ');
    if (spec->kind == PARSE_GLOB)
        print_string(out, spec->glob);
    else
        print_regex(out, spec->pattern);
    print_parse_names(out, spec);
    if (spec->multi)
        buf_text(out, " multi");
}

static void print_dedup(struct buf *out, const struct stage *s)
{
    buf_char(out, ' ');
    print_list(out, s->dedup.fields, s->dedup.n);
}

void print_stage(struct buf *out, const struct stage *s)
{
    bool tail = s->kind == STAGE_LIMIT && s->limit.tail;

    buf_text(out, tail ? "tail" : words[s->kind]);
    switch (s->kind) {
    case STAGE_FIELDS:
    case STAGE_DISPLAY:
    case STAGE_UNMASK:
        print_items(out, s->fields.items, s->fields.n);
        break;
    case STAGE_FILTER:
    case STAGE_FILTER_INDEX:
        buf_char(out, ' ');
        print_expr(out, s->filter);
        break;
    case STAGE_STATS:
        print_stats(out, s);
        break;
    case STAGE_SORT:
        print_sort(out, s);
        break;
    case STAGE_LIMIT:
        buf_printf(out, "%s %llu", s->limit.any ? " any" : "",
                   (unsigned long long)s->limit.n);
        break;
    case STAGE_PARSE:
        print_parse(out, s->parse);
        break;
    case STAGE_DEDUP:
        print_dedup(out, s);
        break;
    case STAGE_COUNT:
        break;
    }
}

void print_query(struct buf *out, const struct query *q)
{
    for (const struct stage *s = q->stages; s; s = s->next) {
        if (s != q->stages)
            buf_text(out, " | ");
        print_stage(out, s);
    }
}
