/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * IP addresses: strict textual forms (four decimal octets without leading
 * zeros; RFC 4291 for IPv6), blocks, and what kind an address is.
 */
#ifndef FLOW_ADDR_H
#define FLOW_ADDR_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ADDR_TEXT_MAX = 46 };

struct addr {
    uint8_t family;    /* 4 or 6 */
    uint8_t bytes[16]; /* network order; IPv4 in the first four */
};

/* An address block; host bits of base are zero. */
struct cidr {
    struct addr base;
    uint8_t prefix;
};

/* Host-order value of a strict dotted quad. */
bool addr_parse_v4(struct str s, uint32_t *out);
/* "a.b.c.d"; returns the length. No NUL. */
size_t addr_format_v4(uint32_t v4, char out[ADDR_TEXT_MAX]);
bool addr_parse(struct str s, struct addr *out);
struct addr addr_of_v4(uint32_t v4);
/* RFC 5952 for IPv6; returns the length. No NUL. */
size_t addr_format(const struct addr *a, char out[ADDR_TEXT_MAX]);

/* address/prefix, or a bare address as a whole block; host bits masked. */
bool cidr_parse(struct str s, struct cidr *out);
/* False when the families differ. */
bool cidr_contains(const struct cidr *c, const struct addr *a);
bool cidr_contains_v4(const struct cidr *c, uint32_t v4);

/*
 * Kinds as query-language 8.5 states them; an IPv4-mapped IPv6 address is
 * what its IPv4 part is.
 */
bool addr_is_private(const struct addr *a);
bool addr_is_reserved(const struct addr *a);
bool addr_is_public(const struct addr *a);

#endif
