/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transforms: what they are given, and the names of what they make. */
#include "query/bind_int.h"

struct transform *bind_transform(struct binder *b, const struct stage *s)
{
    struct transform *t = arena_calloc(&b->q->arena, 1, sizeof *t);

    t->stage = s;
    return t;
}

uint32_t bind_transform_in(struct binder *b, struct transform *t, uint32_t slot)
{
    for (uint32_t i = 0; i < t->n_in; i++)
        if (t->in[i] == slot)
            return i;
    t->in = bind_grow(b, t->in, t->n_in, sizeof *t->in);
    t->in[t->n_in] = slot;
    return t->n_in++;
}

bool bind_transform_expr(struct binder *b, struct transform *t, struct expr *e,
                         uint32_t *input)
{
    if (!bind_expr(b, e))
        return false;
    *input = bind_transform_in(b, t, bind_slot_of(b, e, STR("")));
    return true;
}

void bind_transform_op(struct binder *b, struct transform *t)
{
    bind_add_op(b, ROW_TRANSFORM, t->stage->at)->transform = t;
    b->makes_rows = true;
}

void bind_transform_scope(struct binder *b, struct transform *t)
{
    b->scope->s.reshaped = t;
    b->makes_rows = true;
    bind_open_scope(b, t->stage);
    b->shown = (struct columns){0};
    b->has_display = false;
}

void bind_transform_out(struct binder *b, struct transform *t, struct str name,
                        enum result_type type)
{
    struct slot slot = {.kind = SLOT_MADE, .name = name, .type = type};
    struct bound_name made = {.name = name, .field = FIELD_NONE};

    slot.made = t;
    slot.made_index = t->n_out++;
    made.slot = bind_add_slot(b, slot, (struct slot_note){0});
    bind_define(b, made);
    bind_set_column(b, &b->shown, name, made.slot);
}
