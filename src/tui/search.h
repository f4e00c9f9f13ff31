/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Searching the results by a regular expression (keys / n N). It looks at
 * what the table shows, in all its columns, and moves the cursor; it filters
 * nothing. Rows are read a chunk at a time from the loop, so that the screen
 * goes on meanwhile.
 */
#ifndef TUI_SEARCH_H
#define TUI_SEARCH_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct app;
struct regex;
struct regex_scratch;
struct step;

struct search {
    char *pattern; /* NULL: none yet */
    struct regex *re;
    struct regex_scratch *scratch;
    bool shown; /* matches in view stand out */

    bool running;
    const struct step *step; /* whose rows are looked at; to compare */
    int by;                  /* 1 down, -1 up */
    uint64_t at;             /* the next row to look at */
    uint64_t left;           /* how many are still to be looked at */
    bool wrapped;
    unsigned more;   /* times that n or N came meanwhile */
    int64_t told_ms; /* when progress was last told */
};

void search_done(struct search *s);
/* Look at some more rows; call it while search_running. */
void search_tick(struct app *app);
bool search_running(const struct app *app);
/* Stop looking; false when nothing runs. */
bool search_stop(struct app *app);
/* Matches no longer stand out; false when they did not. */
bool search_hide(struct app *app);
/*
 * The first match in text at or behind byte from, when matches stand out.
 * It is never empty.
 */
bool search_match(const struct app *app, struct str text, size_t from,
                  struct str *out);

#endif
