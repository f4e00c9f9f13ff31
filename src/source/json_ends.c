/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where strings and words end. */
#include "source/json_int.h"

#include <string.h>

/*
 * Where the string that s is in ends, in bytes of s; more than there are when
 * it goes on behind them. The quote is looked for once, not at each escape.
 */
static size_t string_end(struct str s, bool *escaped)
{
    const char *quote = memchr(s.p, '"', s.n);
    size_t at = 0, n = quote ? (size_t)(quote - s.p) : s.n;
    const char *escape;

    while (at < n && (escape = memchr(s.p + at, '\\', n - at))) {
        *escaped = true;
        at = (size_t)(escape - s.p) + 2;
        if (at <= n || !quote)
            continue;
        /* It was the quote that is escaped. */
        quote = memchr(s.p + at, '"', s.n - at);
        n = quote ? (size_t)(quote - s.p) : s.n;
    }
    return quote ? n : at < s.n ? s.n : at;
}

bool json_find_string(struct json *j, uint64_t at, struct piece *out)
{
    struct window *w = &j->unwrap.window;

    *out = (struct piece){.from = at};
    while (window_reach(w, at)) {
        struct str rest = window_slice(w, at, w->origin + w->n);
        size_t n = string_end(rest, &out->escaped);

        at += n;
        if (n < rest.n) {
            out->to = at;
            return true;
        }
    }
    out->to = at;
    return false;
}

static bool ends_word(char c)
{
    switch (c) {
    case ',':
    case ':':
    case '{':
    case '}':
    case '[':
    case ']':
    case '"':
        return true;
    default:
        return (unsigned char)c <= ' ';
    }
}

void json_find_word(struct json *j, uint64_t at, struct piece *out)
{
    struct window *w = &j->unwrap.window;
    int c;

    *out = (struct piece){.from = at};
    while ((c = window_byte(w, at)) >= 0 && !ends_word((char)c))
        at++;
    out->to = at;
    out->null = str_eq(window_slice(w, out->from, at), STR("null"));
}
