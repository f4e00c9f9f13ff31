/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands over all rows in their order (query-language.md 7.21). */
#include "query/bind_int.h"

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
