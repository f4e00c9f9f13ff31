/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each row is a string of bytes in one of many piles, by where it stands in
 * the answer: how many bytes follow, which row of the pile, its values. To
 * read some rows the piles they are in are gone through.
 */
#include "engine/laid.h"

#include "base/mem.h"
#include "base/piles.h"
#include "engine/value_bytes.h"
#include "engine/visit_pages.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    /*
     * Rows of a pile: those that are written at once are in a few of them,
     * since those at both ends are read twice.
     */
    PILE_LEAST = 1 << 12,
    PILE_MOST = 1 << 15,
    MAX_PILES = 1 << 10,
    /* Of the memory: for what waits to be written, and to go over the rows. */
    SHARE = 8,
    LEAST_BYTES = 2 << 20, /* if that is less */
    READ_BYTES = 1 << 18
};

struct laid {
    struct laid_spec spec;
    uint32_t width; /* values of a row */
    uint32_t pile_rows;
    uint32_t n_piles;
    struct piles *piles;
    struct buf bytes; /* of a row, or of a pile that is read */
};

/* What stands in front of a row's values. */
struct head {
    uint32_t bytes; /* of the values */
    uint32_t row;   /* of the pile */
};

static size_t room_bytes(const struct result *r)
{
    uint64_t bytes = result_memory(r) / SHARE;

    return bytes > LEAST_BYTES ? (size_t)bytes : LEAST_BYTES;
}

static uint32_t most_piles(const struct result *r)
{
    uint32_t most = piles_most(room_bytes(r));

    return most < MAX_PILES ? most : MAX_PILES;
}

uint64_t laid_most(const struct result *r)
{
    return (uint64_t)most_piles(r) * PILE_MOST;
}

/* Laying out. */

struct laying {
    struct laid *laid;
    struct arena arena; /* of a batch */
    struct value *values;
    struct str *texts; /* of lines */
    struct err *err;
};

static bool put_row(struct laying *g, const struct value *values, uint64_t at)
{
    struct laid *l = g->laid;
    struct head head = {.row = (uint32_t)(at % l->pile_rows)};

    buf_reset(&l->bytes);
    buf_add(&l->bytes, (struct str){(const char *)&head, sizeof head});
    for (uint32_t k = 0; k < l->width; k++)
        value_bytes_put(&l->bytes, values[k]);
    head.bytes = (uint32_t)(l->bytes.n - sizeof head);
    memcpy(l->bytes.p, &head, sizeof head);
    return piles_add(l->piles, (uint32_t)(at / l->pile_rows), l->bytes.p,
                     l->bytes.n, g->err);
}

/* The values of the batch's rows, one row after the other. */
static void take_values(struct laying *g, struct batch *b)
{
    const struct laid_spec *s = &g->laid->spec;
    size_t at[BATCH_ROWS];

    for (uint32_t i = 0; i < b->n; i++)
        at[i] = i;
    arena_reset(&g->arena);
    if (!s->lines) {
        result_batch_values(s->result, b, at, &g->arena, g->values);
        return;
    }
    result_batch_lines(b, at, &g->arena, g->texts);
    for (uint32_t i = 0; i < b->n; i++)
        g->values[i] = value_text(g->texts[i]);
}

static bool lay_batch(void *arg, struct batch *b, const size_t *at)
{
    struct laying *g = arg;

    take_values(g, b);
    for (uint32_t i = 0; i < b->n; i++)
        if (!put_row(g, g->values + (size_t)i * g->laid->width, at[i]))
            return false;
    return true;
}

static bool lay_out(struct laid *l, struct err *err)
{
    const struct laid_spec *s = &l->spec;
    struct laying g = {.laid = l, .err = err};
    struct batch *b = result_batch_new(s->result, s->stop);
    struct page_visit visit = {
        .ids = result_ids(s->result) + s->first,
        .n = s->n,
        .needs = s->lines ? NULL : result_needs(s->result),
        .fn = lay_batch,
        .arg = &g,
        .stop = s->stop,
        .most_bytes = room_bytes(s->result),
        .spill = result_spill(s->result),
    };

    g.values = mem_calloc((size_t)BATCH_ROWS * l->width, sizeof *g.values);
    g.texts = mem_calloc(BATCH_ROWS, sizeof *g.texts);
    bool done = visit_pages(b, &visit, err) && piles_end(l->piles, err) &&
                result_batch_good(b, err);
    result_batch_free(b);
    arena_done(&g.arena);
    free(g.values);
    free(g.texts);
    return done;
}

