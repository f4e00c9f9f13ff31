/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The list holds the top halves of the hashes, rising. They are evenly
 * spread, so that where one stands is known but for a few places.
 */
#include "engine/hll.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    HASH_BITS = 64,
    LISTED_BITS = 32, /* of a hash in the list */
    FIRST_CAP = 4,
    LIST_MAX = 4096, /* beyond, moving them costs more than it saves */
    /*
     * So many hashes of 32 bits are distinct but for one chance in 8192: two
     * of n are the same in about n^2 / 2^33 of cases.
     */
    EXACT_MAX = 1024,
    MALLOC_BYTES = 8 /* that malloc takes for itself */
};

struct hll {
    uint16_t n;    /* hashes in the list */
    uint16_t cap;  /* it has room for; 0: registers */
    uint8_t bits;  /* 2^bits registers; 0: a list */
    uint32_t room[]; /* hashes, or registers of a byte each */
};

static uint8_t *registers(struct hll *h)
{
    return (uint8_t *)h->room;
}

static const uint8_t *registers_of(const struct hll *h)
{
    return (const uint8_t *)h->room;
}

static size_t room_bytes(const struct hll *h)
{
    return h->bits ? (size_t)1 << h->bits : h->cap * sizeof *h->room;
}

size_t hll_bytes(const struct hll *h)
{
    return h ? sizeof *h + room_bytes(h) + MALLOC_BYTES : 0;
}

/* Registers, or an empty list, when bits is 0. */
static struct hll *make(unsigned bits, unsigned cap)
{
    struct hll shape = {.bits = (uint8_t)bits, .cap = (uint16_t)cap};
    struct hll *h = mem_calloc(1, sizeof *h + room_bytes(&shape));

    *h = shape;
    return h;
}

void hll_free(struct hll *h)
{
    free(h);
}

struct hll *hll_copy(const struct hll *h)
{
    struct hll *copy;

    if (!h)
        return NULL;
    copy = mem_alloc(sizeof *h + room_bytes(h));
    memcpy(copy, h, sizeof *h + room_bytes(h));
    return copy;
}

/* `with` instead of *h. */
static void replace(struct hll **h, struct hll *with, size_t *bytes)
{
    *bytes += hll_bytes(with) - hll_bytes(*h);
    free(*h);
    *h = with;
}

/* Registers. */

static inline void raise_to(uint8_t *reg, unsigned rank)
{
    if (rank > *reg)
        *reg = (uint8_t)rank;
}

static inline void add_to_registers(struct hll *h, uint64_t hash)
{
    uint64_t rest = hash << h->bits;
    unsigned rank = rest ? (unsigned)__builtin_clzll(rest) + 1
                         : HASH_BITS - h->bits + 1u;

    raise_to(&registers(h)[hash >> (HASH_BITS - h->bits)], rank);
}

static void merge_same(uint8_t *to, const uint8_t *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = to[i] > from[i] ? to[i] : from[i];
}

/*
 * The last bits of a larger sketch's register number begin the rest of the
 * hash in a smaller one: their leading zeros come before the rank.
 */
static void merge_larger(struct hll *to, const struct hll *from)
{
    unsigned drop = from->bits - to->bits;
    const uint8_t *ranks = registers_of(from);
    size_t n = (size_t)1 << from->bits, mask = ((size_t)1 << drop) - 1;

    for (size_t i = 0; i < n; i++) {
        unsigned low = (unsigned)(i & mask);
        unsigned zeros = low ? (unsigned)__builtin_clz(low) - (32 - drop) : drop;

        if (ranks[i])
            raise_to(&registers(to)[i >> drop],
                     low ? zeros + 1 : zeros + ranks[i]);
    }
}

/* `from` has at least as many registers. */
static void merge_registers(struct hll *to, const struct hll *from)
{
    if (from->bits == to->bits)
        merge_same(registers(to), registers_of(from), (size_t)1 << to->bits);
    else
        merge_larger(to, from);
}

/* The list. */

/*
 * Where a hash stands, or would. Of n evenly spread ones n * x are below the
 * share x of the range, give or take some square root of n.
 */
static uint32_t list_place(const struct hll *h, uint32_t hash)
{
    uint32_t at = (uint32_t)((uint64_t)hash * h->n >> LISTED_BITS);

    while (at > 0 && h->room[at - 1] >= hash)
        at--;
    while (at < h->n && h->room[at] < hash)
        at++;
    return at;
}

/* A hash of which no more is known than its top half. */
static void add_listed(struct hll *to, uint32_t hash)
{
    /*
     * A bit is set behind it: where all that are left were zero the rank is
     * the lowest that it can have.
     */
    add_to_registers(to, (uint64_t)hash << LISTED_BITS |
                             UINT64_C(1) << (LISTED_BITS - 1));
}

static void list_to_registers(struct hll *to, const struct hll *from)
{
    for (uint32_t i = 0; i < from->n; i++)
        add_listed(to, from->room[i]);
}

