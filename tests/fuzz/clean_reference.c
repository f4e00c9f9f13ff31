/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clean_reference.h"

#include "base/utf8.h"

#include <string.h>

/* What a text needs is told by so many of its first bytes. */
enum { HEAD_BYTES = 4096, PAIRS_BYTES = 16, COLOUR_BYTES = 32 };

static struct str head_of(struct str text)
{
    return str_slice(text, 0, HEAD_BYTES);
}

static bool has_byte(struct str text, char c)
{
    return text.n && memchr(text.p, c, text.n);
}

/* Are the bytes at even (0) or odd (1) places zero and no others? */
static bool has_zeros_at(struct str text, size_t places)
{
    size_t fit = 0;

    for (size_t i = 0; i < text.n && i < PAIRS_BYTES; i++)
        fit += (text.p[i] == '\0') == (i % 2 == places);
    return fit == PAIRS_BYTES;
}

static uint32_t unit_at(struct str text, size_t at, size_t high)
{
    return (uint32_t)(unsigned char)text.p[at + high] << 8 |
           (unsigned char)text.p[at + 1 - high];
}

static bool is_between(uint32_t c, uint32_t from, uint32_t to)
{
    return c >= from && c <= to;
}

/* high: which byte of two counts 256 times. Two halves make a character. */
static void from_utf16(struct str text, size_t high, struct buf *out)
{
    for (size_t at = 0; at + 1 < text.n; at += 2) {
        uint32_t c = unit_at(text, at, high);
        uint32_t next = at + 3 < text.n ? unit_at(text, at + 2, high) : 0;
        char bytes[4];

        if (is_between(c, 0xd800, 0xdbff) && is_between(next, 0xdc00, 0xdfff)) {
            c = 0x10000 + (c - 0xd800) * 0x400 + (next - 0xdc00);
            at += 2;
        }
        if (is_between(c, 0xd800, 0xdfff))
            c = 0xfffd;
        if (c != 0xfeff)
            buf_add(out, (struct str){bytes, utf8_encode(c, bytes)});
    }
}

static bool take_utf16(struct str text, struct buf *out)
{
    bool big = str_starts(text, STR("\xfe\xff")) || has_zeros_at(text, 0);

    if (!big && !str_starts(text, STR("\xff\xfe")) && !has_zeros_at(text, 1))
        return false;
    from_utf16(text, big ? 0 : 1, out);
    return true;
}

/* ESC [, digits, ; and :, then m or K; 0: none begins here. */
static size_t colour_bytes(struct str text)
{
    struct str rest = str_slice(text, 2, COLOUR_BYTES);
    size_t i = 0;

    if (!str_starts(text, STR("\x1b[")))
        return 0;
    while (i < rest.n && rest.p[i] && strchr("0123456789;:", rest.p[i]))
        i++;
    return i < rest.n && (rest.p[i] == 'm' || rest.p[i] == 'K') ? i + 3 : 0;
}

static bool take_colours(struct str text, struct buf *out)
{
    struct str head = head_of(text);

    if (str_find(head, STR("\x1b[")) == head.n || has_byte(head, '\0'))
        return false;
    while (text.n) {
        size_t n = colour_bytes(text);

        if (!n)
            buf_char(out, text.p[0]);
        text = str_slice(text, n ? n : 1, text.n);
    }
    return true;
}

static bool take_cr(struct str text, struct buf *out)
{
    struct str head = head_of(text);

    if (!has_byte(head, '\r') || has_byte(head, '\n') || has_byte(head, '\0'))
        return false;
    for (size_t i = 0; i < text.n; i++)
        buf_char(out, text.p[i] == '\r' ? '\n' : text.p[i]);
    return true;
}

bool clean_reference(struct str text, struct buf *out)
{
    static bool (*const takes[])(struct str, struct buf *) = {
        take_utf16, take_colours, take_cr};
    struct buf made[sizeof takes / sizeof *takes] = {{0}};
    bool changed = false;

    for (size_t i = 0; i < sizeof takes / sizeof *takes; i++)
        if (takes[i](text, &made[i])) {
            text = buf_str(&made[i]);
            changed = true;
        }
    buf_add(out, text);
    for (size_t i = 0; i < sizeof takes / sizeof *takes; i++)
        buf_done(&made[i]);
    return changed;
}
