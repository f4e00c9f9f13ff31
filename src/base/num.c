/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers as text, the same in every locale: the C library is only ever given
 * and asked for digits and an exponent, never a decimal point.
 */
#include "base/num.h"

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/*
 * Digits kept of a long number. 767 decide the nearest double in every case
 * but an exact tie, which one more digit settles.
 */
enum { DIGITS_MAX = 780, EXPONENT_MAX = 100000 };

/* A number taken apart: [-] digits e exponent, leading zeros dropped. */
struct parts {
    bool negative;
    bool real;    /* had a fraction or an exponent */
    bool lost;    /* a digit other than 0 did not fit */
    size_t n;     /* digits kept */
    int exponent; /* of the last digit kept */
    char digits[DIGITS_MAX + 1];
};

static void add_digit(struct parts *p, char c, bool fraction)
{
    if (p->n == 0 && c == '0') {
        p->exponent -= fraction;
    } else if (p->n < DIGITS_MAX) {
        p->digits[p->n++] = c;
        p->exponent -= fraction;
    } else {
        p->lost |= c != '0';
        p->exponent += !fraction;
    }
}

/* The exponent after "e", added to p; false when there are no digits. */
static bool scan_exponent(struct parts *p, const char *c, const char *end)
{
    bool negative = c < end && *c == '-';
    int e = 0;

    if (c < end && (*c == '-' || *c == '+'))
        c++;
    if (c == end)
        return false;
    for (; c < end; c++) {
        if (!is_digit(*c))
            return false;
        if (e < EXPONENT_MAX)
            e = e * 10 + (*c - '0');
    }
    p->exponent += negative ? -e : e;
    p->real = true;
    return true;
}

/* The grammar of num.h; false when s is not number-like. */
static bool scan(struct str s, struct parts *p)
{
    const char *c = s.p;
    const char *end = s.p + s.n;
    bool any = false;

    if (c < end && (*c == '-' || *c == '+'))
        p->negative = *c++ == '-';
    for (; c < end && is_digit(*c); c++, any = true)
        add_digit(p, *c, false);
    if (c < end && *c == '.') {
        p->real = true;
        for (c++; c < end && is_digit(*c); c++, any = true)
            add_digit(p, *c, true);
    }
    if (!any)
        return false;
    if (c == end)
        return true;
    return (*c == 'e' || *c == 'E') && scan_exponent(p, c + 1, end);
}

static struct num double_of(struct parts *p)
{
    /* Below this, digits and a power of ten are exact doubles. */
    static const double tens[] = {1e0, 1e1, 1e2, 1e3, 1e4,  1e5,
                                  1e6, 1e7, 1e8, 1e9, 1e10, 1e11};
    const int exact = (int)(sizeof tens / sizeof *tens);
    char text[DIGITS_MAX + 32];
    double d = 0;

    if (p->n <= 15 && p->exponent < exact && p->exponent > -exact) {
        for (size_t i = 0; i < p->n; i++)
            d = d * 10 + (p->digits[i] - '0');
        d = p->exponent < 0 ? d / tens[-p->exponent] : d * tens[p->exponent];
    } else if (p->n > 0) {
        if (p->lost)
            p->digits[p->n - 1] = '1';
        snprintf(text, sizeof text, "%.*se%d", (int)p->n, p->digits,
                 p->exponent);
        d = strtod(text, NULL);
    }
    if (isinf(d))
        return (struct num){.kind = NUM_NONE};
    return (struct num){.kind = NUM_DOUBLE, .d = p->negative ? -d : d};
}

static bool int_of(const struct parts *p, int64_t *out)
{
    uint64_t v = 0;

    if (p->real || p->n > 19)
        return false;
    for (size_t i = 0; i < p->n; i++)
        v = v * 10 + (uint64_t)(p->digits[i] - '0');
    if (v > (uint64_t)INT64_MAX + p->negative)
        return false;
    *out = p->negative ? (int64_t)(0 - v) : (int64_t)v;
    return true;
}

/* Most numbers are short and plain; they need no taking apart. */
static bool short_uint(struct str s, int64_t *out)
{
    int64_t v = 0;

    if (s.n == 0 || s.n > 18)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (!is_digit(s.p[i]))
            return false;
        v = v * 10 + (s.p[i] - '0');
    }
    *out = v;
    return true;
}

struct num num_parse(struct str s)
{
    struct num num = {.kind = NUM_INT};
    struct parts p;

    if (short_uint(s, &num.i))
        return num;
    /* Not the digits: clearing them would cost more than the rest. */
    p.negative = p.real = p.lost = false;
    p.n = 0;
    p.exponent = 0;
    if (s.n == 0 || !scan(s, &p))
        return (struct num){.kind = NUM_NONE};
    if (int_of(&p, &num.i))
        return num;
    return double_of(&p);
}

bool num_parse_uint(struct str s, uint64_t max, uint64_t *out)
{
    uint64_t v = 0;

    if (s.n == 0)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (!is_digit(s.p[i]) || __builtin_mul_overflow(v, 10u, &v) ||
            __builtin_add_overflow(v, (uint64_t)(s.p[i] - '0'), &v))
            return false;
    }
    if (v > max)
        return false;
    *out = v;
    return true;
}

size_t num_format_int(int64_t i, char out[NUM_TEXT_MAX])
{
    char digits[NUM_TEXT_MAX];
    uint64_t v = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    if (i < 0)
        digits[--at] = '-';
    memcpy(out, digits + at, sizeof digits - at);
    return sizeof digits - at;
}

