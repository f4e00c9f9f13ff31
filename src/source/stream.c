/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lowest stream: a file's bytes as they are. */
#include "source/stream.h"

#include "base/mem.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

struct file {
    struct stream stream; /* first: what callers hold */
    int fd;
    off_t at;
};

static size_t file_read(struct stream *s, char *out, size_t n)
{
    struct file *f = (struct file *)s;
    size_t got = 0;
    while (got < n) {
        ssize_t r = pread(f->fd, out + got, n - got, f->at);
        if (r == 0)
            break;
        if (r < 0) {
            if (errno == EINTR)
                continue;
            s->damage = "the file could not be read to its end";
            break;
        }
        got += (size_t)r;
        f->at += r;
    }
    return got;
}

static void file_close(struct stream *s)
{
    free(s);
}

struct stream *stream_of_file(int fd)
{
    struct file *f = mem_calloc(1, sizeof *f);
    f->stream = (struct stream){.read = file_read, .close = file_close};
    f->fd = fd;
    return &f->stream;
}
