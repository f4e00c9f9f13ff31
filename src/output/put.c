/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text that leaves the program. Standard output may be a pipe that another
 * program made not to wait: stdio loses what such a pipe does not take.
 */
#include "output/output.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum {
    TICK_MS = 100,
    GRACE_MS = 1000 /* after the stop, for the end of a line to be taken */
};

/* Until more is taken; false when it was stopped and nobody takes it. */
static bool wait_room(int fd, const atomic_bool *stop, unsigned *waited_ms)
{
    struct pollfd out = {.fd = fd, .events = POLLOUT};
    bool none = poll(&out, 1, TICK_MS) == 0;

    if (!stop || !atomic_load(stop))
        return true;
    *waited_ms += none ? TICK_MS : 0;
    return *waited_ms < GRACE_MS;
}

/* False with errno. */
static bool put(int fd, struct str text, const atomic_bool *stop)
{
    unsigned waited_ms = 0;

    while (text.n) {
        ssize_t n = write(fd, text.p, text.n);

        if (n < 0 && errno == EAGAIN) {
            if (!wait_room(fd, stop, &waited_ms))
                return true;
        } else if (n < 0 && errno != EINTR) {
            return false;
        }
        text = str_slice(text, n > 0 ? (size_t)n : 0, text.n);
    }
    return true;
}

bool output_put(FILE *out, struct str text, const atomic_bool *stop,
                struct err *err)
{
    int fd = fileno(out);
    bool done = fd < 0 ? fwrite(text.p, 1, text.n, out) == text.n
                       : fflush(out) == 0 && put(fd, text, stop);

    return done || err_set(err, ERR_SYSTEM, "cannot write the output: %s",
                           strerror(errno));
}
