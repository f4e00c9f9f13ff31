/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows are kept in three arrays side by side: time and id, keys, and, while
 * they are being sorted, an item that carries the first key's rank: 64 bits
 * that never contradict the natural order and mostly decide it. With a limit
 * the arrays grow to a few times the limit and are then cut back; the worst
 * row kept is the bar that later rows must pass.
 */
#include "engine/ranking.h"

#include "base/mem.h"
#include "engine/bar.h"
#include "engine/eval.h"
#include "engine/merge_sort.h"

#include <stdlib.h>
#include <string.h>

enum { MIN_SLACK = 1024 }; /* rows beyond the limit before cutting back */

struct row {
    int64_t time;
    uint64_t id;
};

struct ranking {
    const struct rank_key *keys;
    uint32_t n_keys;
    enum rank_base base;
    uint64_t limit;
    struct row *rows;
    struct value *values; /* n * n_keys */
    size_t n, cap;
    struct arena texts; /* of values */
    bool has_bar;       /* rows[0 .. limit) are sorted, the last is it */
};

struct ranking *ranking_new(const struct rank_key *keys, uint32_t n_keys,
                            enum rank_base base, uint64_t limit)
{
    struct ranking *r = mem_calloc(1, sizeof *r);

    r->keys = keys;
    r->n_keys = n_keys;
    r->base = base;
    r->limit = limit;
    return r;
}

void ranking_free(struct ranking *r)
{
    if (!r)
        return;
    free(r->rows);
    free(r->values);
    arena_done(&r->texts);
    free(r);
}

uint64_t ranking_rows(const struct ranking *r)
{
    return r->limit && r->n > r->limit ? r->limit : r->n;
}

size_t ranking_bytes(const struct ranking *r)
{
    return r->cap * (sizeof *r->rows + r->n_keys * sizeof *r->values) +
           r->texts.bytes;
}

static const struct value *values_at(const struct ranking *r, size_t i)
{
    return r->values + i * r->n_keys;
}

/* Comparing. */

