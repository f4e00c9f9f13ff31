/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A run is one extent: for each key the ranks, then what its odd values are,
 * the times, the ids, and the texts of all odd values. The extent is mapped
 * before it is written, so that values can point to their texts.
 */
#include "engine/rank_spill.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum {
    BUFFER_BYTES = 1 << 16,
    /* Rows merged between two looks at the flag and at what is warm. */
    MERGE_ROWS = 1 << 14
};

struct rank_run {
    struct rank_rows rows; /* its blocks are in the mapping */
    const char *base;
    uint64_t bytes;
    struct spill *spill;
    uint64_t at;
};

size_t rank_run_rows(const struct rank_run *run)
{
    return run->rows.n;
}

void rank_run_free(struct rank_run *run)
{
    if (!run)
        return;
    spill_unmap(run->base, run->bytes);
    spill_give(run->spill, run->at, run->bytes);
    spill_release(run->spill);
    free(run->rows.columns);
    free(run);
}

/* Writing. */

struct writer {
    struct rank_run *run;
    const struct rank_rows *const *parts;
    const struct sort_item *items;
    size_t n;
    bool *mixed; /* [key]: its numbers are of several types, so that each is
                    written as an odd one */
    uint64_t at; /* within the run */
    char *buffer;
    size_t used;
    bool failed;
    struct err *err;
};

static void flush(struct writer *w)
{
    if (!w->failed && w->used > 0)
        w->failed = !spill_write(w->run->spill, w->run->at + w->at, w->buffer,
                                 w->used, w->err);
    w->at += w->used;
    w->used = 0;
}

static void put(struct writer *w, const void *p, size_t bytes)
{
    const char *from = p;

    while (bytes > 0) {
        size_t room = BUFFER_BYTES - w->used;
        size_t n = bytes < room ? bytes : room;

        memcpy(w->buffer + w->used, from, n);
        w->used += n;
        from += n;
        bytes -= n;
        if (w->used == BUFFER_BYTES)
            flush(w);
    }
}

static const struct rank_rows *rows_of(const struct writer *w, size_t i)
{
    return w->parts[rank_index_part(w->items[i].index)];
}

static size_t row_of(const struct writer *w, size_t i)
{
    return rank_index_row(w->items[i].index);
}

/* The section that is about to be written, as memory. */
static void *here(const struct writer *w)
{
    return (void *)(uintptr_t)(w->run->base + w->at + w->used);
}

static bool is_odd(const struct writer *w, uint32_t key, size_t i)
{
    return w->mixed[key] || !rank_rows_exact(rows_of(w, i), key, row_of(w, i));
}

static struct value odd_value(const struct writer *w, uint32_t key, size_t i,
                              char scratch[VALUE_TEXT_MAX])
{
    return rank_rows_value(rows_of(w, i), key, row_of(w, i), scratch);
}

static void put_ranks(struct writer *w, uint32_t key)
{
    w->run->rows.columns[key].ranks.p = here(w);
    for (size_t i = 0; i < w->n; i++) {
        uint64_t rank = rank_rows_rank(rows_of(w, i), key, row_of(w, i));

        put(w, &rank, sizeof rank);
    }
}

/* The bits of the odd ones, and how many are before each word of them. */
static void put_bits(struct writer *w, uint32_t key)
{
    struct rank_odd *odd = &w->run->rows.columns[key].odd;
    size_t words = (w->n + 63) / 64, count = 0;
    size_t *firsts = mem_alloc((words + 1) * sizeof *firsts);

    odd->bits.p = here(w);
    for (size_t word = 0; word < words; word++) {
        uint64_t bits = 0;

        for (size_t i = word * 64; i < w->n && i < word * 64 + 64; i++)
            bits |= (uint64_t)is_odd(w, key, i) << i % 64;
        firsts[word] = count;
        count += (size_t)__builtin_popcountll(bits);
        put(w, &bits, sizeof bits);
    }
    odd->firsts.p = here(w);
    put(w, firsts, words * sizeof *firsts);
    odd->n = odd->cap = count;
    free(firsts);
}

/* Texts go behind all else, one after the other; *text is where. */
static void put_values(struct writer *w, uint32_t key, uint64_t *text)
{
    w->run->rows.columns[key].odd.values.p = here(w);
    for (size_t i = 0; i < w->n; i++) {
        char scratch[VALUE_TEXT_MAX];
        struct value v;

        if (!is_odd(w, key, i))
            continue;
        v = odd_value(w, key, i, scratch);
        if (v.type == VALUE_TEXT) {
            v.s = w->run->base + *text;
            *text += v.n;
        }
        put(w, &v, sizeof v);
    }
}

