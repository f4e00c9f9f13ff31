/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * With a limit the rows grow to a few times the limit and are then cut back;
 * the worst row kept is the bar that later rows must pass. Rows of other
 * threads stay in the arrays they were collected in: an item to be sorted
 * says which of them, and which row.
 */
#include "engine/ranking.h"

#include "base/big.h"
#include "base/mem.h"
#include "engine/bar.h"
#include "engine/rank.h"
#include "engine/rank_rows.h"
#include "engine/rank_sort.h"
#include "engine/rank_spill.h"

#include <stdlib.h>
#include <string.h>

enum {
    MIN_SLACK = 1024, /* rows beyond the limit before cutting back */
    /*
     * Without a limit rows are put aside when they are so many: arrays of
     * any size would take long to grow, and memory that nobody uses yet.
     */
    ASIDE_ROWS = 1 << 18,
    /* So few rows in memory are not worth a run. */
    MIN_RUN_ROWS = 4096,
    /* Of the memory, what of runs that are merged is there at a time. */
    WARM_SHARE = 8
};

struct ranking {
    struct rank_spec spec;
    struct rank_rows own;
    struct rank_rows *others; /* put aside, or of other rankings */
    size_t n_others, cap_others;
    size_t bytes;           /* of the others */
    struct rank_run **runs; /* rows that are on disk */
    size_t n_runs, cap_runs;
    bool has_bar; /* own rows [0 .. limit) are sorted, the last is it */
    bool *mixed;  /* [key], while sorting: its numbers are of several types */
};

static void rows_init(const struct ranking *r, struct rank_rows *rows)
{
    rank_rows_init(rows, r->spec.keys, r->spec.n_keys, r->spec.base,
                   r->spec.pool);
}

struct ranking *ranking_new(const struct rank_spec *spec)
{
    struct ranking *r = mem_calloc(1, sizeof *r);

    r->spec = *spec;
    r->mixed = mem_calloc(spec->n_keys, sizeof *r->mixed);
    rows_init(r, &r->own);
    return r;
}

static void clear(struct ranking *r)
{
    rank_rows_done(&r->own);
    for (size_t i = 0; i < r->n_others; i++)
        rank_rows_done(&r->others[i]);
    free(r->others);
    r->others = NULL;
    r->n_others = r->cap_others = 0;
    r->bytes = 0;
    r->has_bar = false;
}

static void clear_runs(struct ranking *r)
{
    for (size_t i = 0; i < r->n_runs; i++)
        rank_run_free(r->runs[i]);
    free(r->runs);
    r->runs = NULL;
    r->n_runs = r->cap_runs = 0;
}

void ranking_free(struct ranking *r)
{
    if (!r)
        return;
    clear(r);
    clear_runs(r);
    free(r->mixed);
    free(r);
}

static size_t all_rows(const struct ranking *r)
{
    size_t n = r->own.n;

    for (size_t i = 0; i < r->n_others; i++)
        n += r->others[i].n;
    return n;
}

uint64_t ranking_rows(const struct ranking *r)
{
    uint64_t n = all_rows(r), limit = r->spec.limit;

    for (size_t i = 0; i < r->n_runs; i++)
        n += rank_run_rows(r->runs[i]);
    return limit && n > limit ? limit : n;
}

size_t ranking_bytes(const struct ranking *r)
{
    return r->bytes + rank_rows_bytes(&r->own);
}

size_t ranking_take_bytes(const struct ranking *r)
{
    /* The items and what the sort has for each; ids, and their times. */
    return all_rows(r) * (sizeof(struct sort_item) + sizeof(uint16_t)) +
           ranking_rows(r) * 2 * sizeof(uint64_t);
}

/* Sorting: levels are the keys, the time when it counts, and the id. */

static const struct rank_rows *rows_of(const struct ranking *r, size_t index)
{
    size_t part = rank_index_part(index);

    return part == 0 ? &r->own : &r->others[part - 1];
}

static size_t row_of(size_t index)
{
    return rank_index_row(index);
}

static uint64_t key_flip_of(const struct ranking *r, uint32_t key)
{
    return key_flip(&r->spec.keys[key]);
}

static struct str text_of(const struct ranking *r, uint32_t key, size_t index,
                          char scratch[VALUE_TEXT_MAX],
                          char digits[VALUE_TEXT_MAX])
{
    return value_str(
        rank_rows_value(rows_of(r, index), key, row_of(index), scratch),
        digits);
}

