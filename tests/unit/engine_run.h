/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For tests of the engine: files of the scratch folder opened as a dataset,
 * queries run over it, and answers as CSV without quotes.
 */
#ifndef UNIT_ENGINE_RUN_H
#define UNIT_ENGINE_RUN_H

#include "base/buf.h"
#include "engine/local.h"

struct engine_run {
    struct dataset *ds;
    struct engine *engine;
};

/* Open these files (NULL ends the list), or fail the test. */
void engine_run_open(struct engine_run *r, const char *const *paths,
                     const struct local_options *options);
void engine_run_close(struct engine_run *r);

/* Start one query, or fail the test. */
struct job *engine_run_start(struct engine_run *r, const char *query,
                             struct time_window window, unsigned snapshot_ms);
/* All rows of a result: a line of column names, then a line for each. */
void engine_run_csv(struct result *result, struct buf *out);
/* The answer to a query; the job must end well. */
void engine_run_answer(struct engine_run *r, const char *query,
                       struct time_window window, struct buf *out);

/* One case of a table: the rows without the line of names. */
void engine_run_check(struct engine_run *r, const char *query,
                      const char *rows);

#endif