/* How many the list may have room for. */
static uint32_t list_limit(unsigned bits)
{
    uint32_t fit = (UINT32_C(1) << bits) / sizeof(uint32_t);

    return fit < LIST_MAX ? fit : LIST_MAX;
}

/* The list is full: a longer one, or registers. */
static void list_grow(struct hll **h, unsigned bits, size_t *bytes)
{
    uint32_t n = (*h)->n, cap = n + n / 4 + 2, limit = list_limit(bits);
    struct hll *larger;

    if (n >= limit) {
        larger = make(bits, 0);
        list_to_registers(larger, *h);
    } else {
        larger = make(0, cap < limit ? cap : limit);
        larger->n = (*h)->n;
        memcpy(larger->room, (*h)->room, n * sizeof *larger->room);
    }
    replace(h, larger, bytes);
}

static void list_add(struct hll **h, uint32_t hash, unsigned bits,
                     size_t *bytes)
{
    uint32_t at = list_place(*h, hash);

    if (at < (*h)->n && (*h)->room[at] == hash)
        return;
    if ((*h)->n == (*h)->cap) {
        list_grow(h, bits, bytes);
        if ((*h)->bits) {
            add_listed(*h, hash);
            return;
        }
    }
    uint32_t *place = (*h)->room + at;
    memmove(place + 1, place, ((*h)->n - at) * sizeof *place);
    *place = hash;
    (*h)->n++;
}

void hll_add(struct hll **h, uint64_t hash, unsigned bits, size_t *bytes)
{
    if (!*h)
        replace(h, make(0, FIRST_CAP), bytes);
    if ((*h)->bits)
        add_to_registers(*h, hash);
    else
        list_add(h, (uint32_t)(hash >> LISTED_BITS), bits, bytes);
}

/* Both. */

static bool is_low(const struct hll *h, unsigned bits)
{
    return !h || (h->bits ? h->bits <= bits : h->n <= list_limit(bits));
}

void hll_lower(struct hll **h, unsigned bits, size_t *bytes)
{
    struct hll *lower;

    if (is_low(*h, bits))
        return;
    lower = make(bits, 0);
    if ((*h)->bits)
        merge_registers(lower, *h);
    else
        list_to_registers(lower, *h);
    replace(h, lower, bytes);
}

/* Turned into registers, no more of them than `bits` says. */
static void make_registers(struct hll **h, unsigned bits, size_t *bytes)
{
    struct hll *made;

    hll_lower(h, bits, bytes);
    if (*h && (*h)->bits)
        return;
    made = make(bits, 0);
    if (*h)
        list_to_registers(made, *h);
    replace(h, made, bytes);
}

void hll_merge(struct hll **to, const struct hll *from, unsigned bits,
               size_t *bytes)
{
    if (!from)
        return;
    if (from->bits) {
        make_registers(to, from->bits < bits ? from->bits : bits, bytes);
        merge_registers(*to, from);
        return;
    }
    if (!*to)
        replace(to, make(0, from->n), bytes);
    for (uint32_t i = 0; i < from->n; i++) {
        if ((*to)->bits)
            add_listed(*to, from->room[i]);
        else
            list_add(to, from->room[i], bits, bytes);
    }
}

/* The count. */

bool hll_is_exact(const struct hll *h)
{
    return !h || (h->bits == 0 && h->n <= EXACT_MAX);
}

/* x + x^2 + 2 x^4 + 4 x^8 + ...: Ertl (2017), algorithm 6. */
static double sigma(double x)
{
    double y = 1, z = x, before;

    if (x >= 1)
        return INFINITY;
    do {
        x *= x;
        before = z;
        z += x * y;
        y += y;
    } while (z > before);
    return z;
}

/* Of the registers that are full; as above. */
static double tau(double x)
{
    double y = 1, z = 1 - x, before;

    if (x <= 0 || x >= 1)
        return 0;
    do {
        x = sqrt(x);
        before = z;
        y /= 2;
        z -= (1 - x) * (1 - x) * y;
    } while (z < before);
    return z / 3;
}

uint64_t hll_count(const struct hll *h)
{
    enum { MAX_RANK = HASH_BITS - HLL_MIN_BITS + 1 };
    uint32_t counts[MAX_RANK + 1] = {0};

    if (!h || h->bits == 0)
        return h ? h->n : 0;
    double m = (double)((size_t)1 << h->bits);
    unsigned full = HASH_BITS - h->bits + 1u;
    for (size_t i = 0; i < (size_t)1 << h->bits; i++)
        counts[registers_of(h)[i]]++;
    double z = m * tau(1 - counts[full] / m);
    for (unsigned k = full - 1; k >= 1; k--)
        z = (z + counts[k]) / 2;
    z += m * sigma(counts[0] / m);
    /* 1 / (2 ln 2) takes the place of the bias for each m. */
    return (uint64_t)llround(m * m / z / (2 * log(2)));
}

double hll_error(unsigned bits)
{
    return 1.04 / sqrt((double)((size_t)1 << bits));
}
