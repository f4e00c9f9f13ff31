/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The natural order of sort (query-language.md 7.5) and equality as texts.
 * Null comes first, then what is not a number, then numbers by value and, of
 * equal value, by text. Other texts are walked in parallel: where both have
 * a run of digits the longer run is the greater, then the greater value.
 */
#include "query/value.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digit_run(struct str s, size_t at)
{
    size_t n = 0;

    while (at + n < s.n && is_digit(s.p[at + n]))
        n++;
    return n;
}

static int order_texts(struct str a, struct str b)
{
    size_t i = 0; /* both texts are equal before i, run by run */

    while (i < a.n && i < b.n) {
        if (is_digit(a.p[i]) && is_digit(b.p[i])) {
            size_t run_a = digit_run(a, i), run_b = digit_run(b, i);
            int order;

            if (run_a != run_b)
                return run_a < run_b ? -1 : 1;
            order = memcmp(a.p + i, b.p + i, run_a);
            if (order)
                return order;
            i += run_a;
        } else {
            unsigned char ca = (unsigned char)a.p[i];
            unsigned char cb = (unsigned char)b.p[i];

            /* Bytes of UTF-8 order as their code points do. */
            if (ca != cb)
                return ca < cb ? -1 : 1;
            i++;
        }
    }
    return (a.n > b.n) - (a.n < b.n);
}

/* Null, other, number. */
static int order_class(struct value v, struct num n)
{
    if (v.type == VALUE_NULL)
        return 0;
    return n.kind == NUM_NONE ? 1 : 2;
}

/* The texts of two values, at least one of them a list or map. */
static int order_nested(struct value a, struct value b)
{
    struct buf ta = {0}, tb = {0};
    int order;

    value_append(&ta, a);
    value_append(&tb, b);
    order = order_texts(buf_str(&ta), buf_str(&tb));
    buf_done(&ta);
    buf_done(&tb);
    return order;
}

int value_order(struct value a, struct value b)
{
    char scratch_a[VALUE_TEXT_MAX], scratch_b[VALUE_TEXT_MAX];
    struct num na = value_num(a), nb = value_num(b);
    int class_a = order_class(a, na), class_b = order_class(b, nb);
    struct str ta, tb;

    if (class_a != class_b)
        return class_a < class_b ? -1 : 1;
    if (class_a == 0)
        return 0;
    /* Dotted quads order octet by octet, which is by their number. */
    if (a.type == VALUE_IP4 && b.type == VALUE_IP4)
        return (a.i > b.i) - (a.i < b.i);
    if (value_is_nested(a) || value_is_nested(b))
        return order_nested(a, b);
    if (class_a == 2) {
        int order = value_compare_num(na, nb);

        if (order || (a.type == b.type && a.type != VALUE_TEXT))
            return order;
    }
    ta = value_str(a, scratch_a);
    tb = value_str(b, scratch_b);
    return class_a == 2 ? str_cmp(ta, tb) : order_texts(ta, tb);
}

bool value_same(struct value a, struct value b)
{
    char scratch_a[VALUE_TEXT_MAX], scratch_b[VALUE_TEXT_MAX];

    if (a.type == VALUE_NULL || b.type == VALUE_NULL)
        return a.type == b.type;
    if (value_is_nested(a) || value_is_nested(b))
        return order_nested(a, b) == 0;
    if (a.type == b.type && a.type != VALUE_TEXT && a.type != VALUE_DOUBLE)
        return a.i == b.i;
    return str_eq(value_str(a, scratch_a), value_str(b, scratch_b));
}
