/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kernels are made by one macro per family and found in a table by operator
 * and width. A constant is first brought to the column's own scale: data is
 * unsigned and counted from base, so the constant lies within its range, or
 * below or above all of it, or is nothing a row can equal.
 */
#include "engine/kernel.h"

#include "flow/addr.h"

#include <math.h>
#include <string.h>

_Static_assert(TRUTH_FALSE == 0 && TRUTH_TRUE == 1, "truth is a comparison");

typedef void compare_fn(const void *data, const uint32_t *rows, uint32_t n,
                        bool dense, uint64_t k, uint8_t *truth);

#define COMPARE_KERNEL(name, type, op)                                         \
    static void name(const void *data, const uint32_t *rows, uint32_t n,       \
                     bool dense, uint64_t k, uint8_t *truth)                   \
    {                                                                          \
        const type *v = data;                                                  \
        type c = (type)k;                                                      \
        if (dense) {                                                           \
            v += rows[0];                                                      \
            for (uint32_t i = 0; i < n; i++)                                   \
                truth[i] = v[i] op c;                                          \
        } else {                                                               \
            for (uint32_t i = 0; i < n; i++)                                   \
                truth[i] = v[rows[i]] op c;                                    \
        }                                                                      \
    }

#define COMPARE_FAMILY(name, op)                                               \
    COMPARE_KERNEL(name##_1, uint8_t, op)                                      \
    COMPARE_KERNEL(name##_2, uint16_t, op)                                     \
    COMPARE_KERNEL(name##_4, uint32_t, op)                                     \
    COMPARE_KERNEL(name##_8, uint64_t, op)

COMPARE_FAMILY(compare_eq, ==)
COMPARE_FAMILY(compare_ne, !=)
COMPARE_FAMILY(compare_lt, <)
COMPARE_FAMILY(compare_le, <=)
COMPARE_FAMILY(compare_gt, >)
COMPARE_FAMILY(compare_ge, >=)

/* Columns: width 1, 2, 4, 8. */
static compare_fn *const compare_kernels[][4] = {
    [OP_EQ] = {compare_eq_1, compare_eq_2, compare_eq_4, compare_eq_8},
    [OP_NE] = {compare_ne_1, compare_ne_2, compare_ne_4, compare_ne_8},
    [OP_LT] = {compare_lt_1, compare_lt_2, compare_lt_4, compare_lt_8},
    [OP_LE] = {compare_le_1, compare_le_2, compare_le_4, compare_le_8},
    [OP_GT] = {compare_gt_1, compare_gt_2, compare_gt_4, compare_gt_8},
    [OP_GE] = {compare_ge_1, compare_ge_2, compare_ge_4, compare_ge_8},
};

static unsigned width_index(uint8_t width)
{
    return (unsigned)__builtin_ctz(width);
}

enum place { PLACE_WITHIN, PLACE_BELOW, PLACE_ABOVE, PLACE_NOWHERE };

/* The largest offset from base; 0 when all values are the same. */
static uint64_t width_max(uint8_t width)
{
    return width == 8 ? UINT64_MAX : (UINT64_C(1) << (width * 8)) - 1;
}

static enum place place_int(const struct column *c, int64_t k, uint64_t *out)
{
    if (k < c->base)
        return PLACE_BELOW;
    *out = (uint64_t)k - (uint64_t)c->base;
    return *out > width_max(c->width) ? PLACE_ABOVE : PLACE_WITHIN;
}

/* The integer a number is exactly, if it is one. */
static bool exact_int(struct num n, int64_t *out)
{
    if (n.kind == NUM_INT) {
        *out = n.i;
        return true;
    }
    if (n.kind != NUM_DOUBLE || floor(n.d) != n.d || fabs(n.d) >= 0x1p62)
        return false;
    *out = (int64_t)n.d;
    return true;
}

/* Where k lies; false when only the plain way knows. */
static bool place_constant(const struct column *c, enum op op, struct value k,
                           enum place *place, uint64_t *out)
{
    struct num n = value_num(k);
    bool equality = op == OP_EQ || op == OP_NE;
    char scratch[VALUE_TEXT_MAX];
    uint32_t v4;
    int64_t i;

    if (k.type == VALUE_NULL || k.type == VALUE_LIST || k.type == VALUE_TIME)
        return false;
    *place = PLACE_NOWHERE;
    if (c->kind == COLUMN_INT && n.kind != NUM_NONE) {
        if (!exact_int(n, &i))
            return false;
        *place = place_int(c, i, out);
    } else if (c->kind == COLUMN_IP4 && n.kind == NUM_NONE) {
        if (!equality)
            return false; /* texts in order */
        if (addr_parse_v4(value_str(k, scratch), &v4)) {
            *place = PLACE_WITHIN;
            *out = v4;
        }
    }
    return true;
}

/* The truth that is the same for every row. */
static enum truth constant_truth(enum op op, enum place place)
{
    if (op == OP_EQ)
        return TRUTH_FALSE;
    if (op == OP_NE)
        return TRUTH_TRUE;
    if (place == PLACE_NOWHERE)
        return TRUTH_NULL; /* a number and a text have no order */
    bool less = op == OP_LT || op == OP_LE;
    return less == (place == PLACE_ABOVE) ? TRUTH_TRUE : TRUTH_FALSE;
}

bool kernel_compare(const struct batch *b, const struct column *c, enum op op,
                    struct value k, uint8_t *truth)
{
    enum place place;
    uint64_t key = 0;

    if (op > OP_GE || (c->kind != COLUMN_INT && c->kind != COLUMN_IP4) ||
        !place_constant(c, op, k, &place, &key))
        return false;
    if (place == PLACE_WITHIN && b->n > 0 && c->width == 0)
        memset(truth, op == OP_EQ || op == OP_LE || op == OP_GE, b->n);
    else if (place == PLACE_WITHIN && b->n > 0)
        compare_kernels[op][width_index(c->width)](c->data, b->rows, b->n,
                                                   b->dense, key, truth);
    else
        memset(truth, (int)constant_truth(op, place), b->n);
    return true;
}

#define WIDEN(name, type, to)                                                  \
    static void name(const void *data, const uint32_t *rows, uint32_t n,       \
                     uint64_t base, to *out)                                   \
    {                                                                          \
        const type *v = data;                                                  \
        for (uint32_t i = 0; i < n; i++)                                       \
            out[i] = (to)(v[rows[i]] + base);                                  \
    }

WIDEN(ints_1, uint8_t, int64_t)
WIDEN(ints_2, uint16_t, int64_t)
WIDEN(ints_4, uint32_t, int64_t)
WIDEN(ints_8, uint64_t, int64_t)
WIDEN(codes_1, uint8_t, uint32_t)
WIDEN(codes_2, uint16_t, uint32_t)
WIDEN(codes_4, uint32_t, uint32_t)

void kernel_ints(const struct column *c, const uint32_t *rows, uint32_t n,
                 int64_t *out)
{
    static void (*const widen[])(const void *, const uint32_t *, uint32_t,
                                 uint64_t,
                                 int64_t *) = {ints_1, ints_2, ints_4, ints_8};

    if (c->width == 0) {
        for (uint32_t i = 0; i < n; i++)
            out[i] = c->base;
        return;
    }
    widen[width_index(c->width)](c->data, rows, n, (uint64_t)c->base, out);
}

void kernel_codes(const struct column *c, const uint32_t *rows, uint32_t n,
                  uint32_t *out)
{
    static void (*const widen[])(const void *, const uint32_t *, uint32_t,
                                 uint64_t,
                                 uint32_t *) = {codes_1, codes_2, codes_4};

    if (c->width == 0)
        memset(out, 0, n * sizeof *out);
    else
        widen[width_index(c->width)](c->data, rows, n, 0, out);
}
