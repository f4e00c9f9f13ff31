/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Functions on texts (query-language.md 8.3) but those that replace and split
 * (fn_replace.c). Characters are code points; case is that of ASCII letters.
 */
#include "query/function_int.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static const struct str white_space = {" \t\n\r\f\v", 6};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/*
 * Code points that are asked for. Those of a long text, which comes from the
 * log, are bits: it must not be gone through for each character.
 */
struct char_set {
    struct str text;
    uint8_t *bits; /* [code point / 8], or NULL */
};

static struct char_set char_set_of(struct str text)
{
    enum { SHORT = 32, CODE_POINTS = 0x110000 };
    struct char_set set = {.text = text};

    if (text.n <= SHORT)
        return set;
    set.bits = mem_calloc(CODE_POINTS / 8, 1);
    while (text.n) {
        size_t n;
        uint32_t c = utf8_decode(text, &n);

        set.bits[c / 8] |= (uint8_t)(1u << c % 8);
        text = str_slice(text, n, text.n);
    }
    return set;
}

/* Is the code point that starts s, len bytes of it, one of the set? */
static bool in_set(const struct char_set *set, struct str s, size_t len)
{
    struct str one = str_slice(s, 0, len), rest = set->text;
    size_t n;

    if (set->bits) {
        uint32_t c = utf8_decode(one, &n);

        return set->bits[c / 8] >> c % 8 & 1;
    }
    while (rest.n) {
        (void)utf8_decode(rest, &n);
        if (str_eq(one, str_slice(rest, 0, n)))
            return true;
        rest = str_slice(rest, n, rest.n);
    }
    return false;
}

static struct str trim_left(struct str s, const struct char_set *set)
{
    while (s.n) {
        size_t len;

        (void)utf8_decode(s, &len);
        if (!in_set(set, s, len))
            break;
        s = str_slice(s, len, s.n);
    }
    return s;
}

static struct str trim_right(struct str s, const struct char_set *set)
{
    while (s.n) {
        size_t at = s.n - 1;

        while (at > 0 && ((unsigned char)s.p[at] & 0xc0) == 0x80)
            at--;
        if (!in_set(set, str_slice(s, at, s.n), s.n - at))
            break;
        s.n = at;
    }
    return s;
}

struct value fn_is_empty(const struct call_env *env, const void *prep,
                         const struct value *args, uint32_t n)
{
    struct value v = args[0];
    bool has_n = v.type == VALUE_TEXT || value_is_nested(v);

    (void)env, (void)prep, (void)n;
    return value_int(v.type == VALUE_NULL || (has_n && v.n == 0));
}

struct value fn_is_blank(const struct call_env *env, const void *prep,
                         const struct value *args, uint32_t n)
{
    struct value v = args[0];

    struct char_set spaces = {.text = white_space};

    if (v.type == VALUE_TEXT)
        return value_int(trim_left((struct str){v.s, v.n}, &spaces).n == 0);
    return fn_is_empty(env, prep, args, n);
}

struct value fn_concat(const struct call_env *env, const void *prep,
                       const struct value *args, uint32_t n)
{
    struct text_builder out = {.arena = env->arena};
    bool any = false;

    (void)prep;
    for (uint32_t i = 0; i < n; i++) {
        char scratch[VALUE_TEXT_MAX];

        if (args[i].type == VALUE_NULL || value_is_nested(args[i]))
            continue;
        any = true;
        builder_add(&out, value_str(args[i], scratch));
    }
    return any ? builder_value(&out) : value_null();
}

/* The text to trim and the characters to take off; false for null. */
static bool trim_args(const struct call_env *env, const struct value *args,
                      uint32_t n, struct str *s, struct str *set)
{
    *set = white_space;
    return fn_text(env, args[0], s) && (n < 2 || fn_text(env, args[1], set));
}

enum side { LEFT = 1, RIGHT = 2 };

static struct value trim(const struct call_env *env, const struct value *args,
                         uint32_t n, int sides)
{
    struct char_set set;
    struct str s, chars;

    if (!trim_args(env, args, n, &s, &chars))
        return value_null();
    set = char_set_of(chars);
    if (sides & LEFT)
        s = trim_left(s, &set);
    if (sides & RIGHT)
        s = trim_right(s, &set);
    free(set.bits);
    return value_text(s);
}

