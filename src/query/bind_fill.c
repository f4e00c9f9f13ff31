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

/* --- fillmissing ------------------------------------------------------- */

/* What one output is: a key of the groups or another column. */
struct filled {
    struct str name;
    uint32_t slot;
    struct value with;
};

struct fillmissing {
    struct filled *columns;
    uint32_t n;
    uint32_t bin;  /* slot; UINT32_MAX: none yet */
};

static bool find_filled(const struct fillmissing *f, uint32_t slot)
{
    for (uint32_t i = 0; i < f->n; i++)
        if (f->columns[i].slot == slot)
            return true;
    return false;
}

static void add_filled(struct binder *b, struct fillmissing *f,
                       struct filled column)
{
    f->columns = bind_grow(b, f->columns, f->n, sizeof *f->columns);
    f->columns[f->n++] = column;
}

/* The slot of a key of the groups as it is now. */
static uint32_t key_slot(const struct binder *b, struct str name,
                         uint32_t slot)
{
    const struct bound_name *now = bind_find_name(b->scope, name);

    return now && b->scope->notes[now->slot].is_key ? now->slot : slot;
}

/* The bin first, then the other keys. */
static bool fill_keys(struct binder *b, struct fillmissing *f,
                      const struct stage *s)
{
    const struct scope_build *scope = b->scope;
    uint32_t n = scope->before && scope->before->s.grouped
                     ? scope->before->s.n_keys
                     : 0;

    f->bin = UINT32_MAX;
    for (int others = 0; others < 2; others++) {
        for (uint32_t i = 0; i < n; i++) {
            struct str name = scope->names[i].name;
            uint32_t slot = key_slot(b, name, scope->names[i].slot);
            bool is_bin = scope->notes[slot].is_bin && scope->notes[slot].bin;

            if (is_bin == (others == 1))
                continue;
            if (is_bin && f->bin != UINT32_MAX)
                return err_set_at(b->err, ERR_QUERY, s->word_at,
                                  "`fillmissing` needs one time bin, and the "
                                  "`stats` before it has two");
            if (is_bin)
                f->bin = slot;
            add_filled(b, f, (struct filled){.name = name, .slot = slot});
        }
    }
    return f->bin != UINT32_MAX ||
           err_set_at(b->err, ERR_QUERY, s->word_at,
                      "`fillmissing` fills time bins: it needs a `stats ... "
                      "by bin(period)` before it");
}

static bool fill_with(struct binder *b, struct transform *t,
                      struct fillmissing *f, const struct stage *s)
{
    for (uint32_t i = 0; i < s->fillmissing.n; i++) {
        const struct fill_with *with = &s->fillmissing.with[i];
        struct filled column = {.with = with->value};
        uint32_t input;

        if (!bind_transform_column(b, t, with->field, &input, &column.name))
            return false;
        column.slot = t->in[input];
        if (find_filled(f, column.slot))
            return err_set_at(b->err, ERR_QUERY, with->field->at,
                              "`%.*s` has its value in each row already",
                              STR_ARG(str_slice(column.name, 0, 60)));
        add_filled(b, f, column);
    }
    return true;
}

/* What is computed would be so in rows that are made, from nulls. */
static void fill_blanks(struct binder *b, struct fillmissing *f,
                        const struct columns *shown)
{
    for (uint32_t i = 0; i < shown->n; i++) {
        uint32_t slot = shown->p[i].slot;

        if (b->scope->s.slots[slot].kind == SLOT_EXPR && !find_filled(f, slot))
            add_filled(b, f, (struct filled){.name = shown->p[i].name,
                                             .slot = slot});
    }
}

/* What the last sort says of the order; without one groups have theirs. */
static void look_at_sort(const struct binder *b, const struct fillmissing *f,
                         struct fill *how)
{
    const struct scope *s = &b->scope->s;
    uint32_t i = s->n_ops;

    while (i > 0 && s->ops[i - 1].kind != ROW_SORT)
        i--;
    how->apart = i > 0;
    for (uint32_t k = 0; i > 0 && k < s->ops[i - 1].n_keys; k++) {
        const struct sort_key *key = &s->ops[i - 1].keys[k];

        if (key->expr->kind != EXPR_FIELD ||
            !find_filled(f, key->expr->field.slot)) {
            how->loose = true;
            continue;
        }
        how->apart = false;
        if (key->expr->field.slot == f->bin)
            how->oldest_first = !key->desc;
    }
}

/* Other names of a key, whose new slot is the last, are filled with it. */
static void follow_key(struct binder *b, uint32_t old)
{
    struct columns *both[] = {&b->shown, &b->display};
    uint32_t made = b->scope->s.n_slots - 1, n = b->scope->n_names;

    for (uint32_t i = 0; i < n; i++) {
        struct bound_name name = b->scope->names[i];
        const struct bound_name *newest = bind_find_name(b->scope, name.name);

        name.slot = made;
        if (newest->slot == old)
            bind_define(b, name);
    }
    for (int k = 0; k < 2; k++)
        for (uint32_t i = 0; i < both[k]->n; i++)
            if (both[k]->p[i].slot == old)
                bind_set_column(b, both[k], both[k]->p[i].name, made);
}

bool bind_fillmissing(struct binder *b, struct stage *s)
{
    struct transform *t = bind_transform(b, s);
    struct fill *how = arena_calloc(&b->q->arena, 1, sizeof *how);
    struct fillmissing f = {0};
    struct columns room;
    uint32_t *in;
    struct value *with;

    if (!fill_keys(b, &f, s))
        return false;
    how->n_keys = f.n - 1;
    how->bin = b->scope->notes[f.bin].bin;
    look_at_sort(b, &f, how);
    if (!fill_with(b, t, &f, s))
        return false;
    fill_blanks(b, &f, bind_displayed(b, &room));
    in = arena_calloc(&b->q->arena, f.n, sizeof *in);
    with = arena_calloc(&b->q->arena, f.n, sizeof *with);
    for (uint32_t i = 0; i < f.n; i++) {
        in[i] = bind_transform_in(b, t, f.columns[i].slot);
        with[i] = f.columns[i].with;
    }
    how->in = in;
    how->with = with + 1 + how->n_keys;
    t->prep = how;
    bind_transform_op(b, t);
    for (uint32_t i = 0; i < f.n; i++) {
        bind_transform_replace(b, t, f.columns[i].name, f.columns[i].slot);
        if (i <= how->n_keys)
            follow_key(b, f.columns[i].slot);
    }
    return true;
}
