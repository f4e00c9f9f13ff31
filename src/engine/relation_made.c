/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the transform made is kept; every other slot is read from the row of
 * the base that a row continues, and is null in one that continues none.
 * Page 0 are the new rows, the others are the base's pages, one further.
 */
#include "engine/relation_made.h"

#include "base/big.h"
#include "base/mem.h"

#include <stdlib.h>

struct relation_made {
    struct relation rel;
    struct relation *base; /* or NULL */
    struct made_rows rows;
    bool at_new; /* page 0 is open */
};

static struct relation_made *made_of(const struct relation *r)
{
    /* rel is the first member of what relation_made_new made. */
    return (struct relation_made *)(uintptr_t)r;
}

static uint64_t made_page(const struct relation *r, uint64_t id)
{
    const struct relation_made *m = made_of(r);
    uint64_t base = m->rows.base ? m->rows.base[id] : MADE_NEW;

    return base == MADE_NEW ? 0 : m->base->ops->page(m->base, base) + 1;
}

static bool made_open(struct relation *r, uint64_t page)
{
    struct relation_made *m = made_of(r);

    m->at_new = page == 0;
    return page == 0 || m->base->ops->open(m->base, page - 1);
}

static uint32_t made_row(const struct relation *r, uint64_t id)
{
    (void)r;
    return (uint32_t)id;
}

static uint64_t made_id(const struct relation *r, uint32_t row)
{
    (void)r;
    return row;
}

/* For all records of the page: several rows may continue one. */
static void made_want(struct relation *r, const struct needs *needs,
                      const uint32_t *rows, uint32_t n)
{
    struct relation_made *m = made_of(r);

    (void)rows, (void)n;
    if (!m->at_new && m->base->ops->want)
        m->base->ops->want(m->base, needs, NULL, 0);
}

static const struct column *made_column(struct relation *r, uint32_t slot)
{
    (void)r, (void)slot;
    return NULL;
}

/* The base's row numbers of these rows, all of the open page. */
static struct rows base_rows(const struct relation_made *m, struct rows rows)
{
    uint32_t *at = arena_alloc(rows.arena, rows.n * sizeof *at);

    for (uint32_t i = 0; i < rows.n; i++)
        at[i] = m->base->ops->row(m->base, m->rows.base[rows.at[i]]);
    return (struct rows){at, rows.n, rows.arena};
}

static void no_values(struct rows rows, struct value *out)
{
    for (uint32_t i = 0; i < rows.n; i++)
        out[i] = value_null();
}

static bool made_gather(struct relation *r, uint32_t slot, struct rows rows,
                        struct value *out)
{
    struct relation_made *m = made_of(r);
    const struct slot *s = &r->scope->slots[slot];

    if (s->kind == SLOT_EXPR)
        return false;
    if (s->kind == SLOT_MADE && s->made == m->rows.transform) {
        for (uint32_t i = 0; i < rows.n; i++)
            out[i] = m->rows.out[s->made_index][rows.at[i]];
        return true;
    }
    if (!m->at_new)
        return m->base->ops->gather(m->base, slot, base_rows(m, rows), out);
    if (s->kind == SLOT_CAPTURE)
        return false;
    no_values(rows, out);
    return true;
}

static void made_system(struct relation *r, enum system_field f,
                        struct rows rows, struct value *out)
{
    struct relation_made *m = made_of(r);

    if (m->at_new)
        no_values(rows, out);
    else
        m->base->ops->system(m->base, f, base_rows(m, rows), out);
}

static void made_times(struct relation *r, const uint32_t *rows, uint32_t n,
                       int64_t *out)
{
    struct relation_made *m = made_of(r);
    struct arena arena = {0};

    for (uint32_t i = 0; i < n; i++)
        out[i] = NO_TIME;
    if (!m->at_new) {
        struct rows base = base_rows(m, (struct rows){rows, n, &arena});

        m->base->ops->times(m->base, base.at, n, out);
    }
    arena_done(&arena);
}

static void made_rest(struct relation *r)
{
    relation_rest(made_of(r)->base);
}

/* Values that a transform made are few for a row. */
static uint64_t made_bytes(const struct relation *r)
{
    const struct relation_made *m = made_of(r);

    return relation_bytes(m->base) +
           m->rows.n * (sizeof(uint64_t) + sizeof(struct value));
}

static void made_free(struct relation *r)
{
    struct relation_made *m = made_of(r);

    relation_free(m->base);
    if (m->rows.base_is_big)
        big_free(m->rows.base);
    else
        free(m->rows.base);
    arena_done(&m->rows.arena);
    free(m);
}

static const struct relation_ops made_ops = {
    .page = made_page,
    .open = made_open,
    .row = made_row,
    .id = made_id,
    .want = made_want,
    .column = made_column,
    .gather = made_gather,
    .system = made_system,
    .times = made_times,
    .rest = made_rest,
    .bytes = made_bytes,
    .free = made_free,
};

struct relation *relation_made_new(struct relation *base,
                                   const struct scope *scope,
                                   struct dict *dict, struct made_rows *rows)
{
    struct relation_made *m = mem_calloc(1, sizeof *m);

    m->rel = (struct relation){&made_ops, scope, dict};
    m->base = base;
    m->rows = *rows;
    m->at_new = !base;
    *rows = (struct made_rows){0};
    return &m->rel;
}
