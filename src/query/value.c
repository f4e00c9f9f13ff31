/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How values coerce, compare and print. Numbers are compared exactly, also
 * an integer with a double, so that every order here is transitive. The
 * natural order of sort is in order.c.
 */
#include "query/value.h"

#include "base/arena.h"
#include "base/date.h"
#include "flow/addr.h"
#include "query/value_json.h"

#include <math.h>
#include <string.h>

struct value value_text(struct str s)
{
    uint32_t n = s.n < UINT32_MAX ? (uint32_t)s.n : UINT32_MAX;

    return (struct value){.type = VALUE_TEXT, .n = n, .s = s.p};
}

struct value value_double(double d)
{
    if (!isfinite(d))
        return value_null();
    return (struct value){.type = VALUE_DOUBLE, .d = d};
}

const char *op_text(enum op op)
{
    static const char *const texts[] = {
        [OP_EQ] = "=",    [OP_NE] = "!=", [OP_LT] = "<",    [OP_LE] = "<=",
        [OP_GT] = ">",    [OP_GE] = ">=", [OP_ADD] = "+",   [OP_SUB] = "-",
        [OP_MUL] = "*",   [OP_DIV] = "/", [OP_MOD] = "%",   [OP_POW] = "^",
        [OP_AND] = "and", [OP_OR] = "or", [OP_NOT] = "not", [OP_NEG] = "-",
        [OP_POS] = "+",
    };

    return texts[op];
}

struct num value_num(struct value v)
{
    switch (v.type) {
    case VALUE_BOOL:
    case VALUE_INT:
    case VALUE_TIME:
        return (struct num){.kind = NUM_INT, .i = v.i};
    case VALUE_DOUBLE:
        return (struct num){.kind = NUM_DOUBLE, .d = v.d};
    case VALUE_TEXT:
        return num_parse((struct str){v.s, v.n});
    case VALUE_NULL:
    case VALUE_IP4:
    case VALUE_LIST:
    case VALUE_MAP:
        break;
    }
    return (struct num){.kind = NUM_NONE};
}

struct value value_of_num(struct num n)
{
    switch (n.kind) {
    case NUM_INT:
        return value_int(n.i);
    case NUM_DOUBLE:
        return value_double(n.d);
    case NUM_NONE:
        break;
    }
    return value_null();
}

/* The text of a list or map, cut to cap bytes; the length written. */
static size_t nested_text(struct value v, char *out, size_t cap)
{
    struct buf text = {0};
    size_t n;

    value_append(&text, v);
    n = text.n < cap ? text.n : cap;
    if (n)
        memcpy(out, text.p, n);
    buf_done(&text);
    return n;
}

_Static_assert(VALUE_TEXT_MAX >= (int)DATE_TEXT_MAX &&
                   VALUE_TEXT_MAX >= (int)NUM_TEXT_MAX &&
                   VALUE_TEXT_MAX >= (int)ADDR_TEXT_MAX,
               "scratch holds any of these");

struct str value_str(struct value v, char scratch[VALUE_TEXT_MAX])
{
    size_t n = 0;

    switch (v.type) {
    case VALUE_NULL:
        break;
    case VALUE_BOOL:
    case VALUE_INT:
        n = num_format_int(v.i, scratch);
        break;
    case VALUE_DOUBLE:
        n = num_format_double(v.d, scratch);
        break;
    case VALUE_TIME:
        n = date_format(v.i, scratch);
        break;
    case VALUE_IP4:
        n = addr_format_v4((uint32_t)v.i, scratch);
        break;
    case VALUE_TEXT:
        return (struct str){v.s, v.n};
    case VALUE_LIST:
    case VALUE_MAP:
        n = nested_text(v, scratch, VALUE_TEXT_MAX);
        break;
    }
    return (struct str){scratch, n};
}

static struct value keep_map(struct arena *arena, struct value v)
{
    struct member *map = arena_alloc(arena, v.n * sizeof *map);

    for (uint32_t i = 0; i < v.n; i++) {
        map[i].key = arena_copy(arena, v.map[i].key);
        map[i].value = value_keep(arena, v.map[i].value);
    }
    return value_map(map, v.n);
}

struct value value_keep(struct arena *arena, struct value v)
{
    struct value *list;

    if (v.type == VALUE_TEXT)
        return value_text(arena_copy(arena, (struct str){v.s, v.n}));
    if (v.type == VALUE_MAP)
        return keep_map(arena, v);
    if (v.type != VALUE_LIST)
        return v;
    list = arena_alloc(arena, v.n * sizeof *list);
    for (uint32_t i = 0; i < v.n; i++)
        list[i] = value_keep(arena, v.list[i]);
    return value_list(list, v.n);
}

static bool has_nested(struct value list)
{
    for (uint32_t i = 0; i < list.n; i++)
        if (value_is_nested(list.list[i]))
            return true;
    return false;
}

