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
