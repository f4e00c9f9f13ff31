/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing a query's whole result to a file. The query is run once more for
 * itself (its columns are in memory by then), so that what is written is
 * complete and the screen may go on; the writing has a thread of its own. A
 * temporary name is renamed at the end.
 */
#ifndef TUI_EXPORT_H
#define TUI_EXPORT_H

#include "base/err.h"
#include "output/output.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct app;
struct result;

enum export_state { EXPORT_IDLE, EXPORT_SCANNING, EXPORT_WRITING };

struct export {
    enum export_state state;
    enum output_format format; /* chosen before the name is asked for */
    char *path;       /* of the file to be; also while asking to overwrite */
    char *temporary;
    char *query;      /* for the message */
    bool overwrite;
    int fd;
    struct result *result;
    pthread_t thread;
    atomic_bool done;
    volatile sig_atomic_t stop;
    struct err err;   /* the thread's, when it failed */
};

/*
 * Choose the format, and propose a name for the step on screen:
 * "vpcscope-reject-...csv".
 */
void export_propose(struct app *app, enum output_format format, char *out,
                    size_t cap);
/* Write to path in the format chosen; asks first when there is such a file. */
void export_begin(struct app *app, const char *path);
/* The result is there (a job at PART_EXPORT ended). */
void export_write(struct app *app);
/* See whether the writing is over. */
void export_poll(struct app *app);
/* Give up what is under way. */
void export_stop(struct app *app);

#endif
