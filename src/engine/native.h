/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a condition on one slot says of integers and of IPv4 addresses, as
 * ranges of them, so that a column of either can be asked without making a
 * value. Only where that is exactly what the evaluator says.
 */
#ifndef ENGINE_NATIVE_H
#define ENGINE_NATIVE_H

#include "base/arena.h"
#include "engine/kernel.h"
#include "query/tree.h"

/* first to last, both within. */
struct int_range {
    int64_t first, last;
};

enum native_kind {
    NATIVE_UNKNOWN, /* the values must be asked about */
    NATIVE_ALL,     /* true for every one, none null */
    NATIVE_NULL,    /* null for every one */
    NATIVE_RANGES,  /* true for those in the ranges (no ranges: for none) */
    NATIVE_OCTETS   /* addresses: true for those in the table */
};

struct native_ints {
    enum native_kind kind;
    bool negated; /* the truth, of ALL, RANGES and OCTETS */
    struct int_range *ranges;
    uint32_t n;
};

struct native_ip4 {
    enum native_kind kind;
    bool negated;
    struct ip4_range *ranges;
    uint32_t n;
    struct ip4_octets *octets;
};

/* Longer lists of integers are asked by value. */
enum { NATIVE_MAX_INTS = 8, NATIVE_MAX_RANGES = 16 };

/* slot op k */
struct native_ints native_ints_compare(struct arena *a, enum op op,
                                       struct value k);
struct native_ip4 native_ip4_compare(struct arena *a, enum op op,
                                     struct value k);
/* slot in k[0 .. n) */
struct native_ints native_ints_in(struct arena *a, const struct value *k,
                                  uint32_t n, bool negated);
struct native_ip4 native_ip4_in(struct arena *a, const struct value *k,
                                uint32_t n, bool negated);
/* Any other condition on one slot: like, tests of addresses. */
struct native_ints native_ints_of(const struct expr *e);
struct native_ip4 native_ip4_of(struct arena *a, const struct expr *e);

/* Which part of the text of an address find must be. */
enum octets_place { OCTETS_ANYWHERE, OCTETS_START, OCTETS_END };
/* Addresses whose text has find in it; see octets.c. */
struct native_ip4 octets_find(struct arena *a, struct str find,
                              enum octets_place place);

#endif
