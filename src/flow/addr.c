/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Addresses as text and as numbers. IPv4 is parsed here because scans do it
 * for every row; IPv6 text is read by the C library, whose grammar is that of
 * RFC 4291, but written here, because RFC 5952 is stricter than some.
 */
#include "flow/addr.h"

#include "base/num.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

bool addr_parse_v4(struct str s, uint32_t *out)
{
    uint32_t addr = 0;
    uint32_t octet = 0;
    unsigned digits = 0;
    unsigned dots = 0;

    if (s.n < 7 || s.n > 15)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned c = (unsigned char)s.p[i] - (unsigned)'0';

        if (c < 10) {
            /* A second digit after a lone zero is a leading zero. */
            if (digits > 0 && octet == 0)
                return false;
            octet = octet * 10 + c;
            if (++digits > 3 || octet > 255)
                return false;
        } else {
            if (s.p[i] != '.' || digits == 0 || ++dots > 3)
                return false;
            addr = addr << 8 | octet;
            octet = digits = 0;
        }
    }
    if (dots != 3 || digits == 0)
        return false;
    *out = addr << 8 | octet;
    return true;
}

static char *put_octet(char *to, unsigned v)
{
    if (v >= 100)
        *to++ = (char)('0' + v / 100);
    if (v >= 10)
        *to++ = (char)('0' + v / 10 % 10);
    *to++ = (char)('0' + v % 10);
    return to;
}

size_t addr_format_v4(uint32_t v4, char out[ADDR_TEXT_MAX])
{
    char *to = put_octet(out, v4 >> 24);

    *to++ = '.';
    to = put_octet(to, v4 >> 16 & 0xff);
    *to++ = '.';
    to = put_octet(to, v4 >> 8 & 0xff);
    *to++ = '.';
    to = put_octet(to, v4 & 0xff);
    return (size_t)(to - out);
}

struct addr addr_of_v4(uint32_t v4)
{
    struct addr a = {.family = 4};

    for (unsigned i = 0; i < 4; i++)
        a.bytes[i] = (uint8_t)(v4 >> (24 - 8 * i));
    return a;
}

static uint32_t v4_at(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
           (uint32_t)bytes[2] << 8 | bytes[3];
}

bool addr_parse(struct str s, struct addr *out)
{
    char text[ADDR_TEXT_MAX];
    struct addr a = {.family = 6};
    uint32_t v4;

    if (addr_parse_v4(s, &v4)) {
        *out = addr_of_v4(v4);
        return true;
    }
    if (s.n < 2 || s.n >= sizeof text || memchr(s.p, '\0', s.n))
        return false;
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    if (inet_pton(AF_INET6, text, a.bytes) != 1)
        return false;
    *out = a;
    return true;
}

/* ::ffff:0:0/96, the IPv4 addresses as IPv6 writes them. */
static bool is_mapped(const struct addr *a)
{
    static const uint8_t prefix[12] = {[10] = 0xff, [11] = 0xff};

    return a->family == 6 && memcmp(a->bytes, prefix, sizeof prefix) == 0;
}

static unsigned group_at(const struct addr *a, unsigned i)
{
    return (unsigned)a->bytes[2 * i] << 8 | a->bytes[2 * i + 1];
}

/* The groups that "::" stands for: the first longest run of zeros, from 2. */
static unsigned longest_zeros(const struct addr *a, unsigned *from)
{
    unsigned best = 1;

    *from = 8;
    for (unsigned i = 0; i < 8; i++) {
        unsigned n = 0;

        while (i + n < 8 && group_at(a, i + n) == 0)
            n++;
        if (n > best) {
            best = n;
            *from = i;
        }
    }
    return best;
}

static size_t format_v6(const struct addr *a, char out[ADDR_TEXT_MAX])
{
    unsigned gap;
    unsigned gap_len = longest_zeros(a, &gap);
    size_t n = 0;

    for (unsigned i = 0; i < 8; i++) {
        if (i == gap) {
            out[n++] = ':';
            out[n++] = ':';
            i += gap_len - 1;
            continue;
        }
        if (i > 0 && i != gap + gap_len)
            out[n++] = ':';
        n += (size_t)snprintf(out + n, ADDR_TEXT_MAX - n, "%x", group_at(a, i));
    }
    return n;
}

size_t addr_format(const struct addr *a, char out[ADDR_TEXT_MAX])
{
    static const char mapped[] = "::ffff:";
    char v4[ADDR_TEXT_MAX];

    if (a->family == 4)
        return addr_format_v4(v4_at(a->bytes), out);
    if (!is_mapped(a))
        return format_v6(a, out);
    size_t n = addr_format_v4(v4_at(a->bytes + 12), v4);
    memcpy(out, mapped, sizeof mapped - 1);
    memcpy(out + sizeof mapped - 1, v4, n);
    return sizeof mapped - 1 + n;
}

