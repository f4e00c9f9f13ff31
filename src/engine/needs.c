/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/needs.h"

#include "base/mem.h"
#include "engine/eval.h"

#include <stdlib.h>

void needs_init(struct needs *needs, const struct scope *scope)
{
    *needs = (struct needs){
        .slots = mem_calloc(scope->n_slots, sizeof *needs->slots),
        .seen = mem_calloc(scope->n_slots, sizeof *needs->seen),
    };
}

void needs_done(struct needs *needs)
{
    free(needs->slots);
    free(needs->seen);
    *needs = (struct needs){0};
}

void needs_slot(struct needs *needs, const struct scope *scope, uint32_t slot)
{
    const struct slot *s = &scope->slots[slot];

    if (needs->seen[slot])
        return;
    needs->seen[slot] = true;
    if (s->kind == SLOT_EXPR) {
        needs_expr(needs, scope, s->expr);
        return;
    }
    /* A parse by position reads columns, not its source. */
    if (s->kind == SLOT_CAPTURE && s->parse->source && !s->parse->positional)
        needs_expr(needs, scope, s->parse->source);
    needs->slots[needs->n++] = slot;
}

static void needs_list(struct needs *needs, const struct scope *scope,
                       struct expr *const *list, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        needs_expr(needs, scope, list[i]);
}

void needs_expr(struct needs *needs, const struct scope *scope,
                const struct expr *e)
{
    if (!e)
        return;
    if (expr_slot(e) >= 0) {
        needs_slot(needs, scope, (uint32_t)expr_slot(e));
        return;
    }
    switch (e->kind) {
    case EXPR_MEMBER:
        needs_slot(needs, scope, e->field.slot);
        break;
    case EXPR_CALL:
        needs_list(needs, scope, e->call.args, e->call.n);
        break;
    case EXPR_OP:
        needs_expr(needs, scope, e->op.a);
        needs_expr(needs, scope, e->op.b);
        break;
    case EXPR_LIKE:
        needs_expr(needs, scope, e->like.text);
        needs_expr(needs, scope, e->like.find);
        break;
    case EXPR_IN:
        needs_expr(needs, scope, e->in.item);
        needs_list(needs, scope, e->in.list, e->in.n);
        break;
    case EXPR_LITERAL:
    case EXPR_PERIOD:
    case EXPR_FIELD:
    case EXPR_STAR:
        break;
    }
}
