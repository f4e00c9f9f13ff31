/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Spooling. The temporary file has no name by the time anything is in it,
 * so it goes when the program does, however that ends.
 */
#include "source/spool.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COPY_BYTES = 256 << 10 };

static int temporary_file(struct err *err)
{
    static const char name[] = "/vpcscope-XXXXXX";
    const char *folder = getenv("TMPDIR");
    if (!folder || !*folder)
        folder = "/tmp";
    size_t size = strlen(folder) + sizeof name;
    char *path = mem_alloc(size);
    snprintf(path, size, "%s%s", folder, name);
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0)
        err_set(err, ERR_SYSTEM, "no temporary file in %s: %s", folder,
                strerror(errno));
    else
        unlink(path);
    free(path);
    return fd;
}

static bool write_all(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t r = write(fd, p, n);
        if (r < 0 && errno != EINTR)
            return false;
        if (r > 0) {
            p += r;
            n -= (size_t)r;
        }
    }
    return true;
}

static bool copy_all(int from, int to, struct err *err)
{
    char *buffer = mem_alloc(COPY_BYTES);
    bool ok = true;
    for (;;) {
        ssize_t r = read(from, buffer, COPY_BYTES);
        if (r == 0)
            break;
        if (r < 0 && errno == EINTR)
            continue;
        if (r < 0)
            ok = err_set(err, ERR_INPUT, "cannot be read: %s", strerror(errno));
        else if (!write_all(to, buffer, (size_t)r))
            ok = err_set(err, ERR_SYSTEM, "cannot be kept for reading: %s",
                         strerror(errno));
        if (!ok)
            break;
    }
    free(buffer);
    return ok;
}

int spool_copy(int from, struct err *err)
{
    int to = temporary_file(err);
    if (to < 0)
        return -1;
    if (!copy_all(from, to, err)) {
        close(to);
        return -1;
    }
    return to;
}
