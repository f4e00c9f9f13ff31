/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * First the answer as if the column had no exceptions: an integer column
 * whose smallest and largest value say it all is not looked at, nor is a
 * column of texts that all have the same truth. Then the exceptions get
 * answers of their own. For a list of rows their values are put side by side
 * first, so that the same loops serve.
 */
#include "engine/ask.h"

#include <assert.h>
#include <string.h>

/* What is asked, of what. */
struct asking {
    struct arena *arena;
    const struct kernels *kernels;
    struct node *node;
    const struct column *c;
    struct view v;
    const void *data; /* the values of the view's rows, narrow */
};

static uint64_t *new_mask(const struct asking *q)
{
    return arena_alloc(q->arena, bits_words(q->v.n) * sizeof(uint64_t));
}

static struct answer new_answer(const struct asking *q)
{
    return (struct answer){.yes = new_mask(q)};
}

static const void *values_of(const struct asking *q)
{
    const struct column *c = q->c;

    if (!q->v.rows || c->width == 0)
        return c->data;
    void *data = arena_alloc(q->arena, (size_t)q->v.n * c->width);
    kernel_gather(c->data, c->width, q->v.rows, q->v.n, data);
    return data;
}

struct answer ask_truths(struct arena *arena, const struct kernels *kernels,
                         const uint8_t *truth, uint32_t n)
{
    static const uint8_t bits_of_truth[256] = {[TRUTH_TRUE] = 1,
                                               [TRUTH_NULL] = 2};
    struct answer out = {
        .yes = arena_alloc(arena, bits_words(n) * sizeof *out.yes),
        .null = arena_alloc(arena, bits_words(n) * sizeof *out.null),
    };

    kernels->look_up[0](truth, n, bits_of_truth, out.yes, out.null);
    return out;
}

static const uint32_t *rows_of(const struct asking *q)
{
    if (q->v.rows)
        return q->v.rows;
    uint32_t *rows = arena_alloc(q->arena, q->v.n * sizeof *rows);
    for (uint32_t i = 0; i < q->v.n; i++)
        rows[i] = i;
    return rows;
}

/* By cells, whatever the column. */
static struct answer ask_cells(const struct asking *q)
{
    uint32_t n = q->v.n;
    cell *cells = arena_alloc(q->arena, n * sizeof *cells);
    uint8_t *truth = arena_alloc(q->arena, n);

    column_cells(q->c, rows_of(q), n, cells);
    recall_cells(&q->node->recall, cells, n, truth);
    return ask_truths(q->arena, q->kernels, truth, n);
}

/* When all rows have this value. */
static struct answer ask_cell(const struct asking *q, cell c)
{
    uint8_t truth;

    recall_cells(&q->node->recall, &c, 1, &truth);
    return answer_same((enum truth)truth);
}

/* Integers. */

/* Or the rows within a range into the answer; a whole range ends it. */
static bool add_range(const struct asking *q, struct int_range r,
                      struct answer *out)
{
    const struct column *c = q->c;
    struct answer one;

    if (r.last < c->min || r.first > c->max)
        return true;
    if (r.first <= c->min && r.last >= c->max) {
        *out = answer_same(TRUTH_TRUE);
        return false;
    }
    int64_t first = r.first > c->min ? r.first : c->min;
    int64_t last = r.last < c->max ? r.last : c->max;
    one = new_answer(q);
    q->kernels->within[kernel_width(c->width)](
        q->data, q->v.n, (uint64_t)first - (uint64_t)c->base,
        (uint64_t)last - (uint64_t)first, one.yes);
    *out = answer_or(q->arena, *out, one, q->v.n);
    return true;
}

static bool all_small(const struct column *c)
{
    return c->width > 0 && c->width <= 2 && c->base >= 0 &&
           c->max < RECALL_SMALL;
}

