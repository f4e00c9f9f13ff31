/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing a query's whole result to a file. The query is run once more for
 * itself (its columns are in memory by then), so that what is written is
 * complete and the screen may go on; the writing has a thread of its own. A
 * temporary name is renamed at the end.
 *
 * In the same way: the result as far as it is known, what the table shows of
 * it, a short text; to standard output once the program has ended, or to a
 * command of the shell.
 */
#ifndef TUI_EXPORT_H
#define TUI_EXPORT_H

#include "base/err.h"
#include "output/output.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct app;
struct result;

enum export_state { EXPORT_IDLE, EXPORT_SCANNING, EXPORT_WRITING };

enum export_what {
    EXPORT_WHOLE, /* all rows, all columns */
    EXPORT_SHOWN, /* all rows, the columns in view */
    EXPORT_QUERY, /* the query's text */
    EXPORT_SHELL  /* a command line for the shell */
};

/* Chosen in menus before the name is asked for. */
struct export_choice {
    enum export_what what;
    enum output_format format;
    bool as_it_is; /* no more than is known of a partial result */
    bool pipe;     /* to a command, not to a file */
};

struct export
{
    struct export_choice choice;
    enum export_state state;
    char *path;    /* of the file to be; also while asking to overwrite */
    char *target;  /* what path leads to, once it is written */
    char *command; /* the result goes to it instead */
    char *temporary;
    char *query;   /* what is run for it; for the message */
    char *text;    /* to be written instead of a result */
    bool csv_safe; /* as the setting was */
    int percent;   /* of the data that a partial result is of; else 100 */
    bool overwrite;
    int fd;
    struct result *result;
    pthread_t thread;
    atomic_bool done;
    atomic_bool stop;
    struct err err;   /* the thread's, when it failed */
    FILE *afterwards; /* for standard output; NULL: nothing yet */
    int64_t kept;     /* bytes of it that were written before */
};

/* Can something be written now? Says why not. */
bool export_ready(struct app *app);
/*
 * Propose a name for what was chosen of the step on screen:
 * "vpcscope-reject-...csv".
 */
void export_propose(const struct app *app, char *out, size_t cap);
/*
 * Write what was chosen to path; asks first when there is such a file. "-" is
 * standard output once the program has ended.
 */
void export_begin(struct app *app, const char *path);
/* Run command with what was chosen as its input, in the screen's place. */
void export_pipe(struct app *app, const char *command);
/* The result is there (a job at PART_EXPORT ended). */
void export_write(struct app *app);
/* See whether the writing is over. */
void export_poll(struct app *app);
/* Give up what is under way. */
void export_stop(struct app *app);
/* Write what "-" was named for; the screen is closed by then. */
void export_afterwards(struct app *app);
/*
 * How much of the data the result on screen is of, in percent; 100 when it
 * is whole, or will be before anyone can ask.
 */
int export_percent(const struct app *app);

#endif
