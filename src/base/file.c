/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
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

/* Neither a pipe nor a device keeps an open waiting then. */
#define PLAIN_FLAGS (O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

/* What is no plain file is closed, and errno is EINVAL. */
static bool is_plain(int fd)
{
    struct stat st;

    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        return true;
    close(fd);
    errno = EINVAL;
    return false;
}

bool file_load_plain(const char *path, size_t most, struct buf *out)
{
    int fd = open(path, O_RDONLY | PLAIN_FLAGS);

    return fd >= 0 && is_plain(fd) && read_and_close(fd, most, out);
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

const char *file_refusal(const char *path)
{
    struct stat there, link;

    if (stat(path, &there) != 0)
        return lstat(path, &link) == 0 ? "it is a link that leads nowhere"
                                       : NULL;
    if (S_ISDIR(there.st_mode))
        return "it is a folder";
    if (!S_ISREG(there.st_mode))
        return "it is no regular file";
    return access(path, W_OK) == 0 ? NULL : strerror(errno);
}

char *file_target(const char *path, mode_t *mode)
{
    struct stat there;
    char *target = realpath(path, NULL);

    if (target && stat(target, &there) == 0)
        *mode = there.st_mode & 07777;
    return target ? target : str_dup(str_of(path));
}

/* The name still leads to this open file. */
static bool is_current(int fd, const char *path)
{
    struct stat open_file, named;

    return fstat(fd, &open_file) == 0 && stat(path, &named) == 0 &&
           open_file.st_ino == named.st_ino && open_file.st_dev == named.st_dev;
}

int file_open_locked(const char *path, int flags, int lock)
{
    for (;;) {
        int fd = open(path, flags | PLAIN_FLAGS, 0600);

        if (fd < 0 || !is_plain(fd))
            return -1;
        while (flock(fd, lock) != 0 && errno == EINTR)
            ;
        if (is_current(fd, path))
            return fd;
        close(fd);
    }
}

mode_t file_new_mode(mode_t mode)
{
    mode_t mask = umask(0);

    umask(mask);
    return mode & ~mask;
}

int file_begin(const char *path, mode_t mode, char **temporary)
{
    struct buf name = {0};
    int fd, error;

    buf_printf(&name, "%s.XXXXXX", path);
    fd = mkostemp(name.p, O_CLOEXEC);
    if (fd >= 0 && fchmod(fd, mode) != 0) {
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
    mode_t its_mode = file_new_mode(mode);
    char *target = replace ? file_target(path, &its_mode) : NULL;
    int fd = file_begin(target ? target : path, its_mode, &temporary);
    int error = 0;

    if (fd < 0) {
        free(target);
        return false;
    }
    if (!file_put(fd, text) || !file_sync(fd))
        error = errno;
    if (close(fd) != 0 && !error)
        error = errno;
    if (!error && !file_give_name(temporary, target ? target : path, replace))
        error = errno;
    if (error)
        unlink(temporary);
    free(temporary);
    free(target);
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