static void rest_ranks(const void *arg, uint32_t key, size_t from,
                       struct sort_item *items, size_t n)
{
    const struct ranking *r = arg;
    char scratch[VALUE_TEXT_MAX], digits[VALUE_TEXT_MAX];

    for (size_t i = 0; i < n; i++) {
        struct str s = text_of(r, key, items[i].index, scratch, digits);

        items[i].rank =
            rank_of_rest(str_slice(s, from, s.n)) ^ key_flip_of(r, key);
    }
}

static void level_ranks(const void *arg, uint32_t level,
                        struct sort_item *items, size_t n)
{
    const struct ranking *r = arg;
    uint32_t n_keys = r->spec.n_keys;

    for (size_t i = 0; i < n; i++) {
        const struct rank_rows *rows = rows_of(r, items[i].index);
        size_t row = row_of(items[i].index);

        if (level < n_keys)
            items[i].rank = rank_rows_rank(rows, level, row);
        else if (level == n_keys && rank_rows_by_time(rows))
            items[i].rank = rank_rows_time(rows, row);
        else
            items[i].rank = rank_rows_id(rows, row);
    }
}

/* Are numbers whose ranks are exact of several types? */
static bool numbers_are_mixed(const struct ranking *r, uint32_t key)
{
    enum value_type number = r->own.columns[key].number;

    for (size_t i = 0; i < r->n_others; i++) {
        const struct rank_column *c = &r->others[i].columns[key];

        if (number == VALUE_NULL)
            number = c->number;
        if (c->number != VALUE_NULL && c->number != number)
            return true;
    }
    return false;
}

/* Do the ranks of the key say all about these items? */
static bool all_exact(const struct ranking *r, uint32_t key,
                      const struct sort_item *items, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!rank_rows_exact(rows_of(r, items[i].index), key,
                             row_of(items[i].index)))
            return false;
    }
    return !r->mixed[key];
}

static size_t same_bytes(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n, i = 0;
    uint64_t x, y;

    for (; i + sizeof x <= n; i += sizeof x) {
        memcpy(&x, a.p + i, sizeof x);
        memcpy(&y, b.p + i, sizeof y);
        if (x != y)
            break;
    }
    while (i < n && a.p[i] == b.p[i])
        i++;
    return i;
}

/* Back to where the run of digits begins that the bytes may end in. */
static size_t before_digits(struct str s, size_t at)
{
    while (at > 0 && s.p[at - 1] >= '0' && s.p[at - 1] <= '9')
        at--;
    return at;
}

static struct rank_tie text_tie(const struct ranking *r, uint32_t key,
                                const struct sort_item *first,
                                const struct sort_item *items, size_t n)
{
    char scratch[VALUE_TEXT_MAX], digits[VALUE_TEXT_MAX];
    char first_scratch[VALUE_TEXT_MAX], first_digits[VALUE_TEXT_MAX];
    struct str a = text_of(r, key, first->index, first_scratch, first_digits);
    struct rank_tie tie = {.equal = true, .same = a.n};

    for (size_t i = 0; i < n; i++) {
        struct str b = text_of(r, key, items[i].index, scratch, digits);
        size_t same = same_bytes(a, b);

        tie.equal = tie.equal && same == a.n && same == b.n;
        tie.same = same < tie.same ? same : tie.same;
    }
    tie.same = before_digits(a, tie.same);
    return tie;
}

static struct rank_tie number_tie(const struct ranking *r, uint32_t key,
                                  const struct sort_item *first,
                                  const struct sort_item *items, size_t n)
{
    char scratch[VALUE_TEXT_MAX], first_scratch[VALUE_TEXT_MAX];
    struct value a = rank_rows_value(rows_of(r, first->index), key,
                                     row_of(first->index), first_scratch);
    struct rank_tie tie = {.equal = true};

    for (size_t i = 0; tie.equal && i < n; i++)
        tie.equal = value_order(a, rank_rows_value(rows_of(r, items[i].index),
                                                   key, row_of(items[i].index),
                                                   scratch)) == 0;
    tie.ask = !tie.equal;
    return tie;
}

