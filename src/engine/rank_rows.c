/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/rank_rows.h"

#include "base/mem.h"
#include "engine/rank.h"

#include <stdlib.h>
#include <string.h>

enum { MIN_ROWS = 1024 };

void rank_rows_init(struct rank_rows *r, const struct rank_key *keys,
                    uint32_t n_keys, enum rank_base base, struct pool *pool)
{
    *r = (struct rank_rows){
        .pool = pool ? pool_retain(pool) : NULL,
        .keys = keys,
        .n_keys = n_keys,
        .base = base,
        .columns = mem_calloc(n_keys, sizeof *r->columns),
    };
}

static void give(struct rank_rows *r, const struct rank_block *block)
{
    pool_give(r->pool, block->p, block->size);
}

void rank_rows_done(struct rank_rows *r)
{
    for (uint32_t k = 0; k < r->n_keys; k++) {
        give(r, &r->columns[k].ranks);
        give(r, &r->columns[k].odd.bits);
        give(r, &r->columns[k].odd.firsts);
        give(r, &r->columns[k].odd.values);
    }
    give(r, &r->times);
    give(r, &r->ids);
    pool_release(r->pool);
    free(r->columns);
    arena_done(&r->texts);
    *r = (struct rank_rows){0};
}

/* Memory. */

/* Room for cap elements of this size; n of them are kept. */
static void grow(struct rank_rows *r, struct rank_block *block, size_t cap,
                 size_t n, size_t size)
{
    struct rank_block more = {.size = cap * size};

    more.p = pool_take(r->pool, &more.size);
    if (n > 0)
        memcpy(more.p, block->p, n * size);
    give(r, block);
    *block = more;
}

static size_t words(size_t rows)
{
    return (rows + 63) / 64;
}

void rank_rows_reserve(struct rank_rows *r, size_t n)
{
    size_t cap = r->cap ? r->cap : MIN_ROWS;

    while (cap < r->n + n)
        cap *= 2;
    if (cap == r->cap)
        return;
    for (uint32_t k = 0; k < r->n_keys; k++) {
        struct rank_column *c = &r->columns[k];

        grow(r, &c->ranks, cap, r->n, sizeof(uint64_t));
        if (!c->odd.bits.p)
            continue;
        grow(r, &c->odd.bits, words(cap), words(r->n), sizeof(uint64_t));
        grow(r, &c->odd.firsts, words(cap), words(r->n), sizeof(size_t));
    }
    if (rank_rows_by_time(r))
        grow(r, &r->times, cap, r->n, sizeof(uint64_t));
    grow(r, &r->ids, cap, r->n, sizeof(uint64_t));
    r->cap = cap;
}

size_t rank_rows_bytes(const struct rank_rows *r)
{
    size_t bytes = r->times.size + r->ids.size + r->texts.bytes;

    for (uint32_t k = 0; k < r->n_keys; k++) {
        const struct rank_column *c = &r->columns[k];

        bytes += c->ranks.size + c->odd.bits.size + c->odd.firsts.size +
                 c->odd.values.size;
    }
    return bytes;
}

/* Odd values. */

/* There are some from now on: mark that none of these rows has one. */
static void begin_odd(struct rank_rows *r, struct rank_odd *o, size_t rows)
{
    grow(r, &o->bits, words(r->cap), 0, sizeof(uint64_t));
    grow(r, &o->firsts, words(r->cap), 0, sizeof(size_t));
    memset(o->bits.p, 0, words(rows) * sizeof(uint64_t));
    memset(o->firsts.p, 0, words(rows) * sizeof(size_t));
}

