/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that fill what is missing: filldown and fillmissing. */
#include "query/bind_int.h"

/* --- filldown ---------------------------------------------------------- */

struct filldown {
    struct str *names;
    uint32_t *inputs;
    uint32_t n;
};

static void fill_column(struct binder *b, struct transform *t,
                        struct filldown *f, struct str name, uint32_t slot)
{
    for (uint32_t i = 0; i < f->n; i++)
        if (str_eq(f->names[i], name))
            return;
    f->names = bind_grow(b, f->names, f->n, sizeof *f->names);
    f->inputs = bind_grow(b, f->inputs, f->n, sizeof *f->inputs);
    f->names[f->n] = name;
    f->inputs[f->n++] = bind_transform_in(b, t, slot);
}

/* "*" stands for any text, the empty one as well. */
static bool matches(struct str pattern, struct str name)
{
    size_t star = pattern.n, from = 0, i = 0, k = 0;

    while (i < name.n) {
        if (k < pattern.n && pattern.p[k] == '*') {
            star = k++;
            from = i;
        } else if (k < pattern.n && pattern.p[k] == name.p[i]) {
            i++;
            k++;
        } else if (star < pattern.n) {
            k = star + 1;
            i = ++from;
        } else {
            return false;
        }
    }
    while (k < pattern.n && pattern.p[k] == '*')
        k++;
    return k == pattern.n;
}

static bool fill_matching(struct binder *b, struct transform *t,
                          struct filldown *f, const struct name_pattern *p,
                          const struct columns *shown)
{
    bool any = false;

    for (uint32_t i = 0; i < shown->n; i++) {
        if (!matches(p->text, shown->p[i].name))
            continue;
        fill_column(b, t, f, shown->p[i].name, shown->p[i].slot);
        any = true;
    }
    return any || err_set_at(b->err, ERR_QUERY, p->at,
                             "no column shown is named like `%.*s`",
                             STR_ARG(str_slice(p->text, 0, 60)));
}

static bool fill_named(struct binder *b, struct transform *t,
                       struct filldown *f, const struct name_pattern *p)
{
    struct expr *e = arena_calloc(&b->q->arena, 1, sizeof *e);
    struct str name;
    uint32_t input;

    e->kind = EXPR_FIELD;
    e->at = p->at;
    e->field.name = p->text;
    if (!bind_transform_column(b, t, e, &input, &name))
        return false;
    fill_column(b, t, f, name, e->field.slot);
    return true;
}

bool bind_filldown(struct binder *b, struct stage *s)
{
    static const struct name_pattern all = {{"*", 1}, {0, 0}, true};
    uint32_t n = s->filldown.n ? s->filldown.n : 1;
    struct transform *t = bind_transform(b, s);
    struct columns room;
    const struct columns *shown = bind_displayed(b, &room);
    struct filldown f = {0};

    if (!shown)
        return false;
    for (uint32_t i = 0; i < n; i++) {
        const struct name_pattern *p =
            s->filldown.n ? &s->filldown.names[i] : &all;

        if (p->wild ? !fill_matching(b, t, &f, p, shown)
                    : !fill_named(b, t, &f, p))
            return false;
    }
    t->prep = f.inputs;
    bind_transform_op(b, t);
    for (uint32_t i = 0; i < f.n; i++)
        bind_transform_replace(b, t, f.names[i], t->in[f.inputs[i]]);
    return true;
}
