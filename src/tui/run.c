/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slots of jobs: starting, polling, cancelling. */
#include "tui/run.h"

#include <string.h>

/* Partial results at most this often; the engine makes fewer of costly ones. */
enum { SNAPSHOT_MS = 100 };

static void slot_free(struct run_slot *slot)
{
    job_free(slot->job);
    memset(slot, 0, sizeof *slot);
}

static bool has_ended(struct job *job)
{
    enum job_state state = job->ops->progress(job).state;

    return state == JOB_DONE || state == JOB_CANCELLED || state == JOB_FAILED;
}

/* Free those that have ended by now, or all. */
static void reap(struct run *run, bool all)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < run->n_leaving; i++)
        if (all || has_ended(run->leaving[i]))
            job_free(run->leaving[i]);
        else
            run->leaving[kept++] = run->leaving[i];
    run->n_leaving = kept;
}

/* The second time also ends the making of a last result. */
static void slot_leave(struct run *run, struct run_slot *slot)
{
    slot->job->ops->cancel(slot->job);
    slot->job->ops->cancel(slot->job);
    reap(run, run->n_leaving == RUN_LEAVING_MAX);
    run->leaving[run->n_leaving++] = slot->job;
    memset(slot, 0, sizeof *slot);
    reap(run, false);
}

static struct run_slot *free_slot(struct run *run)
{
    for (int i = 0; i < RUN_SLOTS; i++)
        if (!run->slots[i].job)
            return &run->slots[i];
    return NULL;
}

static const struct run_slot *slot_of(const struct run *run, enum part part)
{
    for (int i = 0; i < RUN_SLOTS; i++)
        if (run->slots[i].job && run->slots[i].parts & PART_BIT(part))
            return &run->slots[i];
    return NULL;
}

void run_drop(struct run *run, uint32_t parts)
{
    for (int i = 0; i < RUN_SLOTS; i++) {
        struct run_slot *slot = &run->slots[i];

        slot->parts &= ~parts;
        if (slot->job && !slot->parts)
            slot_leave(run, slot);
    }
}

bool run_leaving(const struct run *run)
{
    return run->n_leaving > 0;
}

void run_done(struct run *run)
{
    run_drop(run, UINT32_MAX);
    reap(run, true);
}

/* The questions as the engine wants them; numbers[part] is its place. */
static uint32_t list_queries(const struct run_questions *q,
                             struct job_query *out, enum part *order)
{
    uint32_t n = 0;

    for (int i = 0; i < PART_COUNT; i++) {
        if (!(q->parts & PART_BIT(i)))
            continue;
        out[n] = (struct job_query){.text = q->texts[i]};
        if (i == PART_RESULT || i == PART_EXPORT) {
            out[n].default_columns = q->columns;
            out[n].n_default_columns = q->n_columns;
        }
        order[n++] = (enum part)i;
    }
    return n;
}

static void slot_fill(struct run_slot *slot, struct job *job,
                      const enum part *order, uint32_t n)
{
    slot->job = job;
    slot->version = 0;
    slot->behind = 0;
    slot->follows = false;
    slot->parts = 0;
    for (uint32_t i = 0; i < n; i++) {
        slot->parts |= PART_BIT(order[i]);
        slot->number[order[i]] = i;
    }
}

bool run_start(struct run *run, struct engine *engine,
               struct run_questions *questions, uint32_t must,
               struct err *err)
{
    struct job_query queries[PART_COUNT];
    enum part order[PART_COUNT];

    while (questions->parts) {
        uint32_t n = list_queries(questions, queries, order);
        struct job_request request = {.queries = queries,
                                      .n_queries = n,
                                      .window = questions->window,
                                      .hold_doubts = questions->hold_doubts,
                                      .timeout_ms = questions->timeout_ms,
                                      .follows = questions->follows,
                                      .snapshot_ms = SNAPSHOT_MS};
        struct err why = {0};
        uint32_t which = 0;
        struct job *job = engine_start(engine, &request, &which, &why);

        if (job) {
            run_drop(run, questions->parts);
            slot_fill(free_slot(run), job, order, n);
            return true;
        }
        if (which >= n || must & PART_BIT(order[which])) {
            *err = why;
            return false;
        }
        questions->parts &= ~PART_BIT(order[which]);
    }
    return true;
}

static bool kept_loose(enum part part)
{
    return PART_BIT(part) &
           (PART_BIT(PART_TIMES) | PART_BIT(PART_EXPORT) |
            PART_BIT(PART_VALUES) | PART_BIT(PART_DISTINCT) |
            PART_BIT(PART_GROUP));
}

