/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine_run.h"

#include "base/mem.h"

#include "check.h"

#include <stdlib.h>

void engine_run_open(struct engine_run *r, const char *const *paths,
                     const struct local_options *options)
{
    static const struct dataset_options defaults = {.keep_columns = true};
    struct err err = {0};

    r->ds = dataset_new(&defaults, &err);
    assert_non_null(r->ds);
    for (; *paths; paths++)
        check_int(*paths, dataset_add(r->ds, *paths), 1);
    r->engine = local_engine_new(r->ds, options);
}

void engine_run_close(struct engine_run *r)
{
    r->engine->ops->free(r->engine);
    dataset_free(r->ds);
}

struct job *engine_run_start(struct engine_run *r, const char *query,
                             struct time_window window, unsigned snapshot_ms)
{
    struct job_query q = {.text = str_of(query)};
    struct job_request request = {
        .queries = &q,
        .n_queries = 1,
        .window = window,
        .snapshot_ms = snapshot_ms,
    };
    struct err err = {0};
    uint32_t which;
    struct job *job = engine_start(r->engine, &request, &which, &err);

    check_text(query, str_of(err.msg), "");
    return job;
}

static void add_rows(struct result *result, const struct value *values,
                     uint64_t n, struct buf *out)
{
    uint32_t n_columns = result_n_columns(result);

    for (uint64_t i = 0; i < n; i++) {
        for (uint32_t k = 0; k < n_columns; k++) {
            buf_text(out, k ? "," : "");
            value_append(out, values[i * n_columns + k]);
        }
        buf_char(out, '\n');
    }
}

void engine_run_csv(struct result *result, struct buf *out)
{
    uint32_t n_columns = result_n_columns(result);
    uint64_t n = result_n_rows(result);
    struct value *values = mem_calloc(n * n_columns, sizeof *values);
    struct arena arena = {0};
    struct err err = {0};

    for (uint32_t k = 0; k < n_columns; k++) {
        buf_text(out, k ? "," : "");
        buf_add(out, result_column(result, k)->name);
    }
    buf_char(out, '\n');
    assert_true(result_read(result, 0, (uint32_t)n, &arena, values, &err));
    add_rows(result, values, n, out);
    arena_done(&arena);
    free(values);
}

void engine_run_answer(struct engine_run *r, const char *query,
                       struct time_window window, struct buf *out)
{
    struct job *job = engine_run_start(r, query, window, 0);
    struct result *result;

    job->ops->wait(job);
    check_text(query, str_of(job->ops->error(job)->msg), "");
    check_int(query, job->ops->progress(job).state, JOB_DONE);
    result = job->ops->snapshot(job, 0);
    assert_non_null(result);
    assert_false(result_is_partial(result));
    engine_run_csv(result, out);
    result_release(result);
    job_free(job);
}

void engine_run_check(struct engine_run *r, const char *query, const char *rows)
{
    struct buf out = {0};

    engine_run_answer(r, query, TIME_WINDOW_ALL, &out);
    struct str all = buf_str(&out);
    check_text(query, str_slice(all, str_find(all, STR("\n")) + 1, all.n),
               rows);
    buf_done(&out);
}
