/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Batch mode that goes on. Where new records only add rows, these are written
 * as they come, oldest first. Any other answer is written as a whole, again
 * when it has changed, with an empty line between; an answer whose window
 * moves with the clock, or that needs what a subquery gives, is then asked for
 * anew. Ctrl-C ends it, and so does the end of what is piped in.
 */
#include "cli/batch_int.h"

#include "cli/inputs.h"
#include "cli/status.h"
#include "cli/watch.h"

#include <poll.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

enum {
    TICK_MS = 100,
    EVERY_MS = 5000,
    RESULT_MS = 1000 /* results are made as often, for a quick end */
};

struct following {
    struct batch *b;
    struct job_request *request;
    struct output_options output;
    struct output_stream *stream; /* of new rows; NULL: whole answers */
    bool moves;                   /* the window does */
    unsigned every_ms;
    int64_t due_ms;   /* no whole answer before */
    uint64_t version; /* of the job's results that were looked at */
    uint64_t growth;  /* of the inputs, when the job began */
    bool has_written; /* an answer */
    uint64_t rows;    /* written */
};

static int64_t clock_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Who reads what is written has gone; nothing need be written to find out. */
static void end_with_reader(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO};
    if (poll(&out, 1, 0) <= 0 || !(out.revents & POLLERR))
        return;
    signal(SIGPIPE, SIG_DFL);
    raise(SIGPIPE);
}

static bool start(struct following *f, struct err *err)
{
    struct batch *b = f->b;
    bool first = !b->job;
    uint32_t which;
    job_free(b->job);
    b->job = NULL;
    f->growth = b->engine->ops->info(b->engine).growth;
    if (f->moves &&
        !inputs_window(b->options, b->engine, &f->request->window, err))
        return false;
    b->job = engine_start(b->engine, f->request, &which, err);
    if (b->job && first)
        batch_tell_notices(b);
    f->version = 0;
    return b->job != NULL;
}

/* Programs tell one answer from the next by what is in them. */
static bool is_for_people(enum output_format format)
{
    return format != OUTPUT_JSON && format != OUTPUT_JSONL &&
           format != OUTPUT_RAW;
}

/* Write the newest result, if it is one to be written. */
static bool write_newest(struct following *f, struct err *err)
{
    struct batch *b = f->b;
    struct result *r = b->job->ops->snapshot(b->job, 0);
    bool ok = true;

    if (!r || (!f->stream && result_is_partial(r))) {
        result_release(r);
        return true;
    }
    result_release(b->result);
    b->result = r;
    if (f->stream) {
        ok = output_add(f->stream, r, err);
    } else {
        if (f->has_written && is_for_people(f->output.format))
            ok = output_put(stdout, STR("\n"), f->output.stop, err);
        ok = ok && output_result(stdout, r, &f->output, err);
    }
    f->has_written = true;
    f->rows += result_n_rows(r);
    f->due_ms = clock_ms() + f->every_ms;
    return ok;
}

/* Is there a reason to ask anew: the job cannot go on, or its window moves? */
static bool must_start_again(const struct following *f,
                             const struct job_progress *p)
{
    uint64_t growth = f->b->engine->ops->info(f->b->engine).growth;
    if (p->state == JOB_DONE)
        return growth != f->growth;
    return p->state == JOB_FOLLOWING && f->moves && !f->stream;
}

/* All that came is in the answers, and nothing will come any more. */
static bool is_over(const struct following *f, const struct job_progress *p)
{
    struct engine_info info = f->b->engine->ops->info(f->b->engine);
    if (!info.ended)
        return false;
    return p->state == JOB_DONE
               ? info.growth == f->growth
               : p->state == JOB_FOLLOWING && p->growth == info.growth;
}

/* One look. False when it is over: for a failure with *err. */
static bool look(struct following *f, struct err *err)
{
    struct batch *b = f->b;
    struct job_progress p = b->job->ops->progress(b->job);
    uint64_t version = b->job->ops->version(b->job);
    bool over = is_over(f, &p);
    bool due = f->stream || over || clock_ms() >= f->due_ms;

    if (p.state == JOB_FAILED) {
        *err = *b->job->ops->error(b->job);
        return false;
    }
    inputs_tell(b->ds, &b->messages_seen);
    end_with_reader();
    if (version != f->version && due) {
        f->version = version;
        if (!write_newest(f, err))
            return false;
        return true;
    }
    if (over)
        return false;
    if (due && must_start_again(f, &p))
        return start(f, err);
    b->job->ops->wait_newer(b->job, version, TICK_MS);
    return true;
}

static int final_status(const struct following *f)
{
    if (watch_interrupted)
        return STATUS_INTERRUPTED;
    int status = inputs_status(f->b->ds);
    if (status == STATUS_DONE && f->b->options->exit_status && f->rows == 0)
        status = STATUS_NO_ROWS;
    return status;
}

static int run(struct following *f, struct err *err)
{
    struct batch *b = f->b;
    if (!start(f, err))
        return batch_tell_error(b, err);
    if (b->job->ops->appends(b->job))
        f->stream = output_begin(stdout, &f->output);
    while (!watch_interrupted && look(f, err))
        continue;
    if (f->stream)
        output_end(f->stream, err->code == ERR_NONE ? err : &(struct err){0});
    inputs_tell(b->ds, &b->messages_seen);
    batch_tell_bad_lines(b->ds);
    if (err->code != ERR_NONE)
        return batch_tell_error(b, err);
    if (b->result)
        batch_tell_estimates(b);
    return final_status(f);
}

int batch_follow(struct batch *b, struct job_request *request, struct err *err)
{
    const struct options *o = b->options;
    struct following f = {
        .b = b,
        .request = request,
        .output = {.format = batch_format(o),
                   .terminal = isatty(STDOUT_FILENO),
                   .ascii = o->ascii,
                   .csv_safe = o->csv_safe,
                   .stop = &watch_ended},
        .moves = inputs_relative(o),
        .every_ms = o->every_ms ? (unsigned)o->every_ms : EVERY_MS,
    };
    if (!b->engine->ops->follow(b->engine, true, err))
        return batch_tell_error(b, err);
    request->follows = true;
    request->only_new = true;
    request->snapshot_ms = f.every_ms < RESULT_MS ? f.every_ms : RESULT_MS;
    return run(&f, err);
}
