/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a batch needs is not known beforehand, but it is the same each time.
 * So the first batches are small, and tell.
 */
#include "engine/fitting.h"

#include "base/mem.h"
#include "engine/eval.h"

#include <stdlib.h>

enum {
    GROWTH = 8,     /* from one of the first batches to the next */
    ROOMY_SHARE = 4 /* with so little of the room taken there may be more */
};

void fitting_done(struct fitting *f)
{
    free(f->items);
    free(f->slots);
    *f = (struct fitting){0};
}

/* Calls of functions do; those that make none cost no more for being noted. */
static bool makes_texts(const struct expr *e)
{
    bool makes = false;

    switch (e->kind) {
    case EXPR_CALL:
        makes = e->call.fn->kind == FUNCTION_SCALAR;
        for (uint32_t i = 0; i < e->call.n && !makes; i++)
            makes = makes_texts(e->call.args[i]);
        return makes;
    case EXPR_OP:
        return makes_texts(e->op.a) || (e->op.b && makes_texts(e->op.b));
    case EXPR_LIKE:
        return makes_texts(e->like.text) ||
               (e->like.find && makes_texts(e->like.find));
    case EXPR_IN:
        for (uint32_t i = 0; i < e->in.n && !e->in.set && !makes; i++)
            makes = makes_texts(e->in.list[i]);
        return makes || makes_texts(e->in.item);
    case EXPR_MEMBER:
    case EXPR_LITERAL:
    case EXPR_PERIOD:
    case EXPR_STAR:
    case EXPR_FIELD:
        break;
    }
    return false;
}

static bool slot_makes_texts(const struct scope *scope, uint32_t slot)
{
    const struct slot *s = &scope->slots[slot];

    switch (s->kind) {
    case SLOT_CAPTURE:
        return true;
    case SLOT_EXPR:
        return makes_texts(s->expr);
    case SLOT_AGG:
        return s->type == RESULT_LIST;
    default:
        return false;
    }
}

/* They are asked for in the same order each time. */
static struct fitted *find(struct fitting *f, const struct expr *e)
{
    for (size_t i = 0; i < f->n; i++) {
        size_t at = (f->at + i) % f->n;

        if (f->items[at].expr == e) {
            f->at = at + 1;
            return &f->items[at];
        }
    }
    return NULL;
}

const struct value *batch_fitted(struct batch *b, const struct expr *e)
{
    struct fitting *f = b->fitting;

    if (!f || !makes_texts(e))
        return NULL;
    const struct fitted *found = find(f, e);
    if (found)
        return found->values;
    f->items = mem_grow(f->items, f->n, &f->cap, sizeof *f->items);
    f->items[f->n++] = (struct fitted){e, NULL};
    return NULL;
}

void batch_fit_slot(struct batch *b, uint32_t slot)
{
    struct fitting *f = b->fitting;

    if (!f || !slot_makes_texts(b->rel->scope, slot))
        return;
    for (size_t i = 0; i < f->n_slots; i++)
        if (f->slots[i] == slot)
            return;
    f->slots =
        mem_grow(f->slots, f->n_slots, &f->cap_slots, sizeof *f->slots);
    f->slots[f->n_slots++] = slot;
}

/* False when there is no room for it all. */
static bool make(struct batch *b, struct fitting *f)
{
    for (size_t i = 0; i < f->n_slots && !b->arena.full; i++)
        (void)batch_slot(b, f->slots[i]);
    for (size_t i = 0; i < f->n && !b->arena.full; i++) {
        struct value *v = arena_alloc(&b->arena, b->n * sizeof *v);

        eval_anew(b, f->items[i].expr, v);
        f->items[i].values = v;
    }
    return !b->arena.full;
}

static void forget(struct fitting *f)
{
    for (size_t i = 0; i < f->n; i++)
        f->items[i].values = NULL;
}

static void choose_most(struct fitting *f, size_t room)
{
    if (f->most_rows == 0)
        f->most_rows = 1;
    else if (f->most_rows < BATCH_ROWS && f->bytes < room / ROOMY_SHARE)
        f->most_rows *= GROWTH;
    if (f->most_rows > BATCH_ROWS)
        f->most_rows = BATCH_ROWS;
}

uint32_t batch_fit(struct batch *b, struct fitting *f)
{
    if (b->most_bytes == 0)
        return b->n;
    choose_most(f, b->fair_bytes);
    b->n = b->n < f->most_rows ? b->n : f->most_rows;
    for (;;) {
        forget(f);
        b->fitting = f;
        b->arena.limit = b->n > 1 ? b->fair_bytes : b->most_bytes;
        if (make(b, f) || b->n <= 1)
            break;
        batch_again(b, b->n / 2);
        f->most_rows = b->n;
    }
    b->arena.limit = b->most_bytes;
    f->bytes = b->arena.bytes;
    return b->n;
}
