/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fillmissing: a cell is a time bin and a combination of the other group
 * keys; a cell without a row gets one. The rows stay in their order, and new
 * ones are put where that order has their place:
 *
 * FILL_BY_BIN    bins, and in each the combinations as groups are ordered
 * FILL_BY_KEYS   combinations, and in each the bins
 * FILL_BIN_ONLY  bins, in each any order: new rows go behind those of the bin
 * FILL_APPENDED  any other order: new rows go behind all others
 *
 * Rows without a time are in no bin; they are kept.
 */
#include "base/big.h"
#include "base/mem.h"
#include "engine/budget.h"
#include "engine/convert.h"
#include "engine/merge_sort.h"
#include "engine/table.h"
#include "engine/transform.h"

#include <stdlib.h>
#include <string.h>

/*
 * Of the memory, what combinations take, and bins. Of rows there may be more
 * than fit there, since they are on disk, but not as many as a bin that is far
 * too narrow makes.
 */
enum { COMBO_SHARE = 4, BIN_SHARE = 4, DISK_FACTOR = 16, DISK_ROWS = 1 << 26 };

enum fill_order { FILL_BY_BIN, FILL_BY_KEYS, FILL_BIN_ONLY, FILL_APPENDED };

struct filling {
    struct transform_rows *rows;
    const struct fill *how;
    const struct value *times; /* [row] the bin's start, or null */
    int64_t *bins;             /* starts, rising */
    uint64_t n_bins;
    uint64_t *bin;   /* [row] number in bins */
    uint32_t *combo; /* [row] combination, in the order of coming */
    uint64_t *first; /* [combination] its first row */
    uint32_t n_combos;
    uint32_t *rank, *by_rank; /* combinations as groups are ordered */
    bool *there;              /* [cell] */
    enum fill_order order;
    bool newest_first;
};

static bool has_time(const struct filling *f, uint64_t row)
{
    return f->times[row].type == VALUE_TIME;
}

static const struct value *key_column(const struct filling *f, uint32_t k)
{
    return f->rows->in[f->how->in[1 + k]];
}

/* --- Combinations ------------------------------------------------------ */

static bool find_combos(struct filling *f, struct err *err)
{
    struct transform_rows *rows = f->rows;
    uint32_t n_keys = f->how->n_keys;
    cell *key = mem_calloc(n_keys + 1, sizeof *key);
    size_t cap = 0;
    struct table t;
    bool done = true;

    table_init(&t, n_keys, 0, NULL);
    f->combo = transform_room(rows, rows->n, sizeof *f->combo, err);
    done = f->combo != NULL;
    for (uint64_t i = 0; done && i < rows->n; i++) {
        uint32_t n = t.n;

        if (!has_time(f, i))
            continue;
        for (uint32_t k = 0; k < n_keys; k++)
            key[k] = cell_of_value(dataset_dict(rows->ds), key_column(f, k)[i]);
        f->combo[i] = table_add_one(&t, key);
        if (t.n > n) {
            f->first = mem_grow(f->first, n, &cap, sizeof *f->first);
            f->first[n] = i;
        }
        done = !transform_stopped(rows, i) ||
               err_set(err, ERR_CANCELLED, "cancelled");
        if (table_bytes(&t) > rows->max_bytes / COMBO_SHARE)
            done = budget_exceeded_by("`fillmissing`", rows->max_bytes, err);
    }
    /* Without other keys there is one combination, even of no rows. */
    f->n_combos = n_keys == 0 ? 1 : t.n;
    table_done(&t);
    free(key);
    return done;
}

static int order_combos(const void *arg, const struct sort_item *x,
                        const struct sort_item *y)
{
    const struct filling *f = arg;
    int order = 0;

    for (uint32_t k = 0; order == 0 && k < f->how->n_keys; k++)
        order = value_order(key_column(f, k)[f->first[x->index]],
                            key_column(f, k)[f->first[y->index]]);
    return order;
}

