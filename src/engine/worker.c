/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A segment is folded in under the worker's lock, so that whoever takes the
 * lock finds a state that covers whole segments. A segment that is known to
 * hold nothing wanted is passed by. Within the others the rows in the time
 * window are found first, then those that pass the filters; only when some
 * are left are the other fields decoded.
 */
#include "engine/worker.h"

#include "base/mem.h"
#include "engine/bar.h"
#include "engine/budget.h"
#include "engine/filter.h"
#include "engine/relation_scan.h"
#include "engine/window.h"

#include <stdlib.h>
#include <string.h>

/*
 * Of the memory, what the states of a pass take before some are written to
 * disk; and those that take this much, once those of all passes do.
 */
enum { SPILL_SHARE = 2, LARGE_SHARE = 8 };

/* So little need not be taken from the columns. */
enum { SMALL_SHARE = 64 };

/* What one thread has of states that stay in memory is no trifle. */
enum { STUCK_SHARE = 64 };

/* Rows may add that much before it is looked at what is held. */
enum { FOLD_SHARE = 8 };

/* Few texts are nobody's trouble, however small the budget. */
enum { TEXT_SLACK = 16 << 20 };

/* One query in this worker. */
struct share {
    const struct plan *plan;
    struct relation *rel;
    struct batch batch;
    struct filter *filter; /* NULL: shared with an earlier query, or none */
    uint32_t filter_of;    /* the query whose selection this one uses */
    bool excluded;         /* its filter lets no row of the segment pass */
    struct selection selected;
    struct partial partial;
};

struct worker {
    struct pass *pass;
    pthread_mutex_t turn; /* taken to get the lock: first come, first served */
    pthread_mutex_t lock; /* held while a segment is folded in */
    struct scanner *scanner;
    struct regex_scratch *regex;
    struct share *shares;
    struct selection window;
    field_id *fields;    /* room to collect what to decode */
    bool seeking;        /* lines are searched first */
    uint64_t bytes;      /* counted in pass->bytes */
    uint64_t end_bytes;  /* likewise */
    uint64_t text_reads; /* of the scanner, added to the pass so far */
};

/* Making and freeing. */

static bool same_files(const struct plan *a, const struct plan *b)
{
    if (!a->files || !b->files)
        return a->files == b->files;
    return a->n_files == b->n_files &&
           memcmp(a->files, b->files, a->n_files * sizeof *a->files) == 0;
}

static uint32_t same_filter(const struct pass *pass, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++) {
        if (pass->plans[k]->kind != PLAN_NONE &&
            pass->plans[i]->kind != PLAN_NONE &&
            same_files(pass->plans[k], pass->plans[i]) &&
            str_eq(pass->plans[k]->filter_text, pass->plans[i]->filter_text))
            return k;
    }
    return i;
}

static void share_init(struct worker *w, struct share *s, uint32_t i)
{
    const struct plan *plan = w->pass->plans[i];
    const struct scope *scope = &plan->bound->scopes[0];
    struct dict *dict = dataset_dict(w->pass->ds);
    struct call_env env = {
        .regex = w->regex,
        .now_ms = plan->now_ms,
        .from_ms = plan->window.from_ms,
        .to_ms = plan->window.to_ms,
        .memory_bytes = w->pass->memory_bytes,
    };

    s->plan = plan;
    s->rel = relation_scan_new(w->pass->ds, scope, w->scanner);
    batch_init(&s->batch, s->rel, &env);
    s->filter_of = same_filter(w->pass, i);
    if (s->filter_of == i && plan->n_filters > 0)
        s->filter =
            filter_new(scope, plan->filters, plan->n_filters, &env, dict);
    partial_init(&s->partial, plan, &w->pass->shared[i], w->pass->own_groups);
    selection_init(&s->selected, w->window.kernels);
}

/* Does the filter that the query uses search the lines first? */
static bool share_seeks(const struct worker *w, const struct share *s)
{
    const struct share *of = &w->shares[s->filter_of];

    return of->filter && filter_seeks(of->filter, of->rel);
}

/*
 * All fields that any query may want of a segment, but those for lines that
 * are searched for: they are few enough to be looked at one by one.
 */
