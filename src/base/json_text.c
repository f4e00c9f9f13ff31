/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json_text.h"

#include "base/utf8.h"

static void put_escape(struct buf *out, char c)
{
    static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt";

    for (size_t i = 0; letters[i]; i += 2) {
        if (letters[i] == c) {
            buf_char(out, '\\');
            buf_char(out, letters[i + 1]);
            return;
        }
    }
    buf_printf(out, "\\u%04x", (unsigned)c);
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

/* Beyond U+FFFF two surrogates (RFC 8259, 7). */
static void put_code_point(struct buf *out, uint32_t cp)
{
    if (cp >= 0x10000)
        buf_printf(out, "\\u%04x\\u%04x",
                   (unsigned)(0xd800 + ((cp - 0x10000) >> 10)),
                   (unsigned)(0xdc00 + (cp & 0x3ff)));
    else
        buf_printf(out, "\\u%04x", (unsigned)cp);
}

void json_text_string(struct buf *out, struct str s)
{
    buf_char(out, '"');
    for (size_t i = 0, len; i < s.n; i += len) {
        unsigned char c = (unsigned char)s.p[i];

        len = 1;
        if (is_plain(c)) {
            buf_char(out, (char)c);
        } else if (c < 0x80) {
            put_escape(out, (char)c);
        } else {
            char bytes[4];
            uint32_t cp = utf8_decode(str_slice(s, i, s.n), &len);

            if (utf8_is_harmless(cp))
                buf_add(out, (struct str){bytes, utf8_encode(cp, bytes)});
            else
                put_code_point(out, cp);
        }
    }
    buf_char(out, '"');
}

void json_text_harmless(struct buf *out, struct str json)
{
    for (size_t i = 0, len; i < json.n; i += len) {
        uint32_t cp = utf8_decode(str_slice(json, i, json.n), &len);

        if (utf8_is_harmless(cp))
            buf_add(out, str_slice(json, i, i + len));
        else
            put_code_point(out, cp);
    }
}

void json_text_number(struct buf *out, struct num n)
{
    char text[NUM_TEXT_MAX];
    size_t len = n.kind == NUM_INT ? num_format_int(n.i, text)
                                   : num_format_double(n.d, text);
    buf_add(out, (struct str){text, len});
}
