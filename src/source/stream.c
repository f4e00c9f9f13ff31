/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lowest streams: a file's bytes as they are, and a text. */
#include "source/stream.h"

#include "base/mem.h"
#include "source/handle.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct file {
    struct stream stream; /* first: what callers hold */
    struct handle *handle;
    uint64_t at;
    bool ended;    /* there is nothing behind at */
    size_t head_n; /* of its bytes, read already: */
    char head[];
};

/* What is left of the head. */
static size_t take_head(struct file *f, char *out, size_t n)
{
    size_t left = f->at < f->head_n ? f->head_n - (size_t)f->at : 0;
    size_t now = left < n ? left : n;

    if (now)
        memcpy(out, f->head + f->at, now);
    f->at += now;
    return now;
}

static size_t file_read(struct stream *s, char *out, size_t n)
{
    struct file *f = (struct file *)s;
    size_t from_head = take_head(f, out, n);
    size_t got;

    if (from_head == n || f->ended)
        return from_head;
    if (!handle_read_to(f->handle, out + from_head, n - from_head, f->at, &got))
        s->damage = "the file could not be read to its end";
    f->at += got;
    f->ended = from_head + got < n;
    return from_head + got;
}

static void free_stream(struct stream *s)
{
    free(s);
}

struct stream *stream_of_file(struct handle *file, struct str head, bool all)
{
    struct file *f = mem_alloc(sizeof *f + head.n);

    *f = (struct file){.stream = {.read = file_read,
                                  .close = free_stream,
                                  .room = handle_unpack_room(file)},
                       .handle = file,
                       .ended = all,
                       .head_n = head.n};
    if (head.n)
        memcpy(f->head, head.p, head.n);
    return &f->stream;
}

struct text {
    struct stream stream; /* first, likewise */
    struct str rest;
};

static size_t text_read(struct stream *s, char *out, size_t n)
{
    struct text *t = (struct text *)s;

    if (n > t->rest.n)
        n = t->rest.n;
    if (n)
        memcpy(out, t->rest.p, n);
    t->rest = str_slice(t->rest, n, t->rest.n);
    return n;
}

struct stream *stream_of_text(struct str text)
{
    struct text *t = mem_calloc(1, sizeof *t);

    t->stream = (struct stream){.read = text_read, .close = free_stream};
    t->rest = text;
    return &t->stream;
}