static void expect_fields(struct worker *w)
{
    size_t n = 0;

    w->seeking = false;
    for (uint32_t i = 0; i < w->pass->n_plans; i++) {
        const struct share *s = &w->shares[i];

        if (share_seeks(w, s)) {
            w->seeking = true;
            continue;
        }
        n += relation_scan_expected(s->rel, &s->plan->filter_needs,
                                    w->fields + n);
        n += relation_scan_expected(s->rel, &s->plan->row_needs, w->fields + n);
    }
    scanner_expect(w->scanner, w->fields, n);
}

struct worker *worker_new(struct pass *pass)
{
    struct worker *w = mem_calloc(1, sizeof *w);
    size_t n_fields = 0;

    w->pass = pass;
    pthread_mutex_init(&w->turn, NULL);
    pthread_mutex_init(&w->lock, NULL);
    w->scanner = scanner_new(pass->ds);
    w->regex = regex_scratch_new();
    regex_scratch_stop(w->regex, pass->stop);
    selection_init(&w->window, kernels_at(cpu_level()));
    w->shares = mem_calloc(pass->n_plans, sizeof *w->shares);
    for (uint32_t i = 0; i < pass->n_plans; i++) {
        share_init(w, &w->shares[i], i);
        n_fields +=
            pass->plans[i]->filter_needs.n + pass->plans[i]->row_needs.n + 2;
    }
    n_fields++; /* the window's */
    w->fields = mem_calloc(n_fields, sizeof *w->fields);
    expect_fields(w);
    return w;
}

void worker_free(struct worker *w)
{
    if (!w)
        return;
    for (uint32_t i = 0; i < w->pass->n_plans; i++) {
        struct share *s = &w->shares[i];

        batch_done(&s->batch);
        relation_free(s->rel);
        filter_free(s->filter);
        partial_done(&s->partial);
        selection_done(&s->selected);
    }
    free(w->shares);
    selection_done(&w->window);
    free(w->fields);
    regex_scratch_free(w->regex);
    scanner_free(w->scanner);
    pthread_mutex_destroy(&w->turn);
    pthread_mutex_destroy(&w->lock);
    free(w);
}

/* Working on a segment. */

static bool stopped(const struct worker *w)
{
    return atomic_load_explicit(w->pass->stop, memory_order_relaxed);
}

/* The rows in the time window. */
static void select_window(struct worker *w, uint32_t n_rows)
{
    uint32_t n_without = 0;

    if (window_is_open(w->pass->window))
        selection_all(&w->window, n_rows);
    else
        n_without = window_select(w->pass->window, w->shares[0].rel, n_rows,
                                  &w->window);
    atomic_fetch_add(&w->pass->no_time, n_without);
}

/* The rows of the window that pass a query's filters. */
static struct selection *select_rows(struct worker *w, struct share *s)
{
    if (!s->filter)
        return &w->window;
    selection_copy(&s->selected, &w->window);
    filter_run(s->filter, &s->batch, &s->selected);
    return &s->selected;
}

/*
 * Fields that all queries with the filter of query i read of the rows that
 * are left.
 */
static size_t rest_fields(struct worker *w, uint32_t i, field_id *out)
{
    size_t n = 0;

    for (uint32_t k = i; k < w->pass->n_plans; k++) {
        struct share *s = &w->shares[k];

        if (s->filter_of == i)
            n += relation_scan_fields(s->rel, &s->plan->row_needs, out + n);
    }
    return n;
}

/* Decode the rest for these rows, for all queries at once. */
static void want_rest(struct worker *w, uint32_t i, struct selection *sel)
{
    size_t n = rest_fields(w, i, w->fields);
    const uint32_t *rows;

    if (n == 0)
        return;
    rows = selection_rows(sel);
    if (rows)
        scanner_want_rows(w->scanner, w->fields, n, rows, sel->n);
    else
        scanner_want(w->scanner, w->fields, n);
    for (uint32_t k = i; k < w->pass->n_plans; k++) {
        if (w->shares[k].filter_of == i)
            relation_scan_wanted(w->shares[k].rel);
    }
}

/* Keeping within limits, between segments and within long ones. */

