/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The explorer: a screen over an engine, until the user leaves it. */
#ifndef TUI_TUI_H
#define TUI_TUI_H

#include "engine/engine.h"
#include "query/saved.h"

#include <stdbool.h>
#include <stddef.h>

struct replay;
struct setup;

/* What ranges of a length count back from; usual: newest, now if following. */
enum tui_anchor { TUI_ANCHOR_USUAL, TUI_ANCHOR_NEWEST, TUI_ANCHOR_NOW };

/* The data as the command line has it, for commands that open it again. */
struct tui_inputs {
    char *const *paths;       /* none, or "-": standard input */
    size_t n_paths;
    const char *format;       /* NULL: none given */
    const char *const *tables; /* "NAME=FILE" */
    size_t n_tables;
};

/* What is to be opened once the explorer has ended; texts are owned. */
struct tui_next {
    char *path;    /* a file or a folder, or NULL */
    char *query;   /* to begin with there, or NULL */
    char *session; /* file of a session to go on with, or NULL */
    /*
     * Never NULL: open it, before the explorer ends. False with *err when that
     * cannot be, and what is on the screen stays. by is for its owner.
     */
    bool (*open)(struct tui_next *next, struct err *err);
    void *by;
    struct replay *replay; /* goes on there; NULL: there is none */
    bool recorded;         /* keys are, to be gone on with */
};

/* Nothing is to be opened. */
void tui_next_forget(struct tui_next *next);

struct tui_options {
    const struct setup *setup; /* what configuration says; NULL: defaults */
    const char *complaint;     /* about the configuration; NULL: none */
    const char *query;      /* to begin with; NULL or "": none */
    struct time_window window; /* to begin with; TIME_WINDOW_ALL */
    int64_t last_ms;        /* to begin with the last so many ms; 0: not */
    enum tui_anchor anchor;
    bool follow;            /* from the start */
    struct saved_queries *saved; /* NULL: none */
    struct tui_inputs inputs;
    const char *session;    /* file of the session to go on with, or NULL */
    bool start;             /* there are no inputs: show the start screen */
    struct tui_next *next;  /* filled when something is; NULL: it cannot be */
    bool stdin_is_data;     /* so that commands come from elsewhere */
    bool guide;             /* show the way through the standard job */
    const char *record;     /* file to write the keys to; NULL: none */
    const char *replay;     /* file to take them from, without a terminal */
};

/*
 * Run the explorer on the terminal; the locale must be set. Returns the exit
 * status of the program. When a signal asked for the end, the terminal is
 * restored and the signal then takes its course. When the screen cannot be
 * started, says why on standard error and returns 2.
 */
int tui_run(struct engine *engine, const struct tui_options *options);

/*
 * The same without a screen: lines are read, with readline when they come
 * from a terminal, and answered by lines. Returns the exit status, for a
 * script 2 when one of its lines was wrong.
 */
int plain_run(struct engine *engine, const struct tui_options *options);

#endif