/* A positive double as 0.DIGITS times ten to the power of point. */
struct decimal {
    char digits[20];
    int n;
    int point;
};

/* d rounded to n digits, zeros at the end dropped. */
static struct decimal decimal_of(double d, int n)
{
    struct decimal dec = {.n = 0};
    char text[40];
    char *c = text;

    snprintf(text, sizeof text, "%.*e", n - 1, d);
    for (; *c != 'e'; c++) {
        /* Whatever the locale has for a decimal point is passed over. */
        if (is_digit(*c))
            dec.digits[dec.n++] = *c;
    }
    dec.point = (int)strtol(c + 1, NULL, 10) + 1;
    while (dec.n > 1 && dec.digits[dec.n - 1] == '0')
        dec.n--;
    return dec;
}

/* The fewest digits that read back as d. d > 0. */
static struct decimal shortest(double d)
{
    /* 15 digits are always told apart, but by numbers close to zero. */
    int n = d < DBL_MIN ? 1 : DBL_DIG;
    struct decimal dec = decimal_of(d, n);
    char text[40];

    while (n < DBL_DECIMAL_DIG) {
        snprintf(text, sizeof text, "%.*se%d", dec.n, dec.digits,
                 dec.point - dec.n);
        double back = strtod(text, NULL);
        if (back >= d && back <= d)
            break;
        dec = decimal_of(d, ++n);
    }
    return dec;
}

static char *put(char *to, const char *from, int n)
{
    memcpy(to, from, (size_t)n);
    return to + n;
}

static char *put_zeros(char *to, int n)
{
    memset(to, '0', (size_t)n);
    return to + n;
}

static char *put_plain(char *to, const struct decimal *dec)
{
    int whole = dec->point < dec->n ? dec->point : dec->n;

    if (dec->point <= 0) {
        to = put_zeros(put(put_zeros(to, 1), ".", 1), -dec->point);
        return put(to, dec->digits, dec->n);
    }
    to = put_zeros(put(to, dec->digits, whole), dec->point - whole);
    if (whole < dec->n)
        to = put(put(to, ".", 1), dec->digits + whole, dec->n - whole);
    return to;
}

static char *put_scientific(char *to, const struct decimal *dec)
{
    char digits[NUM_TEXT_MAX];
    int e = dec->point - 1;

    to = put(to, dec->digits, 1);
    if (dec->n > 1)
        to = put(put(to, ".", 1), dec->digits + 1, dec->n - 1);
    to = put(to, e < 0 ? "e-" : "e+", 2);
    return put(to, digits, (int)num_format_int(e < 0 ? -e : e, digits));
}

size_t num_format_double(double d, char out[NUM_TEXT_MAX])
{
    char *to = out;
    double size = fabs(d);

    /* Whole numbers that are exact in 53 bits; -0 becomes 0 here. */
    if (size < 9007199254740992.0 && !(trunc(d) < d) && !(trunc(d) > d))
        return num_format_int((int64_t)d, out);
    struct decimal dec = shortest(size);
    if (d < 0)
        *to++ = '-';
    if (size >= 1e21 || size < 1e-6)
        to = put_scientific(to, &dec);
    else
        to = put_plain(to, &dec);
    return (size_t)(to - out);
}

bool num_canonical_int(struct str s, int64_t *i)
{
    char text[NUM_TEXT_MAX];
    struct num num;

    if (s.n == 0 || s.n >= NUM_TEXT_MAX)
        return false;
    num = num_parse(s);
    if (num.kind != NUM_INT ||
        !str_eq(s, (struct str){text, num_format_int(num.i, text)}))
        return false;
    *i = num.i;
    return true;
}

bool num_parse_size(struct str s, uint64_t *bytes)
{
    static const char units[] = "KMGT";
    unsigned shift = 0;

    if (s.n == 0 || s.p[0] == '+')
        return false;
    const char *unit =
        memchr(units, toupper((unsigned char)s.p[s.n - 1]), sizeof units - 1);
    if (unit) {
        shift = 10 * (unsigned)(unit - units + 1);
        s.n--;
    }
    struct num num = num_parse(s);
    if (num.kind == NUM_INT && num.i >= 0 && num.i <= INT64_MAX >> shift) {
        *bytes = (uint64_t)num.i << shift;
        return true;
    }
    if (num.kind != NUM_DOUBLE || num.d < 0)
        return false;
    num.d = ldexp(num.d, (int)shift);
    if (num.d >= 0x1p63)
        return false;
    *bytes = (uint64_t)num.d;
    return true;
}

const char *num_format_size(uint64_t bytes, char out[NUM_TEXT_MAX])
{
    static const char units[] = "KMGTP";
    const uint64_t large = 1 << 20;
    double rest = (double)bytes;
    size_t unit = 0;

    while (unit < sizeof units - 1 && bytes >= 1024 && bytes % 1024 == 0) {
        bytes /= 1024;
        unit++;
    }
    if (bytes < large) {
        snprintf(out, NUM_TEXT_MAX, "%llu%.*s", (unsigned long long)bytes,
                 unit > 0, units + unit - (unit > 0));
        return out;
    }
    for (unit = 0; unit < sizeof units - 1 && rest >= 1024; unit++)
        rest /= 1024;
    snprintf(out, NUM_TEXT_MAX, "%.1f%c", rest, units[unit - 1]);
    return out;
}
