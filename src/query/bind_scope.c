/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scopes in the making: slots, operations, names and columns. */
#include "query/bind_int.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void *bind_grow(struct binder *b, void *p, size_t n, size_t size)
{
    enum { FIRST = 8 };
    void *grown;

    /* Capacities are powers of two, so n alone says when one is full. */
    if (n != 0 && (n < FIRST || (n & (n - 1)) != 0))
        return p;
    grown = arena_alloc(&b->q->arena, (n ? 2 * n : FIRST) * size);
    if (n)
        memcpy(grown, p, n * size);
    return grown;
}

void bind_open_scope(struct binder *b, const struct stage *made_by)
{
    struct scope_build *scope = arena_calloc(&b->q->arena, 1, sizeof *scope);

    scope->before = b->scope;
    scope->made_by = made_by;
    b->scope = scope;
    b->n_scopes++;
}

uint32_t bind_add_slot(struct binder *b, struct slot slot,
                       struct slot_note note)
{
    struct scope_build *scope = b->scope;
    uint32_t n = scope->s.n_slots++;

    scope->s.slots = bind_grow(b, scope->s.slots, n, sizeof slot);
    scope->notes = bind_grow(b, scope->notes, n, sizeof note);
    scope->s.slots[n] = slot;
    scope->notes[n] = note;
    return n;
}

uint32_t bind_slot_of(struct binder *b, struct expr *e, struct str name)
{
    struct slot slot = {.kind = SLOT_EXPR, .name = name};
    struct slot_note note = {.is_bin = bind_is_bin(b, e),
                             .bin = bind_bin_of(b, e)};

    if (e->kind == EXPR_FIELD)
        return e->field.slot;
    slot.type = bind_type(b, e);
    slot.expr = e;
    return bind_add_slot(b, slot, note);
}

struct row_op *bind_add_op(struct binder *b, enum row_op_kind kind,
                           struct span at)
{
    struct scope *s = &b->scope->s;

    s->ops = bind_grow(b, s->ops, s->n_ops, sizeof *s->ops);
    s->ops[s->n_ops] = (struct row_op){.kind = kind, .at = at};
    return &s->ops[s->n_ops++];
}

const struct bound_name *bind_find_name(const struct scope_build *scope,
                                        struct str name)
{
    uint32_t i = name_index_get(&scope->by_name, name);

    return i == NAME_NONE ? NULL : &scope->names[i];
}

void bind_define(struct binder *b, struct bound_name name)
{
    struct scope_build *scope = b->scope;

    if (name.by_text)
        name.key = bind_text_key(&b->q->arena, name.name);
    scope->names =
        bind_grow(b, scope->names, scope->n_names, sizeof *scope->names);
    scope->names[scope->n_names] = name;
    name_index_set(&b->q->arena, &scope->by_name, name.name, scope->n_names);
    if (name.key.n)
        name_index_set(&b->q->arena, &scope->by_key[name.by_text], name.key,
                       scope->n_names);
    if (name.key.n > scope->longest_key)
        scope->longest_key = name.key.n;
    scope->n_names++;
}

bool bind_redefine(struct binder *b, struct bound_name name, struct span at)
{
    bool taken =
        bind_find_name(b->scope, name.name) ||
        name_index_get(&b->shown.by_name, name.name) != NAME_NONE;

    if (taken && !bind_lenient(b, at, "`%.*s` is defined again",
                               STR_ARG(str_slice(name.name, 0, 60))))
        return false;
    bind_define(b, name);
    return true;
}

void bind_notice(struct binder *b, struct span at, const char *format, ...)
{
    char text[sizeof b->err->msg];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (b->quiet)
        return;
    for (const struct notice *n = b->q->notices; n; n = n->next)
        if (str_eq(n->text, str_of(text)))
            return;
    query_notice(b->q, at, "%s", text);
}

bool bind_lenient(struct binder *b, struct span at, const char *format, ...)
{
    char text[sizeof b->err->msg];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (b->q->strict)
        return err_set_at(b->err, ERR_QUERY, at, "%.160s (refused by --strict)",
                          text);
    query_notice(b->q, at, "%s", text);
    return true;
}

bool bind_is_shown(const struct columns *columns, uint32_t slot)
{
    return slot < columns->n_slots && columns->of_slot[slot] > 0;
}

static void count_column(struct binder *b, struct columns *columns,
                         uint32_t slot)
{
    while (columns->n_slots <= slot) {
        columns->of_slot = bind_grow(b, columns->of_slot, columns->n_slots,
                                     sizeof *columns->of_slot);
        columns->of_slot[columns->n_slots++] = 0;
    }
    columns->of_slot[slot]++;
}

void bind_set_column(struct binder *b, struct columns *columns, struct str name,
                     uint32_t slot)
{
    struct output_column column = {
        .name = name,
        .slot = slot,
        .type = b->scope->s.slots[slot].type,
        .numeric_field = b->scope->notes[slot].numeric_field,
    };
    uint32_t at = name_index_get(&columns->by_name, name);

    count_column(b, columns, slot);
    if (at != NAME_NONE) {
        columns->of_slot[columns->p[at].slot]--;
        columns->p[at] = column;
        return;
    }
    name_index_set(&b->q->arena, &columns->by_name, name, columns->n);
    columns->p = bind_grow(b, columns->p, columns->n, sizeof column);
    columns->p[columns->n++] = column;
}
