/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "query/shape.h"

#include "base/num.h"
#include "flow/addr.h"

#include <string.h>

enum { ID_MIN = 8 }; /* hex digits of what is taken for an id */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_white(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

const char *shape_kind(char letter)
{
    switch (letter) {
    case 'I':
        return "IP";
    case 'T':
        return "Time";
    case 'N':
        return "Number";
    case 'H':
        return "Id";
    default:
        return "Token";
    }
}

static bool has_digit(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (is_digit(s.p[i]))
            return true;
    return false;
}

static bool is_ip(struct str s)
{
    struct addr a;

    return (memchr(s.p, '.', s.n) || memchr(s.p, ':', s.n)) &&
           addr_parse(s, &a);
}

/* dddd-dd-dd..., dd:dd..., of nothing else than a time has. */
static bool is_time(struct str s)
{
    static const struct str letters = {"0123456789-:.,+TZ/", 18};
    bool date = s.n >= 8 && is_digit(s.p[0]) && is_digit(s.p[3]) &&
                (s.p[4] == '-' || s.p[4] == '/');
    bool clock = s.n >= 5 && is_digit(s.p[0]) && is_digit(s.p[1]) &&
                 s.p[2] == ':' && is_digit(s.p[3]);

    for (size_t i = 0; i < s.n; i++)
        if (!memchr(letters.p, s.p[i], letters.n))
            return false;
    return date || clock;
}

/* A good deal of hex digits, with digits and letters, perhaps with "-". */
static bool is_id(struct str s)
{
    size_t digits = 0, letters = 0;

    if (s.n > 2 && s.p[0] == '0' && (s.p[1] == 'x' || s.p[1] == 'X'))
        s = str_slice(s, 2, s.n);
    for (size_t i = 0; i < s.n; i++) {
        if (!is_hex(s.p[i]) && s.p[i] != '-')
            return false;
        digits += is_digit(s.p[i]);
        letters += s.p[i] > '9';
    }
    return digits && letters && digits + letters >= ID_MIN;
}

/* The letter of its kind; 0 for a plain word. */
static char kind_of(struct str s)
{
    if (!has_digit(s))
        return is_ip(s) ? 'I' : 0; /* "::", "fe::" */
    if (num_parse(s).kind != NUM_NONE)
        return 'N';
    if (is_ip(s))
        return 'I';
    if (is_time(s))
        return 'T';
    return is_id(s) ? 'H' : 'W';
}

static bool is_one_of(char c, const char *chars)
{
    return strchr(chars, c) && c;
}

/* Where the value of a word begins: behind brackets, quotes and "key=". */
static size_t value_start(struct str word)
{
    size_t start = 0;

    while (start < word.n && is_one_of(word.p[start], "([{<\"'"))
        start++;
    for (size_t i = start; i + 1 < word.n; i++)
        if (word.p[i] == '=')
            start = i + 1;
    while (start < word.n && is_one_of(word.p[start], "([{<\"'"))
        start++;
    return start;
}

static size_t value_end(struct str word, size_t start)
{
    size_t end = word.n;

    while (end > start && is_one_of(word.p[end - 1], ")]}>\"',;"))
        end--;
    /* "10.0.0.1:" and "done." but not "::" */
    if (end > start + 1 && is_one_of(word.p[end - 1], ":.") &&
        word.p[end - 2] != ':')
        end--;
    return end;
}

static void put_word(struct buf *out, struct str word)
{
    size_t start = value_start(word), end = value_end(word, start);
    struct str value = str_slice(word, start, end);
    char kind = value.n ? kind_of(value) : 0;

    if (!kind) {
        buf_add(out, word);
        return;
    }
    buf_add(out, str_slice(word, 0, start));
    buf_char(out, SHAPE_MARK);
    buf_char(out, kind);
    buf_add(out, str_slice(word, end, word.n));
}

void shape_of(struct str text, struct buf *out)
{
    size_t i = 0, words = 0;

    while (i < text.n) {
        size_t start;

        while (i < text.n && is_white(text.p[i]))
            i++;
        for (start = i; i < text.n && !is_white(text.p[i]); i++)
            continue;
        if (i == start)
            break;
        if (words++)
            buf_char(out, ' ');
        put_word(out, str_slice(text, start, i));
    }
}

static struct value call_shape(const struct call_env *env, const void *prep,
                               const struct value *args, uint32_t n)
{
    char scratch[VALUE_TEXT_MAX];
    struct buf out = {0};
    struct value shape;

    (void)prep, (void)n;
    if (args[0].type == VALUE_NULL)
        return value_null();
    shape_of(value_str(args[0], scratch), &out);
    shape = value_text(arena_copy(env->arena, buf_str(&out)));
    buf_done(&out);
    return shape;
}

const struct function *shape_function(void)
{
    static const struct function f = {
        .id = FUNCTION_TABLE_SIZE,
        .name = "shape",
        .args = "f",
        .kind = FUNCTION_SCALAR,
        .min = 1,
        .max = 1,
        .result = RESULT_TEXT,
        .call = call_shape,
        .help = "",
        .example = "",
        .value = "",
    };

    return &f;
}
