/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hash table of the groups before, asked for each group of now. */
#include "tui/comparison.h"

#include "base/hash.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { READ_ROWS = 512 };

struct comparison_entry {
    struct str key;
    double amount;
    bool has_amount;
    bool met; /* now has the group, too */
};

void comparison_done(struct comparison *c)
{
    if (c->now)
        result_release(c->now);
    if (c->before)
        result_release(c->before);
    arena_done(&c->arena);
    *c = (struct comparison){0};
}

/* --- Keys ---------------------------------------------------------------- */

/* The keys of a row as one text; each is followed by its length. */
static struct str key_of(struct buf *b, const struct value *row,
                         const uint32_t *columns, uint32_t n, int64_t shift_ms)
{
    buf_reset(b);
    for (uint32_t i = 0; i < n; i++) {
        struct value v = row[columns ? columns[i] : i];
        size_t before = b->n;
        uint32_t length;

        if (v.type == VALUE_TIME)
            v.i += shift_ms;
        value_append(b, v);
        length = v.type == VALUE_NULL ? UINT32_MAX : (uint32_t)(b->n - before);
        buf_add(b, (struct str){(const char *)&length, sizeof length});
    }
    return buf_str(b);
}

static uint32_t *slot_of(const struct comparison *c, struct str key)
{
    uint32_t at = (uint32_t)hash_bytes(key.p, key.n) & (c->n_slots - 1);

    while (c->slots[at] && !str_eq(c->entries[c->slots[at] - 1].key, key))
        at = (at + 1) & (c->n_slots - 1);
    return &c->slots[at];
}

static struct comparison_entry *
find(const struct comparison *c, struct buf *scratch, const struct value *row)
{
    uint32_t slot = *slot_of(c, key_of(scratch, row, c->columns, c->n_keys, 0));

    return slot ? &c->entries[slot - 1] : NULL;
}

static bool amount_of(struct value v, double *out)
{
    struct num n = value_num(v);

    *out = n.kind == NUM_NONE ? 0 : num_double(n);
    return n.kind != NUM_NONE;
}

/* --- Joining ------------------------------------------------------------- */

typedef void row_fn(struct comparison *c, uint64_t i, const struct value *row,
                    struct buf *scratch);

/* Call see for each row of a result; false when it cannot be read. */
static bool each_row(struct comparison *c, struct result *r, row_fn *see)
{
    uint32_t columns = result_n_columns(r);
    uint64_t n = result_n_rows(r);
    struct arena rows_arena = {0};
    struct buf scratch = {0};
    struct err err = {0};
    bool ok = true;

    for (uint64_t first = 0; ok && first < n; first += READ_ROWS) {
        uint32_t rows =
            n - first < READ_ROWS ? (uint32_t)(n - first) : READ_ROWS;
        struct value *values;

        arena_reset(&rows_arena);
        values =
            arena_calloc(&rows_arena, (size_t)rows * columns, sizeof *values);
        ok = result_read(r, first, rows, &rows_arena, values, &err);
        for (uint32_t i = 0; ok && i < rows; i++)
            see(c, first + i, values + (size_t)i * columns, &scratch);
    }
    arena_done(&rows_arena);
    buf_done(&scratch);
    return ok;
}

static void add_before(struct comparison *c, uint64_t i,
                       const struct value *row, struct buf *scratch)
{
    struct comparison_entry *e = &c->entries[i];

    e->key = arena_copy(&c->arena,
                        key_of(scratch, row, NULL, c->n_keys, c->shift_ms));
    e->has_amount = amount_of(row[c->n_keys], &e->amount);
    *slot_of(c, e->key) = (uint32_t)i + 1;
}

static void meet_now(struct comparison *c, uint64_t i, const struct value *row,
                     struct buf *scratch)
{
    struct comparison_entry *e = find(c, scratch, row);

    (void)i;
    if (e)
        e->met = true;
    else
        c->n_new++;
}

