/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lowest stream: a file's bytes as they are. */
#include "source/stream.h"

#include "base/mem.h"
#include "source/handle.h"

#include <stdlib.h>

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

static void file_close(struct stream *s)
{
    free(s);
}

struct stream *stream_of_file(struct handle *file)
{
    struct file *f = mem_calloc(1, sizeof *f);
    f->stream = (struct stream){.read = file_read, .close = file_close};
    f->handle = file;
    return &f->stream;
}
