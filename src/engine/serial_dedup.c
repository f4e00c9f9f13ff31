/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first row of each kind. */
#include "engine/serial_int.h"

#include "engine/keys.h"
#include "engine/table.h"

#include <string.h>

/* Rows gone over between two looks at the flag. */
enum { LOOK_ROWS = 1 << 18 };

struct dedup_run {
    struct run *r;
    const struct row_op *op;
    cell *cells;   /* [position * n_slots] */
    uint8_t *kept; /* [position] */
};

static bool dedup_batch(void *arg, struct batch *b, const size_t *at)
{
    struct dedup_run *d = arg;
    uint32_t n = d->op->n_slots;
    cell cells[BATCH_ROWS];

    for (uint32_t k = 0; k < n; k++) {
        key_slot_cells(b, d->op->slots[k], cells);
        for (uint32_t i = 0; i < b->n; i++)
            d->cells[at[i] * n + k] = cells[i];
    }
    return serial_may_go_on(d->r, 0);
}

/* A row with a null is kept; of the others the first of each tuple. */
static bool first_of_its_kind(struct table *t, const cell *key)
{
    for (uint32_t k = 0; k < t->width; k++) {
        if (cell_kind_of(key[k]) == CELL_NULL)
            return true;
    }
    uint32_t before = t->n;
    table_add_one(t, key);
    return t->n > before;
}

/* Tuples are looked at a share at a time, so that those seen fit. */
static uint32_t dedup_shares(const struct dedup_run *d)
{
    const uint64_t factor = 4; /* of a table, by its tuples, at most */
    uint64_t bytes = d->r->n * d->op->n_slots * sizeof(cell) * factor;

    return (uint32_t)(bytes / (d->r->s->memory_bytes / SPILL_SHARE + 1)) + 1;
}

static bool dedup_share(struct dedup_run *d, uint32_t share, uint32_t n_shares)
{
    uint32_t width = d->op->n_slots;
    struct table seen;
    bool done = true;

    table_init(&seen, width, 0, d->r->s->pool);
    for (uint64_t i = 0; done && i < d->r->n; i++) {
        const cell *key = d->cells + i * width;

        if (n_shares == 1 || tuple_hash(key, width) % n_shares == share)
            d->kept[i] = first_of_its_kind(&seen, key);
        if (i % LOOK_ROWS == LOOK_ROWS - 1) {
            big_cool(d->cells);
            done = serial_may_go_on(d->r, table_bytes(&seen));
        }
    }
    table_done(&seen);
    return done;
}

static bool dedup_rows(struct dedup_run *d)
{
    uint32_t n_shares = dedup_shares(d);
    struct needs needs;
    bool done;

    needs_init(&needs, serial_scope(d->r));
    for (uint32_t k = 0; k < d->op->n_slots; k++)
        needs_slot(&needs, serial_scope(d->r), d->op->slots[k]);
    done = serial_visit(d->r, &needs, dedup_batch, d);
    for (uint32_t i = 0; done && i < n_shares; i++)
        done = dedup_share(d, i, n_shares);
    needs_done(&needs);
    return done;
}

bool serial_dedup(struct run *r, const struct row_op *op)
{
    struct dedup_run d = {.r = r, .op = op};
    uint64_t kept = 0;
    bool done = serial_settle(r, 0);

    if (done) {
        d.cells = serial_room(r, r->n, op->n_slots * sizeof *d.cells);
        d.kept = serial_room(r, r->n, 1);
        done = d.cells && d.kept;
    }
    if (done) {
        /* Of rows that are lost. */
        memset(d.cells, 0, r->n * op->n_slots * sizeof *d.cells);
        done = dedup_rows(&d);
    }
    for (uint64_t i = 0; done && i < r->n; i++) {
        r->ids[kept] = r->ids[i];
        kept += d.kept[i];
    }
    if (done)
        r->n = kept;
    big_free(d.cells);
    big_free(d.kept);
    return done;
}