struct value fn_ltrim(const struct call_env *env, const void *prep,
                      const struct value *args, uint32_t n)
{
    (void)prep;
    return trim(env, args, n, LEFT);
}

struct value fn_rtrim(const struct call_env *env, const void *prep,
                      const struct value *args, uint32_t n)
{
    (void)prep;
    return trim(env, args, n, RIGHT);
}

struct value fn_trim(const struct call_env *env, const void *prep,
                     const struct value *args, uint32_t n)
{
    (void)prep;
    return trim(env, args, n, LEFT | RIGHT);
}

struct value fn_strlen(const struct call_env *env, const void *prep,
                       const struct value *args, uint32_t n)
{
    struct str s;

    (void)prep, (void)n;
    if (!fn_text(env, args[0], &s))
        return value_null();
    return value_int((int64_t)utf8_count(s));
}

static struct value change_case(const struct call_env *env, struct value v,
                                char (*change)(char))
{
    struct str s;
    char *p;

    if (!fn_text(env, v, &s))
        return value_null();
    if (!arena_takes(env->arena, s.n))
        return value_null();
    p = arena_alloc(env->arena, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        p[i] = change(s.p[i]);
    return value_text((struct str){p, s.n});
}

struct value fn_to_upper(const struct call_env *env, const void *prep,
                         const struct value *args, uint32_t n)
{
    (void)prep, (void)n;
    return change_case(env, args[0], upper);
}

struct value fn_to_lower(const struct call_env *env, const void *prep,
                         const struct value *args, uint32_t n)
{
    (void)prep, (void)n;
    return change_case(env, args[0], lower);
}

/* Bytes of the first count characters of s. */
static size_t prefix_bytes(struct str s, int64_t count)
{
    size_t at = 0;

    for (; count > 0 && at < s.n; count--) {
        size_t len;

        (void)utf8_decode(str_slice(s, at, s.n), &len);
        at += len;
    }
    return at;
}

struct value fn_substr(const struct call_env *env, const void *prep,
                       const struct value *args, uint32_t n)
{
    int64_t start, count = INT64_MAX;
    struct str s;

    (void)prep;
    if (!fn_text(env, args[0], &s) || !fn_int(args[1], &start) ||
        (n > 2 && !fn_int(args[2], &count)))
        return value_null();
    s = str_slice(s, prefix_bytes(s, start), s.n);
    return value_text(str_slice(s, 0, prefix_bytes(s, count)));
}

static struct str in_lower_case(struct str s)
{
    char *p = mem_alloc(s.n + 1);

    for (size_t i = 0; i < s.n; i++)
        p[i] = lower(s.p[i]);
    return (struct str){p, s.n};
}

static bool contains_nocase(struct str s, struct str find)
{
    struct str in = in_lower_case(s), what = in_lower_case(find);
    bool found = find.n == 0 || str_find(in, what) < in.n;

    free((char *)(uintptr_t)in.p);
    free((char *)(uintptr_t)what.p);
    return found;
}

struct value fn_str_contains(const struct call_env *env, const void *prep,
                             const struct value *args, uint32_t n)
{
    struct str s, find;

    (void)prep;
    if (!fn_text(env, args[0], &s) || !fn_text(env, args[1], &find))
        return value_null();
    if (n > 2 && value_truth(args[2]) == TRUTH_TRUE)
        return value_int(contains_nocase(s, find));
    return value_int(find.n == 0 || str_find(s, find) < s.n);
}

struct value fn_starts_with(const struct call_env *env, const void *prep,
                            const struct value *args, uint32_t n)
{
    struct str s, prefix;

    (void)prep, (void)n;
    if (!fn_text(env, args[0], &s) || !fn_text(env, args[1], &prefix))
        return value_null();
    return value_int(str_starts(s, prefix));
}

struct value fn_ends_with(const struct call_env *env, const void *prep,
                          const struct value *args, uint32_t n)
{
    struct str s, suffix;

    (void)prep, (void)n;
    if (!fn_text(env, args[0], &s) || !fn_text(env, args[1], &suffix))
        return value_null();
    return value_int(str_ends(s, suffix));
}
