/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/batch.h"

#include "base/utf8.h"
#include "cli/batch_int.h"
#include "cli/inputs.h"
#include "cli/queries.h"
#include "cli/status.h"
#include "cli/watch.h"
#include "engine/local.h"
#include "query/bind.h"
#include "tui/history.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MAX_BAD_LINES = 8 };

static struct str query_text(const struct options *o)
{
    return buf_str(&o->query);
}

/* Write what was put together, if anything, and free it. */
static void print(FILE *out, struct buf *b)
{
    if (b->n)
        fwrite(b->p, 1, b->n, out);
    buf_done(b);
}

/* An error or notice about the query, with the line typed and a caret. */
static void tell_at(const struct batch *b, struct span at, const char *msg)
{
    struct err e = {.code = ERR_QUERY, .at = at};
    struct buf out = {0};
    snprintf(e.msg, sizeof e.msg, "%s", msg);
    expansion_err(&b->query, &e);
    query_explain_at(&out, query_text(b->options), e.at, e.msg);
    print(stderr, &out);
}

/*
 * An error; who asks for JSON is a program and gets the place in its terms as
 * well.
 */
static void tell_place(const struct batch *b, const struct err *err)
{
    const struct options *o = b->options;
    struct err e = *err;
    struct buf out = {0};

    tell_at(b, err->at, err->msg);
    expansion_err(&b->query, &e);
    if (o->has_output &&
        (o->output == OUTPUT_JSON || o->output == OUTPUT_JSONL))
        query_explain_json(&out, query_text(o), e.at, e.msg);
    print(stderr, &out);
}

int batch_tell_error(const struct batch *b, const struct err *err)
{
    if (err->code == ERR_QUERY)
        tell_place(b, err);
    else
        fprintf(stderr, "vpcscope: %s\n", err->msg);
    switch (err->code) {
    case ERR_INPUT:
        return STATUS_INPUT;
    case ERR_LIMIT:
    case ERR_SYSTEM:
        return STATUS_INCOMPLETE;
    default:
        return STATUS_USAGE;
    }
}

/*
 * The query is checked before any input is opened: what is wrong with it by
 * the fields of the catalogue is wrong whatever the files hold. Their own
 * fields are not known yet, so nothing is said of names here.
 */
static bool check_query(const struct batch *b, struct err *err)
{
    struct query *q = query_parse(b->query.text, b->options->strict, err);
    struct fields *fields = fields_new();
    struct bind_options options = {.fields = fields, .tables = b->tables};
    struct bound *bound;
    bool good = q && query_bind(q, &options, &bound, err);
    query_free(q);
    fields_free(fields);
    return good;
}

enum output_format batch_format(const struct options *o)
{
    if (o->has_output)
        return o->output;
    return isatty(STDOUT_FILENO) ? OUTPUT_TABLE : OUTPUT_CSV;
}

/* Rows of a query without a limit: the service has a default, we have none. */
static uint64_t default_limit(const struct options *o)
{
    return o->limit == 0 && o->strict ? STRICT_DEFAULT_ROWS : o->limit;
}

static struct job_request request_of(const struct batch *b,
                                     const struct job_query *query,
                                     struct time_window window)
{
    return (struct job_request){.queries = query,
                                .n_queries = 1,
                                .window = window,
                                .strict = b->options->strict,
                                .limit = default_limit(b->options)};
}

void batch_tell_notices(const struct batch *b)
{
    uint32_t n;
    const struct job_notice *notices = b->job->ops->notices(b->job, &n);
    for (uint32_t i = 0; i < n; i++)
        tell_at(b, notices[i].at, notices[i].text);
}

static void put_bad_line(struct buf *out, const struct bad_line *bad)
{
    buf_add(out, STR("vpcscope: "));
    utf8_clean(out, str_of(bad->path), SIZE_MAX);
    if (bad->line)
        buf_printf(out, ":%llu", (unsigned long long)bad->line);
    buf_printf(out, ": line skipped: %s", bad->why);
    if (bad->count > 1)
        buf_printf(out, " (%llu such lines)", (unsigned long long)bad->count);
    buf_char(out, '\n');
}

void batch_tell_bad_lines(struct dataset *ds)
{
    struct bad_line lines[MAX_BAD_LINES];
    struct buf out = {0};
    size_t n = dataset_bad_lines(ds, lines, MAX_BAD_LINES);
    for (size_t i = 0; i < n && i < MAX_BAD_LINES; i++)
        put_bad_line(&out, &lines[i]);
    if (n > MAX_BAD_LINES)
        buf_printf(&out, "vpcscope: %zu more files or kinds of skipped lines\n",
                   n - MAX_BAD_LINES);
    print(stderr, &out);
}

/* "--memory 64M", as given, or "--memory allows". */
static void put_budget(struct buf *out, uint64_t bytes)
{
    static const char units[] = "KMGT";
    size_t unit = 0;
    if (bytes == 0) {
        buf_text(out, "--memory allows");
        return;
    }
    for (; bytes % 1024 == 0 && unit < sizeof units - 1; unit++)
        bytes /= 1024;
    buf_printf(out, "--memory %llu", (unsigned long long)bytes);
    if (unit > 0)
        buf_char(out, units[unit - 1]);
}

