/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void file_get(int fd, struct buf *out)
{
    enum { CHUNK = 65536 };
    ssize_t n;

    while ((n = read(fd, buf_room(out, CHUNK), CHUNK)) > 0)
        out->n += (size_t)n;
}

bool file_get_most(int fd, size_t most, struct buf *out)
{
    enum { CHUNK = 65536 };
    size_t begin = out->n;
    ssize_t n;

    do {
        n = read(fd, buf_room(out, CHUNK), CHUNK);
        out->n += n > 0 ? (size_t)n : 0;
    } while ((n > 0 && out->n - begin <= most) || (n < 0 && errno == EINTR));
    if (n > 0)
        errno = EFBIG;
    return n == 0;
}

static bool read_and_close(int fd, size_t most, struct buf *out)
{
    bool good = file_get_most(fd, most, out);
    int error = errno;

    close(fd);
    errno = error;
    return good;
}

bool file_load(const char *path, size_t most, struct buf *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    return fd >= 0 && read_and_close(fd, most, out);
}

bool file_load_plain(const char *path, size_t most, struct buf *out)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    struct stat st;

    if (fd < 0)
        return false;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        errno = EINVAL;
        return false;
    }
    return read_and_close(fd, most, out);
}

bool file_is_plain(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool file_put(int fd, struct str text)
{
    while (text.n) {
        ssize_t n = write(fd, text.p, text.n);

        if (n < 0 && errno != EINTR)
            return false;
        text = str_slice(text, n > 0 ? (size_t)n : 0, text.n);
    }
    return true;
}

int file_begin(const char *path, mode_t mode, char **temporary)
{
    struct buf name = {0};
    mode_t mask = umask(0);
    int fd, error;

    umask(mask);
    buf_printf(&name, "%s.XXXXXX", path);
    fd = mkostemp(name.p, O_CLOEXEC);
    if (fd >= 0 && fchmod(fd, mode & ~mask) != 0) {
        error = errno;
        close(fd);
        unlink(name.p);
        errno = error;
        fd = -1;
    }
    *temporary = fd < 0 ? NULL : name.p;
    if (fd < 0)
        free(name.p);
    return fd;
}

bool file_sync(int fd)
{
    /* Not every file system has it. */
    return fsync(fd) == 0 || errno == EINVAL || errno == ENOSYS ||
           errno == ENOTSUP;
}

/* The new name is on the disk, too, where that can be had. */
static void sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct buf folder = {0};
    int fd;

    buf_printf(&folder, "%.*s", slash ? (int)(slash - path) + 1 : 1,
               slash ? path : ".");
    fd = open(folder.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
    buf_done(&folder);
}

static bool rename_synced(const char *temporary, const char *path)
{
    if (rename(temporary, path) != 0)
        return false;
    sync_folder(path);
    return true;
}

bool file_give_name(const char *temporary, const char *path, bool replace)
{
    if (replace)
        return rename_synced(temporary, path);
    if (link(temporary, path) == 0) {
        unlink(temporary);
        sync_folder(path);
        return true;
    }
    /* Some file systems have no links; then look, and rename. */
    if (errno == EEXIST || access(path, F_OK) == 0) {
        errno = EEXIST;
        return false;
    }
    return rename_synced(temporary, path);
}

bool file_write(const char *path, struct str text, mode_t mode, bool replace)
{
    char *temporary;
    int fd = file_begin(path, mode, &temporary);
    int error = 0;

    if (fd < 0)
        return false;
    if (!file_put(fd, text) || !file_sync(fd))
        error = errno;
    if (close(fd) != 0 && !error)
        error = errno;
    if (!error && !file_give_name(temporary, path, replace))
        error = errno;
    if (error)
        unlink(temporary);
    free(temporary);
    errno = error;
    return !error;
}

const char *file_temporary_folder(void)
{
    const char *folder = getenv("TMPDIR");

    return folder && *folder ? folder : "/tmp";
}

/* One that never had a name; -1 where that cannot be. */
static int open_nameless(void)
{
#ifdef O_TMPFILE
    return open(file_temporary_folder(),
                O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
#else
    return -1;
#endif
}

int file_temporary(void)
{
    struct buf path = {0};
    int nameless = open_nameless();

    if (nameless >= 0)
        return nameless;
    /* Not all file systems do that. A signal now would leave the name. */
    buf_printf(&path, "%s/vpcscope-XXXXXX", file_temporary_folder());
    int fd = mkostemp(path.p, O_CLOEXEC), error = errno;
    if (fd >= 0)
        unlink(path.p);
    buf_done(&path);
    errno = error;
    return fd;
}
