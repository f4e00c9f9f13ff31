/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/estimates.h"

#include "base/mem.h"
#include "engine/needs.h"
#include "engine/stats_estimate.h"

#include <stdlib.h>

void estimates_done(struct estimates *e)
{
    free(e->items);
    free(e->slots);
    *e = (struct estimates){0};
}

/* Does what is needed include an estimate? */
static bool any_needed(const uint8_t *slots, const struct needs *needs)
{
    bool any = false;

    for (uint32_t i = 0; slots && i < needs->n; i++)
        any = any || slots[needs->slots[i]] != ESTIMATE_NONE;
    return any;
}

static bool reads_estimate(const uint8_t *slots, const struct scope *scope,
                           const struct expr *e)
{
    struct needs needs;

    if (!slots)
        return false;
    needs_init(&needs, scope);
    needs_expr(&needs, scope, e);
    bool any = any_needed(slots, &needs);
    needs_done(&needs);
    return any;
}

/* A slot that is read of the groups, not computed. */
static enum estimate_slot read_slot(const uint8_t *before,
                                    const struct stats_set *set,
                                    const struct slot *s)
{
    const struct scope *from = set->scope;
    const struct expr *e = NULL;

    if (s->kind == SLOT_KEY)
        e = from->keys[s->index];
    else if (s->kind == SLOT_AGG)
        e = from->aggs[s->index].arg;
    if (reads_estimate(before, from, e))
        return ESTIMATE_ALL;
    return s->kind == SLOT_AGG && stats_set_is_estimate(set, s->index)
               ? ESTIMATE_SOME
               : ESTIMATE_NONE;
}

static bool any_input(const uint8_t *slots, const struct transform *t)
{
    bool any = false;

    for (uint32_t i = 0; slots && i < t->n_in; i++)
        any = any || slots[t->in[i]] != ESTIMATE_NONE;
    return any;
}

static bool computed_from(const uint8_t *slots, const struct scope *scope,
                          uint32_t slot)
{
    struct needs needs;

    if (scope->slots[slot].kind == SLOT_MADE)
        return any_input(slots, scope->slots[slot].made);
    needs_init(&needs, scope);
    needs_slot(&needs, scope, slot);
    bool any = any_needed(slots, &needs);
    needs_done(&needs);
    return any;
}

void estimates_add(struct estimates *e, const struct estimate *items,
                   uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        e->items = mem_grow(e->items, e->n, &e->cap, sizeof *e->items);
        e->items[e->n++] = items[i];
    }
}

static void add_aggregate(struct estimates *e, const struct stats_set *set,
                          const struct slot *s)
{
    const struct aggregate *agg = &set->scope->aggs[s->index];
    struct estimate item = {
        .name = s->name,
        .of_count = agg->fn->id == FUNCTION_COUNT_DISTINCT,
        .error = stats_set_error(set, s->index),
    };

    estimates_add(e, &item, 1);
}

/* The slots of the newest scope that are computed of the others. */
static void follow(struct estimates *e, const struct scope *scope)
{
    for (uint32_t i = 0; i < scope->n_slots; i++) {
        if (e->slots[i] == ESTIMATE_NONE && computed_from(e->slots, scope, i))
            e->slots[i] = ESTIMATE_ALL;
    }
}

/* None at all needs no slots. */
static void take_slots(struct estimates *e, uint8_t *slots, bool any)
{
    free(e->slots);
    e->slots = any ? slots : NULL;
    if (!any)
        free(slots);
}

void estimates_enter(struct estimates *e, const struct stats_set *set,
                     const struct scope *to)
{
    uint8_t *slots = mem_calloc(to->n_slots, sizeof *slots);
    bool any = false;

    for (uint32_t i = 0; i < to->n_slots; i++) {
        slots[i] = (uint8_t)read_slot(e->slots, set, &to->slots[i]);
        if (slots[i] == ESTIMATE_SOME)
            add_aggregate(e, set, &to->slots[i]);
        any = any || slots[i] != ESTIMATE_NONE;
    }
    take_slots(e, slots, any);
    if (any)
        follow(e, to);
}

void estimates_reshape(struct estimates *e, const struct transform *by,
                       const struct scope *to)
{
    bool any = any_input(e->slots, by);
    uint8_t *slots = mem_calloc(to->n_slots, sizeof *slots);

    for (uint32_t i = 0; i < to->n_slots; i++)
        slots[i] = any ? ESTIMATE_ALL : ESTIMATE_NONE;
    take_slots(e, slots, any);
}
