/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Jobs that follow. When all that is there is folded in, the workers keep
 * what they have; new segments are folded into that, and results are made of
 * copies of it. A copy costs as much as there is: results are made as often
 * as asked for, but not for a large share of the time. Rows of which there are
 * only ever more are kept in order (newest.h).
 *
 * Where that is more than fits into memory nothing is kept between results:
 * each is made of all records anew, which may write to disk.
 *
 * Where rows are only added and no more than the new ones is asked for,
 * nothing is kept either: each round is a pass of its own, over what is new.
 */
#include "engine/job_int.h"

enum { COST_FACTOR = 10 };

bool job_can_follow(const struct local_job *j)
{
    /* What a subquery gave would have to change with the records. */
    for (uint32_t i = 0; i < j->setup.n_plans; i++)
        if (j->setup.plans[i]->n_subs > 0)
            return false;
    return true;
}

/* There may be more files by now. */
static void choose_files(struct local_job *j)
{
    for (uint32_t i = 0; i < j->setup.n_plans; i++)
        plan_choose_again(j->setup.plans[i], j->setup.ds);
}

static bool cancelled(const struct local_job *j)
{
    return atomic_load(&j->cancel);
}

/* All that there was is in the results: others may use the processors. */
static void note_following(struct local_job *j, uint64_t growth)
{
    pthread_mutex_lock(&j->lock);
    j->growth = growth;
    if (j->state == JOB_RUNNING) {
        j->state = JOB_FOLLOWING;
        j->seconds = (double)(job_now_ns() - j->started_ns) / 1e9;
    }
    j->scanning = false;
    pthread_cond_broadcast(&j->changed);
    pthread_mutex_unlock(&j->lock);
    if (j->holds_ahead)
        ahead_let(j->setup.ahead);
    j->holds_ahead = false;
}

/* From here on there is little to read at a time. */
static void rest_workers(struct local_job *j)
{
    for (unsigned i = 0; i < j->n_workers; i++)
        worker_rest(j->workers[i]);
}

/* What a cancelled job has found before it had all. */
static void publish_part(struct local_job *j, struct err *err)
{
    if (j->state == JOB_RUNNING && !atomic_load(&j->abandon) &&
        !job_snapshot_is_enough(j))
        job_publish_end(j, true, err);
}

/* New rows alone. */

static void wait_taken(struct local_job *j)
{
    pthread_mutex_lock(&j->lock);
    while (!j->taken && !cancelled(j))
        pthread_cond_wait(&j->changed, &j->lock);
    pthread_mutex_unlock(&j->lock);
}

/*
 * What came since the marks; again when a header in it changed the layout of
 * what was read. False when the job is over.
 */
static bool run_new_rows(struct local_job *j, struct scan_marks *marks,
                         struct err *err)
{
    struct scan_marks before = scan_marks_copy(marks);
    uint64_t generation = dataset_generation(j->setup.ds);

    choose_files(j);
    job_start_pass(j, marks);
    job_run_workers(j);
    bool again = dataset_generation(j->setup.ds) != generation;
    if (j->pass.err.code != ERR_NONE)
        *err = j->pass.err;
    else if (!again || cancelled(j))
        job_publish_end(j, cancelled(j), err);
    job_end_pass(j);
    bool over = cancelled(j) || err->code != ERR_NONE;
    if (again && !over) {
        scan_marks_done(marks);
        *marks = before;
        return run_new_rows(j, marks, err);
    }
    scan_marks_done(&before);
    return !over;
}

static void follow_new_rows(struct local_job *j, struct err *err)
{
    struct growth *growth = j->setup.growth;
    struct scan_marks marks = {0};
    uint64_t version;

    do {
        /* What comes while the pass runs is for the next. */
        version = growth_version(growth);
        if (!run_new_rows(j, &marks, err))
            break;
        note_following(j, version);
        wait_taken(j);
        growth_wait(growth, version, -1, &j->stop_pass);
    } while (!cancelled(j));
    scan_marks_done(&marks);
}

/* A state that stands. */

struct stand {
    uint64_t version;    /* of the growth that is folded in */
    uint64_t generation; /* of the dataset when it began */
    struct scan_marks marks;
    bool news;      /* not in the results yet */
    int64_t due_ns; /* no result before */
};

/* False when the job is over, or must begin again. */
static bool run_round(struct local_job *j, struct stand *s, struct err *err)
{
    job_run_workers(j);
    s->news = true;
    if (j->pass.err.code != ERR_NONE)
        *err = j->pass.err;
    else if (cancelled(j))
        publish_part(j, err);
    return err->code == ERR_NONE && !cancelled(j) &&
           dataset_generation(j->setup.ds) == s->generation;
}