static void fail(struct worker *w, const struct err *err)
{
    pthread_mutex_lock(&w->pass->err_lock);
    err_set(&w->pass->err, err->code, "%s", err->msg);
    pthread_mutex_unlock(&w->pass->err_lock);
    atomic_store(w->pass->stop, true);
}

/* Memory of the states of all workers; this one's is counted anew. */
static uint64_t count_bytes(struct worker *w)
{
    uint64_t bytes = 0, end = 0, total;

    for (uint32_t i = 0; i < w->pass->n_plans; i++) {
        bytes += partial_bytes(&w->shares[i].partial);
        end += partial_end_bytes(&w->shares[i].partial);
    }
    atomic_fetch_add(&w->pass->end_bytes, end - w->end_bytes);
    w->end_bytes = end;
    /* Unsigned, so that a smaller state counts back. */
    total = atomic_fetch_add(&w->pass->bytes, bytes - w->bytes) +
            (bytes - w->bytes);
    w->bytes = bytes;
    /* One may have freed what another has not counted yet. */
    return (int64_t)total < 0 ? 0 : total;
}

/* Use less memory where possible. */
static bool relieve(struct worker *w, uint64_t held)
{
    bool done = false;

    for (uint32_t i = 0; i < w->pass->n_plans; i++)
        done = partial_relieve(&w->shares[i].partial, held,
                               w->pass->memory_bytes) ||
               done;
    return done;
}

/* Will the others, once they notice that memory is short? */
static bool will_shrink(struct worker *w)
{
    bool will = false;

    for (uint32_t i = 0; i < w->pass->n_plans; i++)
        will = will || partial_will_shrink(&w->shares[i].partial);
    return will;
}

/*
 * Is it time to write to disk? What can be estimated is, for which it is its
 * own size that counts.
 */
static bool holds_much(struct worker *w, uint64_t held)
{
    uint64_t others = pass_reserve(w->pass);

    for (uint32_t i = 0; i < w->pass->n_plans; i++)
        if (partial_can_shrink(&w->shares[i].partial))
            others = 0;
    return pass_holds_much(w->pass, held, others);
}

/* Write to disk what may be written; of the rest nothing is kept in reserve. */
static void spill(struct worker *w)
{
    struct err err = {0};

    for (uint32_t i = 0; i < w->pass->n_plans; i++)
        partial_trim(&w->shares[i].partial);
    if (w->pass->stands)
        return;
    atomic_store(&w->pass->spilled, true);
    for (uint32_t i = 0; i < w->pass->n_plans; i++) {
        if (!partial_spill(&w->shares[i].partial, &err)) {
            fail(w, &err);
            return;
        }
    }
}

/*
 * Is what has to stay in memory too much? Others may have more in memory for
 * a moment, until they notice.
 */
static bool is_stuck(struct worker *w)
{
    uint64_t most = w->pass->memory_bytes, bytes = 0;

    if (w->pass->stands)
        return !will_shrink(w);
    for (uint32_t i = 0; i < w->pass->n_plans; i++) {
        const struct partial *p = &w->shares[i].partial;

        if (!partial_may_spill(p, most))
            bytes += partial_bytes(p);
    }
    return bytes > most / STUCK_SHARE && !will_shrink(w);
}

static bool has_enough(const struct worker *w)
{
    bool enough = true;

    for (uint32_t i = 0; i < w->pass->n_plans; i++) {
        const struct share *s = &w->shares[i];

        enough = enough && s->plan->kind == PLAN_ANY &&
                 ranking_rows(s->partial.ranking) >= s->plan->limit;
    }
    return enough;
}

/* Texts are on disk when they are many, unless that refuses. */
static void check_texts(struct worker *w)
{
    struct err err = {0};

    if (dataset_cool_texts(w->pass->ds) <= w->pass->memory_bytes + TEXT_SLACK)
        return;
    budget_exceeded_by("the dictionary of texts", w->pass->memory_bytes, &err);
    fail(w, &err);
}

/*
 * Returns what other passes hold. Two threads that do this at once must not
 * take each other's part for theirs.
 */
static uint64_t reserve(struct pass *p, uint64_t bytes)
{
    uint64_t all;

    pthread_mutex_lock(&p->reserve_lock);
    all = dataset_reserve(p->ds, p->reserved, bytes);
    p->reserved = bytes;
    pthread_mutex_unlock(&p->reserve_lock);
    return all > bytes ? all - bytes : 0;
}

