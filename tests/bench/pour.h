/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A writer of flow logs for soaks: a process of its own that writes lines at
 * a rate, by the clock, so that it neither drifts nor waits for who follows.
 * The times of the lines are those of the clock. What it has written is told
 * through memory that both share.
 */
#ifndef BENCH_POUR_H
#define BENCH_POUR_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum pour_shape {
    POUR_FILE,   /* one file, flow.log; what is old of it becomes a hole */
    POUR_FOLDER, /* files that come, are renamed, cut and deleted */
    POUR_PIPE
};

struct pour_options {
    enum pour_shape shape;
    const char *folder;  /* that the files are in */
    int pipe;            /* of POUR_PIPE, to be written to */
    unsigned rate;       /* lines a second */
    uint64_t lines;      /* in all */
    uint64_t turn_lines; /* of a folder: after so many the next file */
};

/* Counted in whole lines that can be read. */
struct pour_shared {
    atomic_uint_fast64_t written;
    atomic_uint_fast64_t bytes_field; /* sum of their bytes */
    atomic_uint_fast64_t turns;
    atomic_uint late_ms; /* at most: lines that were due were written after */
    /* From who follows: how many it has counted. What is not is neither cut
       nor deleted, since nobody could read it then. */
    atomic_uint_fast64_t counted;
    atomic_bool go; /* the first line is there; the others from now on */
};

/* For the writer, and who reads; all zeros. NULL when there is no memory. */
struct pour_shared *pour_share(void);
/*
 * Start the writer: it writes a header and one line, and waits for go. The
 * caller waits for its end: 0 is a good one. -1 when it cannot be started.
 */
pid_t pour_start(const struct pour_options *o, struct pour_shared *shared);

#endif
