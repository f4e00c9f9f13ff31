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

/* Of the memory, what keys take that are looked up at once. */
enum { KEYS_SHARE = 4 };

/* Rows of the right side of one key are a chain, each the number + 1. */
struct sides {
    struct transform_rows *rows;
    const struct subquery *sub;
    cell *left, *right; /* [row] the key; null where it has none */
    uint32_t *next;     /* [right row] the next of the chain, or 0 */
    uint32_t *length;   /* [right row] rows of the chain from here on */
    uint32_t *head;     /* [left row] where its chain begins, or 0 */
};

/* The key of a value; null of what is none: null, or a list. */
static cell key_of(struct dict *dict, struct value v)
{
    struct num n = value_num(v);

    if (v.type == VALUE_NULL || v.type == VALUE_LIST)
        return cell_make(CELL_NULL, 0);
    /* "01" and 1 are equal, so they need one spelling. */
    return cell_of_value(dict, n.kind == NUM_NONE ? v : value_of_num(n));
}

static bool cancelled(struct err *err)
{
    return err_set(err, ERR_CANCELLED, "cancelled");
}

/* Room for all, and the keys of both sides. */
static bool find_keys(struct sides *x, struct err *err)
{
    struct transform_rows *rows = x->rows;
    struct dict *dict = dataset_dict(rows->ds);
    uint64_t n_left = rows->n, n_right = x->sub->n_rows;

    x->left = transform_room(rows, n_left, sizeof *x->left, err);
    x->right = transform_room(rows, n_right, sizeof *x->right, err);
    x->next = transform_room(rows, n_right, sizeof *x->next, err);
    x->length = transform_room(rows, n_right, sizeof *x->length, err);
    x->head = transform_room(rows, n_left, sizeof *x->head, err);
    if (!x->left || !x->right || !x->next || !x->length || !x->head)
        return false;
    memset(x->head, 0, n_left * sizeof *x->head);
    for (uint64_t i = 0; i < n_left; i++) {
        if (transform_stopped(rows, i))
            return cancelled(err);
        x->left[i] = key_of(dict, rows->in[0][i]);
    }
    for (uint64_t i = 0; i < n_right; i++) {
        if (transform_stopped(rows, i))
            return cancelled(err);
        x->right[i] = key_of(dict, subquery_value(x->sub, i, 0));
    }
    return true;
}

/* Keys are looked up a share at a time, so that those of one fit. */
static uint32_t count_shares(const struct sides *x)
{
    const uint64_t key_bytes = 4 * sizeof(cell); /* in a table, at most */
    uint64_t most = x->rows->max_bytes / KEYS_SHARE + 1;

    return (uint32_t)(x->sub->n_rows * key_bytes / most) + 1;
}

/* In this share? Nulls are in none. */
static bool is_in(cell key, uint32_t share, uint32_t n_shares)
{
    return cell_kind_of(key) != CELL_NULL &&
           (n_shares == 1 || tuple_hash(&key, 1) % n_shares == share);
}

/*
 * Chain the rows of each key of the share, in their order: from the last to
 * the first. first: [number of the key] where its chain begins.
 */
static bool chain_share(struct sides *x, uint32_t share, uint32_t n_shares,
                        struct table *keys, uint32_t *first)
{
    for (uint64_t i = x->sub->n_rows; i > 0; i--) {
        cell key = x->right[i - 1];

        if (transform_stopped(x->rows, i))
            return false;
        if (!is_in(key, share, n_shares))
            continue;
        uint32_t before = keys->n, number = table_add_one(keys, &key);
        uint32_t then = number < before ? first[number] : 0;

        x->next[i - 1] = then;
        x->length[i - 1] = then ? x->length[then - 1] + 1 : 1;
        first[number] = (uint32_t)i;
    }
    return true;
}

