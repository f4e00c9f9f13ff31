/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How fast text becomes columns: reads a log once with one thread, decoding
 * the fields named, then again from the cache.
 *
 *     bench_scan LOG THREADS FIELD...
 */
#include "base/team.h"
#include "flow/field.h"
#include "scan/scanner.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MAX_FIELDS = 64 };

struct run {
    struct dataset *ds;
    struct scan_queue *queue;
    field_id fields[MAX_FIELDS];
    size_t n_fields;
    atomic_uint_fast64_t rows;
};

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void run_thread(void *arg, unsigned thread)
{
    struct run *run = arg;
    struct scanner *s = scanner_new(run->ds);
    uint64_t rows = 0;

    (void)thread;
    while (scanner_next(s, run->queue) == SCAN_NEXT_OK) {
        scanner_want(s, run->fields, run->n_fields);
        rows += scanner_rows(s);
    }
    atomic_fetch_add(&run->rows, rows);
    scanner_free(s);
}

static void measure(struct run *run, unsigned threads, const char *what)
{
    double start = now_s();

    run->queue = scan_queue_new(run->ds);
    atomic_store(&run->rows, 0);
    team_run(threads, run_thread, run);
    scan_queue_free(run->queue);
    double seconds = now_s() - start;
    struct dataset_totals t = dataset_totals(run->ds);
    printf("%-6s %8.1f ms  %6.2f GB/s  %5.1f ns/row  %" PRIu64
           " rows, cache %" PRIu64 " MB\n",
           what, seconds * 1e3, (double)dataset_bytes(run->ds) / seconds / 1e9,
           seconds * 1e9 / (double)atomic_load(&run->rows),
           (uint64_t)atomic_load(&run->rows), t.cache_bytes >> 20);
}

int main(int argc, char **argv)
{
    struct dataset_options options = {.memory_bytes = UINT64_C(4) << 30,
                                     .keep_columns = true};
    struct run run = {.n_fields = 0};
    struct err err = {.code = ERR_NONE};

    if (argc < 3 || argc > MAX_FIELDS) {
        fprintf(stderr, "usage: bench_scan LOG THREADS FIELD...\n");
        return 2;
    }
    run.ds = dataset_new(&options, &err);
    if (!dataset_add(run.ds, argv[1])) {
        fprintf(stderr, "bench_scan: nothing to read\n");
        return 3;
    }
    for (int i = 3; i < argc; i++) {
        field_id field = field_by_log_name(str_of(argv[i]));

        if (field != FIELD_NONE)
            run.fields[run.n_fields++] = field;
    }
    unsigned threads = (unsigned)strtoul(argv[2], NULL, 10);
    measure(&run, threads, "text");
    measure(&run, threads, "cache");
    dataset_free(run.ds);
    return 0;
}
