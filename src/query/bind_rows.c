/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands over all rows in their order (query-language.md 7.21). */
#include "query/bind_int.h"

#include <inttypes.h>

bool bind_estimate(struct binder *b, struct stage *s)
{
    struct transform *t = bind_transform(b, s);

    if (s->next)
        return err_set_at(b->err, ERR_QUERY, s->next->word_at,
                          "`estimate` stands at the end: it tells what the "
                          "query before it would read");
    t->alone = true;
    bind_transform_scope(b, t);
    bind_transform_out(b, t, STR("files"), RESULT_NUMBER);
    bind_transform_out(b, t, STR("bytes"), RESULT_NUMBER);
    bind_transform_out(b, t, STR("records"), RESULT_NUMBER);
    return true;
}

bool bind_accum(struct binder *b, struct stage *s)
{
    struct transform *t = bind_transform(b, s);
    struct str name = s->accum.alias;
    uint32_t input;

    if (!bind_transform_expr(b, t, s->accum.field, &input))
        return false;
    if (!name.n)
        name = arena_printf(&b->q->arena, "accum_%.*s",
                            STR_ARG(s->accum.field->field.name));
    bind_transform_op(b, t);
    bind_transform_out(b, t, name, RESULT_NUMBER);
    return true;
}

/* The name of one lag: the alias alone only where there is no other. */
static struct str lag_name(struct binder *b, const struct stage *s,
                           struct str name, uint32_t lag)
{
    struct str alias = s->autoregress.alias;

    if (alias.n && s->autoregress.first == s->autoregress.last)
        return alias;
    return arena_printf(&b->q->arena, "%.*s_p%" PRIu32,
                        STR_ARG(alias.n ? alias : name), lag);
}

bool bind_autoregress(struct binder *b, struct stage *s)
{
    struct transform *t = bind_transform(b, s);
    uint32_t first = s->autoregress.first ? s->autoregress.first : 1;
    uint32_t last = s->autoregress.last ? s->autoregress.last : 1;
    uint32_t input;
    struct str name;

    if (!bind_transform_column(b, t, s->autoregress.field, &input, &name))
        return false;
    bind_transform_op(b, t);
    for (uint32_t lag = first; lag <= last; lag++)
        bind_transform_out(b, t, lag_name(b, s, name, lag),
                           b->scope->s.slots[t->in[input]].type);
    return true;
}

bool bind_unnest(struct binder *b, struct stage *s)
{
    struct transform *t = bind_transform(b, s);
    uint32_t input;
    struct str name;

    if (!bind_transform_column(b, t, s->unnest.list, &input, &name))
        return false;
    bind_transform_op(b, t);
    if (s->kind == STAGE_UNNEST) {
        bind_transform_out(b, t, s->unnest.name, RESULT_ANY);
        return true;
    }
    bind_transform_replace(b, t, name, t->in[input]);
    b->scope->s.slots[b->scope->s.n_slots - 1].type = RESULT_ANY;
    return true;
}

/*
 * Inputs are the fields. Outputs are, for each, the value as it is changed
 * (not with action=remove), then for each whether it was an outlier (with
 * mark).
 */
bool bind_outlier(struct binder *b, struct stage *s)
{
    struct transform *t = bind_transform(b, s);
    uint32_t n = s->outlier.n;
    struct str *names = arena_calloc(&b->q->arena, n, sizeof *names);
    uint32_t *inputs = arena_calloc(&b->q->arena, n, sizeof *inputs);

    for (uint32_t i = 0; i < n; i++)
        if (!bind_transform_column(b, t, s->outlier.fields[i], &inputs[i],
                                   &names[i]))
            return false;
    t->prep = inputs;
    bind_transform_op(b, t);
    for (uint32_t i = 0; !s->outlier.remove && i < n; i++)
        bind_transform_replace(b, t, names[i], t->in[inputs[i]]);
    for (uint32_t i = 0; s->outlier.mark && i < n; i++)
        bind_transform_out(b, t,
                           arena_printf(&b->q->arena, "%.*s_outlier",
                                        STR_ARG(names[i])),
                           RESULT_BOOL);
    return true;
}

/* The first input is the time; prep says which are the keys. */
bool bind_sessionize(struct binder *b, struct stage *s)
{
    struct transform *t = bind_transform(b, s);
    uint32_t *keys =
        arena_calloc(&b->q->arena, s->sessionize.n, sizeof *keys);
    struct str name = s->sessionize.alias;
    uint32_t time;

    if (!bind_find_slot(b, STR("@timestamp"), s->word_at, &time))
        return false;
    bind_transform_in(b, t, time);
    for (uint32_t i = 0; i < s->sessionize.n; i++) {
        struct expr *field = s->sessionize.fields[i];

        if (!bind_transform_expr(b, t, field, &keys[i]) ||
            !bind_one_value(b, field, "`sessionize`"))
            return false;
    }
    t->prep = keys;
    bind_transform_op(b, t);
    bind_transform_out(b, t, name.n ? name : STR("session_id"), RESULT_NUMBER);
    return true;
}

/* --- countFrequent ----------------------------------------------------- */

static struct expr *new_expr(struct binder *b, enum expr_kind kind)
{
    struct expr *e = arena_calloc(&b->q->arena, 1, sizeof *e);

    e->kind = kind;
    return e;
}

/* As "stats count(*) as _approxcount by f, ... | sort _approxcount desc". */
bool bind_count_frequent(struct binder *b, struct stage *s)
{
    struct stage *stats = arena_calloc(&b->q->arena, 1, sizeof *stats);
    struct item *count = arena_calloc(&b->q->arena, 1, sizeof *count);
    uint32_t n = s->frequent.n;
    struct item *by = arena_calloc(&b->q->arena, n, sizeof *by);
    struct sort_key *key = arena_calloc(&b->q->arena, 1, sizeof *key);
    struct row_op *op;

    for (uint32_t i = 0; i < n; i++)
        by[i] = (struct item){.expr = s->frequent.fields[i],
                              .at = s->frequent.fields[i]->at};
    count->expr = new_expr(b, EXPR_CALL);
    count->expr->call.fn = function_at(FUNCTION_COUNT_ROWS);
    count->alias = STR("_approxcount");
    *stats = *s;
    stats->stats.aggs = count;
    stats->stats.n_aggs = 1;
    stats->stats.by = by;
    stats->stats.n_by = n;
    stats->stats.has_offset = false;
    if (!bind_stats(b, stats))
        return false;
    key->expr = new_expr(b, EXPR_FIELD);
    key->expr->field.name = count->alias;
    key->expr->field.slot = count->expr->call.slot;
    key->desc = true;
    op = bind_add_op(b, ROW_SORT, s->at);
    op->keys = key;
    op->n_keys = 1;
    return true;
}
