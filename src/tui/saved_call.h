/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Running a saved query from the explorer: the values of its parameters are
 * asked for one after the other; then `$name(a = 1, ...)` runs.
 */
#ifndef TUI_SAVED_CALL_H
#define TUI_SAVED_CALL_H

#include "base/arena.h"
#include "base/buf.h"
#include "query/saved.h"

struct app;

enum { SAVED_LABEL_MAX = 80 };

/* All-zero is none. */
struct saved_call {
    struct arena arena;        /* of the query's text */
    struct str name;
    struct saved_query query;
    uint32_t at;               /* the parameter that is asked for */
    struct buf arguments;      /* so far */
    char label[SAVED_LABEL_MAX];
    char *save_as;             /* a name to keep a query under, if agreed */
};

void saved_call_done(struct saved_call *c);
/* Run a saved query, or ask for its first parameter. */
void saved_call_begin(struct app *app, struct str name);

#endif