uint64_t pass_reserve(struct pass *p)
{
    uint64_t beside = atomic_load(&p->beside), held = atomic_load(&p->bytes);
    uint64_t bytes =
        beside + atomic_load(&p->end_bytes) + ((int64_t)held > 0 ? held : 0);

    if (bytes < p->memory_bytes / SMALL_SHARE)
        bytes = 0;
    return beside + reserve(p, bytes);
}

void pass_let_go(struct pass *p)
{
    reserve(p, 0);
}

/* What grows doubles, and what comes after has to fit, too. */
bool pass_holds_much(const struct pass *p, uint64_t held, uint64_t others)
{
    uint64_t much = p->memory_bytes / SPILL_SHARE;

    return held > much ||
           (held + others > much && held > p->memory_bytes / LARGE_SHARE);
}

/* Texts of single rows that were too large. */
static void check_rows(struct worker *w)
{
    struct err err = {0};

    for (uint32_t i = 0; i < w->pass->n_plans; i++) {
        const struct share *s = &w->shares[i];

        if (!batch_check(&s->batch, &err) ||
            (s->filter && !filter_check(s->filter, &err))) {
            fail(w, &err);
            return;
        }
    }
}

/* What is much becomes estimates, or goes to disk; what is held then. */
static uint64_t hold_less(struct worker *w)
{
    uint64_t held = count_bytes(w);

    while (relieve(w, held))
        held = count_bytes(w);
    if (!holds_much(w, held + atomic_load(&w->pass->end_bytes)))
        return held;
    spill(w);
    held = count_bytes(w);
    pass_reserve(w->pass);
    return held;
}

static void check_limits(struct worker *w)
{
    struct err err = {0};
    uint64_t held = hold_less(w);

    if (held > w->pass->memory_bytes && is_stuck(w)) {
        atomic_store(&w->pass->outgrown, w->pass->stands);
        budget_exceeded(w->pass->memory_bytes, &err);
        fail(w, &err);
    }
    if (regex_hit_limit(w->regex)) {
        err_set(&err, ERR_LIMIT, "a regular expression takes too much effort");
        fail(w, &err);
    }
    if (has_enough(w))
        atomic_store(&w->pass->enough, true);
}

/* Rows of the open segment, NULL: all n of it. */
static void fold(struct worker *w, struct share *s, const uint32_t *rows,
                 uint32_t n)
{
    uint32_t at = 0;

    while (at < n && !stopped(w)) {
        at += partial_fold_rows(&s->partial, &s->batch, rows ? rows + at : NULL,
                                at, n - at, w->pass->memory_bytes / FOLD_SHARE);
        /* Whether it is too much all the same shows at the segment's end. */
        if (at < n)
            hold_less(w);
    }
}

/* A query, and those that have the same filter. */
static void run_filter_group(struct worker *w, uint32_t i)
{
    struct selection *sel = select_rows(w, &w->shares[i]);

    if (sel->n == 0 || stopped(w))
        return;
    want_rest(w, i, sel);
    for (uint32_t k = i; k < w->pass->n_plans && !stopped(w); k++) {
        struct share *s = &w->shares[k];

        if (s->filter_of == i)
            fold(w, s, selection_rows(sel), sel->n);
    }
}

static bool outside_window(const struct worker *w)
{
    int64_t min_ms, max_ms;

    return !window_is_open(w->pass->window) &&
           scanner_known_range(w->scanner, &min_ms, &max_ms) &&
           (max_ms < w->pass->window.from_ms || min_ms > w->pass->window.to_ms);
}

/* Does the query read no record of the open file? */
static bool is_left_out(const struct worker *w, const struct share *s)
{
    return s->plan->kind == PLAN_NONE ||
           !plan_reads(s->plan, scanner_file(w->scanner));
}

/* Which filters exclude the segment by what is known of its values? */
static void exclude_by_values(struct worker *w)
{
    for (uint32_t i = 0; i < w->pass->n_plans; i++) {
        struct share *s = &w->shares[i];

        if (is_left_out(w, s))
            s->excluded = true;
        else if (s->filter)
            s->excluded = filter_excludes(s->filter, s->rel);
        else
            s->excluded = w->shares[s->filter_of].excluded;
    }
}

