/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Three tables with linear probing, none more than half full: numbers, whole
 * ones as integers; IPv4 addresses, which a column gives as such; and all
 * texts that are no numbers, addresses among them, for items that come as
 * text.
 */
#include "query/literal_set.h"

#include "base/hash.h"
#include "flow/addr.h"

#include <math.h>
#include <string.h>

struct number_slot {
    bool used;
    struct num num;
};

struct address_slot {
    bool used;
    uint32_t v4;
};

struct literal_set {
    size_t mask; /* of all tables: a power of two - 1 */
    struct number_slot *numbers;
    struct address_slot *addresses;
    struct str *texts; /* .p is NULL where there is none */
    bool has_null;
    bool has_time;
    bool has_text; /* one that is no number */
};

/* A double that is a 64-bit integer as one: equal numbers, equal kinds. */
static struct num normal(struct num n)
{
    if (n.kind == NUM_DOUBLE && n.d == floor(n.d) && n.d >= -0x1p63 &&
        n.d < 0x1p63)
        return (struct num){.kind = NUM_INT, .i = (int64_t)n.d};
    return n;
}

/* n is normal. */
static uint64_t hash_num(struct num n)
{
    uint64_t bits;

    memcpy(&bits, n.kind == NUM_INT ? (void *)&n.i : (void *)&n.d, sizeof bits);
    return hash_u64(bits);
}

static struct number_slot *find_number(const struct literal_set *s,
                                       struct num n)
{
    size_t at = hash_num(n) & s->mask;

    while (s->numbers[at].used &&
           (s->numbers[at].num.kind != n.kind ||
            value_compare_num(s->numbers[at].num, n) != 0))
        at = (at + 1) & s->mask;
    return &s->numbers[at];
}

static struct address_slot *find_address(const struct literal_set *s,
                                         uint32_t v4)
{
    size_t at = hash_u64(v4) & s->mask;

    while (s->addresses[at].used && s->addresses[at].v4 != v4)
        at = (at + 1) & s->mask;
    return &s->addresses[at];
}

static struct str *find_text(const struct literal_set *s, struct str text)
{
    size_t at = hash_bytes(text.p, text.n) & s->mask;

    while (s->texts[at].p && !str_eq(s->texts[at], text))
        at = (at + 1) & s->mask;
    return &s->texts[at];
}

static void add_text(struct arena *a, struct literal_set *s, struct value v)
{
    char scratch[VALUE_TEXT_MAX];
    struct str text = value_str(v, scratch), *slot = find_text(s, text);
    uint32_t v4;

    s->has_text = true;
    if (slot->p)
        return;
    /* A copy also gives the empty text an address. */
    *slot = arena_copy(a, text);
    if (addr_parse_v4(text, &v4))
        *find_address(s, v4) = (struct address_slot){true, v4};
}

static void add(struct arena *a, struct literal_set *s, struct value v)
{
    struct num n = normal(value_num(v));

    if (v.type == VALUE_LIST) {
        for (uint32_t i = 0; i < v.n; i++)
            add(a, s, v.list[i]);
        return;
    }
    s->has_null = s->has_null || v.type == VALUE_NULL;
    s->has_time = s->has_time || v.type == VALUE_TIME;
    if (n.kind != NUM_NONE)
        *find_number(s, n) = (struct number_slot){true, n};
    else if (v.type != VALUE_NULL)
        add_text(a, s, v);
}

static uint64_t count(const struct value *values, uint64_t n)
{
    uint64_t all = 0;

    for (uint64_t i = 0; i < n; i++)
        all += values[i].type == VALUE_LIST
                   ? count(values[i].list, values[i].n)
                   : 1;
    return all;
}

struct literal_set *literal_set_new(struct arena *a, const struct value *values,
                                    uint64_t n)
{
    struct literal_set *s = arena_calloc(a, 1, sizeof *s);
    uint64_t all = count(values, n);
    size_t size = 4;

    while (size < 2 * all)
        size *= 2;
    s->mask = size - 1;
    s->numbers = arena_calloc(a, size, sizeof *s->numbers);
    s->addresses = arena_calloc(a, size, sizeof *s->addresses);
    s->texts = arena_calloc(a, size, sizeof *s->texts);
    for (uint64_t i = 0; i < n; i++)
        add(a, s, values[i]);
    return s;
}

static bool has(const struct literal_set *s, struct value item, struct num n)
{
    char scratch[VALUE_TEXT_MAX];

    if (n.kind != NUM_NONE)
        return find_number(s, n)->used;
    if (item.type == VALUE_IP4)
        return find_address(s, (uint32_t)item.i)->used;
    return find_text(s, value_str(item, scratch))->p != NULL;
}

enum truth literal_set_find(const struct literal_set *s, struct value item)
{
    struct num n;

    if (item.type == VALUE_NULL)
        return TRUTH_NULL;
    if (item.type == VALUE_LIST)
        return s->has_null ? TRUTH_NULL : TRUTH_FALSE;
    n = normal(value_num(item));
    if (has(s, item, n))
        return TRUTH_TRUE;
    /* A time is neither equal to a text that is no number nor different. */
    if (s->has_null || (s->has_text && item.type == VALUE_TIME) ||
        (s->has_time && n.kind == NUM_NONE))
        return TRUTH_NULL;
    return TRUTH_FALSE;
}
