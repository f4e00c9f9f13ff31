/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a batch run, for batch*.c. */
#ifndef CLI_BATCH_INT_H
#define CLI_BATCH_INT_H

#include "base/arena.h"
#include "cli/options.h"
#include "engine/engine.h"
#include "engine/health.h"
#include "query/saved.h"
#include "scan/dataset.h"

/* One batch run: what is open and how it went. */
struct batch {
    const struct options *options;
    struct arena arena;     /* of the query */
    struct expansion query; /* what runs of the one that was given */
    struct lookup_tables *tables;
    struct saved_queries *saved;
    struct dataset *ds;
    struct engine *engine;
    struct watch *watch;
    struct job *job;
    struct result *result;
    bool written; /* the result, as a whole or as far as it was made */
    size_t messages_seen;
};

/* batch.c: */
int batch_tell_error(const struct batch *b, const struct err *err);
void batch_tell_notices(const struct batch *b);
void batch_tell_bad_lines(struct dataset *ds);
/* Of the newest result. */
void batch_tell_estimates(const struct batch *b);
enum output_format batch_format(const struct options *o);

/* batch_health.c: */
struct batch_health {
    struct health_log log;
    uint32_t parts; /* one of so many parts of the input was read */
    struct health_status status; /* each may be not known */
    struct health_counted seen, copies;
};
/*
 * Of the records in the window. Ctrl-C ends it; what was not answered then is
 * not known.
 */
struct batch_health batch_ask_health(const struct batch *b,
                                     struct time_window window);

/* batch_stats.c: */
/*
 * How the query went that is done (*p), what was read, what of it was no
 * record, and what its sums can be trusted for, as JSON on standard error.
 * Looking for the last reads the inputs again.
 */
void batch_tell_stats(const struct batch *b, const struct job_progress *p,
                      struct time_window window, bool complete);

/* batch_follow.c: */
/* Run the request and go on as the inputs grow. The exit status. */
int batch_follow(struct batch *b, struct job_request *request, struct err *err);

#endif
