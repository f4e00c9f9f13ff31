/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program: reads the command line and does one of its tasks. */
#include "config.h"

#include "base/cpu.h"
#include "base/mem.h"
#include "cli/batch.h"
#include "cli/configuration.h"
#include "cli/demo.h"
#include "cli/explore.h"
#include "cli/inputs.h"
#include "cli/list.h"
#include "cli/options.h"
#include "cli/queries.h"
#include "cli/status.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int usage_error(const char *msg)
{
    fprintf(stderr, "vpcscope: %s\n", msg);
    return STATUS_USAGE;
}

/* A terminal that can only write lines gets lines (tui-design.md 21.12). */
static bool needs_plain(const struct options *o)
{
    const char *term = getenv("TERM");

    if (o->plain || o->replay || !isatty(STDOUT_FILENO))
        return false;
    if (term && *term && strcmp(term, "dumb") != 0)
        return false;
    fprintf(stderr, "vpcscope: TERM is %s: plain mode, as with --plain\n",
            term && *term ? term : "not set");
    return true;
}

static int run_inputs(struct options *o)
{
    bool nothing = o->n_paths == 0 && !o->resume && isatty(STDIN_FILENO);

    if (!o->has_query && needs_plain(o))
        o->plain = true;
    if (nothing && (o->has_query || o->plain || !isatty(STDOUT_FILENO)))
        return usage_error("nothing to open: give a file or a folder, or "
                           "see --help");
    if (o->has_query)
        return batch_run(o);
    if (!o->plain && !o->replay && !isatty(STDOUT_FILENO))
        return usage_error("stdout is not a terminal: give a query with -q, "
                           "or see --help");
    if (o->plain && o->resume)
        return usage_error("--resume needs a screen, and plain mode has none");
    if (nothing)
        return explore_start(o);
    return o->resume ? explore_resume(o) : explore_run(o);
}

/* With paths it also says which of them these files cannot answer. */
static int list_saved(const struct options *o)
{
    struct arena arena = {0};
    const struct str *loaded = NULL;
    struct dataset *ds = NULL;
    struct err err = {0};
    size_t n = 0, seen = 0;

    if (o->n_paths > 0) {
        ds = inputs_open(o, &err);
        if (!ds)
            return usage_error(err.msg);
        inputs_tell(ds, &seen);
        n = inputs_fields(ds, &arena, &loaded);
    }
    queries_list(stdout, loaded, n);
    int status = ds ? inputs_status(ds) : STATUS_DONE;
    dataset_free(ds);
    arena_done(&arena);
    return status;
}

static int run(struct options *o)
{
    char *paths[1];
    struct err err = {0};
    int status;

    if (!o->demo)
        return run_inputs(o);
    paths[0] = demo_make(&err);
    if (!paths[0]) {
        fprintf(stderr, "vpcscope: %s\n", err.msg);
        return STATUS_INPUT;
    }
    o->paths = paths;
    o->n_paths = 1;
    status = run_inputs(o);
    demo_remove();
    return status;
}

static int run_task(struct options *o)
{
    switch (o->task) {
    case TASK_RUN:
        return run(o);
    case TASK_HELP:
        options_help(stdout);
        return STATUS_DONE;
    case TASK_VERSION:
        puts(PACKAGE_STRING);
        return STATUS_DONE;
    case TASK_LIST_SAVED:
        return list_saved(o);
    case TASK_SHOW_CONFIG:
        config_print(stdout, o);
        return STATUS_DONE;
    default:
        list_print(stdout, o->task, o->has_output &&
                                        o->output == OUTPUT_JSON);
        return STATUS_DONE;
    }
}

/*
 * A file that is opened must not come to stand for a stream that is closed:
 * what is written there would be written to it. What takes the place can be
 * neither read from (0) nor written to (1, 2), which is then told.
 */
static void hold_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
            (void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int main(int argc, char **argv)
{
    struct options o;
    struct err err = {0};

    hold_streams();
    mem_begin();
    setlocale(LC_CTYPE, "");
    /* A file that would be too large is an error like a full disk. */
    signal(SIGXFSZ, SIG_IGN);
    bool ready = options_read(&o, argc, argv, &err) && cpu_check(&err);
    int status = ready
                     ? run_task(&o)
                     : usage_error(err.msg);
    options_done(&o);
    if (status == STATUS_DONE && (fflush(stdout) != 0 || ferror(stdout))) {
        fputs("vpcscope: cannot write the output\n", stderr);
        status = STATUS_INCOMPLETE;
    }
    return status;
}
