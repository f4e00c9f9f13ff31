/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * UTF-16, as PowerShell writes what another program prints; the colours that
 * a program meant for a terminal; CR alone at the ends of lines.
 */
#include "source/clean.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "source/unwrap.h"

#include <string.h>

enum { STEP_BYTES = 32 << 10 };

struct clean {
    struct unwrap unwrap; /* first */
    bool big_endian;      /* UTF-16 */
};

static struct stream *begin(struct clean *c, struct stream *below,
                            struct str head, bool (*step)(struct unwrap *u))
{
    return unwrap_begin(&c->unwrap, below, head, step, NULL);
}

static bool is_text(struct str head)
{
    return head.n && !memchr(head.p, '\0', head.n);
}

/* UTF-16. */

/* Letters of ASCII whose other byte is first (0) or second (1). */
static bool is_ascii_in_pairs(struct str head, size_t zero)
{
    enum { ENOUGH = 16 };

    for (size_t i = 0; i < ENOUGH; i++)
        if (i >= head.n || (head.p[i] == '\0') != (i % 2 == zero))
            return false;
    return true;
}

static bool is_big_endian(struct str head)
{
    return str_starts(head, STR("\xfe\xff")) || is_ascii_in_pairs(head, 0);
}

static bool utf16_is(struct str head)
{
    return is_big_endian(head) || str_starts(head, STR("\xff\xfe")) ||
           is_ascii_in_pairs(head, 1);
}

/* The unit at `at`, or -1 at the end, where half of one is left out. */
static int32_t unit_at(struct clean *c, uint64_t at)
{
    int first = window_byte(&c->unwrap.window, at);
    int second = window_byte(&c->unwrap.window, at + 1);

    if (first < 0 || second < 0)
        return -1;
    return c->big_endian ? first << 8 | second : second << 8 | first;
}

/* The next character, which may be two units; -1 at the end. */
static int32_t next_character(struct clean *c)
{
    struct unwrap *u = &c->unwrap;
    int32_t unit = unit_at(c, u->at), low;

    if (unit < 0)
        return -1;
    u->at += 2;
    if (unit < 0xd800 || unit >= 0xe000)
        return unit;
    low = unit_at(c, u->at);
    if (unit >= 0xdc00 || low < 0xdc00 || low >= 0xe000)
        return 0xfffd; /* half a pair */
    u->at += 2;
    return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

static bool utf16_step(struct unwrap *u)
{
    struct clean *c = (struct clean *)u;

    while (u->lines.out.n < STEP_BYTES) {
        char bytes[4];
        int32_t character;

        u->window.pin = u->at;
        character = next_character(c);
        if (character < 0)
            return false;
        if (character != 0xfeff) /* the byte order mark */
            buf_add(
                &u->lines.out,
                (struct str){bytes, utf8_encode((uint32_t)character, bytes)});
    }
    return true;
}

static struct stream *utf16_stream(struct stream *below, struct str head)
{
    struct clean *c = mem_calloc(1, sizeof *c);

    c->big_endian = is_big_endian(head);
    return begin(c, below, head, utf16_step);
}

/* Colours: ECMA-48, 8.3.117 (SGR), and 8.3.41 (EL) as grep writes it. */

static bool colours_is(struct str head)
{
    return str_find(head, STR("\x1b[")) < head.n && is_text(head);
}

/* Bytes of the colour that begins at `at`; 0: none does. */
static unsigned colour_bytes(struct window *w, uint64_t at)
{
    enum { LONGEST = 32 };

    if (window_byte(w, at) != '\x1b' || window_byte(w, at + 1) != '[')
        return 0;
    for (unsigned i = 2; i < LONGEST; i++) {
        int c = window_byte(w, at + i);

        if (c == 'm' || c == 'K')
            return i + 1;
        if (c != ';' && c != ':' && (c < '0' || c > '9'))
            return 0;
    }
    return 0;
}

static bool colours_step(struct unwrap *u)
{
    while (u->lines.out.n < STEP_BYTES) {
        unsigned colour;
        int c;

        u->window.pin = u->at;
        c = window_byte(&u->window, u->at);
        if (c < 0)
            return false;
        colour = c == '\x1b' ? colour_bytes(&u->window, u->at) : 0;
        if (!colour)
            buf_char(&u->lines.out, (char)c);
        u->at += colour ? colour : 1;
    }
    return true;
}

static struct stream *colours_stream(struct stream *below, struct str head)
{
    return begin(mem_calloc(1, sizeof(struct clean)), below, head,
                 colours_step);
}

/* CR alone, as spreadsheets on a Mac write it. */

static bool cr_is(struct str head)
{
    return is_text(head) && memchr(head.p, '\r', head.n) &&
           !memchr(head.p, '\n', head.n);
}

static bool cr_step(struct unwrap *u)
{
    while (u->lines.out.n < STEP_BYTES) {
        int c;

        u->window.pin = u->at;
        c = window_byte(&u->window, u->at);
        if (c < 0)
            return false;
        u->at++;
        buf_char(&u->lines.out, c == '\r' ? '\n' : (char)c);
    }
    return true;
}

static struct stream *cr_stream(struct stream *below, struct str head)
{
    return begin(mem_calloc(1, sizeof(struct clean)), below, head, cr_step);
}

static const struct cleaning cleanings[] = {
    {"UTF-16", utf16_is, utf16_stream, false},
    {"colours", colours_is, colours_stream, true},
    {"CR", cr_is, cr_stream, false},
};

const struct cleaning *cleaning_of(struct str head, const struct cleaning *done)
{
    const struct cleaning *end = cleanings + sizeof cleanings / sizeof *done;

    for (const struct cleaning *c = done ? done + 1 : cleanings; c < end; c++)
        if (c->is(head))
            return c;
    return NULL;
}
