/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * addtotals: which columns are summed. None named means all that are shown
 * and can hold numbers; keys of groups and times are no quantities.
 */
#include "query/bind_int.h"

struct totals_build {
    struct transform *t;
    struct str *names; /* of the inputs in in, in their order */
    uint32_t *in;
    uint32_t n;
};

static void add_column(struct binder *b, struct totals_build *x,
                       struct str name, uint32_t slot)
{
    x->names = bind_grow(b, x->names, x->n, sizeof *x->names);
    x->in = bind_grow(b, x->in, x->n, sizeof *x->in);
    x->names[x->n] = name;
    x->in[x->n++] = bind_transform_in(b, x->t, slot);
}

static bool add_named(struct binder *b, struct totals_build *x,
                      const struct stage *s)
{
    for (uint32_t i = 0; i < s->addtotals.n; i++) {
        struct str name;
        uint32_t input;

        if (!bind_transform_column(b, x->t, s->addtotals.fields[i], &input,
                                   &name))
            return false;
        add_column(b, x, name, x->t->in[input]);
    }
    return true;
}

static bool is_quantity(const struct binder *b, const struct output_column *c)
{
    return !b->scope->notes[c->slot].is_key && c->type != RESULT_TIME &&
           c->type != RESULT_LIST && c->type != RESULT_MAP;
}

static void add_shown(struct binder *b, struct totals_build *x,
                      const struct columns *shown)
{
    for (uint32_t i = 0; i < shown->n; i++)
        if (is_quantity(b, &shown->p[i]))
            add_column(b, x, shown->p[i].name, shown->p[i].slot);
}

static bool is_summed(const struct totals_build *x, struct str name)
{
    for (uint32_t i = 0; i < x->n; i++)
        if (str_eq(x->names[i], name))
            return true;
    return false;
}

/* What is computed would be so in the row of totals, from nulls. */
static void add_blanks(struct binder *b, struct totals_build *x,
                       const struct columns *shown)
{
    for (uint32_t i = 0; i < shown->n; i++) {
        const struct output_column *c = &shown->p[i];

        if (b->scope->s.slots[c->slot].kind == SLOT_EXPR &&
            !is_summed(x, c->name))
            add_column(b, x, c->name, c->slot);
    }
}

bool bind_addtotals(struct binder *b, struct stage *s)
{
    struct totals_build x = {.t = bind_transform(b, s)};
    struct totals *how = arena_calloc(&b->q->arena, 1, sizeof *how);
    struct str name = s->addtotals.name;
    struct columns room;
    const struct columns *shown = bind_displayed(b, &room);

    if (!shown || !add_named(b, &x, s))
        return false;
    if (s->addtotals.n == 0)
        add_shown(b, &x, shown);
    how->any_column = s->addtotals.n == 0;
    how->row = !s->addtotals.no_row;
    how->col = s->addtotals.col;
    how->n_sums = x.n;
    if (how->col)
        add_blanks(b, &x, shown);
    how->in = x.in;
    x.t->prep = how;
    bind_transform_op(b, x.t);
    if (how->row)
        bind_transform_out(b, x.t, name.n ? name : STR("Total"),
                           RESULT_NUMBER);
    for (uint32_t i = 0; how->col && i < x.n; i++)
        bind_transform_replace(b, x.t, x.names[i], x.t->in[x.in[i]]);
    return true;
}
