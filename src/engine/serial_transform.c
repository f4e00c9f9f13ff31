/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps that look at all rows together and give some of their own. */
#include "engine/serial_int.h"

#include "engine/relation_made.h"
#include "engine/transform.h"

#include <inttypes.h>
#include <stdlib.h>

struct transform_run {
    struct run *r;
    const struct transform *t;
    struct value **in; /* [input][position in ids] */
    struct made_rows made;
    uint64_t cool_at; /* bytes on disk, then they need not be in memory */
};

static bool transform_batch(void *arg, struct batch *b, const size_t *at)
{
    struct transform_run *x = arg;

    for (uint32_t k = 0; k < x->t->n_in; k++) {
        const struct value *v = batch_slot(b, x->t->in[k]);

        for (uint32_t i = 0; i < b->n; i++)
            x->in[k][at[i]] = value_keep(&x->made.arena, v[i]);
    }
    if (x->made.arena.disk_bytes > x->cool_at) {
        arena_cool(&x->made.arena);
        x->cool_at =
            x->made.arena.disk_bytes + x->r->s->memory_bytes / ARENA_SHARE;
    }
    return serial_may_go_on(x->r, x->made.arena.bytes);
}

static struct value **value_columns(struct arena *arena, uint32_t columns,
                                    uint64_t rows)
{
    struct value **all = arena_alloc(arena, columns * sizeof(*all));

    for (uint32_t i = 0; i < columns; i++)
        all[i] = arena_calloc(arena, rows, sizeof **all);
    return all;
}

static bool transform_inputs(struct run *r, struct transform_run *x)
{
    const struct transform *t = x->t;
    struct needs needs;

    /* Room for the values; what they point to is counted as it comes. */
    if (!serial_settle(r, 0))
        return false;
    x->made.arena.spill = r->s->spill;
    x->made.arena.most_bytes = r->s->memory_bytes / ARENA_SHARE;
    if (!r->s->spill && !serial_may_go_on(r, r->n * (t->n_in + t->n_out) *
                                                 sizeof(struct value)))
        return false;
    x->in = value_columns(&x->made.arena, t->n_in, r->n);
    needs_init(&needs, serial_scope(r));
    for (uint32_t k = 0; k < t->n_in; k++)
        needs_slot(&needs, serial_scope(r), t->in[k]);
    bool done = t->n_in == 0 || serial_visit(r, &needs, transform_batch, x);
    needs_done(&needs);
    return done;
}

/* What the transform said of its rows, as rows of the base. */
static bool take_made(struct run *r, struct transform_run *x,
                      const struct transform_rows *rows, bool fresh)
{
    x->made.transform = x->t;
    x->made.n = rows->n_out;
    x->made.out = rows->out;
    x->made.base = rows->from;
    x->made.base_is_big = rows->from_is_big;
    if (!rows->from && !fresh) {
        x->made.base_is_big = true;
        x->made.base = r->ids;
    }
    for (uint64_t i = 0; rows->from && i < rows->n_out; i++) {
        if (rows->from[i] != TRANSFORM_NEW)
            rows->from[i] = r->ids[rows->from[i]];
    }
    if (x->made.base != r->ids)
        big_free(r->ids);
    return serial_number_rows(r, rows->n_out);
}

_Static_assert(TRANSFORM_NEW == MADE_NEW, "both mean a row of its own");

bool serial_transform(struct run *r, const struct transform *t,
                      const struct scope *next)
{
    struct transform_run x = {.r = r, .t = t};
    bool done = transform_inputs(r, &x);
    struct transform_rows rows = {
        .spec = t,
        .env = r->s->env,
        .ds = r->s->ds,
        .files = r->s->plan->files,
        .n_files = r->s->plan->n_files,
        .stop = r->s->cancel,
        .max_bytes = r->s->memory_bytes,
        .spill = r->s->spill,
        .n = r->n,
        .in = x.in,
        .arena = &x.made.arena,
    };

    if (done) {
        rows.n_out = r->n;
        rows.out = value_columns(rows.arena, t->n_out, r->n);
        done = transform_of(t->stage->kind)(&rows, r->err) &&
               serial_may_go_on(r, rows.arena->bytes);
    }
    if (done && rows.n_out > UINT32_MAX)
        done = err_set(r->err, ERR_LIMIT, "more than %" PRIu32 " rows",
                       UINT32_MAX);
    arena_cool(&x.made.arena);
    if (!done) {
        if (rows.from_is_big)
            big_free(rows.from);
        else
            free(rows.from);
        arena_done(&x.made.arena);
        return false;
    }
    done = take_made(r, &x, &rows, next != NULL);
    struct dict *dict = r->rel->dict;

    if (next) {
        relation_free(r->rel);
        r->rel = NULL;
    }
    r->rel =
        relation_made_new(r->rel, next ? next : serial_scope(r), dict, &x.made);
    return done;
}
