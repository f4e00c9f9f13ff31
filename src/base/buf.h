/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A growing byte buffer for building text. All-zero is a valid empty one. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/str.h"

#include <stddef.h>

struct buf {
    char *p; /* owned; a NUL follows the bytes once anything was added */
    size_t n;
    size_t cap;
};

void buf_done(struct buf *b);
void buf_reset(struct buf *b);
/* Room for n more bytes; returns where they go. The caller adds to b->n. */
char *buf_room(struct buf *b, size_t n);
static inline void buf_char(struct buf *b, char c)
{
    char *to = b->cap - b->n > 1 ? b->p + b->n : buf_room(b, 1);

    to[0] = c;
    to[1] = '\0';
    b->n++;
}

void buf_add(struct buf *b, struct str s);
void buf_text(struct buf *b, const char *z);
void buf_printf(struct buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The bytes so far; valid until the next change. */
struct str buf_str(const struct buf *b);

#endif
