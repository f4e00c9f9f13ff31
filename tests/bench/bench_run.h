/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A log opened as the explorer opens it, columns kept, and timed jobs over
 * it: for benchmarks that ask the engine from inside a process.
 */
#ifndef BENCH_BENCH_RUN_H
#define BENCH_BENCH_RUN_H

#include "engine/local.h"

struct bench_run {
    struct dataset *ds;
    struct engine *engine;
    unsigned threads;
};

/* What filling all columns took and made. */
struct bench_fill {
    double seconds;
    size_t n_fields;
    uint64_t rows;
    uint64_t bytes; /* of the columns and of the dictionary they share */
};

struct bench_first {
    double first_s; /* until there was a result with rows */
    double whole_s;
};

double bench_now_s(void);
/* The median; sorts v[0..n), n > 0. */
double bench_median(double *v, size_t n);

/* False with *err when the file holds nothing to read. */
bool bench_run_open(struct bench_run *r, const char *path, unsigned threads,
                    struct err *err);
void bench_run_close(struct bench_run *r);
/* Decode every column of every segment with the run's threads. */
struct bench_fill bench_run_fill(struct bench_run *r);
/*
 * One job of n queries, from its start until all rows of all results are
 * read.
 */
bool bench_run_job(struct bench_run *r, const struct str *texts, uint32_t n,
                   double *seconds, struct err *err);
/* One query with partial results, looked for four times a millisecond. */
bool bench_run_first(struct bench_run *r, struct str text,
                     struct bench_first *out, struct err *err);

#endif
