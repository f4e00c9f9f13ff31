/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What must be known before a sum is trusted, asked once the query is done:
 * records by their log status, then what is in the log more than once. These
 * are jobs of their own, so that they change neither the answer nor how long
 * it took. They are about all records of the time window, whatever the query
 * leaves out, and read a bounded part of a large input.
 */
#include "cli/batch_int.h"

#include "cli/watch.h"

/* Read at most about as much text, spread over the input: a second of work. */
enum { READ_MOST_BYTES = 512 << 20 };

/* How much text compressed files hold is known as far as the query read them.
 */
static uint32_t parts_of(struct dataset *ds)
{
    uint64_t bytes = dataset_bytes(ds), text = dataset_totals(ds).text_bytes;
    uint64_t parts =
        ((text > bytes ? text : bytes) + READ_MOST_BYTES - 1) / READ_MOST_BYTES;

    return parts > 1 ? (uint32_t)parts : 1;
}

/* Ask up to two questions; false when they were not answered to the end. */
static bool ask(const struct batch *b, struct job_request *request,
                struct result **answers)
{
    struct err ignored = {0};
    uint32_t which;
    struct job *job = engine_start(b->engine, request, &which, &ignored);

    if (!job)
        return false;
    watch_job(b->watch, job, 0, true);
    job->ops->wait(job);
    watch_job(b->watch, NULL, 0, false);
    bool done = job->ops->progress(job).state == JOB_DONE;
    for (uint32_t i = 0; done && i < request->n_queries; i++)
        answers[i] = job->ops->snapshot(job, i);
    job_free(job);
    return done;
}

static bool ask_status(const struct batch *b, struct job_request request,
                       struct batch_health *out)
{
    struct job_query query = {.text = health_ask_status(&out->log)};
    struct result *answer = NULL;

    request.queries = &query;
    request.n_queries = 1;
    bool done = ask(b, &request, &answer);
    out->status = health_read_status(answer);
    out->log.records = out->status.records;
    result_release(answer);
    return done;
}

static void ask_double(const struct batch *b, struct job_request request,
                       struct batch_health *out)
{
    struct arena arena = {0};
    struct job_query queries[2] = {
        {.text = health_ask_copies(&arena, &out->log)}};
    struct result *answers[2] = {NULL};
    bool seen = health_ask_seen(&arena, &out->log, &queries[1].text);

    request.queries = queries;
    request.n_queries = seen ? 2 : 1;
    ask(b, &request, answers);
    out->copies = health_read_copies(answers[0]);
    out->seen = health_read_seen(answers[1]);
    result_release(answers[0]);
    result_release(answers[1]);
    arena_done(&arena);
}

struct batch_health batch_ask_health(const struct batch *b,
                                     struct time_window window)
{
    struct batch_health out = {.log = health_log_of(b->engine),
                               .parts = parts_of(b->ds)};
    struct job_request request = {.window = window, .one_in = out.parts};

    if (!watch_interrupted && ask_status(b, request, &out))
        ask_double(b, request, &out);
    return out;
}
