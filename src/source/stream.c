/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lowest streams: a file's bytes as they are, and a text. */
#include "source/stream.h"

#include "base/mem.h"
#include "source/handle.h"

#include <stdlib.h>
#include <string.h>

struct file {
    struct stream stream; /* first: what callers hold */
    struct handle *handle;
    uint64_t at;
};

static size_t file_read(struct stream *s, char *out, size_t n)
{
    struct file *f = (struct file *)s;
    uint64_t size;
    size_t got = handle_read(f->handle, out, n, f->at);

    f->at += got;
    if (got < n && (!handle_size(f->handle, &size) || f->at < size))
        s->damage = "the file could not be read to its end";
    return got;
}

static void free_stream(struct stream *s)
{
    free(s);
}

struct stream *stream_of_file(struct handle *file)
{
    struct file *f = mem_calloc(1, sizeof *f);
    f->stream = (struct stream){.read = file_read, .close = free_stream};
    f->handle = file;
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
