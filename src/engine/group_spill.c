/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/group_spill.h"

#include "base/mem.h"
#include "engine/budget.h"

#include <stdlib.h>
#include <string.h>

/* Runs. */

void group_runs_done(struct group_runs *runs)
{
    for (size_t i = 0; i < runs->n; i++)
        free(runs->items[i].asides);
    free(runs->items);
    *runs = (struct group_runs){0};
}

void group_runs_append(struct group_runs *runs, struct group_run run)
{
    runs->items =
        mem_grow(runs->items, runs->n, &runs->cap, sizeof *runs->items);
    runs->items[runs->n++] = run;
    runs->n_records += run.n;
}

static bool write_asides(struct group_run *run, const struct groups *g,
                         struct spill *spill, struct err *err)
{
    for (uint32_t k = 0; k < g->spec->n_aggs; k++) {
        const void *aside;
        size_t n = aggregation_aside(g->aggs[k], &aside);

        if (n == 0)
            continue;
        if (!run->asides)
            run->asides = mem_calloc(g->spec->n_aggs, sizeof *run->asides);
        /* Groups behind the last that has something read as nothing. */
        uint64_t at = spill_reserve(spill, run->n * AGGREGATE_ASIDE);
        if (!spill_write(spill, at, aside, n * AGGREGATE_ASIDE, err))
            return false;
        run->asides[k] = at + 1;
    }
    return true;
}

bool group_runs_add(struct group_runs *runs, const struct groups *g,
                    struct spill *spill, struct err *err)
{
    size_t bytes = g->table.n * g->table.stride;
    struct group_run run = {.n = g->table.n};

    if (run.n == 0)
        return true;
    run.at = spill_reserve(spill, bytes);
    if (!spill_write(spill, run.at, g->table.records, bytes, err) ||
        !write_asides(&run, g, spill, err)) {
        free(run.asides);
        return false;
    }
    group_runs_append(runs, run);
    return true;
}

void group_runs_give(const struct group_runs *runs,
                     const struct group_spec *spec, struct spill *spill)
{
    size_t stride = group_spec_stride(spec);

    for (size_t i = 0; i < runs->n; i++)
        spill_give(spill, runs->items[i].at, runs->items[i].n * stride);
}

/* Records as columns of cells. */

struct block {
    cell **columns;
    uint64_t *hashes; /* of whole tuples, and of the cells that decide */
    uint64_t *deciding;
    uint32_t *tags;
    uint32_t *rows;
    void *room;
};

static void block_init(struct block *b, uint32_t width)
{
    size_t n = BATCH_ROWS;
    char *at;

    b->columns = mem_calloc(width, sizeof *b->columns);
    b->room = at = mem_alloc(n * (width * sizeof(cell) + 2 * sizeof(uint64_t) +
                                  2 * sizeof(uint32_t)));
    for (uint32_t k = 0; k < width; k++, at += n * sizeof(cell))
        b->columns[k] = (cell *)(void *)at;
    b->hashes = (uint64_t *)(void *)at;
    b->deciding = b->hashes + n;
    b->tags = (uint32_t *)(void *)(b->deciding + n);
    b->rows = b->tags + n;
}

static void block_done(struct block *b)
{
    free(b->columns);
    free(b->room);
}

/* Records [at, at + n) of a table: their first width cells, and hashes. */
static void block_take(struct block *b, const struct table *from,
                       uint32_t width, uint32_t at, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const cell *key = table_key(from, at + i);

        for (uint32_t k = 0; k < width; k++)
            b->columns[k][i] = key[k];
        b->rows[i] = at + i;
    }
    table_hash(b->columns, width, n, b->hashes);
    for (uint32_t i = 0; i < n; i++)
        b->tags[i] = (uint32_t)b->hashes[i];
}

/* Bits of the hash that no table and no part looks at, but for the tops. */
static bool is_in(struct group_share share, uint64_t hash)
{
    return (hash >> 32) % share.n == share.i;
}

/* Leave only the share in the block; how many. */
static uint32_t block_keep(struct block *b, uint32_t width, uint32_t n_keys,
                           uint32_t n, struct group_share share)
{
    uint32_t kept = 0;

    if (share.n == 1)
        return n;
    table_hash(b->columns, n_keys, n, b->deciding);
    for (uint32_t i = 0; i < n; i++) {
        if (!is_in(share, b->deciding[i]))
            continue;
        for (uint32_t k = 0; k < width; k++)
            b->columns[k][kept] = b->columns[k][i];
        b->tags[kept] = b->tags[i];
        b->rows[kept++] = b->rows[i];
    }
    return kept;
}

void group_numbers(const struct groups *of, const struct groups *records,
                   uint32_t n_keys, uint32_t at, uint32_t n, uint32_t *numbers)
{
    struct block b;

    block_init(&b, n_keys);
    block_take(&b, &records->table, n_keys, at, n);
    table_find(&of->table, (struct table_keys){b.columns, 0, b.tags}, n,
               numbers);
    block_done(&b);
}

/* Merging. */

enum { CHUNK_BYTES = 256 << 10 };

/* Groups whose records lie in memory of someone else. */
static void borrow(struct groups *g, const struct group_spec *spec,
                   const void *records, uint32_t n)
{
    groups_init(g, spec, NULL);
    table_borrow(&g->table, records, n);
}

/* Groups [at, at + n) of a run, with what they have aside. */
static bool read_chunk(const struct group_run *run, uint32_t at, uint32_t n,
                       struct groups *chunk, char *buffer, struct spill *spill,
                       struct err *err)
{
    size_t stride = chunk->table.stride;

