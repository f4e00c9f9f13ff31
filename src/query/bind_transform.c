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

/* Columns under this name; in the first scope also by another spelling. */
static void replace_columns(struct binder *b, struct columns *columns,
                            struct str name, uint32_t old, uint32_t made)
{
    for (uint32_t i = 0; i < columns->n; i++) {
        struct str own = columns->p[i].name;
        bool spelled = columns->p[i].slot == old && !b->scope->before &&
                       !bind_find_name(b->scope, own);

        if (spelled || str_eq(own, name))
            bind_set_column(b, columns, own, made);
    }
}

void bind_transform_replace(struct binder *b, struct transform *t,
                            struct str name, uint32_t slot)
{
    const struct bound_name *before = bind_find_name(b->scope, name);
    struct bound_name made = {.name = name, .field = FIELD_NONE};
    struct slot out = {.kind = SLOT_MADE,
                       .name = name,
                       .type = b->scope->s.slots[slot].type};

    if (before)
        made = *before;
    out.made = t;
    out.made_index = t->n_out++;
    made.slot = bind_add_slot(b, out, b->scope->notes[slot]);
    replace_columns(b, &b->shown, name, slot, made.slot);
    replace_columns(b, &b->display, name, slot, made.slot);
    bind_define(b, made);
}

/* A name of the slot, where it was read as that under another. */
static struct str own_name(const struct binder *b, struct str name,
                           uint32_t slot)
{
    const struct scope_build *scope = b->scope;

    if (bind_find_name(scope, name))
        return name;
    for (uint32_t i = scope->n_names; scope->before && i > 0; i--)
        if (scope->names[i - 1].slot == slot)
            return scope->names[i - 1].name;
    return scope->s.slots[slot].name;
}

bool bind_transform_column(struct binder *b, struct transform *t,
                           struct expr *e, uint32_t *input, struct str *name)
{
    if (!bind_transform_expr(b, t, e, input))
        return false;
    if (e->kind != EXPR_FIELD && e->kind != EXPR_MEMBER)
        return err_set_at(b->err, ERR_QUERY, e->at,
                          "a field is expected here; compute one with "
                          "`fields` before");
    *name = e->kind == EXPR_FIELD
                ? own_name(b, e->field.name, e->field.slot)
                : e->field.name;
    return true;
}

const struct columns *bind_displayed(struct binder *b, struct columns *room)
{
    if (b->has_display)
        return &b->display;
    if (b->shown.n > 0)
        return &b->shown;
    *room = (struct columns){0};
    return bind_default_columns(b, room) ? room : NULL;
}