static void put_estimate(struct buf *out, const struct estimate *e)
{
    buf_text(out, "vpcscope: warning: ");
    utf8_clean(out, e->name, SIZE_MAX);
    buf_printf(out,
               e->of_count
                   ? " is an estimate (standard error %.2g %%): the exact "
                     "count needs more than "
                   : " is an estimate (rank off by at most %.2g %%): the exact "
                     "percentile needs more than ",
               e->error * 100);
}

/*
 * "count_distinct(srcAddr) is an estimate (standard error 1.6 %): the exact
 * count needs more than --memory 64M"
 */
void batch_tell_estimates(const struct batch *b)
{
    struct buf out = {0};
    uint32_t n;
    const struct estimate *e = result_estimates(b->result, &n);
    for (uint32_t i = 0; i < n; i++) {
        put_estimate(&out, &e[i]);
        put_budget(&out, b->options->memory_bytes);
        buf_char(&out, '\n');
    }
    print(stderr, &out);
}

/* A saved query over files that lack what it is about answers nothing. */
static void tell_lacks(const struct batch *b)
{
    struct arena arena = {0};
    const struct str *loaded;
    size_t n = inputs_fields(b->ds, &arena, &loaded);

    for (uint32_t i = 0; i < b->query.n; i++) {
        const struct saved_piece *p = &b->query.pieces[i];
        struct str lacks = saved_lacks(&arena, &p->needs, loaded, n);
        struct buf out = {0};

        if (!lacks.n)
            continue;
        buf_text(&out, "vpcscope: warning: the saved query `");
        utf8_clean(&out, p->name, SIZE_MAX);
        buf_text(&out, "` needs ");
        utf8_clean(&out, lacks, SIZE_MAX);
        buf_text(&out, ", which the files do not have\n");
        print(stderr, &out);
    }
    arena_done(&arena);
}

static int explain(struct batch *b, const struct job_request *request,
                   struct err *err)
{
    struct buf plan = {0}, clean = {0};
    bool ok = b->engine->ops->explain(b->engine, request, &plan, err);
    utf8_clean_lines(&clean, buf_str(&plan)); /* it quotes the query */
    buf_done(&plan);
    print(stdout, &clean);
    return ok ? STATUS_DONE : batch_tell_error(b, err);
}

static bool write_result(struct batch *b, struct err *err)
{
    struct output_options out = {.format = batch_format(b->options),
                                 .terminal = isatty(STDOUT_FILENO),
                                 .ascii = b->options->ascii,
                                 .csv_safe = b->options->csv_safe,
                                 .stop = &watch_ended};
    return output_result(stdout, b->result, &out, err);
}

static int final_status(const struct batch *b, const struct job_progress *p)
{
    if (watch_interrupted) {
        fputs("vpcscope: interrupted: the result is partial\n", stderr);
        return STATUS_INTERRUPTED;
    }
    if (watch_ended) {
        fputs("vpcscope: writing the rows takes longer than --timeout: the "
              "rest is left out\n",
              stderr);
        return STATUS_INCOMPLETE;
    }
    int status = inputs_status(b->ds);
    if (status == STATUS_DONE && p->incomplete)
        status = STATUS_INCOMPLETE;
    if (status == STATUS_DONE && b->options->exit_status &&
        result_n_rows(b->result) == 0)
        status = STATUS_NO_ROWS;
    return status;
}

/*
 * A run that somebody watches goes into the history that the explorer shows;
 * those of scripts would only fill it.
 */
static void remember(const struct batch *b, const struct job_progress *p,
                     struct time_window window)
{
    struct history_run run = {.query = query_text(b->options),
                              .files = b->engine->ops->info(b->engine).title,
                              .time_ms = (int64_t)time(NULL) * 1000,
                              .window = window,
                              .rows = result_n_rows(b->result),
                              .seconds = p->seconds};
    char *path = isatty(STDERR_FILENO) ? history_path() : NULL;
    struct err err = {0};

    if (path && !watch_interrupted && !history_append(path, &run, &err))
        fprintf(stderr, "vpcscope: the run is not in the history: %s\n",
                err.msg);
    free(path);
}

/* There is no answer: why not. */
static int tell_failure(const struct batch *b, const struct err *failure)
{
    if (!watch_interrupted || (failure && failure->code != ERR_CANCELLED &&
                               failure->code != ERR_NONE))
        return batch_tell_error(b, failure);
    fputs("vpcscope: interrupted: there is no result yet\n", stderr);
    return STATUS_INTERRUPTED;
}

