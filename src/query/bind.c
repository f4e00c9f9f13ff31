/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pipeline: each stage adds slots, operations or columns to the scope it
 * stands in; stats (bind_stats.c) opens the next one. Rules about the order
 * of stages are the service's; here stages simply run in order, with a
 * notice (query-language.md 6.1).
 */
#include "query/bind_int.h"

typedef bool bind_stage_fn(struct binder *b, struct stage *s);

/* --- fields, display, unmask ------------------------------------------- */

/* One item: a column, and a name when it makes one. */
static bool bind_column(struct binder *b, struct item *item,
                        struct columns *columns)
{
    struct bound_name name = {.name = item->alias, .field = FIELD_NONE};
    struct expr *e = item->expr;
    bool is_name;

    if (!bind_expr(b, e))
        return false;
    is_name = e->kind == EXPR_FIELD;
    if (!item->alias.n) {
        name.by_text = true;
        name.name =
            is_name ? e->field.name
                    : bind_text_name(&b->q->arena, bind_source(b, item->at));
    }
    name.slot = bind_slot_of(b, e, name.name);
    if (item->alias.n && !bind_redefine(b, name, item->alias_at))
        return false;
    if (!item->alias.n && !is_name)
        bind_define(b, name);
    if (item->alias.n || !is_name || !bind_is_shown(columns, name.slot))
        bind_set_column(b, columns, name.name, name.slot);
    return true;
}

static bool bind_columns(struct binder *b, struct stage *s,
                         struct columns *columns)
{
    for (uint32_t i = 0; i < s->fields.n; i++)
        if (!bind_column(b, &s->fields.items[i], columns))
            return false;
    return true;
}

static bool bind_fields(struct binder *b, struct stage *s)
{
    return bind_columns(b, s, &b->shown);
}

static bool bind_display(struct binder *b, struct stage *s)
{
    b->display = (struct columns){0};
    b->has_display = true;
    return bind_columns(b, s, &b->display);
}

/* --- parse ------------------------------------------------------------- */

static void add_captures(struct binder *b, struct parse_spec *spec)
{
    /* A glob without a star takes nothing out. */
    bool empty = spec->kind == PARSE_GLOB && !spec->pieces;
    enum result_type type =
        spec->kind == PARSE_LOGFMT ? RESULT_MAP : RESULT_TEXT;

    spec->first_slot = b->scope->s.n_slots;
    for (uint32_t i = 0; i < spec->n; i++) {
        struct slot slot = {.kind = empty ? SLOT_NULL : SLOT_CAPTURE,
                            .name = spec->names[i],
                            .type = type};

        if (!empty) {
            slot.parse = spec;
            slot.capture = i;
        }
        bind_add_slot(b, slot, (struct slot_note){0});
    }
}

static bool bind_parse(struct binder *b, struct stage *s)
{
    struct parse_spec *spec = s->parse;
    uint32_t message;

    if (spec->source && !bind_expr(b, spec->source))
        return false;
    if (!spec->source && b->scope->before &&
        !bind_name(b, STR("@message"), s->word_at, &message))
        return false;
    add_captures(b, spec);
    if (spec->multi) {
        bind_add_op(b, ROW_EXPAND, s->at)->parse = spec;
        b->makes_rows = true;
    }
    for (uint32_t i = 0; i < spec->n; i++) {
        struct bound_name name = {.name = spec->names[i],
                                  .slot = spec->first_slot + i,
                                  .field = FIELD_NONE};

        if (!bind_redefine(b, name, spec->names_at[i]))
            return false;
        bind_set_column(b, &b->shown, name.name, name.slot);
    }
    return true;
}

/* --- Stages that act on rows ------------------------------------------- */

/* Which files there are is the engine's business. */
static bool bind_source_stage(struct binder *b, struct stage *s)
{
    if (b->q->stages == s || b->last->kind == STAGE_SOURCE)
        return true;
    return err_set_at(b->err, ERR_QUERY, s->word_at,
                      "`SOURCE` stands before all other commands");
}

static bool bind_filter(struct binder *b, struct stage *s)
{
    if (!bind_expr(b, s->filter))
        return false;
    bind_add_op(b, ROW_FILTER, s->at)->expr = s->filter;
    return true;
}

static bool bind_sort(struct binder *b, struct stage *s)
{
    struct row_op *op;

    for (uint32_t i = 0; i < s->sort.n; i++)
        if (!bind_expr(b, s->sort.keys[i].expr) ||
            !bind_one_value(b, s->sort.keys[i].expr, "`sort`"))
            return false;
    op = bind_add_op(b, ROW_SORT, s->at);
    op->keys = s->sort.keys;
    op->n_keys = s->sort.n;
    return true;
}

static bool bind_limit(struct binder *b, struct stage *s)
{
    enum row_op_kind kind = s->limit.tail  ? ROW_TAIL
                            : s->limit.any ? ROW_LIMIT_ANY
                                           : ROW_LIMIT;

    bind_add_op(b, kind, s->at)->limit = s->limit.n;
    return true;
}

static bool bind_dedup(struct binder *b, struct stage *s)
{
    uint32_t *slots = arena_calloc(&b->q->arena, s->dedup.n, sizeof *slots);
    struct row_op *op;

    for (uint32_t i = 0; i < s->dedup.n; i++) {
        if (!bind_expr(b, s->dedup.fields[i]) ||
            !bind_one_value(b, s->dedup.fields[i], "`dedup`"))
            return false;
        slots[i] = bind_slot_of(b, s->dedup.fields[i], STR(""));
    }
    op = bind_add_op(b, ROW_DEDUP, s->at);
    op->slots = slots;
    op->n_slots = s->dedup.n;
    return true;
}