static void put_texts(struct writer *w, uint32_t key)
{
    for (size_t i = 0; i < w->n; i++) {
        char scratch[VALUE_TEXT_MAX];
        struct value v;

        if (!is_odd(w, key, i))
            continue;
        v = odd_value(w, key, i, scratch);
        if (v.type == VALUE_TEXT)
            put(w, v.s, v.n);
    }
}

static void put_times_and_ids(struct writer *w)
{
    struct rank_rows *rows = &w->run->rows;

    rows->times.p = here(w);
    for (size_t i = 0; rank_rows_by_time(rows) && i < w->n; i++) {
        uint64_t time = rank_rows_time(rows_of(w, i), row_of(w, i));

        put(w, &time, sizeof time);
    }
    rows->ids.p = here(w);
    for (size_t i = 0; i < w->n; i++) {
        uint64_t id = rank_rows_id(rows_of(w, i), row_of(w, i));

        put(w, &id, sizeof id);
    }
}

/* What the parts know of a key's odd values, all together. */
struct odd_sizes {
    bool any;
    size_t n;
    uint64_t text_bytes;
};

static struct odd_sizes odd_sizes(const struct writer *w, uint32_t key)
{
    struct odd_sizes sizes = {0};

    for (size_t i = 0; i < w->n; i++) {
        char scratch[VALUE_TEXT_MAX];
        struct value v;

        if (!is_odd(w, key, i))
            continue;
        v = odd_value(w, key, i, scratch);
        sizes.n++;
        sizes.text_bytes += v.type == VALUE_TEXT ? v.n : 0;
    }
    sizes.any = sizes.n > 0;
    return sizes;
}

static uint64_t bytes_before_texts(const struct writer *w,
                                   const struct odd_sizes *odd)
{
    const struct rank_rows *rows = &w->run->rows;
    size_t words = (w->n + 63) / 64;
    uint64_t bytes = w->n * sizeof(uint64_t) * (1 + rank_rows_by_time(rows));

    for (uint32_t k = 0; k < rows->n_keys; k++) {
        bytes += w->n * sizeof(uint64_t);
        if (odd[k].any)
            bytes += words * (sizeof(uint64_t) + sizeof(size_t)) +
                     odd[k].n * sizeof(struct value);
    }
    return bytes;
}

static bool write_sections(struct writer *w, const struct odd_sizes *odd)
{
    struct rank_run *run = w->run;
    uint64_t text = bytes_before_texts(w, odd);
    uint32_t n_keys = run->rows.n_keys;

    run->bytes = text;
    for (uint32_t k = 0; k < n_keys; k++)
        run->bytes += odd[k].text_bytes;
    run->at = spill_reserve_pages(run->spill, run->bytes);
    run->base = spill_map(run->spill, run->at, run->bytes, w->err);
    if (!run->base)
        return false;
    for (uint32_t k = 0; k < n_keys; k++) {
        put_ranks(w, k);
        if (!odd[k].any)
            continue;
        put_bits(w, k);
        put_values(w, k, &text);
    }
    put_times_and_ids(w);
    for (uint32_t k = 0; k < n_keys; k++)
        put_texts(w, k);
    flush(w);
    return !w->failed;
}

/* The type of a key's numbers whose ranks are exact; *mixed: several. */
static enum value_type number_of(const struct rank_rows *const *parts,
                                 size_t n_parts, uint32_t key, bool *mixed)
{
    enum value_type number = VALUE_NULL;

    *mixed = false;
    for (size_t i = 0; i < n_parts; i++) {
        enum value_type other = parts[i]->columns[key].number;

        if (number == VALUE_NULL)
            number = other;
        *mixed = *mixed || (other != VALUE_NULL && other != number);
    }
    return number;
}

static struct rank_run *new_run(const struct rank_rows *const *parts,
                                size_t n_parts, size_t n, struct spill *spill,
                                bool *mixed)
{
    struct rank_run *run = mem_calloc(1, sizeof *run);
    const struct rank_rows *like = parts[0];

    run->spill = spill_retain(spill);
    run->rows = (struct rank_rows){
        .keys = like->keys,
        .n_keys = like->n_keys,
        .base = like->base,
        .n = n,
        .columns = mem_calloc(like->n_keys, sizeof *run->rows.columns),
    };
    for (uint32_t k = 0; k < like->n_keys; k++)
        run->rows.columns[k].number = number_of(parts, n_parts, k, &mixed[k]);
    return run;
}