static int order_rows(const struct row *x, const struct row *y)
{
    if (x->time != y->time)
        return x->time > y->time ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static int order_keys(const struct ranking *r, const struct value *x,
                      const struct value *y)
{
    for (uint32_t k = 0; k < r->n_keys; k++) {
        int order = value_order(x[k], y[k]);

        if (order)
            return r->keys[k].desc ? -order : order;
    }
    return 0;
}

/*
 * The first bytes of a text. From its first digit on only the fact that
 * there is a digit is used: runs of digits order by length.
 */
static uint64_t text_rank(struct str s)
{
    uint64_t rank = 0;

    for (size_t i = 0; i < 7; i++) {
        unsigned char c = i < s.n ? (unsigned char)s.p[i] : 0;
        bool digit = c >= '0' && c <= '9';

        rank |= (uint64_t)(digit ? '0' : c) << (48 - 8 * i);
        if (digit)
            break;
    }
    return rank;
}

/* Of what is not an integer, or does not look like one. */
static uint64_t value_rank(struct value v)
{
    char scratch[VALUE_TEXT_MAX];
    struct num n;

    if (v.type == VALUE_NULL)
        return 0;
    n = value_num(v);
    if (n.kind == NUM_INT)
        return ranking_number_rank((double)n.i);
    if (n.kind == NUM_DOUBLE)
        return ranking_number_rank(n.d);
    return UINT64_C(1) << 62 | text_rank(value_str(v, scratch));
}

uint64_t ranking_rank(struct value v)
{
    return v.type == VALUE_INT ? ranking_number_rank((double)v.i) : value_rank(v);
}

static uint64_t rank_of(const struct ranking *r, size_t i)
{
    uint64_t rank;

    /* Later times first: the order of the bits, turned round. */
    if (r->n_keys == 0)
        return ~((uint64_t)r->rows[i].time ^ UINT64_C(1) << 63);
    rank = ranking_rank(*values_at(r, i));
    return r->keys[0].desc ? ~rank : rank;
}

static int order_items(const void *arg, const struct sort_item *x,
                       const struct sort_item *y)
{
    const struct ranking *r = arg;
    int order;

    order = order_keys(r, values_at(r, x->index), values_at(r, y->index));
    return order ? order : order_rows(&r->rows[x->index], &r->rows[y->index]);
}

/* Keeping rows. */

static struct value lasting(struct arena *arena, struct value v)
{
    if (v.type == VALUE_TEXT)
        return value_text(arena_copy(arena, (struct str){v.s, v.n}));
    if (v.type != VALUE_LIST)
        return v;
    /* A list orders by its text. */
    struct buf text = {0};
    value_append(&text, v);
    v = value_text(arena_copy(arena, buf_str(&text)));
    buf_done(&text);
    return v;
}

/* Sort, cut to the limit, and leave behind the texts of what is cut. */
static void settle(struct ranking *r)
{
    struct sort_item *items = mem_alloc(r->n * sizeof *items);
    size_t keep = (size_t)ranking_rows(r);
    struct row *rows = mem_alloc(r->cap * sizeof *rows);
    struct value *values = mem_alloc(r->cap * r->n_keys * sizeof *values);
    struct arena texts = {0};

    for (size_t i = 0; i < r->n; i++)
        items[i] = (struct sort_item){rank_of(r, i), i};
    merge_sort(items, r->n, order_items, r);
    for (size_t i = 0; i < keep; i++) {
        rows[i] = r->rows[items[i].index];
        for (uint32_t k = 0; k < r->n_keys; k++)
            values[i * r->n_keys + k] =
                lasting(&texts, values_at(r, items[i].index)[k]);
    }
    free(items);
    free(r->rows);
    free(r->values);
    arena_done(&r->texts);
    r->rows = rows;
    r->values = values;
    r->texts = texts;
    r->n = keep;
    r->has_bar = r->limit && keep == r->limit;
}

static bool passes_bar(const struct ranking *r, const struct row *row,
                       const struct value *values)
{
    size_t bar = (size_t)r->limit - 1;
    int order;

    if (!r->has_bar)
        return true;
    order = order_keys(r, values, values_at(r, bar));
    return (order ? order : order_rows(row, &r->rows[bar])) < 0;
}

static void make_room(struct ranking *r)
{
    size_t cap = r->cap;

    if (r->n < cap)
        return;
    if (r->limit && r->n >= r->limit + MIN_SLACK && r->n >= 2 * r->limit)
        settle(r);
    r->rows = mem_grow(r->rows, r->n, &r->cap, sizeof *r->rows);
    if (r->cap != cap)
        r->values =
            mem_realloc(r->values, r->cap * r->n_keys * sizeof *r->values);
}

/* values[k * step] is key k. */
static void keep_row(struct ranking *r, struct row row,
                     const struct value *values)
{
    make_room(r);
    for (uint32_t k = 0; k < r->n_keys; k++)
        r->values[r->n * r->n_keys + k] = lasting(&r->texts, values[k]);
    r->rows[r->n++] = row;
}

static void row_times(const struct ranking *r, struct batch *b, int64_t *out)
{
    if (r->base == RANK_NEWEST)
        b->rel->ops->times(b->rel, b->rows, b->n, out);
    for (uint32_t i = 0; r->base == RANK_ID && i < b->n; i++)
        out[i] = NO_TIME;
}

static void add_rows(struct ranking *r, struct batch *b, const size_t *ids)
{
    const struct value **keys =
        arena_alloc(&b->arena, r->n_keys * sizeof *keys);
    struct value **rooms = arena_alloc(&b->arena, r->n_keys * sizeof *rooms);
    struct value *values = arena_alloc(&b->arena, r->n_keys * sizeof *values);
    int64_t times[BATCH_ROWS];

    row_times(r, b, times);
    for (uint32_t k = 0; k < r->n_keys; k++) {
        rooms[k] = batch_take(b);
        keys[k] = r->keys[k].expr ? eval_values(b, r->keys[k].expr, rooms[k])
                                  : batch_slot(b, r->keys[k].slot);
    }
    for (uint32_t i = 0; i < b->n; i++) {
        struct row row = {
            times[i],
            ids ? ids[i] : b->rel->ops->id(b->rel, b->rows[i]),
        };

        for (uint32_t k = 0; k < r->n_keys; k++)
            values[k] = keys[k][i];
        if (passes_bar(r, &row, values))
            keep_row(r, row, values);
    }
    for (uint32_t k = 0; k < r->n_keys; k++)
        batch_give(b, rooms[k]);
}

bool ranking_bar(const struct ranking *r, struct bar *out)
{
    size_t last = (size_t)r->limit - 1;

    if (!r->has_bar || (r->n_keys == 0 && r->base != RANK_NEWEST))
        return false;
    *out = (struct bar){
        .key = r->n_keys ? r->keys : NULL,
        .value = r->n_keys ? *values_at(r, last) : value_null(),
        .time = r->rows[last].time,
    };
    return true;
}

/* Leave out of the batch what the bar lets the columns tell. */
static void keep_possible(const struct ranking *r, struct batch *b)
{
    uint8_t maybe[BATCH_ROWS];
    struct bar bar;

    _Static_assert(TRUTH_TRUE == 1, "a comparison is a truth");
    if (ranking_bar(r, &bar) && bar_test(&bar, b, maybe))
        batch_keep(b, maybe);
}

void ranking_add(struct ranking *r, struct batch *b, const size_t *ids)
{
    if (!ids)
        keep_possible(r, b);
    if (b->n > 0)
        add_rows(r, b, ids);
}

void ranking_merge(struct ranking *to, const struct ranking *from)
{
    for (size_t i = 0; i < from->n; i++) {
        if (passes_bar(to, &from->rows[i], values_at(from, i)))
            keep_row(to, from->rows[i], values_at(from, i));
    }
}

uint64_t *ranking_take(struct ranking *r, uint64_t *n)
{
    uint64_t *ids;

    settle(r);
    ids = mem_alloc(r->n * sizeof *ids);
    for (size_t i = 0; i < r->n; i++)
        ids[i] = r->rows[i].id;
    *n = r->n;
    r->n = 0;
    r->has_bar = false;
    return ids;
}