/* Whoever runs a query puts the saved ones in it before (query/saved.h). */
static bool bind_saved(struct binder *b, struct stage *s)
{
    return err_set_at(b->err, ERR_QUERY, s->saved.name_at,
                      "there are no saved queries here");
}

/* --- The pipeline ------------------------------------------------------ */

static bind_stage_fn *const stages[STAGE_COUNT] = {
    [STAGE_SOURCE] = bind_source_stage, [STAGE_FIELDS] = bind_fields, [STAGE_DISPLAY] = bind_display,
    [STAGE_FILTER] = bind_filter, [STAGE_FILTER_INDEX] = bind_filter,
    [STAGE_STATS] = bind_stats,   [STAGE_SORT] = bind_sort,
    [STAGE_LIMIT] = bind_limit,   [STAGE_PARSE] = bind_parse,
    [STAGE_DEDUP] = bind_dedup,   [STAGE_UNMASK] = bind_fields,
    [STAGE_JSON] = bind_json,     [STAGE_ACCUM] = bind_accum,   [STAGE_ESTIMATE] = bind_estimate,
    [STAGE_PATTERN] = bind_pattern,
    [STAGE_DIFF] = bind_diff,
    [STAGE_ANOMALY] = bind_diff,
    [STAGE_RELEVANTFIELDS] = bind_relevantfields,
    [STAGE_LOGCOMPARE] = bind_logcompare,
    [STAGE_SAVED] = bind_saved,
    [STAGE_LOOKUP] = bind_lookup, [STAGE_CIDRLOOKUP] = bind_lookup,
    [STAGE_JOIN] = bind_join,     [STAGE_APPENDCOLS] = bind_appendcols,
    [STAGE_AUTOREGRESS] = bind_autoregress,
    [STAGE_FILLDOWN] = bind_filldown,
    [STAGE_FILLMISSING] = bind_fillmissing,
    [STAGE_ADDTOTALS] = bind_addtotals,
    [STAGE_OUTLIER] = bind_outlier,
    [STAGE_SESSIONIZE] = bind_sessionize,
    [STAGE_COUNT_FREQUENT] = bind_count_frequent,
    [STAGE_UNNEST] = bind_unnest, [STAGE_EXPAND] = bind_unnest,
};

/* The service's rules of 6.1 that say what may follow what. */
static bool check_order(struct binder *b, const struct stage *s)
{
    const struct stage *before = b->ordered;

    if (s->kind == STAGE_STATS && before &&
        !bind_lenient(b, before->word_at,
                      "the service wants `%.*s` behind the last `stats`; here "
                      "stages run in order",
                      STR_ARG(bind_source(b, before->word_at))))
        return false;
    if (s->kind == STAGE_PATTERN && before && before->kind == STAGE_SORT &&
        !bind_lenient(b, before->word_at,
                      "the service takes no `sort` before `pattern`; here it "
                      "has no effect"))
        return false;
    if (s->kind == STAGE_STATS)
        b->ordered = NULL;
    if (b->deduped && s->kind != STAGE_LIMIT &&
        !bind_lenient(b, s->word_at,
                      "in the service only `limit` may follow `dedup`; here "
                      "stages run in order"))
        return false;
    if (s->kind == STAGE_SORT || s->kind == STAGE_LIMIT)
        b->ordered = s;
    if (s->kind == STAGE_DEDUP)
        b->deduped = s;
    return true;
}

bool bind_default_columns(struct binder *b, struct columns *out)
{
    static const struct str usual[] = {{"@timestamp", 10}, {"@message", 8}};
    const struct str *names = b->options->default_columns;
    uint32_t n = b->options->n_default_columns;
    bool quiet = b->quiet;

    if (!names) {
        names = usual;
        n = 2;
    }
    b->quiet = true;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t slot;

        if (!bind_name(b, names[i], (struct span){0, 0}, &slot))
            return false;
        bind_set_column(b, out, names[i], slot);
    }
    b->quiet = quiet;
    return true;
}

static struct bound *make_bound(struct binder *b, bool defaults)
{
    const struct columns *columns = b->has_display ? &b->display : &b->shown;
    struct bound *out = arena_calloc(&b->q->arena, 1, sizeof *out);
    uint32_t n = b->n_scopes;

    out->query = b->q;
    out->n_scopes = n;
    out->scopes = arena_calloc(&b->q->arena, n, sizeof *out->scopes);
    for (const struct scope_build *s = b->scope; s; s = s->before)
        out->scopes[--n] = s->s;
    out->columns = columns->p;
    out->n_columns = columns->n;
    out->raw = b->n_scopes == 1 && !b->makes_rows;
    out->default_columns = defaults;
    return out;
}

bool bind_stages(struct binder *b)
{
    bind_open_scope(b, NULL);
    for (struct stage *s = b->q->stages; s; s = s->next)
        b->has_join = b->has_join || s->kind == STAGE_JOIN;
    for (struct stage *s = b->q->stages; s; b->last = s, s = s->next)
        if (!check_order(b, s) || !stages[s->kind](b, s))
            return false;
    return true;
}

bool bind_finish(struct binder *b, struct bound **out)
{
    bool defaults = !b->has_display && b->shown.n == 0;

    if (defaults && b->has_join) {
        b->shown = b->named;
        defaults = b->shown.n == 0;
    }
    if (defaults && !bind_default_columns(b, &b->shown))
        return false;
    for (struct join_names *j = b->joins; j; j = j->next)
        if (!bind_join_finish(b, j))
            return false;
    *out = make_bound(b, defaults);
    return true;
}

bool query_bind(struct query *q, const struct bind_options *options,
                struct bound **out, struct err *err)
{
    struct binder b = {.q = q, .options = options, .err = err};

    return bind_stages(&b) && bind_finish(&b, out);
}