/* The bits of byte i that a prefix covers. */
static uint8_t mask_at(unsigned prefix, unsigned i)
{
    if (prefix >= 8 * (i + 1))
        return 0xff;
    if (prefix <= 8 * i)
        return 0;
    return (uint8_t)(0xff << (8 * (i + 1) - prefix));
}

bool cidr_parse(struct str s, struct cidr *out)
{
    size_t slash = str_find(s, STR("/"));
    struct str digits = str_slice(s, slash + 1, s.n);
    struct cidr c;

    if (!addr_parse(str_slice(s, 0, slash), &c.base))
        return false;
    uint64_t prefix = c.base.family == 4 ? 32 : 128;
    if (slash < s.n) {
        if (digits.n > 3 || (digits.n > 1 && digits.p[0] == '0') ||
            !num_parse_uint(digits, prefix, &prefix))
            return false;
    }
    c.prefix = (uint8_t)prefix;
    for (unsigned i = 0; i < sizeof c.base.bytes; i++)
        c.base.bytes[i] &= mask_at(c.prefix, i);
    *out = c;
    return true;
}

bool cidr_contains(const struct cidr *c, const struct addr *a)
{
    if (c->base.family != a->family)
        return false;
    for (unsigned i = 0; 8 * i < c->prefix; i++) {
        if ((a->bytes[i] & mask_at(c->prefix, i)) != c->base.bytes[i])
            return false;
    }
    return true;
}

bool cidr_contains_v4(const struct cidr *c, uint32_t v4)
{
    /* By 64 bits, so that a prefix of 0 shifts everything out. */
    return c->base.family == 4 &&
           (uint64_t)(v4 ^ v4_at(c->base.bytes)) >> (32 - c->prefix) == 0;
}

struct block {
    uint8_t base[4];
    uint8_t prefix;
};

/* Source: RFC 1918. */
static const struct block private_v4[] = {
    {{10, 0, 0, 0}, 8},
    {{172, 16, 0, 0}, 12},
    {{192, 168, 0, 0}, 16},
};

/* Source: query-language 8.5, after the IANA special-purpose registries. */
static const struct block reserved_v4[] = {
    {{0, 0, 0, 0}, 8},      {{100, 64, 0, 0}, 10},   {{127, 0, 0, 0}, 8},
    {{169, 254, 0, 0}, 16}, {{192, 0, 0, 0}, 24},    {{192, 0, 2, 0}, 24},
    {{198, 18, 0, 0}, 15},  {{198, 51, 100, 0}, 24}, {{203, 0, 113, 0}, 24},
    {{224, 0, 0, 0}, 4},    {{240, 0, 0, 0}, 4},
};

static const struct cidr reserved_v6[] = {
    {{6, {0}}, 128},                     /* :: */
    {{6, {[15] = 1}}, 128},              /* ::1 */
    {{6, {0xfc}}, 7},                    /* fc00::/7 */
    {{6, {0xfe, 0x80}}, 10},             /* fe80::/10 */
    {{6, {0xff}}, 8},                    /* ff00::/8 */
    {{6, {0x20, 0x01, 0x0d, 0xb8}}, 32}, /* 2001:db8::/32 */
};

static bool in_any(uint32_t v4, const struct block *blocks, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if ((v4 ^ v4_at(blocks[i].base)) >> (32 - blocks[i].prefix) == 0)
            return true;
    }
    return false;
}

/* The IPv4 address that a is or maps. */
static bool v4_of(const struct addr *a, uint32_t *v4)
{
    if (a->family != 4 && !is_mapped(a))
        return false;
    *v4 = v4_at(a->family == 4 ? a->bytes : a->bytes + 12);
    return true;
}

bool addr_is_private(const struct addr *a)
{
    uint32_t v4;

    return v4_of(a, &v4) &&
           in_any(v4, private_v4, sizeof private_v4 / sizeof *private_v4);
}

bool addr_is_reserved(const struct addr *a)
{
    uint32_t v4;

    if (v4_of(a, &v4))
        return in_any(v4, reserved_v4,
                      sizeof reserved_v4 / sizeof *reserved_v4);
    for (size_t i = 0; i < sizeof reserved_v6 / sizeof *reserved_v6; i++) {
        if (cidr_contains(&reserved_v6[i], a))
            return true;
    }
    return false;
}

bool addr_is_public(const struct addr *a)
{
    return !addr_is_private(a) && !addr_is_reserved(a);
}
