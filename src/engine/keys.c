/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/keys.h"

#include "engine/convert.h"
#include "engine/eval.h"

/*
 * What is made of an expression: cells, or else hashes. Either is made from
 * values where there is no other way; otherwise there are cells first.
 */
struct sink {
    cell *cells;      /* where cells go */
    uint64_t *hashes; /* NULL: cells are wanted */
    bool hashed;      /* hashes are there, not cells */
};

static void sink_values(struct sink *to, struct batch *b, const struct value *v)
{
    to->hashed = to->hashes != NULL;
    for (uint32_t i = 0; to->hashed && i < b->n; i++)
        to->hashes[i] = v[i].type == VALUE_NULL ? 0 : hash_of_value(v[i]);
    for (uint32_t i = 0; !to->hashed && i < b->n; i++)
        to->cells[i] = cell_of_value(b->rel->dict, v[i]);
}

/* @timestamp rounded down: the times themselves, without values. */
static void bin_cells(struct batch *b, const struct time_bin *bin, cell *out)
{
    int64_t times[BATCH_ROWS];
    int64_t from = 0, to = 0; /* the bin of the row before: [from, to) */
    cell c = cell_make(CELL_NULL, 0);

    b->rel->ops->times(b->rel, b->rows, b->n, times);
    for (uint32_t i = 0; i < b->n; i++) {
        int64_t t = times[i];

        if (t == NO_TIME) {
            out[i] = cell_make(CELL_NULL, 0);
            continue;
        }
        if (t < from || t >= to) {
            from = date_floor(t, bin->period, bin->offset_ms);
            to = t == INT64_MAX ? t
                                : date_ceil(t + 1, bin->period, bin->offset_ms);
            c = cell_make(CELL_TIME, (uint64_t)from);
        }
        out[i] = c;
    }
}

/* Is e bin() or datefloor() of @timestamp? */
static const struct time_bin *time_bin_of(const struct scope *scope,
                                          const struct expr *e)
{
    if (e->kind != EXPR_CALL || !e->call.prep ||
        (e->call.fn->id != FUNCTION_BIN &&
         e->call.fn->id != FUNCTION_DATE_FLOOR) ||
        expr_slot(e->call.args[0]) < 0)
        return NULL;
    uint32_t slot = slot_base(scope, (uint32_t)expr_slot(e->call.args[0]));
    const struct slot *s = &scope->slots[slot];

    if (s->kind != SLOT_SYSTEM || s->system != SYSTEM_TIMESTAMP)
        return NULL;
    return e->call.prep;
}

static void sink_expr(struct sink *to, struct batch *b, const struct expr *e);

static void sink_slot(struct sink *to, struct batch *b, uint32_t slot)
{
    const struct column *c = batch_column(b, slot);
    const struct slot *s;

    if (c) {
        column_cells(c, b->rows, b->n, to->cells);
        return;
    }
    slot = slot_base(b->rel->scope, slot);
    s = &b->rel->scope->slots[slot];
    if (s->kind == SLOT_EXPR && !b->slots[slot])
        sink_expr(to, b, s->expr);
    else
        sink_values(to, b, batch_slot(b, slot));
}

static void sink_expr(struct sink *to, struct batch *b, const struct expr *e)
{
    int64_t slot = expr_slot(e);
    const struct time_bin *bin;

    if (slot >= 0) {
        sink_slot(to, b, (uint32_t)slot);
        return;
    }
    bin = time_bin_of(b->rel->scope, e);
    if (bin) {
        bin_cells(b, bin, to->cells);
        return;
    }
    struct value *room = batch_take(b);
    eval_into(b, e, room);
    sink_values(to, b, room);
    batch_give(b, room);
}

void key_slot_cells(struct batch *b, uint32_t slot, cell *out)
{
    struct sink to = {.cells = out};

    sink_slot(&to, b, slot);
}

void key_cells(struct batch *b, const struct expr *e, cell *out)
{
    struct sink to = {.cells = out};

    sink_expr(&to, b, e);
}

void key_hashes(struct batch *b, const struct expr *e, uint64_t *out)
{
    cell cells[BATCH_ROWS];
    struct sink to = {.cells = cells, .hashes = out};

    sink_expr(&to, b, e);
    for (uint32_t i = 0; !to.hashed && i < b->n; i++)
        out[i] = cell_kind_of(cells[i]) == CELL_NULL
                     ? 0
                     : hash_of_cell(b->rel->dict, cells[i]);
}