static bool rank_combos(struct filling *f, struct err *err)
{
    struct sort_item *items = mem_alloc(f->n_combos * sizeof *items);

    f->rank = mem_alloc(f->n_combos * sizeof *f->rank);
    f->by_rank = mem_alloc(f->n_combos * sizeof *f->by_rank);
    for (uint32_t i = 0; i < f->n_combos; i++)
        items[i] = (struct sort_item){0, i};
    bool done = merge_sort(items, f->n_combos, order_combos, f, f->rows->stop);
    for (uint32_t i = 0; done && i < f->n_combos; i++) {
        f->by_rank[i] = (uint32_t)items[i].index;
        f->rank[items[i].index] = i;
    }
    free(items);
    return done || err_set(err, ERR_CANCELLED, "cancelled");
}

/* --- Bins -------------------------------------------------------------- */

struct range {
    int64_t from_ms, to_ms; /* none when from is the later one */
};

static struct range range_of_rows(const struct filling *f)
{
    struct range r = {INT64_MAX, INT64_MIN};

    for (uint64_t i = 0; i < f->rows->n; i++) {
        if (!has_time(f, i))
            continue;
        if (f->times[i].i < r.from_ms)
            r.from_ms = f->times[i].i;
        if (f->times[i].i > r.to_ms)
            r.to_ms = f->times[i].i;
    }
    return r;
}

/*
 * The time window; where it is open, to the first and last record. Of a
 * query that reads some of the files only, these are not known: then the
 * rows tell.
 */
static struct range find_range(const struct filling *f)
{
    const struct call_env *env = f->rows->env;
    const struct time_bin *bin = f->how->bin;
    struct range window = {env->from_ms, env->to_ms}, rows = range_of_rows(f);
    struct range all = rows;

    if ((window.from_ms == INT64_MIN || window.to_ms == INT64_MAX) &&
        !f->rows->files)
        dataset_time_range(f->rows->ds, 1, &all.from_ms, &all.to_ms);
    if (window.from_ms == INT64_MIN)
        window.from_ms = all.from_ms;
    if (window.to_ms == INT64_MAX)
        window.to_ms = all.to_ms;
    if (window.from_ms > window.to_ms)
        return rows;
    window.from_ms = date_floor(window.from_ms, bin->period, bin->offset_ms);
    window.to_ms = date_floor(window.to_ms, bin->period, bin->offset_ms);
    if (rows.from_ms < window.from_ms)
        window.from_ms = rows.from_ms;
    if (rows.to_ms > window.to_ms)
        window.to_ms = rows.to_ms;
    return window;
}

static bool too_many(struct err *err)
{
    return err_set(err, ERR_LIMIT,
                   "`fillmissing` would make more rows than --memory allows; "
                   "take a wider bin or a shorter time");
}

/* max: bins there may be */
static bool list_bins(struct filling *f, uint64_t max, struct err *err)
{
    const struct time_bin *bin = f->how->bin;
    struct range r = find_range(f);
    int64_t width = period_ms(bin->period);
    size_t cap = 0;

    if (r.from_ms > r.to_ms)
        return true;
    if (width > 0 &&
        ((uint64_t)r.to_ms - (uint64_t)r.from_ms) / (uint64_t)width >= max)
        return too_many(err);
    for (int64_t ms = r.from_ms; ms <= r.to_ms;
         ms = date_ceil(ms + 1, bin->period, bin->offset_ms)) {
        if (f->n_bins >= max)
            return too_many(err);
        if (transform_stopped(f->rows, f->n_bins))
            return err_set(err, ERR_CANCELLED, "cancelled");
        f->bins = mem_grow(f->bins, f->n_bins, &cap, sizeof *f->bins);
        f->bins[f->n_bins++] = ms;
    }
    return true;
}