/* Ask about the integers of rows whose truth is not known: both bits. */
static void ask_unknown(const struct asking *q, const struct answer *a,
                        uint32_t n_unknown)
{
    uint32_t n = q->v.n, at = 0;
    uint32_t *ints = arena_alloc(q->arena, n_unknown * sizeof *ints);
    const uint8_t *narrow = q->data;
    const uint16_t *wide = q->data;

    for (uint32_t i = 0; i < n; i++) {
        if ((a->yes[i >> 6] & a->null[i >> 6]) >> (i & 63) & 1)
            ints[at++] = (uint32_t)q->c->base +
                         (q->c->width == 1 ? narrow[i] : wide[i]);
    }
    recall_ask_small(&q->node->recall, ints, at);
}

static uint32_t count_unknown(const struct asking *q, const struct answer *a)
{
    uint32_t n = 0;

    for (size_t w = 0; w < bits_words(q->v.n); w++)
        n += (uint32_t)__builtin_popcountll(a->yes[w] & a->null[w]);
    return n;
}

static struct answer ask_small(const struct asking *q)
{
    const uint8_t *table = recall_small(&q->node->recall) + q->c->base;
    struct answer out = new_answer(q);
    uint32_t unknown;

    out.null = new_mask(q);
    for (;;) {
        q->kernels->look_up[kernel_width(q->c->width)](
            q->data, q->v.n, table, out.yes, out.null);
        unknown = count_unknown(q, &out);
        if (unknown == 0)
            return out;
        ask_unknown(q, &out, unknown);
    }
}

/* No comparison knows. */
static struct answer ask_each_int(const struct asking *q)
{
    const struct column *c = q->c;

    if (c->width == 0 && cell_int_fits(c->base))
        return ask_cell(q, cell_make(CELL_INT, (uint64_t)c->base));
    return all_small(c) ? ask_small(q) : ask_cells(q);
}

static struct answer ask_ints(const struct asking *q)
{
    const struct native_ints *native = &q->node->ints;
    struct answer out = answer_same(TRUTH_FALSE);
    bool more = true;

    switch (native->kind) {
    case NATIVE_NULL:
        return answer_same(TRUTH_NULL);
    case NATIVE_ALL:
        out = answer_same(TRUTH_TRUE);
        break;
    case NATIVE_RANGES:
        for (uint32_t i = 0; more && i < native->n; i++)
            more = add_range(q, native->ranges[i], &out);
        break;
    case NATIVE_UNKNOWN:
    case NATIVE_OCTETS:
        return ask_each_int(q);
    }
    return native->negated ? answer_not(out, q->v.n) : out;
}

/* Addresses. */

static struct answer ask_ip4(const struct asking *q)
{
    const struct native_ip4 *native = &q->node->ip4;
    struct answer out = answer_same(TRUTH_FALSE);

    switch (native->kind) {
    case NATIVE_NULL:
        return answer_same(TRUTH_NULL);
    case NATIVE_ALL:
        out = answer_same(TRUTH_TRUE);
        break;
    case NATIVE_RANGES:
        if (native->n == 0)
            break;
        out = new_answer(q);
        q->kernels->ip4_ranges(q->data, q->v.n, native->ranges, native->n,
                               out.yes);
        break;
    case NATIVE_OCTETS:
        out = new_answer(q);
        q->kernels->ip4_octets(q->data, q->v.n, native->octets, out.yes);
        break;
    case NATIVE_UNKNOWN:
        return ask_cells(q);
    }
    return native->negated ? answer_not(out, q->v.n) : out;
}

/* Texts. */

/* More codes than rows: only those of the rows. */
static struct answer ask_few_codes(const struct asking *q)
{
    uint32_t n = q->v.n;
    uint32_t *codes = arena_alloc(q->arena, n * sizeof *codes);
    uint8_t *truth = arena_alloc(q->arena, n);

    kernel_codes(q->c, q->v.rows, n, codes);
    for (uint32_t i = 0; i < n; i++)
        codes[i] = q->c->codes[codes[i]];
    recall_codes(&q->node->recall, codes, n, truth);
    return ask_truths(q->arena, q->kernels, truth, n);
}

/* The truths of the codes: which one all have, or which one is odd. */
struct tally {
    uint32_t n[3]; /* of each truth */
    uint32_t last[3]; /* a code that has it */
};

