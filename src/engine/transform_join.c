/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of a subquery beside the rows there are: those of the same key, or
 * those of the same number. Keys are the same when `=` holds between them
 * (query-language.md 4.3) for texts and numbers.
 */
#include "base/big.h"
#include "engine/budget.h"
#include "engine/convert.h"
#include "engine/table.h"
#include "engine/transform.h"

#include <inttypes.h>
#include <string.h>

/* The rows of the right side by key: chains through next. */
struct sides {
    struct dict *dict;
    struct table keys;
    uint32_t *first; /* [number of key] row + 1 */
    uint32_t *next;  /* [row] row + 1 of the same key, or 0 */
};

/* False when the value is no key: null, or a list. */
static bool key_of(struct dict *dict, struct value v, cell *out)
{
    struct num n = value_num(v);

    if (v.type == VALUE_NULL || v.type == VALUE_LIST)
        return false;
    /* "01" and 1 are equal, so they need one spelling. */
    *out = cell_of_value(dict, n.kind == NUM_NONE ? v : value_of_num(n));
    return true;
}

/* Chain the rows of each key, in their order: from the last to the first. */
static bool index_rows(struct sides *x, const struct transform_rows *rows,
                       const struct subquery *sub, struct err *err)
{
    uint64_t n = sub->n_rows;

    table_init(&x->keys, 1, 0, NULL);
    x->first = transform_room(rows, n, sizeof *x->first, err);
    x->next = transform_room(rows, n, sizeof *x->next, err);
    if (!x->first || !x->next)
        return false;
    memset(x->first, 0, n * sizeof *x->first);
    memset(x->next, 0, n * sizeof *x->next);
    for (uint64_t i = n; i > 0; i--) {
        cell key;

        if (transform_stopped(rows, i))
            return err_set(err, ERR_CANCELLED, "cancelled");
        if (table_bytes(&x->keys) > rows->max_bytes)
            return budget_exceeded_by("the join", rows->max_bytes, err);
        if (!key_of(x->dict, subquery_value(sub, i - 1, 0), &key))
            continue;
        uint32_t number = table_add_one(&x->keys, &key);

        x->next[i - 1] = x->first[number];
        x->first[number] = (uint32_t)i;
    }
    return true;
}

/* The first row with this key + 1, or 0. */
static uint32_t find_rows(const struct sides *x, struct value v)
{
    cell key, *column = &key;
    uint32_t number, tag;
    uint64_t hash;

    if (!key_of(x->dict, v, &key))
        return 0;
    table_hash(&column, 1, 1, &hash);
    tag = (uint32_t)hash;
    table_find(&x->keys, (struct table_keys){&column, 0, &tag}, 1, &number);
    return number == TABLE_NONE ? 0 : x->first[number];
}

/*
 * The pairs: rows of the left in from, of the right (+ 1) in right; both NULL:
 * they are counted.
 */
static bool find_pairs(struct transform_rows *rows, const struct sides *x,
                       uint64_t *from, uint32_t *right, struct err *err)
{
    rows->n_out = 0;
    for (uint64_t i = 0; i < rows->n; i++) {
        uint32_t row = find_rows(x, rows->in[0][i]);

        if (transform_stopped(rows, i))
            return err_set(err, ERR_CANCELLED, "cancelled");
        if (row == 0 && !rows->spec->stage->join.outer)
            continue;
        do {
            if (from) {
                from[rows->n_out] = i;
                right[rows->n_out] = row;
            }
            rows->n_out++;
            row = row ? x->next[row - 1] : 0;
        } while (row && rows->n_out <= UINT32_MAX);
    }
    return rows->n_out <= UINT32_MAX ||
           err_set(err, ERR_LIMIT, "the join gives more than %" PRIu32 " rows",
                   UINT32_MAX);
}

/* Counted first: so nothing has to grow, wherever it lies. */
static bool make_pairs(struct transform_rows *rows, const struct sides *x,
                       uint32_t **right, struct err *err)
{
    size_t size = sizeof *rows->from + sizeof **right +
                  rows->spec->n_out * sizeof(struct value);

    if (!find_pairs(rows, x, NULL, NULL, err))
        return false;
    if (!rows->spill && rows->n_out * size > rows->max_bytes)
        return budget_exceeded_by("the join", rows->max_bytes, err);
    rows->from = transform_room(rows, rows->n_out, sizeof *rows->from, err);
    rows->from_is_big = true;
    *right = transform_room(rows, rows->n_out, sizeof **right, err);
    return rows->from && *right && find_pairs(rows, x, rows->from, *right, err);
}

static void fill_right(struct transform_rows *rows, const struct subquery *sub,
                       const uint32_t *right)
{
    for (uint32_t k = 0; k < rows->spec->n_out; k++) {
        struct value *out =
            arena_alloc(rows->arena, rows->n_out * sizeof *out);

        for (uint64_t i = 0; i < rows->n_out; i++)
            out[i] = right[i] ? subquery_value(sub, right[i] - 1, k)
                              : value_null();
        rows->out[k] = out;
    }
}

bool transform_join(struct transform_rows *rows, struct err *err)
{
    const struct subquery *sub = rows->spec->stage->join.sub;
    struct sides x = {.dict = dataset_dict(rows->ds)};
    uint32_t *right = NULL;
    bool done =
        index_rows(&x, rows, sub, err) && make_pairs(rows, &x, &right, err);

    if (done)
        fill_right(rows, sub, right);
    table_done(&x.keys);
    big_free(x.first);
    big_free(x.next);
    big_free(right);
    return done;
}

bool transform_appendcols(struct transform_rows *rows, struct err *err)
{
    const struct subquery *sub = rows->spec->stage->appendcols.sub;
    uint64_t max = rows->spec->stage->appendcols.max;
    uint64_t n = sub->n_rows < rows->n ? sub->n_rows : rows->n;
    const uint32_t *kept = rows->spec->prep; /* an input for each output */

    (void)err;
    if (max && n > max)
        n = max;
    for (uint32_t k = 0; k < rows->spec->n_out; k++) {
        for (uint64_t i = 0; i < n; i++)
            rows->out[k][i] = subquery_value(sub, i, k);
        if (kept && kept[k] != UINT32_MAX)
            for (uint64_t i = n; i < rows->n; i++)
                rows->out[k][i] = rows->in[kept[k]][i];
    }
    return true;
}