static struct rank_tie level_tie(const void *arg, uint32_t level,
                                 const struct sort_item *first,
                                 const struct sort_item *items, size_t n)
{
    const struct ranking *r = arg;

    if (level >= r->spec.n_keys ||
        (all_exact(r, level, first, 1) && all_exact(r, level, items, n)))
        return (struct rank_tie){.equal = true};
    uint64_t rank =
        rank_rows_rank(rows_of(r, first->index), level, row_of(first->index)) ^
        key_flip_of(r, level);
    return rank_is_text(rank) ? text_tie(r, level, first, items, n)
                              : number_tie(r, level, first, items, n);
}

static int order_items(const void *arg, const struct sort_item *x,
                       const struct sort_item *y)
{
    const struct ranking *r = arg;

    return rank_rows_order(rows_of(r, x->index), row_of(x->index),
                           rows_of(r, y->index), row_of(y->index));
}

/* Of all rows, one array after the other. */
static void first_items(const void *arg, size_t first, struct sort_item *items,
                        size_t n)
{
    const struct ranking *r = arg;
    size_t part = 0, at = 0;

    while (at < n) {
        size_t rows = rows_of(r, part << RANK_ROW_BITS)->n;

        for (; first < rows && at < n; first++, at++)
            items[at].index = (part << RANK_ROW_BITS) + first;
        /* What is left begins so many rows into the next array. */
        first -= rows;
        part++;
    }
    level_ranks(r, 0, items, n);
}

/* All rows in order, or NULL when stopped; *block is to be given back. */
static const struct sort_item *sort_rows(struct ranking *r, unsigned threads,
                                         const atomic_bool *stop,
                                         struct rank_block *block)
{
    struct rank_order order = {
        .arg = r,
        .n_levels = r->spec.n_keys + (r->spec.base != RANK_ID) + 1,
        .items = first_items,
        .ranks = level_ranks,
        .rest = rest_ranks,
        .tie = level_tie,
        .order = order_items,
    };
    size_t n = all_rows(r);

    for (uint32_t k = 0; k < r->spec.n_keys; k++)
        r->mixed[k] = numbers_are_mixed(r, k);
    block->size = n * sizeof(struct sort_item);
    block->p = pool_take(r->spec.pool, &block->size);
    struct sort_item *items = block->p;
    return rank_sort(&order, items, n, threads, stop, r->spec.pool) ? items
                                                                    : NULL;
}

/* Where ids go that would take much of the memory; NULL: they do not. */
static struct spill *spill_of_ids(const struct ranking *r, uint64_t n)
{
    return n * sizeof(uint64_t) > r->spec.memory_bytes / WARM_SHARE
               ? r->spec.spill
               : NULL;
}

static uint64_t *take(struct ranking *r, unsigned threads,
                      const atomic_bool *stop, uint64_t *n, uint64_t **newest,
                      struct err *err)
{
    struct rank_block block;
    const struct sort_item *items = sort_rows(r, threads, stop, &block);
    uint64_t *ids = NULL;

    *n = ranking_rows(r);
    if (items)
        ids = big_alloc(spill_of_ids(r, *n), (*n + 1) * sizeof *ids, err);
    if (ids) {
        for (uint64_t i = 0; i < *n; i++)
            ids[i] = items[i].rank; /* of the last level */
    }
    if (ids && newest) {
        *newest = mem_alloc((*n + 1) * sizeof **newest);
        for (uint64_t i = 0; i < *n; i++)
            (*newest)[i] = rank_rows_time(rows_of(r, items[i].index),
                                          row_of(items[i].index));
    } else if (!items)
        err_set(err, ERR_CANCELLED, "cancelled");
    pool_give(r->spec.pool, block.p, block.size);
    clear(r);
    rows_init(r, &r->own);
    return ids;
}

/* Rows on disk. */

void ranking_allow_spill(struct ranking *r, struct spill *spill,
                         uint64_t memory_bytes)
{
    r->spec.spill = spill;
    r->spec.memory_bytes = memory_bytes;
}

bool ranking_may_spill(const struct ranking *r)
{
    return r->spec.spill != NULL;
}

bool ranking_is_large(const struct ranking *r, unsigned share)
{
    return ranking_bytes(r) + ranking_take_bytes(r) >
           r->spec.memory_bytes / share;
}

/* The rows in memory are one run more. */
static bool add_run(struct ranking *r, const struct sort_item *items,
                    struct err *err)
{
    const struct rank_rows **parts =
        mem_alloc((r->n_others + 1) * sizeof *parts);