/* The value of row `row`, the one after the last; null: it has none. */
static void put_odd(struct rank_rows *r, struct rank_odd *o, size_t row,
                    struct value v)
{
    if (!o->bits.p && v.type == VALUE_NULL)
        return;
    if (!o->bits.p)
        begin_odd(r, o, row);
    uint64_t *bits = (uint64_t *)o->bits.p + row / 64;
    if (row % 64 == 0) {
        *bits = 0;
        ((size_t *)o->firsts.p)[row / 64] = o->n;
    }
    /* A row that was taken back may have left its bit. */
    *bits &= ~(UINT64_C(1) << row % 64);
    if (v.type == VALUE_NULL)
        return;
    if (o->n == o->cap) {
        o->cap = o->cap ? 2 * o->cap : MIN_ROWS;
        grow(r, &o->values, o->cap, o->n, sizeof v);
    }
    *bits |= UINT64_C(1) << row % 64;
    ((struct value *)o->values.p)[o->n++] = v;
}

static struct value odd_value(const struct rank_odd *o, size_t row)
{
    uint64_t below = ((const uint64_t *)o->bits.p)[row / 64] &
                     ((UINT64_C(1) << row % 64) - 1);

    return ((const struct value *)
                o->values.p)[((const size_t *)o->firsts.p)[row / 64] +
                             (size_t)__builtin_popcountll(below)];
}

static struct value lasting(struct arena *arena, struct value v)
{
    if (v.type == VALUE_TEXT)
        return value_text(arena_copy(arena, (struct str){v.s, v.n}));
    if (!value_is_nested(v))
        return v;
    /* A list or map orders by its text. */
    struct buf text = {0};
    value_append(&text, v);
    v = value_text(arena_copy(arena, buf_str(&text)));
    buf_done(&text);
    return v;
}

/* Comparing. */

struct value rank_rows_value(const struct rank_rows *r, uint32_t key,
                             size_t row, char scratch[VALUE_TEXT_MAX])
{
    const struct rank_column *c = &r->columns[key];

    if (!rank_rows_exact(r, key, row))
        return odd_value(&c->odd, row);
    return rank_value(rank_rows_rank(r, key, row) ^ key_flip(&r->keys[key]),
                      c->number, scratch);
}

/* The same rank of key k: the values, if the rank does not say all. */
static int order_values(const struct rank_rows *a, size_t x,
                        const struct rank_rows *b, size_t y, uint32_t k)
{
    const struct rank_column *ca = &a->columns[k], *cb = &b->columns[k];
    char scratch_a[VALUE_TEXT_MAX], scratch_b[VALUE_TEXT_MAX];
    int order;

    if (rank_rows_exact(a, k, x) && rank_rows_exact(b, k, y) &&
        ca->number == cb->number)
        return 0;
    order = value_order(rank_rows_value(a, k, x, scratch_a),
                        rank_rows_value(b, k, y, scratch_b));
    return a->keys[k].desc ? -order : order;
}

static int order_bits(uint64_t x, uint64_t y)
{
    return (x > y) - (x < y);
}

int rank_rows_order(const struct rank_rows *a, size_t x,
                    const struct rank_rows *b, size_t y)
{
    int order = 0;

    for (uint32_t k = 0; order == 0 && k < a->n_keys; k++) {
        order = order_bits(rank_rows_rank(a, k, x), rank_rows_rank(b, k, y));
        if (order == 0)
            order = order_values(a, x, b, y, k);
    }
    if (order == 0 && rank_rows_by_time(a))
        order = order_bits(rank_rows_time(a, x), rank_rows_time(b, y));
    return order ? order : order_bits(rank_rows_id(a, x), rank_rows_id(b, y));
}

/* Adding. */

static void read_times(const struct rank_rows *r, struct batch *b,
                       uint64_t ranks[BATCH_ROWS])
{
    int64_t times[BATCH_ROWS];
    bool oldest = r->base == RANK_OLDEST;

    b->rel->ops->times(b->rel, b->rows, b->n, times);
    for (uint32_t i = 0; i < b->n; i++)
        ranks[i] = oldest ? rank_oldest(times[i]) : rank_newest(times[i]);
}

