/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Texts in IPv4 addresses. The text to find is cut at its dots: all but the
 * first and the last piece are whole octets, the first is the end of one and
 * the last the beginning of one. So "2.10.1" is in an address in two ways,
 * with its pieces at octets 0 to 2 and at 1 to 3, and for each way the values
 * that an octet may have are known: of the first 2, 12, ... 252, then 10,
 * then 1, 10 to 19, 100 to 199. That is the table. Where it comes to a few
 * ranges of addresses, those are faster.
 */
#include "engine/native.h"

#include "base/num.h"

#include <string.h>

enum { MAX_PIECES = 4 };

struct pieces {
    struct str at[MAX_PIECES];
    uint32_t n;
};

/* False when no address can have such a text. */
static bool cut(struct str find, struct pieces *out)
{
    struct str piece;

    out->n = 0;
    for (size_t i = 0; i < find.n; i++) {
        if (find.p[i] != '.' && (find.p[i] < '0' || find.p[i] > '9'))
            return false;
    }
    while (str_split(&find, '.', &piece)) {
        if (out->n == MAX_PIECES)
            return false;
        out->at[out->n++] = piece;
    }
    return true;
}

/* May an octet that reads s stand where piece k is to be found? */
static bool fits(const struct pieces *p, uint32_t k, enum octets_place place,
                 struct str s)
{
    bool starts = k > 0 || place == OCTETS_START;
    bool ends = k + 1 < p->n || place == OCTETS_END;
    struct str piece = p->at[k];

    if (starts && ends)
        return str_eq(s, piece);
    if (starts)
        return str_starts(s, piece);
    if (ends)
        return str_ends(s, piece);
    return piece.n == 0 || str_find(s, piece) < s.n;
}

/* Open the way of the pieces to octets first, first + 1, ... */
static void open_way(struct ip4_octets *o, const struct pieces *p,
                     uint32_t first, enum octets_place place)
{
    for (uint32_t k = 0; k < 4; k++) {
        for (uint32_t i = 0; i < 256; i++) {
            char room[NUM_TEXT_MAX];
            struct str s = {room, num_format_int(i, room)};
            bool outside = k < first || k >= first + p->n;

            if (outside || fits(p, k - first, place, s))
                o->open[k][i] |= (uint8_t)(1u << first);
        }
    }
}

/* The ranges of one way, being made. */
struct ranges {
    const struct ip4_octets *octets;
    uint8_t way;         /* its bit in the table */
    uint32_t first, end; /* octets that are not free */
    struct ip4_range *out;
    uint32_t n; /* so far; more than the room: too many */
};

static bool is_free(const struct ip4_octets *o, uint32_t k, uint8_t way)
{
    for (uint32_t i = 0; i < 256; i++) {
        if (!(o->open[k][i] & way))
            return false;
    }
    return true;
}

static uint32_t octet_shift(uint32_t k)
{
    return 24 - 8 * k;
}

static void add_range(struct ranges *r, uint32_t start, uint32_t lo,
                      uint32_t hi)
{
    uint32_t shift = octet_shift(r->end - 1);
    uint32_t below_first = r->first ? UINT32_MAX >> (8 * r->first) : UINT32_MAX;

    if (r->n < NATIVE_MAX_RANGES)
        r->out[r->n] = (struct ip4_range){
            .mask = below_first & UINT32_MAX << shift,
            .first = start | lo << shift,
            .span = (hi - lo) << shift,
        };
    r->n++;
}

/* Those of the octets from k on, when the ones before it are start. */
static void add_ranges(struct ranges *r, uint32_t k, uint32_t start)
{
    const uint8_t *open = r->octets->open[k];

    for (uint32_t i = 0; i < 256 && r->n <= NATIVE_MAX_RANGES; i++) {
        uint32_t from = i;

        if (!(open[i] & r->way))
            continue;
        if (k + 1 < r->end) {
            add_ranges(r, k + 1, start | i << octet_shift(k));
            continue;
        }
        while (i < 255 && (open[i + 1] & r->way))
            i++;
        add_range(r, start, from, i);
    }
}

/* False when there are too many. */
static bool find_ranges(const struct ip4_octets *o, uint32_t n_ways,
                        struct native_ip4 *out)
{
    struct ranges r = {.octets = o, .out = out->ranges};

    for (uint32_t way = 0; way < n_ways; way++) {
        r.way = (uint8_t)(1u << way);
        r.first = 0;
        r.end = 4;
        while (r.first < 4 && is_free(o, r.first, r.way))
            r.first++;
        while (r.end > r.first && is_free(o, r.end - 1, r.way))
            r.end--;
        if (r.first == r.end) {
            out->kind = NATIVE_ALL;
            return true;
        }
        add_ranges(&r, r.first, 0);
    }
    out->kind = NATIVE_RANGES;
    out->n = r.n;
    return r.n <= NATIVE_MAX_RANGES;
}

struct native_ip4 octets_find(struct arena *a, struct str find,
                              enum octets_place place)
{
    struct native_ip4 out = {.kind = NATIVE_RANGES};
    struct pieces p;

    if (find.n == 0) {
        out.kind = NATIVE_ALL;
        return out;
    }
    if (!cut(find, &p))
        return out;
    uint32_t last = place == OCTETS_START ? 0 : 4 - p.n;
    out.octets = arena_calloc(a, 1, sizeof *out.octets);
    for (uint32_t way = place == OCTETS_END ? last : 0; way <= last; way++)
        open_way(out.octets, &p, way, place);
    out.ranges = arena_alloc(a, NATIVE_MAX_RANGES * sizeof *out.ranges);
    if (!find_ranges(out.octets, last + 1, &out))
        out.kind = NATIVE_OCTETS;
    return out;
}
