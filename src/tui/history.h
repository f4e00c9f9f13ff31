/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The history of runs: each query with when and over what it ran and what it
 * gave, a JSON object a line. The explorer and batch mode of any number of
 * programs append to one file; the lines of one never mix with another's.
 * The prompt's own list of typed lines is readline's (tui/prompt.h).
 */
#ifndef TUI_HISTORY_H
#define TUI_HISTORY_H

#include "base/err.h"
#include "base/str.h"
#include "engine/engine.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HISTORY_RUNS_MAX = 1000, HISTORY_BYTES_MAX = 1 << 20 };

struct history_run {
    struct str query;
    struct str files;          /* "flow.log", "logs/ (12 files)" */
    int64_t time_ms;           /* when it ended, since 1970 */
    struct time_window window;
    uint64_t rows;
    double seconds;
};

/* What was run, the newest first, each query once. All-zero is empty. */
struct history {
    struct arena *arena;       /* of the texts; owned */
    struct history_run *runs;  /* owned */
    size_t n, cap;
};

/* The file of the history; NULL without a home. To be freed. */
char *history_path(void);
/*
 * Append a run. Queries that are empty or begin with a blank are left out. A
 * file longer than HISTORY_BYTES_MAX is written anew with the newest
 * HISTORY_RUNS_MAX. False with *err when it cannot be written.
 */
bool history_append(const char *path, const struct history_run *run,
                    struct err *err);
/* Read the file; one that is missing is empty, bad lines are left out. */
void history_read(const char *path, struct history *out);
void history_done(struct history *h);

#endif
