/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Encodings (query-language.md 8.3): percent (RFC 3986), base64 (RFC 4648,
 * strict), hexadecimal. What is malformed decodes to null.
 */
#include "query/function_int.h"

#include "base/base64.h"

#include <string.h>

static const char upper_hex[] = "0123456789ABCDEF";

/* Value of a hexadecimal digit, or -1. */
static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The byte that two digits at p write, or -1. */
static int hex_byte(const char *p)
{
    int high = hex_value(p[0]), low = hex_value(p[1]);

    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || (c && strchr("-_.~", c));
}

struct value fn_url_encode(const struct call_env *env, const void *prep,
                           const struct value *args, uint32_t n)
{
    struct text_builder out = {.arena = env->arena};
    struct str s;

    (void)prep, (void)n;
    if (!fn_text(env, args[0], &s))
        return value_null();
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        char escaped[3] = {'%', upper_hex[c >> 4], upper_hex[c & 15]};

        if (is_unreserved(s.p[i]))
            builder_char(&out, s.p[i]);
        else
            builder_add(&out, (struct str){escaped, sizeof escaped});
    }
    return builder_value(&out);
}

struct value fn_url_decode(const struct call_env *env, const void *prep,
                           const struct value *args, uint32_t n)
{
    struct text_builder out = {.arena = env->arena};
    struct str s;

    (void)prep, (void)n;
    if (!fn_text(env, args[0], &s))
        return value_null();
    for (size_t i = 0; i < s.n; i++) {
        int byte;

        if (s.p[i] != '%') {
            builder_char(&out, s.p[i]);
            continue;
        }
        byte = i + 2 < s.n ? hex_byte(s.p + i + 1) : -1;
        if (byte < 0)
            return value_null();
        builder_char(&out, (char)byte);
        i += 2;
    }
    return builder_value(&out);
}

struct value fn_base64_encode(const struct call_env *env, const void *prep,
                              const struct value *args, uint32_t n)
{
    struct text_builder out = {.arena = env->arena};
    struct str s;

    (void)prep, (void)n;
    if (!fn_text(env, args[0], &s))
        return value_null();
    for (size_t i = 0; i < s.n; i += 3) {
        char quad[4];

        base64_quad(s.p + i, s.n - i < 3 ? s.n - i : 3, quad);
        builder_add(&out, (struct str){quad, sizeof quad});
    }
    return builder_value(&out);
}

/* Decode the four characters at p to bytes; how many, or -1. */
static int decode_quad(const char *p, bool last, unsigned char out[3])
{
    unsigned bits = 0;
    int given = 4;

    if (last && p[3] == '=')
        given = p[2] == '=' ? 2 : 3;
    for (int i = 0; i < 4; i++) {
        const char *at = i < given && p[i] ? strchr(base64_alphabet, p[i])
                                           : NULL;

        if (!at && i < given)
            return -1;
        bits = bits << 6 |
               (at ? (unsigned)(at - base64_alphabet) : 0);
    }
    out[0] = (unsigned char)(bits >> 16);
    out[1] = (unsigned char)(bits >> 8);
    out[2] = (unsigned char)bits;
    return given - 1;
}

struct value fn_base64_decode(const struct call_env *env, const void *prep,
                              const struct value *args, uint32_t n)
{
    struct text_builder out = {.arena = env->arena};
    struct str s;

    (void)prep, (void)n;
    if (!fn_text(env, args[0], &s) || s.n % 4)
        return value_null();
    for (size_t i = 0; i < s.n; i += 4) {
        unsigned char bytes[3];
        int count = decode_quad(s.p + i, i + 4 == s.n, bytes);

        if (count < 0)
            return value_null();
        builder_add(&out, (struct str){(const char *)bytes, (size_t)count});
    }
    return builder_value(&out);
}

/* Take "0x" off the start of s. */
static struct str without_0x(struct str s)
{
    if (str_starts(s, STR("0x")) || str_starts(s, STR("0X")))
        return str_slice(s, 2, s.n);
    return s;
}

struct value fn_hex_to_ascii(const struct call_env *env, const void *prep,
                             const struct value *args, uint32_t n)
{
    struct text_builder out = {.arena = env->arena};
    struct str s;

    (void)prep, (void)n;
    if (!fn_text(env, args[0], &s))
        return value_null();
    s = without_0x(s);
    if (s.n % 2)
        return value_null();
    for (size_t i = 0; i < s.n; i += 2) {
        int byte = hex_byte(s.p + i);

        if (byte < 0)
            return value_null();
        builder_char(&out, (char)byte);
    }
    return builder_value(&out);
}

struct value fn_hex_to_dec(const struct call_env *env, const void *prep,
                           const struct value *args, uint32_t n)
{
    int64_t number = 0;
    bool negative;
    struct str s;

    (void)prep, (void)n;
    if (!fn_text(env, args[0], &s))
        return value_null();
    negative = str_starts(s, STR("-"));
    s = without_0x(str_slice(s, negative, s.n));
    if (s.n == 0)
        return value_null();
    for (size_t i = 0; i < s.n; i++) {
        int digit = hex_value(s.p[i]);

        /* Built on the negative side, which reaches one further. */
        if (digit < 0 || __builtin_mul_overflow(number, 16, &number) ||
            __builtin_sub_overflow(number, digit, &number))
            return value_null();
    }
    if (!negative && __builtin_sub_overflow(0, number, &number))
        return value_null();
    return value_int(number);
}

struct value fn_dec_to_hex(const struct call_env *env, const void *prep,
                           const struct value *args, uint32_t n)
{
    int64_t i;
    uint64_t size;

    (void)prep, (void)n;
    if (!fn_int(args[0], &i))
        return value_null();
    size = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
    return value_text(arena_printf(env->arena, "%s0x%llx", i < 0 ? "-" : "",
                                   (unsigned long long)size));
}
