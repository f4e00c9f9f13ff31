/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "answer_holds.h"

#include "input_file.h"

#include "base/cpu.h"
#include "base/mem.h"
#include "engine/local.h"
#include "query/tree.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
    ROWS_MAX = 2000, /* of an answer, that are compared */
    MEMORY_BYTES = 32 << 20,
    NOW_S = 1756910000
};

static const char log_text[] =
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol "
    "packets bytes start end action log-status\n"
    "2 123456789012 eni-0a 10.0.0.1 10.0.1.9 40000 443 6 10 1000 1756900800 "
    "1756900860 ACCEPT OK\n"
    "2 123456789012 eni-0a 10.0.0.2 10.0.1.9 40001 22 6 1 60 1756900860 "
    "1756900870 REJECT OK\n"
    "2 123456789012 eni-0a 203.0.113.5 10.0.1.9 50000 22 6 2 120 1756900860 "
    "1756900880 REJECT OK\n"
    "2 123456789012 eni-0b - - - - - - - 1756901100 1756901160 - NODATA\n"
    "2 123456789012 eni-0b 2001:db8::1 2001:DB8::9 1024 53 17 1 80 1756901400 "
    "1756901401 ACCEPT OK\n"
    "3 unknown eni-0b 010.0.0.1 255.255.255.255 70000 080 6.0 1e3 -5 - "
    "1756904410 accept OK\n"
    "2 000000000012 - 0.0.0.0 1.2.3 65535 65536 0 18446744073709551616 "
    "9007199254740993 1756904460000 1 REJECT SKIPDATA\n"
    "5 123456789012 eni-0c ::ffff:10.0.0.1 fe80::1 0 0 255 "
    "576460752303423488 -576460752303423488 0 0 ACCEPT OK\n"
    "2 123456789012 eni-0a 10.0.0.1 10.0.1.9 40002 443 6 20 3000 1756901100 "
    "1756901160 ACCEPT OK\n"
    "srcaddr dstaddr bytes action start x-new\n"
    "10.0.0.1 10.0.1.9 007 ACCEPT 1756904470 \xd0\xa4\n"
    "192.168.0.77 172.16.0.1 42 REJECT 1756904471 %2F\n";

/* An engine over the log, made with a level of instructions. */
struct way {
    const char *name, *cpu; /* NULL: the best there is */
    bool keeps;
    struct dataset *ds;
    struct engine *engine;
};

static void way_enter(const struct way *w)
{
    if (w->cpu)
        setenv("VPCSCOPE_CPU", w->cpu, 1);
    else
        unsetenv("VPCSCOPE_CPU");
}

static void way_open(struct way *w, const char *path)
{
    struct dataset_options options = {.memory_bytes = MEMORY_BYTES,
                                      .keep_columns = w->keeps};
    struct local_options local = {.threads = 1,
                                  .memory_bytes = MEMORY_BYTES,
                                  .now_ms = NOW_S * INT64_C(1000)};

    way_enter(w);
    w->ds = dataset_new(&options, NULL);
    dataset_add(w->ds, path);
    w->engine = local_engine_new(w->ds, &local);
}

static void way_close(struct way *w)
{
    w->engine->ops->free(w->engine);
    dataset_free(w->ds);
    way_enter(&(struct way){.cpu = NULL});
}

/* Ask; NULL when it is refused. The job has ended. */
static struct job *ask(const struct way *w, struct str text, struct err *err)
{
    struct job_query q = {.text = text};
    struct job_request request = {
        .queries = &q, .n_queries = 1, .window = TIME_WINDOW_ALL};
    uint32_t which;
    struct job *job;

    way_enter(w);
    job = engine_start(w->engine, &request, &which, err);
    if (job)
        job->ops->wait(job);
    return job;
}

static uint32_t rows_of(const struct result *r)
{
    uint64_t n = result_n_rows(r);

    return n < ROWS_MAX ? (uint32_t)n : ROWS_MAX;
}

/* The first rows; to be freed. NULL when they cannot be read. */
static struct value *read_rows(struct result *r, struct arena *a)
{
    struct value *values =
        mem_calloc((size_t)rows_of(r) * result_n_columns(r), sizeof *values);
    struct err err;

    if (result_read(r, 0, rows_of(r), a, values, &err))
        return values;
    free(values);
    return NULL;
}

static void print_result(struct result *r, struct buf *out)
{
    struct arena a = {0};
    uint32_t columns = result_n_columns(r);
    struct value *values = read_rows(r, &a);

    for (uint32_t k = 0; k < columns; k++)
        buf_printf(out, "%.*s,", STR_ARG(result_column(r, k)->name));
    buf_printf(out, " %" PRIu64 " rows\n", result_n_rows(r));
    if (!values)
        buf_text(out, "unreadable\n");
    for (size_t i = 0; values && i < (size_t)rows_of(r) * columns; i++) {
        buf_printf(out, "%d:", (int)values[i].type);
        value_append(out, values[i]);
        buf_char(out, (i + 1) % columns ? ',' : '\n');
    }
    free(values);
    arena_done(&a);
}