    parts[0] = &r->own;
    for (size_t i = 0; i < r->n_others; i++)
        parts[i + 1] = &r->others[i];
    struct rank_run *run = rank_run_write(
        parts, r->n_others + 1, items,
        r->spec.limit && r->spec.limit < all_rows(r) ? (size_t)r->spec.limit
                                                     : all_rows(r),
        r->spec.spill, err);
    free(parts);
    if (!run)
        return false;
    r->runs = mem_grow(r->runs, r->n_runs, &r->cap_runs, sizeof(*r->runs));
    r->runs[r->n_runs++] = run;
    return true;
}

static bool write_run(struct ranking *r, unsigned threads,
                      const atomic_bool *stop, struct err *err)
{
    struct rank_block block;
    const struct sort_item *items = sort_rows(r, threads, stop, &block);
    bool done = items && add_run(r, items, err);

    if (!items)
        err_set(err, ERR_CANCELLED, "cancelled");
    pool_give(r->spec.pool, block.p, block.size);
    clear(r);
    rows_init(r, &r->own);
    pool_trim(r->spec.pool);
    return done;
}

bool ranking_spill(struct ranking *r, struct err *err)
{
    return all_rows(r) < MIN_RUN_ROWS || write_run(r, 1, r->spec.stop, err);
}

static uint64_t *merge_runs(struct ranking *r, unsigned threads,
                            const atomic_bool *stop, uint64_t *n,
                            struct err *err)
{
    uint64_t *ids;

    if (all_rows(r) > 0 && !write_run(r, threads, stop, err))
        return NULL;
    *n = ranking_rows(r);
    ids = big_alloc(r->spec.spill, (*n + 1) * sizeof *ids, err);
    if (ids &&
        !rank_runs_merge(r->runs, r->n_runs, ids, *n,
                         (size_t)(r->spec.memory_bytes / WARM_SHARE), stop)) {
        big_free(ids);
        ids = NULL;
        err_set(err, ERR_CANCELLED, "cancelled");
    }
    clear_runs(r);
    return ids;
}

uint64_t *ranking_take(struct ranking *r, unsigned threads,
                       const atomic_bool *stop, uint64_t *n, struct err *err)
{
    bool fits = !r->spec.spill || ranking_bytes(r) + ranking_take_bytes(r) <=
                                      r->spec.memory_bytes;

    if (r->n_runs > 0 || !fits)
        return merge_runs(r, threads, stop, n, err);
    return take(r, threads, stop, n, NULL, err);
}

uint64_t *ranking_take_newest(struct ranking *r, unsigned threads,
                              const atomic_bool *stop, uint64_t *n,
                              uint64_t **newest)
{
    return take(r, threads, stop, n, newest, &(struct err){0});
}

/* Keeping the best rows. */

/* The rank that orders rows first. */
static uint64_t first_rank(const struct ranking *r, size_t row)
{
    if (r->spec.n_keys > 0)
        return rank_rows_rank(&r->own, 0, row);
    return rank_rows_time(&r->own, row);
}

static bool has_first_rank(const struct ranking *r)
{
    return r->spec.n_keys > 0 || r->spec.base != RANK_ID;
}

static void lower_bar(struct rank_bar *bar, uint64_t rank)
{
    uint64_t was = atomic_load_explicit(&bar->rank, memory_order_relaxed);

    while (rank < was && !atomic_compare_exchange_weak(&bar->rank, &was, rank))
        continue;
}

/* Sort, cut to the limit, and leave behind the texts of what is cut. */
static void cut(struct ranking *r)
{
    struct rank_block block;
    const struct sort_item *items = sort_rows(r, 1, r->spec.stop, &block);
    struct rank_rows kept;

    if (!items) {
        pool_give(r->spec.pool, block.p, block.size);
        return;
    }
    rows_init(r, &kept);
    rank_rows_reserve(&kept, (size_t)r->spec.limit);
    for (uint64_t i = 0; i < r->spec.limit; i++)
        rank_rows_copy(&kept, &r->own, row_of(items[i].index));
    pool_give(r->spec.pool, block.p, block.size);
    rank_rows_done(&r->own);
    r->own = kept;
    r->has_bar = true;
    if (r->spec.bar && has_first_rank(r))
        lower_bar(r->spec.bar, first_rank(r, r->own.n - 1));
}