/* After the job has ended: write what there is, tell what there is to tell. */
static int finish(struct batch *b, struct time_window window, struct err *err)
{
    struct job_progress p = b->job->ops->progress(b->job);
    const struct err *failure = b->job->ops->error(b->job);
    b->result = b->job->ops->snapshot(b->job, 0);
    inputs_tell(b->ds, &b->messages_seen);
    batch_tell_bad_lines(b->ds);
    if (p.no_time && b->options->from.kind + b->options->to.kind)
        fprintf(stderr,
                "vpcscope: %llu records without a start time are left out "
                "of the time window\n",
                (unsigned long long)p.no_time);
    if (p.state == JOB_FAILED || !b->result)
        return tell_failure(b, failure);
    /* Damage to an input was told with the messages about inputs. */
    if (failure && p.incomplete && inputs_status(b->ds) != STATUS_INCOMPLETE)
        fprintf(stderr, "vpcscope: %s\n", failure->msg);
    batch_tell_estimates(b);
    tell_lacks(b);
    bool written = write_result(b, err);
    /* Records are read to be written: there may be damage only then. */
    inputs_tell(b->ds, &b->messages_seen);
    if (!written)
        return batch_tell_error(b, err);
    remember(b, &p, window);
    b->written = true;
    return final_status(b, &p);
}

static void tell_stats(const struct batch *b, struct time_window window,
                       int status)
{
    struct job_progress p = b->job->ops->progress(b->job);

    batch_tell_stats(b, &p, window,
                     status != STATUS_INCOMPLETE &&
                         status != STATUS_INTERRUPTED);
}

/*
 * For documents of a schema a record is all of its fields. Arena memory of
 * the batch.
 */
static void ask_for_all_fields(struct batch *b, struct job_query *query)
{
    size_t n = b->engine->ops->fields(b->engine, NULL, 0);
    struct engine_field *fields =
        arena_calloc(&b->arena, n + 1, sizeof *fields);
    struct str *columns = arena_calloc(&b->arena, n + 2, sizeof *columns);
    uint32_t n_columns = 0;

    n = b->engine->ops->fields(b->engine, fields, n);
    columns[n_columns++] = STR("@timestamp");
    columns[n_columns++] = STR("@message");
    for (size_t i = 0; i < n; i++)
        if (fields[i].loaded)
            columns[n_columns++] = fields[i].name;
    query->default_columns = columns;
    query->n_default_columns = n_columns;
}

static int run(struct batch *b, struct err *err)
{
    struct job_query query = {.text = b->query.text};
    struct time_window window;
    uint32_t which;
    if (!inputs_window(b->options, b->engine, &window, err))
        return batch_tell_error(b, err);
    if (batch_format(b->options) == OUTPUT_ECS)
        ask_for_all_fields(b, &query);
    struct job_request request = request_of(b, &query, window);
    if (b->options->explain)
        return explain(b, &request, err);
    if (b->options->follow)
        return batch_follow(b, &request, err);
    b->job = engine_start(b->engine, &request, &which, err);
    if (!b->job)
        return batch_tell_error(b, err);
    batch_tell_notices(b);
    watch_job(b->watch, b->job, b->options->timeout_ms, true);
    b->job->ops->wait(b->job);
    int status = finish(b, window, err);
    watch_job(b->watch, NULL, 0, false);
    if (b->options->stats && b->written)
        tell_stats(b, window, status);
    return status;
}

/* With the inputs open: run. */
static int run_watched(struct batch *b, struct err *err)
{
    const struct options *o = b->options;
    bool follows = o->follow && !o->explain;

    if (follows && !inputs_await(b->ds, &b->messages_seen) && watch_interrupted)
        return STATUS_INTERRUPTED;
    struct local_options local = {.threads = o->threads,
                                  .tables = b->tables,
                                  .memory_bytes = o->memory_bytes,
                                  .timeout_ms = o->timeout_ms};
    b->engine = local_engine_new(b->ds, &local);
    int status = run(b, err);
    if (b->result)
        result_release(b->result);
    job_free(b->job);
    b->engine->ops->free(b->engine);
    return status;
}

/* With the query in order: open the inputs and run it. */
static int open_and_run(struct batch *b, struct err *err)
{
    const struct options *o = b->options;
    b->ds = inputs_open(o, err);
    if (!b->ds)
        return batch_tell_error(b, err);
    inputs_tell(b->ds, &b->messages_seen);
    /* Until here Ctrl-C just ends the program. */
    b->watch = watch_start(o->follow && !o->explain);
    int status = run_watched(b, err);
    dataset_free(b->ds);
    watch_stop(b->watch);
    return status;
}

int batch_run(const struct options *o)
{
    struct err err = {0};
    struct batch b = {.options = o};
    b.tables = tables_new(o->tables, o->n_tables, o->memory_bytes);
    b.saved = queries_new();
    bool good = saved_expand(&b.arena, query_text(o), o->strict, b.saved,
                             &b.query, &err) &&
                check_query(&b, &err);
    int status = good ? open_and_run(&b, &err) : batch_tell_error(&b, &err);
    queries_free(b.saved);
    tables_free(b.tables);
    arena_done(&b.arena);
    return status;
}