/* The chains of the left rows whose keys are in the share. */
static bool find_heads(struct sides *x, uint32_t share, uint32_t n_shares,
                       const struct table *keys, const uint32_t *first)
{
    for (uint64_t i = 0; i < x->rows->n; i++) {
        cell key = x->left[i], *column = &key;
        uint32_t number, tag;
        uint64_t hash;

        if (transform_stopped(x->rows, i))
            return false;
        if (!is_in(key, share, n_shares))
            continue;
        table_hash(&column, 1, 1, &hash);
        tag = (uint32_t)hash;
        table_find(keys, (struct table_keys){&column, 0, &tag}, 1, &number);
        if (number != TABLE_NONE)
            x->head[i] = first[number];
    }
    return true;
}

static bool match_keys(struct sides *x, struct err *err)
{
    uint32_t n_shares = count_shares(x);
    uint32_t *first =
        transform_room(x->rows, x->sub->n_rows, sizeof *first, err);
    bool done = first != NULL;

    for (uint32_t s = 0; done && s < n_shares; s++) {
        struct table keys;

        table_init(&keys, 1, 0, NULL);
        done = (chain_share(x, s, n_shares, &keys, first) &&
                find_heads(x, s, n_shares, &keys, first)) ||
               cancelled(err);
        table_done(&keys);
    }
    big_free(first);
    return done;
}

static bool is_outer(const struct sides *x)
{
    return x->rows->spec->stage->join.outer;
}

/* How many pairs there are, before there is room for them. */
static bool count_pairs(struct sides *x, struct err *err)
{
    struct transform_rows *rows = x->rows;

    rows->n_out = 0;
    for (uint64_t i = 0; i < rows->n; i++) {
        if (transform_stopped(rows, i))
            return cancelled(err);
        rows->n_out += x->head[i] ? x->length[x->head[i] - 1] : is_outer(x);
        if (rows->n_out > UINT32_MAX)
            return err_set(err, ERR_LIMIT,
                           "the join gives more than %" PRIu32 " rows",
                           UINT32_MAX);
    }
    return true;
}

/* Rows of the left in from, of the right (+ 1) in right. */
static bool put_pairs(struct sides *x, uint32_t *right, struct err *err)
{
    struct transform_rows *rows = x->rows;
    uint64_t n = 0;

    for (uint64_t i = 0; i < rows->n; i++) {
        uint32_t row = x->head[i];

        if (row == 0 && !is_outer(x))
            continue;
        do {
            if (transform_stopped(rows, n))
                return cancelled(err);
            rows->from[n] = i;
            right[n++] = row;
            row = row ? x->next[row - 1] : 0;
        } while (row);
    }
    return true;
}

static bool make_pairs(struct sides *x, uint32_t **right, struct err *err)
{
    struct transform_rows *rows = x->rows;
    size_t size = sizeof *rows->from + sizeof **right +
                  rows->spec->n_out * sizeof(struct value);

    if (!count_pairs(x, err))
        return false;
    if (!rows->spill && rows->n_out * size > rows->max_bytes)
        return budget_exceeded_by("the join", rows->max_bytes, err);
    rows->from = transform_room(rows, rows->n_out, sizeof *rows->from, err);
    rows->from_is_big = true;
    *right = transform_room(rows, rows->n_out, sizeof **right, err);
    return rows->from && *right && put_pairs(x, *right, err);
}

static bool fill_right(struct transform_rows *rows, const struct subquery *sub,
                       const uint32_t *right, struct err *err)
{
    if (!transform_columns(rows, err))
        return false;
    for (uint32_t k = 0; k < rows->spec->n_out; k++) {
        for (uint64_t i = 0; i < rows->n_out; i++) {
            if (transform_stopped(rows, i))
                return cancelled(err);
            rows->out[k][i] = right[i] ? subquery_value(sub, right[i] - 1, k)
                                       : value_null();
        }
    }
    return true;
}

bool transform_join(struct transform_rows *rows, struct err *err)
{
    const struct subquery *sub = rows->spec->stage->join.sub;
    struct sides x = {.rows = rows, .sub = sub};
    uint32_t *right = NULL;
    bool done = find_keys(&x, err) && match_keys(&x, err) &&
                make_pairs(&x, &right, err) &&
                fill_right(rows, sub, right, err);

    big_free(x.left);
    big_free(x.right);
    big_free(x.next);
    big_free(x.length);
    big_free(x.head);
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
