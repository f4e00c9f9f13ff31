/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/batch.h"

#include "base/mem.h"
#include "engine/budget.h"
#include "engine/capture.h"
#include "engine/eval.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/*
 * Of the budget, the texts of one row, and those of the rows that are worked
 * on at once. The longest lines of a log have 4 MiB; what is more than a GiB
 * no value has room for.
 */
enum {
    MOST_SHARE = 4,
    MOST_FLOOR = 8 << 20,
    MOST_CEILING = 1 << 30,
    FAIR_SHARE = 16,
    FAIR_FLOOR = 2 << 20,
    FAIR_CEILING = 64 << 20
};

static size_t within(uint64_t bytes, size_t floor, size_t ceiling)
{
    if (bytes < floor)
        return floor;
    return bytes < ceiling ? (size_t)bytes : ceiling;
}

static void set_limits(struct batch *b, uint64_t memory_bytes)
{
    if (memory_bytes == 0)
        return;
    b->fair_bytes =
        within(memory_bytes / FAIR_SHARE, FAIR_FLOOR, FAIR_CEILING);
    b->most_bytes =
        within(memory_bytes / MOST_SHARE, MOST_FLOOR, MOST_CEILING);
    b->arena.limit = b->most_bytes;
}

bool batch_check(const struct batch *b, struct err *err)
{
    return !(b->overfull || b->arena.full) ||
           budget_exceeded_by("the text of one row", b->env.memory_bytes, err);
}

void batch_init(struct batch *b, struct relation *rel,
                const struct call_env *env)
{
    memset(b, 0, sizeof *b);
    b->rel = rel;
    b->env = *env;
    b->env.arena = &b->arena;
    b->n_slots = rel->scope->n_slots;
    b->slots = mem_calloc(b->n_slots, sizeof *b->slots);
    set_limits(b, env->memory_bytes);
}

struct value *batch_take(struct batch *b)
{
    if (b->n_spare > 0)
        return b->spare[--b->n_spare];
    return mem_alloc(BATCH_ROWS * sizeof(struct value));
}

void batch_give(struct batch *b, struct value *vector)
{
    b->spare = mem_grow(b->spare, b->n_spare, &b->cap_spare, sizeof *b->spare);
    b->spare[b->n_spare++] = vector;
}

static void forget_slots(struct batch *b)
{
    for (uint32_t i = 0; i < b->n_slots; i++) {
        if (b->slots[i])
            batch_give(b, b->slots[i]);
        b->slots[i] = NULL;
    }
}

void batch_done(struct batch *b)
{
    forget_slots(b);
    for (size_t i = 0; i < b->n_spare; i++)
        free(b->spare[i]);
    free(b->spare);
    free(b->slots);
    fitting_done(&b->own);
    arena_done(&b->arena);
    memset(b, 0, sizeof *b);
}

void batch_again(struct batch *b, uint32_t n)
{
    forget_slots(b);
    arena_reset(&b->arena);
    b->fitting = NULL;
    b->n = n;
}

void batch_reset(struct batch *b)
{
    b->overfull = b->overfull || b->arena.full;
    batch_again(b, 0);
    b->dense = false;
}

void batch_range(struct batch *b, uint32_t first, uint32_t n)
{
    assert(n <= BATCH_ROWS);
    batch_reset(b);
    for (uint32_t i = 0; i < n; i++)
        b->rows[i] = first + i;
    b->n = n;
    b->dense = true;
}

void batch_rows(struct batch *b, const uint32_t *rows, uint32_t n)
{
    assert(n <= BATCH_ROWS);
    batch_reset(b);
    if (n)
        memcpy(b->rows, rows, n * sizeof *rows);
    b->n = n;
}

static void keep_values(struct value *v, const uint8_t *truth, uint32_t n)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < n; i++) {
        v[kept] = v[i];
        kept += truth[i] == TRUTH_TRUE;
    }
}

void batch_keep(struct batch *b, const uint8_t *truth)
{
    uint32_t kept = 0;

    for (uint32_t s = 0; s < b->n_slots; s++) {
        if (b->slots[s])
            keep_values(b->slots[s], truth, b->n);
    }
    for (size_t i = 0; b->fitting && i < b->fitting->n; i++) {
        if (b->fitting->items[i].values)
            keep_values(b->fitting->items[i].values, truth, b->n);
    }
    for (uint32_t i = 0; i < b->n; i++) {
        b->rows[kept] = b->rows[i];
        kept += truth[i] == TRUTH_TRUE;
    }
    if (kept < b->n)
        b->dense = false;
    b->n = kept;
}

uint32_t slot_base(const struct scope *scope, uint32_t slot)
{
    const struct slot *s = &scope->slots[slot];

    /* A slot is computed from earlier ones only, so this ends. */
    while (s->kind == SLOT_EXPR && expr_slot(s->expr) >= 0) {
        slot = (uint32_t)expr_slot(s->expr);
        s = &scope->slots[slot];
    }
    return slot;
}

const struct column *batch_column(struct batch *b, uint32_t slot)
{
    if (!b->rel->ops)
        return NULL;
    return b->rel->ops->column(b->rel, slot_base(b->rel->scope, slot));
}

static struct rows batch_at(struct batch *b)
{
    return (struct rows){b->rows, b->n, &b->arena};
}

/* The texts that a parse works on. */
static const struct value *
source_values(struct batch *b, const struct parse_spec *p, struct value *room)
{
    if (p->source)
        return eval_values(b, p->source, room);
    b->rel->ops->system(b->rel, SYSTEM_MESSAGE, batch_at(b), room);
    return room;
}

/* All captures of one parse, for all rows. */
static void fill_captures(struct batch *b, const struct parse_spec *p)
{
    struct value *room = batch_take(b);
    const struct value *source = source_values(b, p, room);
    struct value *found = arena_alloc(&b->arena, p->n * sizeof *found);

    for (uint32_t k = 0; k < p->n; k++)
        b->slots[p->first_slot + k] = batch_take(b);
    for (uint32_t i = 0; i < b->n; i++) {
        capture_value(p, b->env.regex, &b->arena, source[i], found);
        for (uint32_t k = 0; k < p->n; k++)
            b->slots[p->first_slot + k][i] = found[k];
    }
    batch_give(b, room);
}

const struct value *batch_slot(struct batch *b, uint32_t slot)
{
    const struct slot *s = &b->rel->scope->slots[slot];

    if (b->slots[slot])
        return b->slots[slot];
    struct value *out = batch_take(b);
    if (b->rel->ops->gather(b->rel, slot, batch_at(b), out)) {
        b->slots[slot] = out;
    } else if (s->kind == SLOT_EXPR) {
        eval_into(b, s->expr, out);
        b->slots[slot] = out;
    } else {
        assert(s->kind == SLOT_CAPTURE);
        batch_give(b, out);
        fill_captures(b, s->parse);
    }
    batch_fit_slot(b, slot);
    return b->slots[slot];
}

void batch_set(struct batch *b, uint32_t slot, const struct value *v,
               uint32_t n)
{
    assert(n <= BATCH_ROWS);
    batch_reset(b);
    b->slots[slot] = batch_take(b);
    memcpy(b->slots[slot], v, n * sizeof *v);
    b->n = n;
}
