/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sessionize: events of one key, in order of time, are one session until the
 * gap between two is longer than maxspan. Sessions are numbered in the order
 * of their first events; of equal times the row that comes first counts
 * first. A row without a time is in none.
 */
#include "base/big.h"
#include "base/mem.h"
#include "engine/budget.h"
#include "engine/convert.h"
#include "engine/merge_sort.h"
#include "engine/table.h"
#include "engine/transform.h"

#include <stdlib.h>

enum { DEFAULT_SPAN_MS = 30 * 60 * 1000 };

struct session {
    int64_t last_ms; /* of its last event */
    int64_t number;  /* 0: the key has none yet */
};

struct sessions {
    struct table keys;
    struct session *of_key;
    size_t cap;
    int64_t n;
    int64_t span_ms;
    cell *key; /* room for one */
};

static int order_rows(const void *arg, const struct sort_item *x,
                      const struct sort_item *y)
{
    (void)arg;
    return (x->index > y->index) - (x->index < y->index);
}

/* The rows that have a time, in its order; NULL with *err. */
static struct sort_item *by_time(const struct transform_rows *rows, size_t *n,
                                 struct err *err)
{
    struct sort_item *items = transform_room(rows, rows->n, sizeof *items, err);

    *n = 0;
    for (uint64_t i = 0; items && i < rows->n; i++) {
        struct num ms = value_num(rows->in[0][i]);

        if (ms.kind == NUM_INT)
            items[(*n)++] = (struct sort_item){
                (uint64_t)ms.i ^ (UINT64_C(1) << 63), i};
    }
    if (!items || merge_sort(items, *n, order_rows, NULL, rows->stop))
        return items;
    big_free(items);
    err_set(err, ERR_CANCELLED, "cancelled");
    return NULL;
}

static struct session *session_of(struct sessions *x,
                                  const struct transform_rows *rows,
                                  uint64_t row)
{
    const uint32_t *inputs = rows->spec->prep;
    uint32_t n = x->keys.n, key;

    for (uint32_t k = 0; k < x->keys.width; k++)
        x->key[k] = cell_of_value(dataset_dict(rows->ds),
                                  rows->in[inputs[k]][row]);
    key = table_add_one(&x->keys, x->key);
    if (key == n) {
        x->of_key = mem_grow(x->of_key, n, &x->cap, sizeof *x->of_key);
        x->of_key[n] = (struct session){0};
    }
    return &x->of_key[key];
}

static bool number_sessions(struct transform_rows *rows, struct sessions *x,
                            const struct sort_item *items, size_t n,
                            struct err *err)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t row = items[i].index;
        int64_t ms = value_num(rows->in[0][row]).i;
        struct session *s = session_of(x, rows, row);

        if (transform_stopped(rows, i))
            return err_set(err, ERR_CANCELLED, "cancelled");
        if (table_bytes(&x->keys) + x->cap * sizeof *s > rows->max_bytes)
            return budget_exceeded_by("`sessionize`", rows->max_bytes, err);
        if (s->number == 0 || (uint64_t)ms - (uint64_t)s->last_ms >
                                  (uint64_t)x->span_ms)
            s->number = ++x->n;
        s->last_ms = ms;
        rows->out[0][row] = value_int(s->number);
    }
    return true;
}

bool transform_sessionize(struct transform_rows *rows, struct err *err)
{
    const struct stage *s = rows->spec->stage;
    struct sessions x = {.span_ms = DEFAULT_SPAN_MS};
    struct sort_item *items;
    size_t n;

    if (!rows->spill && rows->n > rows->max_bytes / (2 * sizeof *items))
        return budget_exceeded_by("`sessionize`", rows->max_bytes, err);
    items = by_time(rows, &n, err);
    if (!items)
        return false;
    if (s->sessionize.max_span.n)
        x.span_ms = period_ms(s->sessionize.max_span);
    table_init(&x.keys, s->sessionize.n, 0, NULL);
    x.key = mem_alloc(s->sessionize.n * sizeof *x.key);
    bool done = number_sessions(rows, &x, items, n, err);
    table_done(&x.keys);
    free(x.of_key);
    free(x.key);
    big_free(items);
    return done;
}
