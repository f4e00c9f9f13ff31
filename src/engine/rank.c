/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two highest bits of a rank are the class: null, text, number. 62 bits
 * of a number are those of its double without the last two.
 *
 * Those of a text are the first of a string of bits whose order is that of
 * the texts: 8 bits a byte, and for a run of digits the byte '0', the run's
 * length and its digits, since longer runs come after shorter ones. A text
 * that begins with a digit has room for four runs with dots between them, an
 * address, in another way: 11 bits a run, 2 bits for what follows it.
 */
#include "engine/rank.h"

enum {
    TEXT_BITS = 62,
    LENGTH_BITS = 5,
    DIGIT_BITS = 4,
    MAX_RUN = (1 << LENGTH_BITS) - 1, /* longer ones are not told apart */
    WHOLE_BYTES = 7,                  /* that a rank of text holds */
    /* The code of a run: its value, after all that shorter ones may have. */
    RUN_BITS = 11,
    RUN_NONE = 0, /* the text ends, or goes on with a byte before digits */
    RUN_FIRST1 = 1,
    RUN_FIRST2 = RUN_FIRST1 + 10,
    RUN_FIRST3 = RUN_FIRST2 + 100,
    RUN_LONG = RUN_FIRST3 + 1000,
    RUN_AFTER = (1 << RUN_BITS) - 1, /* it goes on with one after digits */
    /* What follows a run: an end or a byte before the dot, it, one after. */
    DOT_BITS = 2,
    DOT_BEFORE = 0,
    DOT_HERE = 1,
    DOT_AFTER = 2,
    OCTETS = 4,
    /* Bits below the last of four runs: is there more text? */
    REST_BITS = TEXT_BITS - 8 - OCTETS * RUN_BITS - (OCTETS - 1) * DOT_BITS
};

_Static_assert(RUN_LONG < RUN_AFTER, "codes of runs fit");
_Static_assert(REST_BITS > 0, "an address fits");

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

/* Bits put together from the highest down; what finds no room is left out. */
struct packer {
    uint64_t bits;
    unsigned room;
};

static void pack(struct packer *p, unsigned code, unsigned n)
{
    if (n > p->room) {
        code >>= n - p->room;
        n = p->room;
    }
    p->room -= n;
    p->bits |= (uint64_t)code << p->room;
}

static size_t run_length(struct str s, size_t at)
{
    size_t n = 0;

    while (at + n < s.n && n <= MAX_RUN && is_digit((unsigned char)s.p[at + n]))
        n++;
    return n;
}

/* Four runs of digits and what is between them. */

static unsigned run_code(struct str s, size_t at, size_t n)
{
    static const unsigned first[] = {0, RUN_FIRST1, RUN_FIRST2, RUN_FIRST3};
    unsigned value = 0;

    if (n > 3)
        return RUN_LONG;
    for (size_t i = 0; i < n; i++)
        value = value * 10 + (unsigned)(s.p[at + i] - '0');
    return first[n] + value;
}

static unsigned dot_code(struct str s, size_t at)
{
    if (at >= s.n || (unsigned char)s.p[at] < '.')
        return DOT_BEFORE;
    return s.p[at] == '.' ? DOT_HERE : DOT_AFTER;
}

static void pack_runs(struct packer *p, struct str s)
{
    size_t at = 0;

    for (int i = 0;; i++) {
        size_t n = run_length(s, at);
        unsigned dot;

        if (n == 0) {
            bool after = at < s.n && (unsigned char)s.p[at] > '9';
            pack(p, after ? RUN_AFTER : RUN_NONE, RUN_BITS);
            return;
        }
        pack(p, run_code(s, at, n), RUN_BITS);
        at += n;
        if (n > 3)
            return;
        if (i == OCTETS - 1)
            break;
        dot = dot_code(s, at++);
        pack(p, dot, DOT_BITS);
        if (dot != DOT_HERE)
            return;
    }
    pack(p, at < s.n, REST_BITS);
}

uint64_t rank_of_ip4(uint32_t v4)
{
    uint64_t bits = '0';

    for (int shift = 24; shift >= 0; shift -= 8) {
        uint32_t v = v4 >> shift & 255;

        v += v < 10 ? RUN_FIRST1 : v < 100 ? RUN_FIRST2 : RUN_FIRST3;
        bits = bits << RUN_BITS | v;
        if (shift > 0)
            bits = bits << DOT_BITS | DOT_HERE;
    }
    return UINT64_C(1) << 62 | bits << REST_BITS;
}

/* Other texts. */