void rank_rows_read(struct rank_rows *r, struct batch *b, const size_t *ids,
                    struct rank_batch *out)
{
    out->n = b->n;
    out->keys = arena_alloc(&b->arena, r->n_keys * sizeof *out->keys);
    for (uint32_t k = 0; k < r->n_keys; k++)
        key_ranks(&r->keys[k], b, &r->columns[k].number, &out->keys[k]);
    if (rank_rows_by_time(r))
        read_times(r, b, out->times);
    for (uint32_t i = 0; i < b->n; i++)
        out->ids[i] = ids ? ids[i] : b->rel->ops->id(b->rel, b->rows[i]);
}

static void copy_ranks(struct rank_rows *r, const struct rank_batch *b,
                       uint32_t i, uint32_t n)
{
    size_t bytes = n * sizeof(uint64_t);

    for (uint32_t k = 0; k < r->n_keys; k++)
        memcpy((uint64_t *)r->columns[k].ranks.p + r->n, b->keys[k].ranks + i,
               bytes);
    if (rank_rows_by_time(r))
        memcpy((uint64_t *)r->times.p + r->n, b->times + i, bytes);
    memcpy((uint64_t *)r->ids.p + r->n, b->ids + i, bytes);
}

static struct value lasting_odd(struct rank_rows *r, const struct key_ranks *k,
                                uint32_t i)
{
    return k->lasting ? k->odd[i] : lasting(&r->texts, k->odd[i]);
}

void rank_rows_add(struct rank_rows *r, const struct rank_batch *b, uint32_t i,
                   uint32_t n)
{
    copy_ranks(r, b, i, n);
    for (uint32_t k = 0; k < r->n_keys; k++) {
        const struct key_ranks *from = &b->keys[k];
        struct rank_odd *odd = &r->columns[k].odd;

        for (uint32_t at = 0; (from->odd || odd->bits.p) && at < n; at++)
            put_odd(r, odd, r->n + at,
                    from->odd ? lasting_odd(r, from, i + at) : value_null());
    }
    r->n += n;
}

/* Odd values of row i of a batch, as they are. */
static void borrow_odd(struct rank_rows *r, const struct rank_batch *b,
                       uint32_t i)
{
    for (uint32_t k = 0; k < r->n_keys; k++) {
        const struct value *odd = b->keys[k].odd;

        put_odd(r, &r->columns[k].odd, r->n, odd ? odd[i] : value_null());
    }
}

/* Take back, or keep, what was borrowed. */
static void return_odd(struct rank_rows *r, const struct rank_batch *b,
                       uint32_t i, bool keep)
{
    for (uint32_t k = 0; k < r->n_keys; k++) {
        const struct key_ranks *from = &b->keys[k];
        struct rank_odd *o = &r->columns[k].odd;

        if (!from->odd || from->odd[i].type == VALUE_NULL)
            continue;
        if (keep)
            ((struct value *)o->values.p)[o->n - 1] = lasting_odd(r, from, i);
        else
            o->n--;
    }
}

bool rank_rows_add_before(struct rank_rows *r, const struct rank_batch *b,
                          uint32_t i, size_t bar)
{
    copy_ranks(r, b, i, 1);
    borrow_odd(r, b, i);
    bool before = rank_rows_order(r, r->n, r, bar) < 0;
    return_odd(r, b, i, before);
    r->n += before;
    return before;
}

void rank_rows_copy(struct rank_rows *r, const struct rank_rows *from,
                    size_t row)
{
    rank_rows_reserve(r, 1);
    for (uint32_t k = 0; k < r->n_keys; k++) {
        struct rank_column *c = &r->columns[k];
        bool exact = rank_rows_exact(from, k, row);

        ((uint64_t *)c->ranks.p)[r->n] = rank_rows_rank(from, k, row);
        put_odd(
            r, &c->odd, r->n,
            exact ? value_null()
                  : lasting(&r->texts, odd_value(&from->columns[k].odd, row)));
        c->number = from->columns[k].number;
    }
    if (rank_rows_by_time(r))
        ((uint64_t *)r->times.p)[r->n] = rank_rows_time(from, row);
    ((uint64_t *)r->ids.p)[r->n] = rank_rows_id(from, row);
    r->n++;
}