static void list_gone(struct comparison *c)
{
    uint64_t n = result_n_rows(c->before);

    c->gone = arena_calloc(&c->arena, n + 1, sizeof *c->gone);
    for (uint32_t i = 0; c->all && i < n; i++)
        if (!c->entries[i].met)
            c->gone[c->n_gone++] = i;
}

/* Where now has the columns of the groups and of what is compared. */
static bool find_columns(struct comparison *c)
{
    c->n_keys = result_n_keys(c->before);
    if (c->n_keys > COMPARISON_KEYS_MAX ||
        c->n_keys >= result_n_columns(c->before) || result_is_raw(c->before) ||
        result_is_raw(c->now))
        return false;
    for (uint32_t i = 0; i <= c->n_keys; i++) {
        int at = result_find_column(c->now, result_column(c->before, i)->name);

        if (at < 0)
            return false;
        c->columns[i] = (uint32_t)at;
    }
    return true;
}

static enum comparison_state join(struct comparison *c)
{
    uint64_t n = result_n_rows(c->before);

    if (result_is_partial(c->now) || result_is_partial(c->before))
        return COMPARISON_NONE;
    if (!find_columns(c))
        return COMPARISON_UNFIT;
    if (n > COMPARISON_MAX || result_n_rows(c->now) > COMPARISON_MAX)
        return COMPARISON_LARGE;
    for (c->n_slots = 16; c->n_slots < 2 * n; c->n_slots *= 2)
        continue;
    c->slots = arena_calloc(&c->arena, c->n_slots, sizeof *c->slots);
    c->entries = arena_calloc(&c->arena, n + 1, sizeof *c->entries);
    if (!each_row(c, c->before, add_before) || !each_row(c, c->now, meet_now))
        return COMPARISON_NONE;
    list_gone(c);
    return COMPARISON_READY;
}

void comparison_update(struct comparison *c, struct result *now,
                       struct result *before, int64_t shift_ms, bool all)
{
    if (c->now == now && c->before == before && c->shift_ms == shift_ms &&
        c->all == all)
        return;
    comparison_done(c);
    c->now = now;
    c->before = before;
    c->shift_ms = shift_ms;
    c->all = all;
    if (now)
        result_retain(now);
    if (before)
        result_retain(before);
    if (now && before)
        c->state = join(c);
}

/* --- Asking -------------------------------------------------------------- */

void comparison_text(const struct comparison *c, const struct value *row,
                     char out[SHOW_MAX])
{
    struct buf scratch = {0};
    const struct comparison_entry *e = find(c, &scratch, row);
    double now;

    out[0] = '\0';
    if (!e)
        snprintf(out, SHOW_MAX, "NEW");
    else if (!amount_of(row[c->columns[c->n_keys]], &now) || !e->has_amount)
        ;
    else if (e->amount == 0)
        snprintf(out, SHOW_MAX, now == 0 ? "+0%%" : "was 0");
    else
        /* Adding 0 makes -0 a plain one. */
        snprintf(out, SHOW_MAX, "%+.0f%%",
                 round((now - e->amount) / fabs(e->amount) * 100) + 0.0);
    buf_done(&scratch);
}

bool comparison_gone(const struct comparison *c, uint32_t i,
                     struct arena *arena, struct value *row)
{
    uint32_t n = result_n_columns(c->before);
    struct value *was = arena_calloc(arena, n, sizeof *was);
    struct err err = {0};

    for (uint32_t k = 0; k < result_n_columns(c->now); k++)
        row[k] = value_null();
    if (!result_read(c->before, c->gone[i], 1, arena, was, &err))
        return false;
    for (uint32_t k = 0; k < c->n_keys; k++) {
        if (was[k].type == VALUE_TIME)
            was[k].i += c->shift_ms;
        row[c->columns[k]] = was[k];
    }
    return true;
}
