/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where strings and words end. */
#include "source/json_int.h"

#include <string.h>

bool json_find_string(struct json *j, uint64_t at, struct piece *out)
{
    struct window *w = &j->unwrap.window;

    *out = (struct piece){.from = at};
    while (window_reach(w, at)) {
        struct str rest = window_slice(w, at, w->origin + w->n);
        const char *quote = memchr(rest.p, '"', rest.n);
        size_t n = quote ? (size_t)(quote - rest.p) : rest.n;
        const char *escape = memchr(rest.p, '\\', n);

        if (escape) {
            out->escaped = true;
            at += (uint64_t)(escape - rest.p) + 2;
        } else if (quote) {
            out->to = at + n;
            return true;
        } else {
            at += n;
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