/* No row of a greater first rank is wanted; UINT64_MAX: nothing is known. */
static uint64_t bar_rank(const struct ranking *r)
{
    uint64_t own = UINT64_MAX, all = UINT64_MAX;

    if (!has_first_rank(r))
        return UINT64_MAX;
    if (r->has_bar)
        own = first_rank(r, (size_t)r->spec.limit - 1);
    if (r->spec.bar)
        all = atomic_load_explicit(&r->spec.bar->rank, memory_order_relaxed);
    return own < all ? own : all;
}

/* Have n more rows no room, but for a cut? */
static bool is_full(const struct ranking *r, uint32_t n)
{
    uint64_t limit = r->spec.limit;
    uint64_t room = limit > MIN_SLACK ? 2 * limit : limit + MIN_SLACK;

    return limit && r->own.n >= limit && r->own.n + n >= room;
}

static void add_best(struct ranking *r, const struct rank_batch *b,
                     uint64_t bar)
{
    const uint64_t *first = r->spec.n_keys ? b->keys[0].ranks : b->times;

    for (uint32_t i = 0; i < b->n; i++) {
        if (first[i] > bar)
            continue;
        rank_rows_reserve(&r->own, 1);
        if (r->has_bar)
            rank_rows_add_before(&r->own, b, i, (size_t)r->spec.limit - 1);
        else
            rank_rows_add(&r->own, b, i, 1);
    }
}

static struct rank_rows *new_other(struct ranking *r)
{
    r->others =
        mem_grow(r->others, r->n_others, &r->cap_others, sizeof *r->others);
    return &r->others[r->n_others++];
}

static void put_aside(struct ranking *r)
{
    r->bytes += rank_rows_bytes(&r->own);
    *new_other(r) = r->own;
    rows_init(r, &r->own);
}

static void add_all(struct ranking *r, const struct rank_batch *b)
{
    if (r->spec.limit == 0 && r->own.n + b->n > ASIDE_ROWS)
        put_aside(r);
    rank_rows_reserve(&r->own, b->n);
    rank_rows_add(&r->own, b, 0, b->n);
}

bool ranking_bar(const struct ranking *r, struct bar *out)
{
    *out = (struct bar){
        .key = r->spec.n_keys ? r->spec.keys : NULL,
        .rank = bar_rank(r),
    };
    return out->rank != UINT64_MAX;
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
    struct rank_batch *read;

    if (!ids)
        keep_possible(r, b);
    if (b->n == 0)
        return;
    if (is_full(r, r->has_bar ? 0 : b->n))
        cut(r);
    read = arena_alloc(&b->arena, sizeof *read);
    rank_rows_read(&r->own, b, ids, read);
    uint64_t bar = bar_rank(r);
    if (bar != UINT64_MAX || r->has_bar)
        add_best(r, read, bar);
    else
        add_all(r, read);
    for (uint32_t k = 0; k < r->spec.n_keys; k++)
        key_ranks_done(&read->keys[k], b);
}

void ranking_end(struct ranking *r)
{
    if (r->spec.limit && r->own.n > r->spec.limit)
        cut(r);
}

/* Rows of other rankings. */

static void copy_rows(struct ranking *to, const struct rank_rows *from)
{
    struct rank_rows *rows = new_other(to);

    rows_init(to, rows);
    for (size_t i = 0; i < from->n; i++)
        rank_rows_copy(rows, from, i);
    to->bytes += rank_rows_bytes(rows);
}

void ranking_copy(struct ranking *to, const struct ranking *from)
{
    copy_rows(to, &from->own);
    for (size_t i = 0; i < from->n_others; i++)
        copy_rows(to, &from->others[i]);
}

void ranking_adopt(struct ranking *to, struct ranking *from)
{
    put_aside(from);
    for (size_t i = 0; i < from->n_others; i++)
        *new_other(to) = from->others[i];
    for (size_t i = 0; i < from->n_runs; i++) {
        to->runs =
            mem_grow(to->runs, to->n_runs, &to->cap_runs, sizeof(*to->runs));
        to->runs[to->n_runs++] = from->runs[i];
    }
    from->n_runs = 0;
    to->bytes += from->bytes;
    free(from->others);
    from->others = NULL;
    from->n_others = from->cap_others = 0;
    from->bytes = 0;
    from->has_bar = false;
}
