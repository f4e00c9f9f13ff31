/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of a subquery beside the rows there are: those of the same key, or
 * those of the same number. Keys are the same when `=` holds between them
 * (query-language.md 4.3) for texts and numbers.
 */
#include "base/mem.h"
#include "engine/convert.h"
#include "engine/table.h"
#include "engine/transform.h"

#include <stdlib.h>

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
                       const struct subquery *sub)
{
    uint64_t n = sub->n_rows;

    table_init(&x->keys, 1, 0, NULL);
    x->first = mem_calloc(n, sizeof *x->first);
    x->next = mem_calloc(n, sizeof *x->next);
    for (uint64_t i = n; i > 0; i--) {
        cell key;

        if (transform_stopped(rows, i))
            return false;
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

/* Room for one more row; false when that is more than there may be. */
static bool grow(struct transform_rows *rows, size_t *cap, uint32_t **right,
                 struct err *err)
{
    size_t size = sizeof *rows->from + sizeof **right +
                  rows->spec->n_out * sizeof(struct value);
    size_t cap_right = *cap;

    if (rows->n_out < *cap)
        return true;
    if (2 * (*cap + 1) * size > rows->max_bytes)
        return err_set(err, ERR_LIMIT,
                       "the join gives more rows than --memory allows");
    rows->from = mem_grow(rows->from, rows->n_out, cap, sizeof *rows->from);
    *right = mem_grow(*right, rows->n_out, &cap_right, sizeof **right);
    return true;
}

/* The pairs: rows of the left in from, of the right (+ 1) in *right. */
static bool find_pairs(struct transform_rows *rows, const struct sides *x,
                       uint32_t **right, struct err *err)
{
    size_t cap = 0;

    rows->n_out = 0;
    for (uint64_t i = 0; i < rows->n; i++) {
        uint32_t row = find_rows(x, rows->in[0][i]);

        if (transform_stopped(rows, i))
            return err_set(err, ERR_CANCELLED, "cancelled");
        if (row == 0 && !rows->spec->stage->join.outer)
            continue;
        do {
            if (!grow(rows, &cap, right, err))
                return false;
            rows->from[rows->n_out] = i;
            (*right)[rows->n_out++] = row;
            row = row ? x->next[row - 1] : 0;
        } while (row);
    }
    return true;
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
    bool done = index_rows(&x, rows, sub);

    if (done)
        done = find_pairs(rows, &x, &right, err);
    else
        err_set(err, ERR_CANCELLED, "cancelled");
    if (done)
        fill_right(rows, sub, right);
    table_done(&x.keys);
    free(x.first);
    free(x.next);
    free(right);
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