/*
 * Can no query want a row of the segment any more? Within a time window
 * records without a time are to be counted all the same.
 */
static bool is_excluded(const struct worker *w)
{
    struct bar bar;

    for (uint32_t i = 0; i < w->pass->n_plans; i++) {
        const struct share *s = &w->shares[i];

        if (is_left_out(w, s) ||
            (s->excluded && window_is_open(w->pass->window)))
            continue;
        if (s->plan->kind != PLAN_RANK ||
            !ranking_bar(s->partial.ranking, &bar) ||
            !bar_excludes(&bar, s->rel))
            return false;
    }
    return true;
}

/*
 * Decode what is needed first, while the text is split: the times when there
 * is a window, and what each filter begins with (where lines start, perhaps),
 * or all that a query without one reads.
 */
static void want_first(struct worker *w)
{
    size_t n = 0;

    if (w->seeking)
        expect_fields(w); /* one may have given up */
    if (!window_is_open(w->pass->window))
        w->fields[n++] = FIELD_START;
    for (uint32_t i = 0; i < w->pass->n_plans; i++) {
        struct share *s = &w->shares[i];

        if (s->filter_of != i || s->excluded || share_seeks(w, s))
            continue;
        if (s->filter)
            n += relation_scan_fields(s->rel, filter_first_needs(s->filter),
                                      w->fields + n);
        else if (window_is_open(w->pass->window))
            n += rest_fields(w, i, w->fields + n);
    }
    if (w->seeking)
        scanner_want_lines(w->scanner, w->fields, n);
    else if (n > 0)
        scanner_want(w->scanner, w->fields, n);
}

static void run_segment(struct worker *w)
{
    uint32_t n_rows;

    for (uint32_t i = 0; i < w->pass->n_plans; i++)
        relation_scan_moved(w->shares[i].rel);
    if (outside_window(w))
        return;
    exclude_by_values(w);
    if (is_excluded(w))
        return;
    want_first(w);
    n_rows = scanner_rows(w->scanner);
    atomic_fetch_add(&w->pass->rows, n_rows);
    select_window(w, n_rows);
    for (uint32_t i = 0; i < w->pass->n_plans && w->window.n > 0; i++) {
        if (w->shares[i].filter_of == i && !w->shares[i].excluded)
            run_filter_group(w, i);
    }
}

/* Between segments. */

static void count_text_reads(struct worker *w)
{
    uint64_t reads = scanner_text_reads(w->scanner);

    atomic_fetch_add(&w->pass->text_reads, reads - w->text_reads);
    w->text_reads = reads;
}

/* Who waits to hold the worker goes first. */
static void take_lock(struct worker *w)
{
    pthread_mutex_lock(&w->turn);
    pthread_mutex_lock(&w->lock);
    pthread_mutex_unlock(&w->turn);
}

void worker_run(struct worker *w)
{
    while (!stopped(w) && !atomic_load(&w->pass->enough)) {
        take_lock(w);
        bool more = scanner_next(w->scanner, w->pass->queue) == SCAN_NEXT_OK;
        if (more) {
            run_segment(w);
            check_texts(w);
            check_rows(w);
            check_limits(w);
            count_text_reads(w);
            atomic_fetch_add(&w->pass->segments, 1);
        }
        pthread_mutex_unlock(&w->lock);
        if (!more)
            break;
    }
    take_lock(w);
    for (uint32_t i = 0; !w->pass->stands && i < w->pass->n_plans; i++)
        partial_end(&w->shares[i].partial);
    scanner_close(w->scanner);
    pthread_mutex_unlock(&w->lock);
}

void worker_rest(struct worker *w)
{
    scanner_rest(w->scanner);
}

void worker_stop(struct worker *w)
{
    pthread_mutex_lock(&w->turn);
}

void worker_hold(struct worker *w)
{
    pthread_mutex_lock(&w->lock);
}

void worker_release(struct worker *w)
{
    pthread_mutex_unlock(&w->lock);
    pthread_mutex_unlock(&w->turn);
}

struct partial *worker_partial(struct worker *w, uint32_t i)
{
    return &w->shares[i].partial;
}