void value_append(struct buf *out, struct value v)
{
    char scratch[VALUE_TEXT_MAX];

    if (!value_is_nested(v)) {
        buf_add(out, value_str(v, scratch));
        return;
    }
    if (v.type == VALUE_MAP || has_nested(v)) {
        value_add_json(out, v);
        return;
    }
    for (uint32_t i = 0; i < v.n; i++) {
        if (i)
            buf_text(out, ", ");
        value_append(out, v.list[i]);
    }
}

enum truth value_truth(struct value v)
{
    struct num n;

    if (v.type == VALUE_NULL)
        return TRUTH_NULL;
    n = value_num(v);
    if (n.kind == NUM_INT)
        return n.i != 0 ? TRUTH_TRUE : TRUTH_FALSE;
    return n.kind == NUM_DOUBLE && n.d != 0 ? TRUTH_TRUE : TRUTH_FALSE;
}

static int compare_int_double(int64_t i, double d)
{
    double floor_d = floor(d);
    int64_t whole;

    if (d >= 0x1p63)
        return -1;
    if (d < -0x1p63)
        return 1;
    whole = (int64_t)floor_d;
    if (i != whole)
        return i < whole ? -1 : 1;
    return d > floor_d ? -1 : 0;
}

int value_compare_num(struct num a, struct num b)
{
    if (a.kind == NUM_INT && b.kind == NUM_INT)
        return (a.i > b.i) - (a.i < b.i);
    if (a.kind == NUM_INT)
        return compare_int_double(a.i, b.d);
    if (b.kind == NUM_INT)
        return -compare_int_double(b.i, a.d);
    return (a.d > b.d) - (a.d < b.d);
}

static enum truth relation_of(enum op op, int order)
{
    bool holds = false;

    switch (op) {
    case OP_EQ:
        holds = order == 0;
        break;
    case OP_NE:
        holds = order != 0;
        break;
    case OP_LT:
        holds = order < 0;
        break;
    case OP_LE:
        holds = order <= 0;
        break;
    case OP_GT:
        holds = order > 0;
        break;
    case OP_GE:
        holds = order >= 0;
        break;
    default:
        break;
    }
    return holds ? TRUTH_TRUE : TRUTH_FALSE;
}

enum truth value_relation(enum op op, struct value a, struct value b)
{
    char scratch_a[VALUE_TEXT_MAX], scratch_b[VALUE_TEXT_MAX];
    struct num na, nb;

    if (a.type == VALUE_NULL || b.type == VALUE_NULL)
        return TRUTH_NULL;
    if (value_is_nested(a) || value_is_nested(b))
        return TRUTH_FALSE;
    na = value_num(a);
    nb = value_num(b);
    if (na.kind != NUM_NONE && nb.kind != NUM_NONE)
        return relation_of(op, value_compare_num(na, nb));
    /* A time and a text that is no number: neither true nor an error. */
    if (a.type == VALUE_TIME || b.type == VALUE_TIME)
        return TRUTH_NULL;
    if (op != OP_EQ && op != OP_NE &&
        (na.kind != NUM_NONE || nb.kind != NUM_NONE))
        return TRUTH_NULL;
    return relation_of(
        op, str_cmp(value_str(a, scratch_a), value_str(b, scratch_b)));
}

/* a op b on integers; false when the result is no 64-bit integer. */
static bool int_arithmetic(enum op op, int64_t a, int64_t b, int64_t *out)
{
    switch (op) {
    case OP_ADD:
        return !__builtin_add_overflow(a, b, out);
    case OP_SUB:
        return !__builtin_sub_overflow(a, b, out);
    case OP_MUL:
        return !__builtin_mul_overflow(a, b, out);
    case OP_MOD:
        if (b == 0)
            return false;           /* the double way makes it null */
        *out = b == -1 ? 0 : a % b; /* INT64_MIN % -1 would trap */
        return true;
    default:
        return false;
    }
}

static struct value double_arithmetic(enum op op, double a, double b)
{
    switch (op) {
    case OP_ADD:
        return value_double(a + b);
    case OP_SUB:
        return value_double(a - b);
    case OP_MUL:
        return value_double(a * b);
    case OP_DIV:
        return b == 0 ? value_null() : value_double(a / b);
    case OP_MOD:
        return b == 0 ? value_null() : value_double(fmod(a, b));
    case OP_POW:
        return value_double(pow(a, b));
    default:
        return value_null();
    }
}

struct value value_arithmetic(enum op op, struct value a, struct value b)
{
    struct num na = value_num(a), nb;
    int64_t i;

    if (op == OP_NEG) {
        nb = na;
        na = (struct num){.kind = NUM_INT, .i = 0};
        /* 0 - 0.0 is 0, so that no minus sign shows before a zero. */
        op = OP_SUB;
    } else if (op == OP_POS) {
        return value_of_num(na);
    } else {
        nb = value_num(b);
    }
    if (na.kind == NUM_NONE || nb.kind == NUM_NONE)
        return value_null();
    if (na.kind == NUM_INT && nb.kind == NUM_INT &&
        int_arithmetic(op, na.i, nb.i, &i))
        return value_int(i);
    return double_arithmetic(op, num_double(na), num_double(nb));
}
