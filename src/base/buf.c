/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A growing byte buffer; it doubles, so adding is cheap on average. */
#include "base/buf.h"

#include "base/mem.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_done(struct buf *b)
{
    free(b->p);
    *b = (struct buf){0};
}

void buf_reset(struct buf *b)
{
    b->n = 0;
    if (b->p)
        b->p[0] = '\0';
}

char *buf_room(struct buf *b, size_t n)
{
    assert(n < SIZE_MAX / 4 && b->n < SIZE_MAX / 4);
    size_t need = b->n + n + 1; /* one for the NUL */

    if (need > b->cap) {
        size_t cap = b->cap ? b->cap : 64;

        while (cap < need)
            cap *= 2;
        b->p = mem_realloc(b->p, cap);
        b->cap = cap;
    }
    return b->p + b->n;
}

void buf_add(struct buf *b, struct str s)
{
    char *to = buf_room(b, s.n);

    if (s.n)
        memcpy(to, s.p, s.n);
    to[s.n] = '\0';
    b->n += s.n;
}

void buf_text(struct buf *b, const char *z)
{
    buf_add(b, str_of(z));
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list args, again;

    va_start(args, format);
    va_copy(again, args);
    char *to = buf_room(b, 64);
    int n = vsnprintf(to, b->cap - b->n, format, args);
    if (n > 0 && (size_t)n >= b->cap - b->n) {
        to = buf_room(b, (size_t)n);
        vsnprintf(to, (size_t)n + 1, format, again);
    }
    if (n > 0)
        b->n += (size_t)n;
    va_end(again);
    va_end(args);
}

struct str buf_str(const struct buf *b)
{
    return b->p ? (struct str){b->p, b->n} : STR("");
}