static void take_answers(struct run_slot *slot, uint32_t parts,
                         struct step *step, struct result *loose[PART_COUNT],
                         struct run_news *news)
{
    for (int i = 0; i < PART_COUNT; i++) {
        struct result *r;

        if (!(parts & PART_BIT(i)))
            continue;
        r = slot->job->ops->snapshot(slot->job, slot->number[i]);
        if (!r)
            continue;
        news->changed |= PART_BIT(i);
        if (!kept_loose((enum part)i)) {
            step_answer(step, (enum part)i, r);
            continue;
        }
        if (loose[i])
            result_release(loose[i]);
        loose[i] = r;
    }
}

static void note_finished(struct run_slot *slot, struct step *step,
                          const struct job_progress *progress,
                          struct run_news *news)
{
    news->finished |= slot->parts;
    if (slot->parts & PART_BIT(PART_RESULT)) {
        step->progress = *progress;
        step->ran = true;
    }
}

static void slot_finish(struct run_slot *slot, struct step *step,
                        const struct job_progress *progress,
                        struct run_news *news)
{
    const struct err *err;

    note_finished(slot, step, progress, news);
    err = slot->job->ops->error(slot->job);
    if (err && err->code != ERR_NONE && !news->failed) {
        news->failed = true;
        news->err = *err;
    }
    slot_free(slot);
}

static void slot_poll(struct run_slot *slot, struct step *step,
                      struct result *loose[PART_COUNT], uint32_t hold,
                      struct run_news *news)
{
    /* State first: what is over by now has its last snapshot ready. */
    struct job_progress progress = slot->job->ops->progress(slot->job);
    uint64_t version = slot->job->ops->version(slot->job);

    bool running = progress.state == JOB_RUNNING;
    bool follows = progress.state == JOB_FOLLOWING;
    bool whole = !running && !slot->follows; /* for the first time */
    uint32_t parts = version == slot->version ? slot->behind : slot->parts;

    if (whole) {
        hold = 0;
        parts = slot->parts;
    }
    slot->version = version;
    slot->behind = parts & hold;
    if (parts & ~hold)
        take_answers(slot, parts & ~hold, step, loose, news);
    if (parts & ~hold & PART_BIT(PART_RESULT) && follows)
        step->progress = progress;
    if (whole && follows)
        note_finished(slot, step, &progress, news);
    slot->follows = follows;
    if (!running && !follows)
        slot_finish(slot, step, &progress, news);
}

void run_poll(struct run *run, struct step *step,
              struct result *loose[PART_COUNT], uint32_t hold,
              struct run_news *news)
{
    memset(news, 0, sizeof *news);
    reap(run, false);
    for (int i = 0; i < RUN_SLOTS; i++)
        if (run->slots[i].job)
            slot_poll(&run->slots[i], step, loose, hold, news);
}

void run_cancel(struct run *run, uint32_t parts)
{
    for (int i = 0; i < RUN_SLOTS; i++)
        if (run->slots[i].job && !run->slots[i].follows &&
            run->slots[i].parts & parts)
            run->slots[i].job->ops->cancel(run->slots[i].job);
}

uint32_t run_active(const struct run *run)
{
    uint32_t parts = 0;

    for (int i = 0; i < RUN_SLOTS; i++)
        if (run->slots[i].job && !run->slots[i].follows)
            parts |= run->slots[i].parts;
    return parts;
}

uint32_t run_following(const struct run *run)
{
    uint32_t parts = 0;

    for (int i = 0; i < RUN_SLOTS; i++)
        if (run->slots[i].job && run->slots[i].follows)
            parts |= run->slots[i].parts;
    return parts;
}

uint64_t run_growth(const struct run *run, enum part part)
{
    const struct run_slot *slot = slot_of(run, part);

    if (!slot || !slot->follows)
        return 0;
    return slot->job->ops->progress(slot->job).growth;
}

uint64_t run_spilled(const struct run *run, enum part part)
{
    const struct run_slot *slot = slot_of(run, part);

    return slot ? slot->job->ops->progress(slot->job).spilled_bytes : 0;
}

bool run_progress(const struct run *run, enum part part,
                  struct job_progress *out)
{
    const struct run_slot *slot = slot_of(run, part);

    if (!slot || slot->follows)
        return false;
    *out = slot->job->ops->progress(slot->job);
    return true;
}

const struct job_notice *run_notice(const struct run *run)
{
    const struct run_slot *slot = slot_of(run, PART_RESULT);
    const struct job_notice *notices;
    uint32_t n = 0;

    if (!slot)
        return NULL;
    notices = slot->job->ops->notices(slot->job, &n);
    for (uint32_t i = 0; i < n; i++)
        if (notices[i].query == slot->number[PART_RESULT])
            return &notices[i];
    return NULL;
}
