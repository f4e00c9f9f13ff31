/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The file of the demo, from its making to its removal. Signal handlers can
 * be given no argument, hence the static variable.
 */
#include "cli/demo.h"

#include "cli/demo_log.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 400 };

static const int endings[] = {SIGHUP,  SIGINT,  SIGTERM, SIGPIPE, SIGQUIT,
                              SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU, SIGVTALRM};

static struct {
    char folder[PATH_SIZE];
    char path[PATH_SIZE + 16];
} demo;

/* Safe in a signal handler. */
void demo_remove(void)
{
    if (!demo.path[0])
        return;
    unlink(demo.path);
    rmdir(demo.folder);
    demo.path[0] = '\0';
}

static void on_ending(int sig)
{
    demo_remove();
    signal(sig, SIG_DFL);
    raise(sig);
}

static bool fail(struct err *err)
{
    err_set(err, ERR_SYSTEM, "cannot make the log of the demo: %s",
            strerror(errno));
    demo_remove();
    return false;
}

static bool make_folder(struct err *err)
{
    const char *tmp = getenv("TMPDIR");
    int n = snprintf(demo.folder, sizeof demo.folder, "%s/vpcscope-demo.XXXXXX",
                     tmp && *tmp ? tmp : "/tmp");

    if (n < 0 || n >= PATH_SIZE) {
        errno = ENAMETOOLONG;
        return fail(err);
    }
    if (!mkdtemp(demo.folder))
        return fail(err);
    snprintf(demo.path, sizeof demo.path, "%s/demo.log", demo.folder);
    return true;
}

char *demo_make(struct err *err)
{
    struct sigaction action = {.sa_handler = on_ending};
    FILE *f;
    bool written;

    if (!make_folder(err))
        return NULL;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        sigaction(endings[i], &action, NULL);
    f = fopen(demo.path, "w");
    written = f && demo_log_write(f);
    if (f)
        written = fclose(f) == 0 && written;
    if (!written) {
        fail(err);
        return NULL;
    }
    return demo.path;
}
