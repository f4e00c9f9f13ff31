/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a query spells its fields, so that edits write them the same way. */
#include "query/edit_int.h"

static char folded(struct str s, size_t *i)
{
    char c;

    while (*i < s.n && (s.p[*i] == '-' || s.p[*i] == '_'))
        ++*i;
    if (*i == s.n)
        return '\0';
    c = s.p[(*i)++];
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

bool same_field(struct str a, struct str b)
{
    size_t i = 0;
    size_t j = 0;

    for (;;) {
        char x = folded(a, &i);
        if (x != folded(b, &j))
            return false;
        if (x == '\0')
            return true;
    }
}

/* The search for how a field is spelled. */
struct spelling {
    struct str field;
    struct str exact; /* field itself, once it was seen */
    struct str other; /* the first other spelling */
};

static void see_name(struct spelling *s, struct str name)
{
    if (str_eq(name, s->field))
        s->exact = name;
    else if (s->other.n == 0 && same_field(name, s->field))
        s->other = name;
}

static void each_in(struct expr *const *list, uint32_t n, field_fn *see,
                    void *arg)
{
    for (uint32_t i = 0; i < n; i++)
        expr_each_field(list[i], see, arg);
}

void expr_each_field(const struct expr *e, field_fn *see, void *arg)
{
    switch (e->kind) {
    case EXPR_FIELD:
    case EXPR_MEMBER:
        see(arg, e);
        break;
    case EXPR_CALL:
        each_in(e->call.args, e->call.n, see, arg);
        break;
    case EXPR_OP:
        expr_each_field(e->op.a, see, arg);
        if (e->op.b)
            expr_each_field(e->op.b, see, arg);
        break;
    case EXPR_LIKE:
        expr_each_field(e->like.text, see, arg);
        if (e->like.find)
            expr_each_field(e->like.find, see, arg);
        break;
    case EXPR_IN:
        expr_each_field(e->in.item, see, arg);
        each_in(e->in.list, e->in.n, see, arg);
        break;
    case EXPR_LITERAL:
    case EXPR_PERIOD:
    case EXPR_STAR:
        break;
    }
}

static void see_field(void *arg, const struct expr *field)
{
    see_name(arg, field->field.name);
}

static void see_expr(struct spelling *s, const struct expr *e)
{
    expr_each_field(e, see_field, s);
}

static void see_list(struct spelling *s, struct expr *const *list, uint32_t n)
{
    each_in(list, n, see_field, s);
}

static void see_items(struct spelling *s, const struct item *items, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        see_expr(s, items[i].expr);
        if (items[i].alias.n > 0)
            see_name(s, items[i].alias);
    }
}

static void see_parse(struct spelling *s, const struct parse_spec *spec)
{
    if (spec->source)
        see_expr(s, spec->source);
    for (uint32_t i = 0; i < spec->n; i++)
        see_name(s, spec->names[i]);
}

static void see_stage(struct spelling *s, const struct stage *stage)
{
    switch (stage->kind) {
    case STAGE_FIELDS:
    case STAGE_DISPLAY:
    case STAGE_UNMASK:
        see_items(s, stage->fields.items, stage->fields.n);
        break;
    case STAGE_FILTER:
    case STAGE_FILTER_INDEX:
        see_expr(s, stage->filter);
        break;
    case STAGE_STATS:
        /* Names made here are columns, not fields of the records. */
        for (uint32_t i = 0; i < stage->stats.n_aggs; i++)
            see_expr(s, stage->stats.aggs[i].expr);
        for (uint32_t i = 0; i < stage->stats.n_by; i++)
            see_expr(s, stage->stats.by[i].expr);
        break;
    case STAGE_SORT:
        for (uint32_t i = 0; i < stage->sort.n; i++)
            see_expr(s, stage->sort.keys[i].expr);
        break;
    case STAGE_PARSE:
        see_parse(s, stage->parse);
        break;
    case STAGE_JSON:
        see_expr(s, stage->json->field);
        see_name(s, stage->json->name);
        break;
    case STAGE_DEDUP:
        see_list(s, stage->dedup.fields, stage->dedup.n);
        break;
    case STAGE_ACCUM:
        see_expr(s, stage->accum.field);
        break;
    case STAGE_AUTOREGRESS:
        see_expr(s, stage->autoregress.field);
        break;
    case STAGE_FILLMISSING:
        for (uint32_t i = 0; i < stage->fillmissing.n; i++)
            see_expr(s, stage->fillmissing.with[i].field);
        break;
    case STAGE_ADDTOTALS:
        see_list(s, stage->addtotals.fields, stage->addtotals.n);
        break;
    case STAGE_OUTLIER:
        see_list(s, stage->outlier.fields, stage->outlier.n);
        break;
    case STAGE_SESSIONIZE:
        see_list(s, stage->sessionize.fields, stage->sessionize.n);
        break;
    case STAGE_COUNT_FREQUENT:
        see_list(s, stage->frequent.fields, stage->frequent.n);
        break;
    case STAGE_UNNEST:
    case STAGE_EXPAND:
        see_expr(s, stage->unnest.list);
        break;
    case STAGE_LOOKUP:
    case STAGE_CIDRLOOKUP:
        for (uint32_t i = 0; i < stage->lookup.n_keys; i++)
            see_expr(s, stage->lookup.keys[i].field);
        break;
    case STAGE_RELEVANTFIELDS:
        see_list(s, stage->compare.fields, stage->compare.n);
        see_expr(s, stage->compare.condition);
        break;
    case STAGE_PATTERN:
        see_expr(s, stage->pattern);
        break;
    case STAGE_LIMIT:
    case STAGE_SAVED:
    case STAGE_DIFF:
    case STAGE_ANOMALY:
    case STAGE_LOGCOMPARE:
    case STAGE_SOURCE:
    case STAGE_JOIN:
    case STAGE_APPENDCOLS:
    case STAGE_ESTIMATE:
    case STAGE_FILLDOWN:
    case STAGE_COUNT:
        break;
    }
}

struct str draft_spelling(const struct draft *d, struct str field)
{
    struct spelling s = {.field = field};

    for (const struct stage *i = d->q->stages; i; i = i->next) {
        see_stage(&s, i);
        if (i->kind == STAGE_STATS || i->kind == STAGE_COUNT_FREQUENT)
            break;
    }
    if (s.exact.n > 0 || s.other.n == 0)
        return field;
    /* The tree goes with the next change; the name is needed longer. */
    return arena_copy(d->arena, s.other);
}

bool expr_names(const struct expr *e, struct str field)
{
    struct spelling s = {.field = field};

    see_expr(&s, e);
    return s.exact.n > 0 || s.other.n > 0;
}
