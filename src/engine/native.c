/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An integer and a number that is not one have an order, so every comparison
 * of integers with a number is a range; texts that are no numbers have none
 * with them (null) and are equal to none. An address is no number: it equals
 * the text that is written as it is, and a block of addresses is a range.
 */
#include "engine/native.h"

#include "flow/addr.h"

#include <math.h>
#include <string.h>

static bool is_plain(struct value k)
{
    return k.type != VALUE_NULL && !value_is_nested(k) &&
           k.type != VALUE_TIME;
}

/* Integers. */

/* The largest integer not above n, and whether it is n; false: too large. */
static bool floor_of(struct num n, int64_t *out, bool *exact)
{
    *exact = n.kind == NUM_INT || floor(n.d) == n.d;
    if (n.kind == NUM_DOUBLE && fabs(n.d) >= 0x1p62)
        return false;
    *out = n.kind == NUM_INT ? n.i : (int64_t)floor(n.d);
    return true;
}

/*
 * The integers v with v op n, or with NE those that are equal; false when
 * there are none. whole is the largest integer not above n.
 */
static bool range_of(enum op op, int64_t whole, bool exact,
                     struct int_range *out)
{
    struct int_range r = {INT64_MIN, INT64_MAX};
    bool below = op == OP_LT || op == OP_LE, with = op == OP_LE || op == OP_GE;

    if (op == OP_EQ || op == OP_NE) {
        r = (struct int_range){whole, whole};
        *out = r;
        return exact;
    }
    if (below && exact && !with && whole == INT64_MIN)
        return false;
    if (!below && !(exact && with) && whole == INT64_MAX)
        return false;
    if (below)
        r.last = exact && !with ? whole - 1 : whole;
    else
        r.first = exact && with ? whole : whole + 1;
    *out = r;
    return true;
}

struct native_ints native_ints_compare(struct arena *a, enum op op,
                                       struct value k)
{
    struct native_ints out = {.kind = NATIVE_RANGES, .negated = op == OP_NE};
    struct num n = value_num(k);
    int64_t whole;
    bool exact;

    if (!is_plain(k))
        return (struct native_ints){.kind = NATIVE_UNKNOWN};
    if (n.kind == NUM_NONE) {
        if (op != OP_EQ && op != OP_NE)
            out.kind = NATIVE_NULL;
        return out;
    }
    if (!floor_of(n, &whole, &exact))
        return (struct native_ints){.kind = NATIVE_UNKNOWN};
    out.ranges = arena_alloc(a, sizeof *out.ranges);
    out.n = range_of(op, whole, exact, out.ranges);
    return out;
}

struct native_ints native_ints_in(struct arena *a, const struct value *k,
                                  uint32_t n, bool negated)
{
    struct native_ints out = {.kind = NATIVE_RANGES, .negated = negated};

    if (n > NATIVE_MAX_INTS)
        return (struct native_ints){.kind = NATIVE_UNKNOWN};
    out.ranges = arena_alloc(a, n * sizeof *out.ranges);
    for (uint32_t i = 0; i < n; i++) {
        struct native_ints one = native_ints_compare(a, OP_EQ, k[i]);

        if (one.kind == NATIVE_UNKNOWN)
            return one;
        if (one.n)
            out.ranges[out.n++] = one.ranges[0];
    }
    return out;
}

struct native_ints native_ints_of(const struct expr *e)
{
    bool present = e->kind == EXPR_CALL &&
                   e->call.fn->id == FUNCTION_IS_PRESENT &&
                   e->call.args[0]->kind == EXPR_FIELD;

    return (struct native_ints){.kind = present ? NATIVE_ALL : NATIVE_UNKNOWN};
}

/* Addresses. */

static const struct native_ip4 unknown_ip4 = {.kind = NATIVE_UNKNOWN};

static struct native_ip4 one_range(struct arena *a, struct ip4_range range)
{
    struct native_ip4 out = {.kind = NATIVE_RANGES, .n = 1};

    out.ranges = arena_alloc(a, sizeof range);
    out.ranges[0] = range;
    return out;
}