/* False when what comes after the run must not be looked at. */
static bool pack_run(struct packer *p, struct str s, size_t at, size_t n)
{
    unsigned length = n < MAX_RUN ? (unsigned)n : MAX_RUN;

    pack(p, '0', 8);
    pack(p, length, LENGTH_BITS);
    for (size_t i = 0; length < MAX_RUN && i < n; i++)
        pack(p, (unsigned)(s.p[at + i] - '0'), DIGIT_BITS);
    return length < MAX_RUN;
}

uint64_t rank_of_rest(struct str s)
{
    struct packer p = {0, TEXT_BITS};

    for (size_t at = 0; at < s.n && p.room > 0;) {
        size_t n = run_length(s, at);

        if (n == 0)
            pack(&p, (unsigned char)s.p[at++], 8);
        else if (!pack_run(&p, s, at, n))
            break;
        at += n;
    }
    return UINT64_C(1) << 62 | p.bits;
}

uint64_t rank_of_text(struct str s)
{
    struct packer p = {0, TEXT_BITS};

    if (s.n == 0 || !is_digit((unsigned char)s.p[0]))
        return rank_of_rest(s);
    pack(&p, '0', 8);
    pack_runs(&p, s);
    return UINT64_C(1) << 62 | p.bits;
}

/* Does a rank hold all of it, and nothing else the same? */
static bool text_is_exact(struct str s)
{
    if (s.n > WHOLE_BYTES)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\0' || is_digit((unsigned char)s.p[i]))
            return false;
    }
    return true;
}

static uint64_t rank_of_any_text(struct value v, bool *exact)
{
    char scratch[VALUE_TEXT_MAX];
    struct num n = value_num(v);

    if (n.kind == NUM_INT)
        return rank_of_int(n.i);
    if (n.kind == NUM_DOUBLE)
        return rank_of_double(n.d);
    /* Of a list or map the first bytes will do. */
    struct str s = value_str(v, scratch);
    *exact = v.type == VALUE_TEXT && text_is_exact(s);
    return rank_of_text(s);
}

uint64_t rank_of_value(struct value v, bool *exact)
{
    bool unused;

    exact = exact ? exact : &unused;
    *exact = false;
    switch (v.type) {
    case VALUE_NULL:
        *exact = true;
        return 0;
    case VALUE_BOOL:
    case VALUE_INT:
    case VALUE_TIME:
        *exact = rank_int_is_exact(v.i);
        return rank_of_int(v.i);
    case VALUE_DOUBLE:
        return rank_of_double(v.d);
    case VALUE_IP4:
        *exact = true;
        return rank_of_ip4((uint32_t)v.i);
    case VALUE_TEXT:
    case VALUE_LIST:
    case VALUE_MAP:
        break;
    }
    return rank_of_any_text(v, exact);
}

/* Back from exact ranks. */

static struct value int_of_rank(uint64_t rank, enum value_type type)
{
    uint64_t bits = rank << 2;
    double d;

    /* The two bits that are not there were 0 before a negative was turned. */
    bits = bits >> 63 ? bits ^ UINT64_C(1) << 63 : ~(bits | 3);
    memcpy(&d, &bits, sizeof d);
    return (struct value){.type = type, .i = (int64_t)d};
}

static struct value ip4_of_rank(uint64_t rank)
{
    uint32_t v4 = 0;
    unsigned shift = TEXT_BITS - 8;

    for (int i = 0; i < OCTETS; i++) {
        shift -= RUN_BITS;
        uint32_t v = (uint32_t)(rank >> shift) & RUN_AFTER;
        shift -= i < OCTETS - 1 ? DOT_BITS : 0;
        v -= v < RUN_FIRST2 ? RUN_FIRST1 : v < RUN_FIRST3 ? RUN_FIRST2 : RUN_FIRST3;
        v4 = v4 << 8 | v;
    }
    return value_ip4(v4);
}

struct value rank_value(uint64_t rank, enum value_type number,
                        char scratch[VALUE_TEXT_MAX])
{
    size_t n = 0;

    if (rank == 0)
        return value_null();
    if (!rank_is_text(rank))
        return int_of_rank(rank, number);
    if ((rank >> (TEXT_BITS - 8) & 255) == '0')
        return ip4_of_rank(rank);
    for (unsigned shift = TEXT_BITS - 8; n < WHOLE_BYTES; n++, shift -= 8) {
        scratch[n] = (char)(rank >> shift & 255);
        if (scratch[n] == '\0')
            break;
    }
    return value_text((struct str){scratch, n});
}