static struct tally tally_truths(const uint8_t *truth, uint32_t n)
{
    struct tally t = {0};

    for (uint32_t i = 0; i < n; i++) {
        t.n[truth[i]]++;
        t.last[truth[i]] = i;
    }
    return t;
}

/* The rows whose code is this one. */
static struct answer ask_one_code(const struct asking *q, uint32_t code)
{
    struct answer out = new_answer(q);

    q->kernels->within[kernel_width(q->c->width)](q->data, q->v.n, code, 0,
                                                  out.yes);
    return out;
}

static struct answer ask_texts(const struct asking *q)
{
    uint32_t n = q->c->n_codes;
    /* A kernel reads the places of all codes of a byte. */
    uint8_t *truth = arena_calloc(q->arena, n > 256 ? n : 256, 1);

    if (q->v.rows && n > q->v.n)
        return ask_few_codes(q);
    recall_codes(&q->node->recall, q->c->codes, n, truth);
    struct tally t = tally_truths(truth, n);
    for (int i = TRUTH_FALSE; i <= TRUTH_NULL; i++) {
        if (t.n[i] == n)
            return answer_same((enum truth)i);
    }
    if (t.n[TRUTH_NULL] == 0 && t.n[TRUTH_TRUE] == 1)
        return ask_one_code(q, t.last[TRUTH_TRUE]);
    if (t.n[TRUTH_NULL] == 0 && t.n[TRUTH_FALSE] == 1)
        return answer_not(ask_one_code(q, t.last[TRUTH_FALSE]), q->v.n);
    struct answer out = new_answer(q);
    out.null = new_mask(q);
    q->kernels->look_up[kernel_width(q->c->width)](q->data, q->v.n, truth,
                                                   out.yes, out.null);
    return out;
}

/* Exceptions. */

/* The rows of the view that are exceptions, by their places in it. */
static uint32_t find_exceptions(const struct asking *q, uint32_t *at,
                                cell *cells)
{
    const struct column *c = q->c;
    uint32_t n = 0;

    if (!q->v.rows) {
        memcpy(cells, c->exc_cells, c->n_exc * sizeof *cells);
        return q->kernels->rows(c->exc_bits, bits_words(q->v.n), at);
    }
    for (uint32_t i = 0; i < q->v.n; i++) {
        if (!column_is_exception(c, q->v.rows[i]))
            continue;
        at[n] = i;
        cells[n++] = column_exception(c, q->v.rows[i]);
    }
    return n;
}

static struct answer with_exceptions(const struct asking *q, struct answer a)
{
    uint32_t max = q->v.rows ? q->v.n : q->c->n_exc;
    uint32_t *at = arena_alloc(q->arena, (max + KERNEL_SLACK) * sizeof *at);
    cell *cells = arena_alloc(q->arena, max * sizeof *cells);
    uint8_t *truth = arena_alloc(q->arena, max);
    uint32_t n = find_exceptions(q, at, cells), odd = 0;

    recall_cells(&q->node->recall, cells, n, truth);
    for (uint32_t i = 0; a.same && i < n; i++)
        odd += truth[i] != (uint8_t)a.truth;
    if (n == 0 || (a.same && odd == 0))
        return a;
    a = answer_spread(q->arena, a, q->v.n);
    for (uint32_t i = 0; i < n; i++)
        answer_put(&a, at[i], (enum truth)truth[i]);
    return a;
}

struct answer ask_column(struct arena *arena, const struct kernels *kernels,
                         struct node *node, const struct column *c,
                         struct view v)
{
    struct asking q = {arena, kernels, node, c, v, NULL};
    struct answer out;

    assert(v.rows || v.n == c->n);
    if (c->kind == COLUMN_NULL)
        return ask_cell(&q, cell_make(CELL_NULL, 0));
    q.data = values_of(&q);
    if (c->kind == COLUMN_INT)
        out = ask_ints(&q);
    else
        out = c->kind == COLUMN_IP4 ? ask_ip4(&q) : ask_texts(&q);
    return c->exc_bits ? with_exceptions(&q, out) : out;
}