struct native_ip4 native_ip4_compare(struct arena *a, enum op op,
                                     struct value k)
{
    struct native_ip4 out = native_ip4_in(a, &k, 1, op == OP_NE);

    if (op == OP_EQ || op == OP_NE || out.kind == NATIVE_UNKNOWN)
        return out;
    /* Texts have an order; an address and a number have none. */
    if (value_num(k).kind == NUM_NONE)
        return unknown_ip4;
    return (struct native_ip4){.kind = NATIVE_NULL};
}

struct native_ip4 native_ip4_in(struct arena *a, const struct value *k,
                                uint32_t n, bool negated)
{
    struct native_ip4 out = {.kind = NATIVE_RANGES, .negated = negated};
    char scratch[VALUE_TEXT_MAX];
    uint32_t v4;

    if (n > NATIVE_MAX_RANGES)
        return unknown_ip4;
    out.ranges = arena_alloc(a, n * sizeof *out.ranges);
    for (uint32_t i = 0; i < n; i++) {
        if (!is_plain(k[i]))
            return unknown_ip4;
        if (addr_parse_v4(value_str(k[i], scratch), &v4))
            out.ranges[out.n++] = (struct ip4_range){UINT32_MAX, v4, 0};
    }
    return out;
}

static struct native_ip4 of_block(struct arena *a, const struct cidr *block)
{
    const uint8_t *b;
    struct ip4_range range = {0};

    if (!block)
        return unknown_ip4;
    if (block->base.family != 4)
        return (struct native_ip4){.kind = NATIVE_RANGES};
    b = block->base.bytes;
    if (block->prefix == 0)
        return (struct native_ip4){.kind = NATIVE_ALL};
    range.mask = UINT32_MAX << (32 - block->prefix);
    range.first = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
                  (uint32_t)b[2] << 8 | b[3];
    return one_range(a, range);
}

/* A text argument as it stands in the query. */
static bool text_of(const struct expr *e, struct str *out)
{
    if (e->kind != EXPR_LITERAL || e->literal.type != VALUE_TEXT)
        return false;
    *out = (struct str){e->literal.s, e->literal.n};
    return true;
}

static struct native_ip4 of_text_call(struct arena *a, const struct expr *e,
                                      enum octets_place place)
{
    struct str find;

    if (e->call.n != 2 || !text_of(e->call.args[1], &find))
        return unknown_ip4;
    return octets_find(a, find, place);
}

static struct native_ip4 of_call(struct arena *a, const struct expr *e)
{
    if (e->call.n == 0 || e->call.args[0]->kind != EXPR_FIELD)
        return unknown_ip4;
    switch (e->call.fn->id) {
    case FUNCTION_IS_IP_IN_SUBNET:
    case FUNCTION_IS_IPV4_IN_SUBNET:
        return of_block(a, e->call.prep);
    case FUNCTION_IS_VALID_IP:
    case FUNCTION_IS_VALID_IPV4:
    case FUNCTION_IS_PRESENT:
        return (struct native_ip4){.kind = NATIVE_ALL};
    case FUNCTION_IS_VALID_IPV6:
        return (struct native_ip4){.kind = NATIVE_RANGES};
    case FUNCTION_STR_CONTAINS:
        return of_text_call(a, e, OCTETS_ANYWHERE);
    case FUNCTION_STARTS_WITH:
        return of_text_call(a, e, OCTETS_START);
    case FUNCTION_ENDS_WITH:
        return of_text_call(a, e, OCTETS_END);
    default:
        return unknown_ip4;
    }
}

struct native_ip4 native_ip4_of(struct arena *a, const struct expr *e)
{
    struct native_ip4 out;
    struct str find;

    if (e->kind == EXPR_CALL)
        return of_call(a, e);
    if (e->kind != EXPR_LIKE || e->like.regex ||
        e->like.text->kind != EXPR_FIELD || !text_of(e->like.find, &find))
        return unknown_ip4;
    out = octets_find(a, find, OCTETS_ANYWHERE);
    out.negated = e->like.negated;
    return out;
}
