/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The texts of JSON strings: escapes are undone where there are any. */
#include "source/json_int.h"

#include "base/utf8.h"

#include <string.h>

static unsigned hex4(struct str s, size_t at)
{
    unsigned v = 0;

    for (size_t i = at; i < at + 4; i++) {
        char c = i < s.n ? s.p[i] : '0';
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10)
                         : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A' + 10)
                                                : 0;

        v = v * 16 + digit;
    }
    return v;
}

/* The character of "\uXXXX" at i, which is its u; *i moves to its end. */
static uint32_t unicode(struct str s, size_t *i)
{
    uint32_t high = hex4(s, *i + 1);

    *i += 4;
    if (high >= 0xd800 && high < 0xdc00 && *i + 6 < s.n &&
        s.p[*i + 1] == '\\' && s.p[*i + 2] == 'u') {
        uint32_t low = hex4(s, *i + 3);

        if (low >= 0xdc00 && low < 0xe000) {
            *i += 6;
            return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
        }
    }
    return high >= 0xd800 && high < 0xe000 ? 0xfffd : high;
}

static void add_character(struct buf *out, uint32_t c)
{
    char bytes[4];

    buf_add(out, (struct str){bytes, utf8_encode(c, bytes)});
}

static void unescape(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        static const char plain[] = "bfnrt", meant[] = "\b\f\n\r\t";
        const char *known;

        if (s.p[i] != '\\' || i + 1 >= s.n) {
            buf_char(out, s.p[i]);
            continue;
        }
        i++;
        known = memchr(plain, s.p[i], sizeof plain - 1);
        if (known)
            buf_char(out, meant[known - plain]);
        else if (s.p[i] == 'u')
            add_character(out, unicode(s, &i));
        else
            buf_char(out, s.p[i]);
    }
}

struct str json_text(struct json *j, const struct piece *p, struct buf *scratch)
{
    struct str raw = window_slice(&j->unwrap.window, p->from, p->to);

    if (p->null)
        return (struct str){NULL, 0};
    if (!p->escaped)
        return raw;
    buf_reset(scratch);
    unescape(scratch, raw);
    return buf_str(scratch);
}
