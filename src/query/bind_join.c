/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * join and appendcols: columns of another query beside those there are. Of
 * the right side of a join only what is named is a column; so its query is
 * bound to the end when no more names can come.
 */
#include "query/bind_int.h"

/* --- join -------------------------------------------------------------- */

/* The column of the right side that is this field; it may be a new one. */
static bool right_column(struct join_names *j, struct str field,
                         struct span at, uint32_t *column)
{
    struct binder *right = j->right;
    uint32_t slot;

    if (!bind_name(right, field, at, &slot))
        return false;
    bind_set_column(right, &right->display, field, slot);
    *column = name_index_get(&right->display.by_name, field);
    return true;
}

/* The slot of a field of the right side, under its whole name. */
static bool right_slot(struct binder *b, struct join_names *j, struct str name,
                       struct str field, struct span at, uint32_t *slot)
{
    struct slot made = {.kind = SLOT_MADE, .name = name};
    struct bound_name known = {.name = name, .field = FIELD_NONE};
    struct slot_note note;
    uint32_t column;

    if (!right_column(j, field, at, &column))
        return false;
    made.type = j->right->display.p[column].type;
    note = (struct slot_note){
        .numeric_field = j->right->display.p[column].numeric_field};
    made.made = j->transform;
    made.made_index = column;
    j->transform->n_out = j->right->display.n;
    known.slot = *slot = bind_add_slot(b, made, note);
    bind_define(b, known);
    return true;
}

/* What is behind "alias." in a name; empty when it begins otherwise. */
static struct str behind(struct str name, struct str alias)
{
    if (name.n > alias.n + 1 && name.p[alias.n] == '.' &&
        str_eq(str_slice(name, 0, alias.n), alias))
        return str_slice(name, alias.n + 1, name.n);
    return STR("");
}

bool bind_join_name(struct binder *b, struct str name, struct span at,
                    uint32_t *slot, bool *good)
{
    struct join_names *j = b->scope->join;
    struct str left, right;

    if (!j)
        return false;
    left = behind(name, j->stage->join.left);
    right = behind(name, j->stage->join.right);
    if (left.n)
        *good = bind_find_slot(b, left, at, slot);
    else if (right.n)
        *good = right_slot(b, j, name, right, at, slot);
    return left.n || right.n;
}

static bool bind_path(struct binder *b, struct str alias, struct str field,
                      struct span at, uint32_t *slot)
{
    struct str path = arena_printf(&b->q->arena, "%.*s.%.*s", STR_ARG(alias),
                                   STR_ARG(field));

    return bind_name(b, path, at, slot);
}

bool bind_join(struct binder *b, struct stage *s)
{
    struct join_names *j = arena_calloc(&b->q->arena, 1, sizeof *j);
    uint32_t left, right;

    if (b->joins && !bind_lenient(b, s->word_at,
                                  "the service takes one `join` in a query"))
        return false;
    if (b->scope->join)
        return err_set_at(b->err, ERR_QUERY, s->word_at,
                          "there is a `join` before this one already");
    j->stage = s;
    j->transform = bind_transform(b, s);
    j->right = bind_open_subquery(b, s->join.sub);
    if (!j->right)
        return false;
    /* What is asked for is all that is shown of it. */
    j->right->display = (struct columns){0};
    j->right->has_display = true;
    j->next = b->joins;
    b->joins = j;
    b->scope->join = j;
    if (!bind_path(b, s->join.left, s->join.left_key, s->join.left_at, &left))
        return false;
    bind_transform_in(b, j->transform, left);
    bind_transform_op(b, j->transform);
    return bind_path(b, s->join.right, s->join.right_key, s->join.right_at,
                     &right);
}

bool bind_join_finish(struct binder *b, struct join_names *j)
{
    return bind_close_subquery(b, j->stage->join.sub, j->right);
}

/* --- appendcols -------------------------------------------------------- */

/* The column of this name, or NULL. */
static const struct output_column *find_column(const struct columns *columns,
                                               struct str name)
{
    uint32_t i = name_index_get(&columns->by_name, name);

    return i == NAME_NONE ? NULL : &columns->p[i];
}

static bool stays(struct binder *b, const struct stage *s, struct str name)
{
    if (s->appendcols.override || !find_column(&b->shown, name))
        return false;
    bind_notice(b, s->appendcols.sub->at,
                "there is a column `%.*s` already, which stays; use "
                "`override=true` or another name",
                STR_ARG(str_slice(name, 0, 60)));
    return true;
}

/*
 * Where a column takes the place of one there is, rows for which the query
 * has none keep their value: its input, for each output.
 */
static const uint32_t *keep_values(struct binder *b, struct transform *t,
                                   const struct bound *from)
{
    uint32_t *inputs =
        arena_alloc(&b->q->arena, from->n_columns * sizeof *inputs);

    for (uint32_t i = 0; i < from->n_columns; i++) {
        const struct output_column *before =
            find_column(&b->shown, from->columns[i].name);

        inputs[i] = before ? bind_transform_in(b, t, before->slot) : UINT32_MAX;
    }
    return inputs;
}

bool bind_appendcols(struct binder *b, struct stage *s)
{
    struct subquery *sub = s->appendcols.sub;
    struct transform *t = bind_transform(b, s);

    if (!bind_subquery(b, sub))
        return false;
    if (sub->bound->default_columns)
        return err_set_at(b->err, ERR_QUERY, sub->at,
                          "a query of `appendcols` must choose its columns, "
                          "with `stats`, `fields` or `display`");
    if (s->appendcols.override)
        t->prep = keep_values(b, t, sub->bound);
    bind_transform_op(b, t);
    for (uint32_t i = 0; i < sub->bound->n_columns; i++) {
        const struct output_column *c = &sub->bound->columns[i];

        if (stays(b, s, c->name))
            t->n_out++;
        else
            bind_transform_out(b, t, c->name, c->type);
    }
    return true;
}
