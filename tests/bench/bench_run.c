/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench_run.h"

#include "base/mem.h"
#include "base/team.h"
#include "scan/scanner.h"

#include <stdlib.h>
#include <time.h>

enum {
    SNAPSHOT_MS = 100, /* as the explorer asks */
    POLL_NS = 250000,
    READ_ROWS = 1024
};

double bench_now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int compare(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

double bench_median(double *v, size_t n)
{
    qsort(v, n, sizeof *v, compare);
    return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

bool bench_run_open(struct bench_run *r, const char *path, unsigned threads,
                    struct err *err)
{
    static const struct dataset_options options = {.keep_columns = true};
    struct local_options local = {
        .threads = threads ? threads : team_default_size(),
    };

    *r = (struct bench_run){.threads = local.threads};
    r->ds = dataset_new(&options, err);
    if (!r->ds)
        return false;
    if (dataset_add(r->ds, path) == 0) {
        err_set(err, ERR_INPUT, "%s: nothing to read", path);
        dataset_free(r->ds);
        return false;
    }
    r->engine = local_engine_new(r->ds, &local);
    return true;
}

void bench_run_close(struct bench_run *r)
{
    r->engine->ops->free(r->engine);
    dataset_free(r->ds);
}

/* Filling. */

struct filling {
    struct dataset *ds;
    struct scan_queue *queue;
    field_id *fields;
    size_t n_fields;
};

static void fill_share(void *arg, unsigned thread)
{
    const struct filling *f = arg;
    struct scanner *s = scanner_new(f->ds);

    (void)thread;
    while (scanner_next(s, f->queue) == SCAN_NEXT_OK)
        scanner_want(s, f->fields, f->n_fields);
    scanner_free(s);
}

struct bench_fill bench_run_fill(struct bench_run *r)
{
    size_t cap = fields_count(dataset_fields(r->ds));
    struct filling f = {.ds = r->ds,
                        .fields = mem_calloc(cap, sizeof(field_id))};
    double start = bench_now_s();

    f.n_fields = dataset_layout_fields(r->ds, f.fields, cap);
    f.queue = scan_queue_new(r->ds);
    team_run(r->threads, fill_share, &f);
    scan_queue_free(f.queue);
    free(f.fields);
    struct dataset_totals totals = dataset_totals(r->ds);
    return (struct bench_fill){
        .seconds = bench_now_s() - start,
        .n_fields = f.n_fields,
        .rows = totals.rows,
        .bytes = totals.cache_bytes + dict_bytes(dataset_dict(r->ds)),
    };
}

/* Jobs. */

static struct job *start(struct bench_run *r, const struct str *texts,
                         uint32_t n, unsigned snapshot_ms, struct err *err)
{
    struct job_query *queries = mem_calloc(n, sizeof *queries);
    struct job_request request = {
        .queries = queries,
        .n_queries = n,
        .window = TIME_WINDOW_ALL,
        .snapshot_ms = snapshot_ms,
    };
    uint32_t which;

    for (uint32_t i = 0; i < n; i++)
        queries[i].text = texts[i];
    struct job *job = engine_start(r->engine, &request, &which, err);
    free(queries);
    return job;
}

static bool read_all(struct result *result, struct err *err)
{
    uint64_t n = result_n_rows(result);
    struct value *values =
        mem_calloc(READ_ROWS * result_n_columns(result), sizeof *values);
    struct arena arena = {0};
    bool ok = true;

    for (uint64_t row = 0; ok && row < n; row += READ_ROWS) {
        uint64_t left = n - row;

        arena_reset(&arena);
        ok = result_read(result, row,
                         (uint32_t)(left < READ_ROWS ? left : READ_ROWS),
                         &arena, values, err);
    }
    arena_done(&arena);
    free(values);
    return ok;
}

/* Read the final results of a job that is over. */
static bool read_results(struct job *job, uint32_t n, struct err *err)
{
    bool ok = job->ops->progress(job).state == JOB_DONE;

    if (!ok)
        *err = *job->ops->error(job);
    for (uint32_t i = 0; ok && i < n; i++) {
        struct result *result = job->ops->snapshot(job, i);

        ok = read_all(result, err);
        result_release(result);
    }
    return ok;
}

bool bench_run_job(struct bench_run *r, const struct str *texts, uint32_t n,
                   double *seconds, struct err *err)
{
    double began = bench_now_s();
    struct job *job = start(r, texts, n, 0, err);

    if (!job)
        return false;
    job->ops->wait(job);
    bool ok = read_results(job, n, err);
    job_free(job);
    *seconds = bench_now_s() - began;
    return ok;
}

/* Does the newest result of a job's one query have rows? */
static bool has_rows(struct job *job)
{
    struct result *result = job->ops->snapshot(job, 0);
    bool some = result && result_n_rows(result) > 0;

    if (result)
        result_release(result);
    return some;
}

bool bench_run_first(struct bench_run *r, struct str text,
                     struct bench_first *out, struct err *err)
{
    static const struct timespec pause = {.tv_nsec = POLL_NS};
    double began = bench_now_s();
    struct job *job = start(r, &text, 1, SNAPSHOT_MS, err);
    bool seen = false;

    if (!job)
        return false;
    while (job->ops->progress(job).state == JOB_RUNNING) {
        nanosleep(&pause, NULL);
        if (!seen && has_rows(job)) {
            out->first_s = bench_now_s() - began;
            seen = true;
        }
    }
    out->whole_s = bench_now_s() - began;
    if (!seen)
        out->first_s = out->whole_s;
    bool ok = read_results(job, 1, err);
    job_free(job);
    return ok;
}