static bool publish_due(struct local_job *j, struct stand *s, struct err *err)
{
    int64_t before = job_now_ns();
    int64_t least = (int64_t)j->setup.snapshot_ms * 1000000;

    if (!s->news || before < s->due_ns)
        return true;
    if (!job_publish_standing(j, err))
        return false;
    int64_t now = job_now_ns();
    int64_t pause = (now - before) * COST_FACTOR;
    if (j->state == JOB_RUNNING)
        pause = least; /* the first one has more to do than those after */
    s->due_ns = now + (pause > least ? pause : least);
    s->news = false;
    job_trim(j);
    return true;
}

/* Until more has come, or a result is due. False when cancelled. */
static bool wait_more(struct local_job *j, struct stand *s)
{
    int64_t most_ms = -1;

    if (s->news) {
        int64_t left_ns = s->due_ns - job_now_ns();

        most_ms = left_ns > 0 ? left_ns / 1000000 + 1 : 0;
    }
    growth_wait(j->setup.growth, s->version, most_ms, &j->stop_pass);
    return !cancelled(j);
}

static void run_rounds(struct local_job *j, struct stand *s, struct err *err)
{
    if (!run_round(j, s, err))
        return;
    rest_workers(j);
    while (publish_due(j, s, err)) {
        if (!s->news)
            note_following(j, s->version);
        if (!wait_more(j, s))
            return;
        uint64_t version = growth_version(j->setup.growth);
        if (version == s->version)
            continue;
        s->version = version;
        job_go_on(j, &s->marks);
        if (!run_round(j, s, err))
            return;
    }
}

/*
 * True when a header has changed layouts, and all is to be read again; or when
 * it has *outgrown the memory, which is no error yet.
 */
static bool stand(struct local_job *j, bool *outgrown, struct err *err)
{
    struct stand s = {.version = growth_version(j->setup.growth),
                      .generation = dataset_generation(j->setup.ds)};

    choose_files(j);
    job_start_pass(j, &s.marks);
    run_rounds(j, &s, err);
    *outgrown = atomic_load(&j->pass.outgrown);
    if (*outgrown)
        *err = (struct err){0};
    job_end_pass(j);
    scan_marks_done(&s.marks);
    return err->code == ERR_NONE && !cancelled(j);
}

/* Nothing is kept. */

static int64_t later_of(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Pause, until then. False when cancelled. */
static bool wait_until(struct local_job *j, int64_t due_ns)
{
    pthread_mutex_lock(&j->lock);
    while (!cancelled(j) && job_now_ns() < due_ns)
        job_wait_changed(j, due_ns - job_now_ns());
    pthread_mutex_unlock(&j->lock);
    return !cancelled(j);
}

/* The state that has outgrown the memory may have stopped the pass. */
static void begin_anew(struct local_job *j)
{
    atomic_store(&j->stop_pass, false);
    if (cancelled(j) || atomic_load(&j->timed_out))
        atomic_store(&j->stop_pass, true);
}

/* While the next pass runs, the counts of this one are told. */
static void note_whole(struct local_job *j)
{
    pthread_mutex_lock(&j->lock);
    j->whole = job_counts(j);
    j->anew = true;
    pthread_mutex_unlock(&j->lock);
}

static void follow_anew(struct local_job *j, struct err *err)
{
    int64_t least_ns = (int64_t)j->setup.snapshot_ms * 1000000;
    int64_t pause_ns, before;
    uint64_t version;

    begin_anew(j);
    do {
        version = growth_version(j->setup.growth);
        before = job_now_ns();
        choose_files(j);
        while (job_run_pass(j, err))
            choose_files(j);
        if (cancelled(j) || err->code != ERR_NONE)
            return;
        note_whole(j);
        note_following(j, version);
        job_trim(j);
        pause_ns = (job_now_ns() - before) * COST_FACTOR;
        growth_wait(j->setup.growth, version, -1, &j->stop_pass);
    } while (wait_until(j, before + later_of(pause_ns, least_ns)));
}

void job_follow(struct local_job *j, struct err *err)
{
    bool outgrown = false;

    if (j->setup.only_new && j->appends) {
        follow_new_rows(j, err);
        return;
    }
    while (stand(j, &outgrown, err) && !outgrown)
        continue;
    if (outgrown && !cancelled(j))
        follow_anew(j, err);
}