/* The last bin that begins at ms or before. */
static uint64_t bin_number(const struct filling *f, int64_t ms)
{
    uint64_t low = 0, high = f->n_bins;

    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;

        if (f->bins[middle] <= ms)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* --- Places ------------------------------------------------------------ */

/* Bins in the direction of the order; its own inverse. */
static uint64_t turn(const struct filling *f, uint64_t bin)
{
    return f->newest_first ? f->n_bins - 1 - bin : bin;
}

static uint64_t place_of(const struct filling *f, uint64_t row)
{
    uint64_t bin = turn(f, f->bin[row]);
    uint32_t combo = f->combo[row];

    if (f->order == FILL_BY_BIN)
        return bin * f->n_combos + f->rank[combo];
    return f->order == FILL_BY_KEYS ? combo * f->n_bins + bin : bin;
}

static bool is_in_order(const struct filling *f)
{
    uint64_t last = 0;

    for (uint64_t i = 0; f->order != FILL_APPENDED && i < f->rows->n; i++) {
        if (!has_time(f, i))
            continue;
        uint64_t place = place_of(f, i);

        if (place < last)
            return false;
        last = place;
    }
    return true;
}

static void find_order(struct filling *f)
{
    f->order = f->how->apart   ? FILL_APPENDED
               : f->how->loose ? FILL_BIN_ONLY
                               : FILL_BY_BIN;
    for (; f->order < FILL_APPENDED; f->order++) {
        f->newest_first = !f->how->oldest_first;
        if (is_in_order(f))
            return;
        f->newest_first = !f->newest_first;
        if (is_in_order(f))
            return;
    }
    f->newest_first = !f->how->oldest_first;
}

/* Number the bins of the rows, and note which cells have one; *n: how many. */
static bool find_cells(struct filling *f, uint64_t *n, struct err *err)
{
    uint64_t n_cells = f->n_bins * f->n_combos;

    *n = 0;
    f->bin = transform_room(f->rows, f->rows->n, sizeof *f->bin, err);
    f->there = transform_room(f->rows, n_cells, sizeof *f->there, err);
    if (!f->bin || !f->there)
        return false;
    memset(f->there, 0, n_cells * sizeof *f->there);
    for (uint64_t i = 0; i < f->rows->n; i++) {
        if (transform_stopped(f->rows, i))
            return err_set(err, ERR_CANCELLED, "cancelled");
        if (!has_time(f, i))
            continue;
        f->bin[i] = bin_number(f, f->times[i].i);
        bool *there = &f->there[f->bin[i] * f->n_combos + f->combo[i]];

        *n += !*there;
        *there = true;
    }
    return true;
}

/* --- Rows -------------------------------------------------------------- */

static void put_row(struct filling *f, uint64_t row)
{
    struct transform_rows *rows = f->rows;
    uint64_t at = rows->n_out++;

    rows->from[at] = row;
    for (uint32_t k = 0; k < rows->spec->n_out; k++)
        rows->out[k][at] = rows->in[f->how->in[k]][row];
}

/* A row for the cell, unless it has one. */
static void put_missing(struct filling *f, uint64_t bin, uint32_t combo)
{
    struct transform_rows *rows = f->rows;
    uint32_t n_keys = f->how->n_keys;

    if (f->there[bin * f->n_combos + combo])
        return;
    uint64_t at = rows->n_out++;
    rows->from[at] = TRANSFORM_NEW;
    rows->out[0][at] = value_time(f->bins[bin]);
    for (uint32_t k = 0; k < n_keys; k++)
        rows->out[1 + k][at] = key_column(f, k)[f->first[combo]];
    for (uint32_t k = 1 + n_keys; k < rows->spec->n_out; k++)
        rows->out[k][at] = f->how->with[k - 1 - n_keys];
}

static void put_timeless(struct filling *f)
{
    for (uint64_t i = 0; i < f->rows->n; i++)
        if (!has_time(f, i))
            put_row(f, i);
}

/* The rows from *row on that have this place. */
static void put_place(struct filling *f, uint64_t *row, uint64_t place)
{
    for (; *row < f->rows->n; ++*row) {
        if (!has_time(f, *row))
            continue;
        if (place_of(f, *row) != place)
            return;
        put_row(f, *row);
    }
}

/* Cell by cell in the order of places. */
static bool put_cells(struct filling *f)
{
    uint64_t n = f->n_bins * f->n_combos, row = 0;

    for (uint64_t place = 0; place < n; place++) {
        uint64_t bin = turn(f, place / f->n_combos);
        uint32_t combo = f->by_rank[place % f->n_combos];

        if (f->order == FILL_BY_KEYS) {
            bin = turn(f, place % f->n_bins);
            combo = (uint32_t)(place / f->n_bins);
        }
        if (transform_stopped(f->rows, place))
            return false;
        put_place(f, &row, place);
        put_missing(f, bin, combo);
    }
    return true;
}

/* Bin by bin: its rows, then those that it lacks; or these alone. */
static bool put_bins(struct filling *f)
{
    uint64_t row = 0;

    for (uint64_t place = 0; place < f->n_bins; place++) {
        if (atomic_load(f->rows->stop))
            return false;
        if (f->order == FILL_BIN_ONLY)
            put_place(f, &row, place);
        for (uint32_t i = 0; i < f->n_combos; i++)
            put_missing(f, turn(f, place), f->by_rank[i]);
    }
    return true;
}

/* Room for n rows. */
static bool make_room(struct filling *f, uint64_t n, struct err *err)
{
    struct transform_rows *rows = f->rows;

    rows->from = transform_room(rows, n, sizeof *rows->from, err);
    rows->from_is_big = true;
    rows->n_out = n;
    return rows->from && transform_columns(rows, err);
}

static bool put_all(struct filling *f)
{
    struct transform_rows *rows = f->rows;
    bool done = true;

    rows->n_out = 0;
    if (f->order == FILL_APPENDED) {
        for (uint64_t i = 0; i < rows->n; i++)
            put_row(f, i);
        return put_bins(f);
    }
    /* A time that is missing sorts before all others. */
    if (!f->newest_first)
        put_timeless(f);
    done = f->order == FILL_BIN_ONLY ? put_bins(f) : put_cells(f);
    if (f->newest_first)
        put_timeless(f);
    return done;
}

/* Cells that there may be at most, in memory or on disk. */
static uint64_t most_cells(const struct transform_rows *rows)
{
    size_t row_bytes = sizeof *rows->from + sizeof(bool) +
                       rows->spec->n_out * sizeof(struct value);
    uint64_t most = rows->max_bytes / row_bytes, on_disk = DISK_FACTOR * most;

    if (on_disk > DISK_ROWS)
        on_disk = DISK_ROWS;
    return rows->spill && on_disk > most ? on_disk : most;
}

/* Bins that there may be. */
static uint64_t most_bins(const struct filling *f)
{
    uint64_t most = most_cells(f->rows) / f->n_combos;
    uint64_t fit = f->rows->max_bytes / BIN_SHARE / sizeof *f->bins;

    return most < fit ? most : fit;
}

static bool fill(struct filling *f, struct err *err)
{
    const struct transform_rows *rows = f->rows;
    uint64_t there = 0;

    if (!find_combos(f, err))
        return false;
    if (f->n_combos == 0) {
        f->order = FILL_APPENDED; /* there is nothing to add to */
    } else {
        if (!rank_combos(f, err) || !list_bins(f, most_bins(f), err) ||
            !find_cells(f, &there, err))
            return false;
        find_order(f);
    }
    return make_room(f, rows->n + f->n_bins * f->n_combos - there, err) &&
           (put_all(f) || err_set(err, ERR_CANCELLED, "cancelled"));
}

bool transform_fillmissing(struct transform_rows *rows, struct err *err)
{
    const struct fill *how = rows->spec->prep;
    struct filling f = {
        .rows = rows, .how = how, .times = rows->in[how->in[0]]};
    bool done = fill(&f, err);

    free(f.bins);
    big_free(f.bin);
    big_free(f.combo);
    free(f.first);
    free(f.rank);
    free(f.by_rank);
    big_free(f.there);
    return done;
}