struct rank_run *rank_run_write(const struct rank_rows *const *parts,
                                size_t n_parts, const struct sort_item *items,
                                size_t n, struct spill *spill, struct err *err)
{
    struct writer w = {
        .parts = parts,
        .items = items,
        .n = n,
        .mixed = mem_calloc(parts[0]->n_keys + 1, sizeof *w.mixed),
        .buffer = mem_alloc(BUFFER_BYTES),
        .err = err,
    };

    w.run = new_run(parts, n_parts, n, spill, w.mixed);
    struct odd_sizes *odd = mem_calloc(w.run->rows.n_keys + 1, sizeof *odd);

    for (uint32_t k = 0; k < w.run->rows.n_keys; k++)
        odd[k] = odd_sizes(&w, k);
    bool done = write_sections(&w, odd);
    free(odd);
    free(w.mixed);
    free(w.buffer);
    if (done)
        return w.run;
    rank_run_free(w.run);
    return NULL;
}

/* Merging: a heap of runs, that with the first row on top. */

struct head {
    uint64_t rank; /* what orders rows first */
    struct rank_run *run;
    size_t row;
};

static uint64_t first_rank(const struct rank_run *run, size_t row)
{
    if (run->rows.n_keys > 0)
        return rank_rows_rank(&run->rows, 0, row);
    return rank_rows_by_time(&run->rows) ? rank_rows_time(&run->rows, row)
                                         : rank_rows_id(&run->rows, row);
}

static bool comes_first(const struct head *a, const struct head *b)
{
    if (a->rank != b->rank)
        return a->rank < b->rank;
    return rank_rows_order(&a->run->rows, a->row, &b->run->rows, b->row) < 0;
}

static void sift_down(struct head *heads, size_t n, size_t at)
{
    struct head moved = heads[at];

    for (size_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && comes_first(&heads[child + 1], &heads[child]))
            child++;
        if (!comes_first(&heads[child], &moved))
            break;
        heads[at] = heads[child];
    }
    heads[at] = moved;
}

static size_t make_heap(struct rank_run *const *runs, size_t n_runs,
                        struct head *heads)
{
    size_t n = 0;

    for (size_t i = 0; i < n_runs; i++) {
        if (runs[i]->rows.n > 0)
            heads[n++] = (struct head){first_rank(runs[i], 0), runs[i], 0};
    }
    for (size_t i = n; i-- > 0;)
        sift_down(heads, n, i);
    return n;
}

/* The next row of the run on top; how many runs are left. */
static size_t advance(struct head *heads, size_t n)
{
    struct head *top = &heads[0];

    if (++top->row < top->run->rows.n)
        top->rank = first_rank(top->run, top->row);
    else
        *top = heads[--n];
    if (n > 0)
        sift_down(heads, n, 0);
    return n;
}

static uint64_t row_bytes(struct rank_run *const *runs, size_t n_runs)
{
    uint64_t bytes = 0, rows = 1;

    for (size_t i = 0; i < n_runs; i++) {
        bytes += runs[i]->bytes;
        rows += runs[i]->rows.n;
    }
    return bytes / rows + 1;
}

bool rank_runs_merge(struct rank_run *const *runs, size_t n_runs, uint64_t *ids,
                     uint64_t n, size_t warm_bytes, const atomic_bool *stop)
{
    struct head *heads = mem_alloc((n_runs + 1) * sizeof *heads);
    size_t n_heads = make_heap(runs, n_runs, heads);
    uint64_t warm = 0, each = row_bytes(runs, n_runs);
    bool done = true;

    for (uint64_t i = 0; done && i < n && n_heads > 0; i++) {
        ids[i] = rank_rows_id(&heads[0].run->rows, heads[0].row);
        n_heads = advance(heads, n_heads);
        if (i % MERGE_ROWS != MERGE_ROWS - 1)
            continue;
        done = !stop || !atomic_load(stop);
        warm += MERGE_ROWS * each;
        for (size_t k = 0; warm > warm_bytes && k < n_runs; k++)
            spill_cool(runs[k]->base, runs[k]->bytes);
        warm = warm > warm_bytes ? 0 : warm;
    }
    free(heads);
    return done;
}