    table_borrow(&chunk->table, buffer, n);
    if (!spill_read(spill, run->at + at * stride, buffer, n * stride, err))
        return false;
    for (uint32_t k = 0; k < chunk->spec->n_aggs; k++) {
        bool some = run->asides && run->asides[k];
        void *room = aggregation_room_aside(chunk->aggs[k], some ? n : 0);

        if (some &&
            !spill_read(spill, run->asides[k] - 1 + at * AGGREGATE_ASIDE, room,
                        n * AGGREGATE_ASIDE, err))
            return false;
    }
    return true;
}

/* Records that are read at once: wide ones are fewer. */
static uint32_t chunk_records(const struct groups *to)
{
    size_t n = CHUNK_BYTES / to->table.stride + 1;

    return n < BATCH_ROWS ? (uint32_t)n : BATCH_ROWS;
}

static bool merge_run(const struct group_merge *how,
                      const struct group_run *run, struct groups *chunk,
                      char *buffer, struct block *b, struct groups *to,
                      struct err *err)
{
    uint32_t width = to->spec->width, numbers[BATCH_ROWS];
    uint32_t most = chunk_records(to);

    for (uint32_t at = 0; at < run->n; at += most) {
        uint32_t n = run->n - at < most ? run->n - at : most;

        if (atomic_load(how->stop))
            return err_set(err, ERR_CANCELLED, "cancelled");
        if (!read_chunk(run, at, n, chunk, buffer, how->spill, err))
            return false;
        block_take(b, &chunk->table, width, 0, n);
        n = block_keep(b, width, how->n_keys, n, how->share);
        groups_merge(to, chunk, (struct table_keys){b->columns, 0, b->tags},
                     b->rows, n, numbers);
        if (groups_bytes(to) > how->most_bytes)
            return budget_exceeded_by("one group alone", how->memory_bytes,
                                      err);
    }
    return true;
}

bool group_runs_merge(const struct group_merge *how, struct groups *to,
                      struct err *err)
{
    const struct group_spec *spec = to->spec;
    char *buffer = mem_alloc(chunk_records(to) * to->table.stride);
    struct groups chunk;
    struct block b;
    bool done = true;

    block_init(&b, spec->width);
    borrow(&chunk, spec, buffer, 0);
    for (size_t i = 0; done && i < how->runs->n; i++)
        done =
            merge_run(how, &how->runs->items[i], &chunk, buffer, &b, to, err);
    groups_done(&chunk);
    block_done(&b);
    free(buffer);
    return done;
}

/* What is final. */

void group_store_init(struct group_store *s, const struct group_spec *spec,
                      uint64_t most, struct spill *spill)
{
    *s = (struct group_store){.spec = spec, .spill = spill};
    s->at = spill_reserve_pages(spill, most * group_spec_stride(spec));
    s->asides = mem_calloc(spec->n_aggs, sizeof *s->asides);
    s->has_aside = mem_calloc(spec->n_aggs, sizeof *s->has_aside);
    /* Room costs nothing until something is written there. */
    for (uint32_t k = 0; k < spec->n_aggs; k++)
        s->asides[k] = spill_reserve_pages(spill, most * AGGREGATE_ASIDE);
}

void group_store_done(struct group_store *s)
{
    free(s->asides);
    free(s->has_aside);
}

bool group_store_add(struct group_store *s, const struct groups *g,
                     struct err *err)
{
    size_t stride = g->table.stride;

    if (!spill_write(s->spill, s->at + s->n * stride, g->table.records,
                     g->table.n * stride, err))
        return false;
    for (uint32_t k = 0; k < s->spec->n_aggs; k++) {
        const void *aside;
        size_t n = aggregation_aside(g->aggs[k], &aside);

        if (n == 0)
            continue;
        if (!spill_write(s->spill, s->asides[k] + s->n * AGGREGATE_ASIDE, aside,
                         n * AGGREGATE_ASIDE, err))
            return false;
        s->has_aside[k] = true;
    }
    s->n += g->table.n;
    return true;
}

bool group_store_view(const struct group_store *s, struct groups *view,
                      struct err *err)
{
    const void *records = NULL;

    if (s->n > 0) {
        records =
            spill_map(s->spill, s->at, s->n * group_spec_stride(s->spec), err);
        if (!records)
            return false;
    }
    borrow(view, s->spec, records, s->n);
    for (uint32_t k = 0; s->n > 0 && k < s->spec->n_aggs; k++) {
        const void *aside = NULL;

        if (!s->has_aside[k])
            continue;
        aside = spill_map(s->spill, s->asides[k], s->n * AGGREGATE_ASIDE, err);
        if (!aside) {
            group_view_done(view);
            return false;
        }
        aggregation_lend_aside(view->aggs[k], aside, s->n);
    }
    return true;
}

bool group_is_view(const struct groups *g)
{
    return g->spec && table_is_borrowed(&g->table);
}

void group_view_done(struct groups *view)
{
    const struct table *t = &view->table;

    spill_unmap(t->n ? t->records : NULL, t->n * t->stride);
    for (uint32_t k = 0; k < view->spec->n_aggs; k++) {
        const void *aside;
        size_t n = aggregation_aside(view->aggs[k], &aside);

        spill_unmap(n ? aside : NULL, n * AGGREGATE_ASIDE);
        aggregation_lend_aside(view->aggs[k], NULL, 0);
    }
    groups_done(view);
}

void group_view_cool(const struct groups *view)
{
    const struct table *t = &view->table;

    spill_cool(t->n ? t->records : NULL, t->n * t->stride);
    for (uint32_t k = 0; k < view->spec->n_aggs; k++) {
        const void *aside;
        size_t n = aggregation_aside(view->aggs[k], &aside);

        spill_cool(n ? aside : NULL, n * AGGREGATE_ASIDE);
    }
}