/* As many rows in a pile as let all of them grow side by side. */
static void choose_piles(struct laid *l)
{
    uint64_t n = l->spec.n;
    uint32_t most = most_piles(l->spec.result);
    uint64_t rows = (n + most - 1) / most;

    assert(n > 0 && rows <= PILE_MOST);
    l->pile_rows = rows > PILE_LEAST ? (uint32_t)rows : PILE_LEAST;
    l->n_piles = (uint32_t)((n + l->pile_rows - 1) / l->pile_rows);
}

struct laid *laid_new(const struct laid_spec *spec, struct err *err)
{
    struct laid *l = mem_calloc(1, sizeof *l);

    l->spec = *spec;
    l->width = spec->lines ? 1 : result_n_columns(spec->result);
    choose_piles(l);
    l->piles = piles_new(result_spill(spec->result), l->n_piles,
                         room_bytes(spec->result));
    if (lay_out(l, err))
        return l;
    laid_free(l);
    return NULL;
}

void laid_free(struct laid *l)
{
    if (!l)
        return;
    piles_free(l->piles);
    buf_done(&l->bytes);
    free(l);
}

bool laid_has(const struct laid *l, uint64_t first, uint32_t n)
{
    return l && first >= l->spec.first &&
           first + n <= l->spec.first + l->spec.n;
}

/* Reading. */

struct pile_reading {
    struct laid *l;
    uint32_t pile;
    uint64_t at; /* in the pile, of what comes after that in the buffer */
    size_t used; /* of the buffer */
    struct err *err;
};

/* At least n bytes more of the pile are in the buffer, which it has. */
static bool need_bytes(struct pile_reading *g, size_t n)
{
    struct buf *b = &g->l->bytes;
    size_t have = b->n - g->used;

    if (have >= n)
        return true;
    if (have)
        memmove(b->p, b->p + g->used, have);
    b->n = have;
    g->used = 0;
    uint64_t left = piles_bytes(g->l->piles, g->pile) - g->at;
    size_t more = n - have > READ_BYTES ? n - have : READ_BYTES;
    more = left < more ? (size_t)left : more;
    if (!piles_read(g->l->piles, g->pile, g->at, buf_room(b, more), more,
                    g->err))
        return false;
    b->n += more;
    g->at += more;
    return true;
}

/*
 * Rows [from, to) of a pile go to out, which begins with the first of them.
 * *found: how many there were.
 */
static bool read_pile(struct laid *l, uint32_t pile, uint32_t from, uint32_t to,
                      struct arena *arena, struct value *out, uint32_t *found,
                      struct err *err)
{
    struct pile_reading g = {.l = l, .pile = pile, .err = err};
    struct head head;

    l->bytes.n = 0;
    while (g.at < piles_bytes(l->piles, pile) || g.used < l->bytes.n) {
        if (!need_bytes(&g, sizeof head))
            return false;
        memcpy(&head, l->bytes.p + g.used, sizeof head);
        g.used += sizeof head;
        if (!need_bytes(&g, head.bytes))
            return false;
        const char *p = l->bytes.p + g.used;
        g.used += head.bytes;
        if (head.row < from || head.row >= to)
            continue;
        for (uint32_t k = 0; k < l->width; k++)
            p = value_bytes_take(
                p, arena, &out[(size_t)(head.row - from) * l->width + k]);
        ++*found;
    }
    return true;
}

bool laid_read(struct laid *l, uint64_t first, uint32_t n, struct arena *arena,
               struct value *out, struct err *err)
{
    uint64_t begin = first - l->spec.first, end = begin + n;
    uint32_t found = 0;

    assert(laid_has(l, first, n));
    for (size_t i = 0; i < (size_t)n * l->width; i++)
        out[i] = value_null();
    for (uint64_t at = begin; at < end;) {
        uint32_t pile = (uint32_t)(at / l->pile_rows);
        uint64_t base = (uint64_t)pile * l->pile_rows;
        uint64_t to = end < base + l->pile_rows ? end : base + l->pile_rows;

        if (!read_pile(l, pile, (uint32_t)(at - base), (uint32_t)(to - base),
                       arena, out + (at - begin) * l->width, &found, err))
            return false;
        at = to;
    }
    return found == n || result_lost_rows(err);
}