/* All of an answer as text, or why there is none. */
static void print_answer(const struct way *w, struct str text, struct buf *out)
{
    struct err err = {.code = ERR_NONE};
    struct job *job = ask(w, text, &err);
    struct result *result;

    if (!job) {
        buf_printf(out, "refused at %u: %s", err.at.start, err.msg);
        return;
    }
    result = job->ops->snapshot(job, 0);
    if (job->ops->progress(job).state != JOB_DONE)
        buf_printf(out, "fails: %s", job->ops->error(job)->msg);
    else
        print_result(result, out);
    result_release(result);
    job_free(job);
}

static void check_ways(const struct way *a, const struct way *b,
                       struct str text, struct buf *why)
{
    struct buf one = {0}, other = {0};

    print_answer(a, text, &one);
    print_answer(b, text, &other);
    if (!str_eq(buf_str(&one), buf_str(&other)))
        buf_printf(why, "%.*s\n%s:\n%s\n%s:\n%s", STR_ARG(text), a->name,
                   one.p ? one.p : "", b->name, other.p ? other.p : "");
    buf_done(&one);
    buf_done(&other);
}

/* Conditions. */

/* Is this one stage of this kind? */
static bool is_stage(struct str text, enum stage_kind kind)
{
    struct query *q = query_parse(text, false, NULL);
    bool is = q && q->stages && !q->stages->next && q->stages->kind == kind;

    query_free(q);
    return is;
}

/* Of the records, in order, those for which the first column is "yes". */
static size_t true_records(struct result *r, uint64_t out[ROWS_MAX])
{
    struct arena a = {0};
    struct value *values = read_rows(r, &a);
    size_t n = 0;

    for (uint32_t i = 0; values && i < rows_of(r); i++) {
        struct value v = values[(size_t)i * result_n_columns(r)];

        if (v.type == VALUE_TEXT && str_eq((struct str){v.s, v.n}, STR("yes")))
            out[n++] = result_record(r, i);
    }
    free(values);
    arena_done(&a);
    return n;
}

static struct result *answer(const struct way *w, struct str text,
                             struct job **job)
{
    struct err err = {.code = ERR_NONE};

    *job = ask(w, text, &err);
    if (!*job || (*job)->ops->progress(*job).state != JOB_DONE)
        return NULL;
    return (*job)->ops->snapshot(*job, 0);
}

/* Does the filter leave these records? */
static void check_filter(const struct way *w, struct str filter,
                         const uint64_t *records, size_t n, struct buf *why)
{
    struct job *job;
    struct result *r = answer(w, filter, &job);
    bool same = r && result_n_rows(r) == n;

    for (uint32_t i = 0; same && i < n; i++)
        same = result_record(r, i) == records[i];
    if (r && !same)
        buf_printf(why, "%s: %.*s: %" PRIu64 " records, one by one %zu",
                   w->name, STR_ARG(filter), result_n_rows(r), n);
    if (r)
        result_release(r);
    job_free(job);
}

static void check_condition(const struct way *a, const struct way *b,
                            struct str text, struct buf *why)
{
    struct buf filter = {0}, each = {0};
    uint64_t records[ROWS_MAX];
    struct job *job = NULL;
    struct result *r = NULL;

    buf_printf(&filter, "filter (%.*s\n)", STR_ARG(text));
    buf_printf(&each, "fields if((%.*s\n), \"yes\", \"no\") as x",
               STR_ARG(text));
    if (is_stage(buf_str(&filter), STAGE_FILTER) &&
        is_stage(buf_str(&each), STAGE_FIELDS))
        r = answer(a, buf_str(&each), &job);
    if (r && result_is_raw(r)) {
        size_t n = true_records(r, records);

        check_filter(a, buf_str(&filter), records, n, why);
        check_filter(b, buf_str(&filter), records, n, why);
    }
    if (r)
        result_release(r);
    job_free(job);
    buf_done(&filter);
    buf_done(&each);
}

bool answer_holds(struct str text, struct buf *why)
{
    struct way plain = {.name = "portable, kept",
                        .cpu = cpu_level_name(CPU_PORTABLE),
                        .keeps = true};
    struct way best = {.name = "best, not kept"};
    struct input_file file;

    if (!input_file_open(&file, str_of(log_text)))
        return true;
    way_open(&plain, file.path);
    way_open(&best, file.path);
    check_ways(&plain, &best, text, why);
    if (!why->n)
        check_condition(&plain, &best, text, why);
    way_close(&plain);
    way_close(&best);
    input_file_close(&file);
    return !why->n;
}
