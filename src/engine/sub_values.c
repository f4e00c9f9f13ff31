/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A table is kept row by row. A list only has to have each value once: most
 * come again and again, so those that were there are known, as far as there
 * is memory for that; beyond it a value may be in the list more than once,
 * which changes nothing but the room it takes.
 */
#include "engine/sub_values.h"

#include "base/mem.h"
#include "base/spill.h"
#include "engine/budget.h"
#include "engine/convert.h"
#include "engine/table.h"

#include <stdlib.h>

/*
 * Rows of a result at a time; and of the memory: what its values take, and
 * those that are known.
 */
enum { READ_ROWS = 1 << 16, ARENA_SHARE = 4, SEEN_SHARE = 8 };

struct keeping {
    struct subquery *sub;
    struct result *r;
    const struct sub_values *how;
    struct table seen; /* of a list */
};

/* Room for all rows, on disk when that is much. */
static bool make_room(struct keeping *k, struct err *err)
{
    struct subquery *sub = k->sub;
    uint64_t n = result_n_rows(k->r), width = result_n_columns(k->r);
    uint64_t most = k->how->memory_bytes / (width * sizeof *sub->values);

    if (n > UINT32_MAX || (!k->how->spill && n > most))
        return err_set_at(err, ERR_LIMIT, sub->at,
                          "this query gives more rows than --memory allows");
    sub->arena.spill = k->how->spill;
    sub->arena.most_bytes = k->how->memory_bytes / ARENA_SHARE;
    sub->values = arena_alloc(&sub->arena, n * width * sizeof *sub->values);
    return true;
}

/* After some rows: may it go on? */
static bool may_go_on(const struct keeping *k, struct err *err)
{
    struct err failure = {0};

    if (atomic_load(k->how->stop))
        return err_set(err, ERR_CANCELLED, "cancelled");
    arena_cool(&k->sub->arena);
    if (k->sub->arena.bytes <= k->how->memory_bytes)
        return true;
    if (k->how->spill)
        failure = spill_failure(k->how->spill);
    if (failure.code != ERR_NONE)
        return err_set(err, failure.code, "%s", failure.msg);
    return budget_exceeded_by("this subquery", k->how->memory_bytes, err);
}

static bool keep_table(struct keeping *k, struct err *err)
{
    struct subquery *sub = k->sub;
    uint64_t n = result_n_rows(k->r), width = result_n_columns(k->r);

    for (uint64_t i = 0; i < n; i += READ_ROWS) {
        uint32_t some = n - i < READ_ROWS ? (uint32_t)(n - i) : READ_ROWS;

        if (!may_go_on(k, err) || !result_read(k->r, i, some, &sub->arena,
                                               sub->values + i * width, err))
            return false;
    }
    sub->n_rows = n;
    return may_go_on(k, err);
}

/* Was this value in the list before? It is from now on. */
static bool is_known(struct keeping *k, struct value v)
{
    uint32_t before = k->seen.n;

    if (value_is_nested(v) ||
        table_bytes(&k->seen) > k->how->memory_bytes / SEEN_SHARE)
        return false;
    cell key = cell_of_value(k->how->dict, v);
    table_add_one(&k->seen, &key);
    return k->seen.n == before;
}

/* Of the first column of n rows. */
static void add_to_list(struct keeping *k, const struct value *rows, uint32_t n,
                        uint32_t width)
{
    struct subquery *sub = k->sub;

    for (uint32_t i = 0; i < n; i++) {
        struct value v = rows[(size_t)i * width];

        if (v.type != VALUE_NULL && !is_known(k, v))
            sub->values[sub->n_rows++] = value_keep(&sub->arena, v);
    }
}

static bool keep_list(struct keeping *k, struct err *err)
{
    uint64_t n = result_n_rows(k->r);
    uint32_t width = result_n_columns(k->r);
    struct value *rows =
        mem_alloc((n < READ_ROWS ? n : READ_ROWS) * width * sizeof *rows + 1);
    struct arena arena = {0};
    bool done = true;

    table_init(&k->seen, 1, 0, NULL);
    k->sub->n_rows = 0;
    for (uint64_t i = 0; done && i < n; i += READ_ROWS) {
        uint32_t some = n - i < READ_ROWS ? (uint32_t)(n - i) : READ_ROWS;

        arena_reset(&arena);
        done =
            may_go_on(k, err) && result_read(k->r, i, some, &arena, rows, err);
        if (done)
            add_to_list(k, rows, some, width);
    }
    table_done(&k->seen);
    arena_done(&arena);
    free(rows);
    return done && may_go_on(k, err);
}

bool sub_values_keep(struct subquery *sub, struct result *r,
                     const struct sub_values *how, struct err *err)
{
    struct keeping k = {.sub = sub, .r = r, .how = how};

    if (!make_room(&k, err) ||
        !(sub->in ? keep_list(&k, err) : keep_table(&k, err)))
        return false;
    subquery_done(sub);
    bool good = may_go_on(&k, err);
    sub->arena.spill = NULL; /* what was put there holds it */
    return good;
}
