/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"

#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_all(int fd, struct str text)
{
    while (text.n) {
        ssize_t n = write(fd, text.p, text.n);

        if (n < 0 && errno != EINTR)
            return false;
        text = str_slice(text, n > 0 ? (size_t)n : 0, text.n);
    }
    return true;
}

bool file_give_name(const char *temporary, const char *path, bool replace)
{
    if (replace)
        return rename(temporary, path) == 0;
    if (link(temporary, path) == 0) {
        unlink(temporary);
        return true;
    }
    /* Some file systems have no links; then look, and rename. */
    if (errno == EEXIST || access(path, F_OK) == 0) {
        errno = EEXIST;
        return false;
    }
    return rename(temporary, path) == 0;
}

bool file_write(const char *path, struct str text, mode_t mode, bool replace)
{
    struct buf temporary = {0};
    mode_t mask = umask(0);
    bool good;
    int fd, error;

    umask(mask);
    buf_printf(&temporary, "%s.XXXXXX", path);
    fd = mkstemp(temporary.p);
    good = fd >= 0 && write_all(fd, text) && fchmod(fd, mode & ~mask) == 0;
    error = errno;
    if (fd >= 0 && close(fd) != 0 && good) {
        good = false;
        error = errno;
    }
    if (good && !file_give_name(temporary.p, path, replace)) {
        good = false;
        error = errno;
    }
    if (fd >= 0 && !good)
        unlink(temporary.p);
    buf_done(&temporary);
    errno = error;
    return good;
}

const char *file_temporary_folder(void)
{
    const char *folder = getenv("TMPDIR");

    return folder && *folder ? folder : "/tmp";
}

int file_temporary(void)
{
    struct buf path = {0};

    buf_printf(&path, "%s/vpcscope-XXXXXX", file_temporary_folder());
    int fd = mkostemp(path.p, O_CLOEXEC), error = errno;
    if (fd >= 0)
        unlink(path.p);
    buf_done(&path);
    errno = error;
    return fd;
}
