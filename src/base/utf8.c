/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * UTF-8 on its way to a terminal. Widths come from the C library when a
 * locale is set; without one, what it does not know is one cell wide.
 */
#include "base/utf8.h"

#include <wchar.h>

enum { REPLACEMENT = 0xfffd };

uint32_t utf8_decode(struct str s, size_t *len)
{
    /* Smallest code point of a length; less is an overlong form. */
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t cp = (unsigned char)s.p[0];
    size_t n = cp < 0xe0 ? 2 : cp < 0xf0 ? 3 : 4;

    *len = 1;
    if (cp < 0x80)
        return cp;
    if (cp < 0xc2 || cp > 0xf4 || n > s.n)
        return REPLACEMENT;
    cp &= 0x7fu >> n;
    for (size_t i = 1; i < n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if ((c & 0xc0) != 0x80)
            return REPLACEMENT;
        cp = cp << 6 | (c & 0x3f);
    }
    if (cp < least[n] || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
        return REPLACEMENT;
    *len = n;
    return cp;
}

size_t utf8_encode(uint32_t cp, char out[4])
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xc0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3f));
        return 2;
    }
    if (cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
        cp = REPLACEMENT;
    if (cp < 0x10000) {
        out[0] = (char)(0xe0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
        out[2] = (char)(0x80 | (cp & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
    out[3] = (char)(0x80 | (cp & 0x3f));
    return 4;
}

size_t utf8_find_invalid(struct str s)
{
    size_t i = 0, len = 1;

    for (; i < s.n; i += len) {
        len = 1;
        if ((unsigned char)s.p[i] < 0x80)
            continue;
        /* The replacement character itself takes three bytes. */
        if (utf8_decode(str_slice(s, i, s.n), &len) == 0xfffd && len == 1)
            break;
    }
    return i;
}

size_t utf8_count(struct str s)
{
    size_t count = 0;
    size_t len;

    for (size_t i = 0; i < s.n; i += len) {
        utf8_decode(str_slice(s, i, s.n), &len);
        count++;
    }
    return count;
}

/*
 * Controls, and what no one sees: it turns the rest of a line around, ends
 * it, or lets two texts that differ look the same (Unicode's format
 * characters, category Cf, but for those of a script of its own, and others
 * that may be ignored when they are shown; line and paragraph separators).
 */
static const struct {
    uint32_t first, last;
} harmful[] = {
    {0x00, 0x1f},       {0x7f, 0x9f},       {0xad, 0xad},
    {0x34f, 0x34f},     {0x61c, 0x61c},     {0x115f, 0x1160},
    {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x200b, 0x200f},
    {0x2028, 0x202e},   {0x2060, 0x206f},   {0x3164, 0x3164},
    {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},
    {0xfff9, 0xfffb},   {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a},
    {0xe0000, 0xe0fff},
};

bool utf8_is_harmless(uint32_t cp)
{
    for (size_t i = 0; i < sizeof harmful / sizeof *harmful; i++)
        if (cp <= harmful[i].last)
            return cp < harmful[i].first;
    return true;
}

/* What one code point becomes: its harmless text and the cells it takes. */
struct glyph {
    char text[4];
    size_t n;
    size_t cells;
};

static struct glyph glyph_of(uint32_t cp)
{
    struct glyph g = {.cells = 1};

    if (cp < 0x20 || cp == 0x7f) {
        g.text[0] = '^';
        g.text[1] = (char)(cp ^ 0x40);
        g.n = g.cells = 2;
        return g;
    }
    if (cp >= 0x80) {
        if (!utf8_is_harmless(cp))
            cp = REPLACEMENT;
        int cells = wcwidth((wchar_t)cp);
        g.cells = cells >= 0 ? (size_t)cells : 1;
    }
    g.n = utf8_encode(cp, g.text);
    return g;
}

size_t utf8_width(struct str s)
{
    size_t cells = 0;
    size_t len;

    for (size_t i = 0; i < s.n; i += len) {
        uint32_t cp = utf8_decode(str_slice(s, i, s.n), &len);

        cells += glyph_of(cp).cells;
    }
    return cells;
}

struct str utf8_head(struct str s, size_t most_cells)
{
    size_t cells = 0, i = 0;
    size_t len;

    for (; i < s.n; i += len) {
        uint32_t cp = utf8_decode(str_slice(s, i, s.n), &len);

        cells += glyph_of(cp).cells;
        if (cells > most_cells)
            break;
    }
    return str_slice(s, 0, i);
}

void utf8_clean(struct buf *out, struct str s, size_t max_cells)
{
    size_t cells = 0;
    size_t len;

    for (size_t i = 0; i < s.n; i += len) {
        uint32_t cp = utf8_decode(str_slice(s, i, s.n), &len);
        struct glyph g = glyph_of(cp);

        if (g.cells > max_cells - cells)
            return;
        cells += g.cells;
        buf_add(out, (struct str){g.text, g.n});
    }
}

void utf8_clean_lines(struct buf *out, struct str s)
{
    size_t from = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '\n' && s.p[i] != '\t')
            continue;
        utf8_clean(out, str_slice(s, from, i), SIZE_MAX);
        buf_char(out, s.p[i]);
        from = i + 1;
    }
    utf8_clean(out, str_slice(s, from, s.n), SIZE_MAX);
}
