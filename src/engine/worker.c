/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A segment is folded in under the worker's lock, so that whoever takes the
 * lock finds a state that covers whole segments. Within a segment the rows in
 * the time window are found first, then those that pass the filters; only
 * when some are left are the other fields decoded.
 */
#include "engine/worker.h"

#include "base/mem.h"
#include "engine/filter.h"
#include "engine/relation_scan.h"

#include <stdlib.h>
#include <string.h>

/* Rows of the open segment, in order. */
struct selection {
    uint32_t *rows;
    uint32_t n, cap;
    bool all; /* rows 0 to n - 1; the array is not filled */
};

/* One query in this worker. */
struct share {
    const struct plan *plan;
    struct relation *rel;
    struct batch batch;
    struct filter *filter; /* NULL: shared with an earlier query, or none */
    uint32_t filter_of;    /* the query whose selection this one uses */
    struct selection selected;
    struct partial partial;
};

struct worker {
    struct pass *pass;
    pthread_mutex_t lock; /* held while a segment is folded in */
    struct scanner *scanner;
    struct regex_scratch *regex;
    struct share *shares;
    struct selection window;
    field_id *fields; /* room to collect what to decode */
    uint64_t bytes;   /* counted in pass->bytes */
    uint64_t no_time; /* rows of this segment without a time */
    uint64_t text_reads; /* of the scanner, added to the pass so far */
};

/* Making and freeing. */

static uint32_t same_filter(const struct pass *pass, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++) {
        if (str_eq(pass->plans[k]->filter_text, pass->plans[i]->filter_text))
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
    };

    s->plan = plan;
    s->rel = relation_scan_new(w->pass->ds, scope, w->scanner);
    batch_init(&s->batch, s->rel, &env);
    s->filter_of = same_filter(w->pass, i);
    if (s->filter_of == i && plan->n_filters > 0)
        s->filter =
            filter_new(scope, plan->filters, plan->n_filters, &env, dict);
    partial_init(&s->partial, plan, &w->pass->shared[i], w->pass->own_groups);
}

struct worker *worker_new(struct pass *pass)
{
    struct worker *w = mem_calloc(1, sizeof *w);
    size_t n_fields = 0;

    w->pass = pass;
    pthread_mutex_init(&w->lock, NULL);
    w->scanner = scanner_new(pass->ds);
    w->regex = regex_scratch_new();
    w->shares = mem_calloc(pass->n_plans, sizeof *w->shares);
    for (uint32_t i = 0; i < pass->n_plans; i++) {
        share_init(w, &w->shares[i], i);
        n_fields +=
            pass->plans[i]->filter_needs.n + pass->plans[i]->row_needs.n + 2;
    }
    w->fields = mem_calloc(n_fields, sizeof *w->fields);
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
        free(s->selected.rows);
    }
    free(w->shares);
    free(w->window.rows);
    free(w->fields);
    regex_scratch_free(w->regex);
    scanner_free(w->scanner);
    pthread_mutex_destroy(&w->lock);
    free(w);
}

/* Selections. */

static void selection_all(struct selection *s, uint32_t n)
{
    s->all = true;
    s->n = n;
}

static void selection_add(struct selection *s, const struct batch *b)
{
    if (b->n == 0)
        return;
    if (s->n + b->n > s->cap) {
        s->cap = (s->n + b->n) * 2;
        s->rows = mem_realloc(s->rows, s->cap * sizeof *s->rows);
    }
    memcpy(s->rows + s->n, b->rows, b->n * sizeof *s->rows);
    s->n += b->n;
}

/* The next rows of a selection as a batch; false at its end. */
static bool selection_next(const struct selection *s, uint32_t *at,
                           struct batch *b)
{
    uint32_t n = s->n - *at < BATCH_ROWS ? s->n - *at : BATCH_ROWS;

    if (n == 0)
        return false;
    if (s->all)
        batch_range(b, *at, n);
    else
        batch_rows(b, s->rows + *at, n);
    *at += n;
    return true;
}

/* Working on a segment. */

static bool stopped(const struct worker *w)
{
    return atomic_load_explicit(w->pass->stop, memory_order_relaxed);
}

static void keep_in_window(struct worker *w, struct batch *b)
{
    struct time_window window = w->pass->window;
    int64_t times[BATCH_ROWS];
    uint8_t inside[BATCH_ROWS];

    b->rel->ops->times(b->rel, b->rows, b->n, times);
    for (uint32_t i = 0; i < b->n; i++) {
        inside[i] = times[i] != NO_TIME && times[i] >= window.from_ms &&
                    times[i] <= window.to_ms;
        w->no_time += times[i] == NO_TIME;
    }
    batch_keep(b, inside);
}

static void select_window(struct worker *w, uint32_t n_rows)
{
    struct selection all = {.all = true, .n = n_rows};
    struct batch *b = &w->shares[0].batch;
    uint32_t at = 0;

    if (window_is_open(w->pass->window)) {
        selection_all(&w->window, n_rows);
        return;
    }
    w->window.n = 0;
    w->window.all = false;
    while (!stopped(w) && selection_next(&all, &at, b)) {
        keep_in_window(w, b);
        selection_add(&w->window, b);
    }
}

/* The rows of the window that pass a query's filters. */
static const struct selection *select_rows(struct worker *w, struct share *s)
{
    uint32_t at = 0;

    if (!s->filter)
        return &w->window;
    s->selected.n = 0;
    while (!stopped(w) && selection_next(&w->window, &at, &s->batch)) {
        filter_run(s->filter, &s->batch);
        selection_add(&s->selected, &s->batch);
    }
    return &s->selected;
}

static void fold_rows(struct worker *w, struct share *s,
                      const struct selection *rows)
{
    if (!stopped(w))
        partial_fold_rows(&s->partial, &s->batch,
                          rows->all ? NULL : rows->rows, rows->n);
}

/*
 * Decode at once what the filter of query i needs, or what all queries with
 * its filter need of the rows that are left.
 */
static void want(struct worker *w, uint32_t i, bool filter, bool rest)
{
    size_t n = 0;

    for (uint32_t k = i; k < w->pass->n_plans; k++) {
        struct share *s = &w->shares[k];

        if (s->filter_of != i)
            continue;
        if (filter && k == i)
            n += relation_scan_fields(s->rel, &s->plan->filter_needs,
                                      w->fields + n);
        if (rest)
            n += relation_scan_fields(s->rel, &s->plan->row_needs,
                                      w->fields + n);
    }
    if (n > 0)
        scanner_want(w->scanner, w->fields, n);
}

/* A query, and those that have the same filter. */
static void run_filter_group(struct worker *w, uint32_t i)
{
    bool filters = w->shares[i].filter || !window_is_open(w->pass->window);
    const struct selection *rows;

    if (filters)
        want(w, i, true, false);
    rows = select_rows(w, &w->shares[i]);
    if (rows->n == 0)
        return;
    if (filters)
        want(w, i, false, true);
    for (uint32_t k = i; k < w->pass->n_plans; k++) {
        if (w->shares[k].filter_of == i)
            fold_rows(w, &w->shares[k], rows);
    }
}

static bool outside_window(const struct worker *w)
{
    int64_t min_ms, max_ms;

    return !window_is_open(w->pass->window) &&
           scanner_known_range(w->scanner, &min_ms, &max_ms) &&
           (max_ms < w->pass->window.from_ms || min_ms > w->pass->window.to_ms);
}

static void run_segment(struct worker *w)
{
    uint32_t n_rows;

    for (uint32_t i = 0; i < w->pass->n_plans; i++)
        relation_scan_moved(w->shares[i].rel);
    if (outside_window(w))
        return;
    /* What is needed first is decoded while the text is split. */
    bool filters = w->shares[0].filter || !window_is_open(w->pass->window);
    want(w, 0, true, !filters);
    n_rows = scanner_rows(w->scanner);
    atomic_fetch_add(&w->pass->rows, n_rows);
    w->no_time = 0;
    select_window(w, n_rows);
    atomic_fetch_add(&w->pass->no_time, w->no_time);
    for (uint32_t i = 0; i < w->pass->n_plans && w->window.n > 0; i++) {
        if (w->shares[i].filter_of == i)
            run_filter_group(w, i);
    }
}

/* Between segments. */

static void fail(struct worker *w, enum err_code code, const char *text)
{
    pthread_mutex_lock(&w->pass->err_lock);
    err_set(&w->pass->err, code, "%s", text);
    pthread_mutex_unlock(&w->pass->err_lock);
    atomic_store(w->pass->stop, true);
}

static void check_limits(struct worker *w)
{
    uint64_t bytes = 0;
    bool enough = true;

    for (uint32_t i = 0; i < w->pass->n_plans; i++) {
        const struct share *s = &w->shares[i];

        bytes += partial_bytes(&s->partial);
        enough = enough && s->plan->kind == PLAN_ANY &&
                 ranking_rows(s->partial.ranking) >= s->plan->limit;
    }
    /* Unsigned, so that a smaller state counts back. */
    uint64_t total = atomic_fetch_add(&w->pass->bytes, bytes - w->bytes) +
                     (bytes - w->bytes);
    w->bytes = bytes;
    if (total > w->pass->memory_bytes)
        fail(w, ERR_LIMIT, "the query needs more memory than --memory allows");
    if (regex_hit_limit(w->regex))
        fail(w, ERR_LIMIT, "a regular expression takes too much effort");
    if (enough)
        atomic_store(&w->pass->enough, true);
}

static void count_text_reads(struct worker *w)
{
    uint64_t reads = scanner_text_reads(w->scanner);

    atomic_fetch_add(&w->pass->text_reads, reads - w->text_reads);
    w->text_reads = reads;
}

void worker_run(struct worker *w)
{
    while (!stopped(w) && !atomic_load(&w->pass->enough)) {
        pthread_mutex_lock(&w->lock);
        bool more = scanner_next(w->scanner, w->pass->queue) == SCAN_NEXT_OK;
        if (more) {
            run_segment(w);
            check_limits(w);
            count_text_reads(w);
            atomic_fetch_add(&w->pass->segments, 1);
        }
        pthread_mutex_unlock(&w->lock);
        if (!more)
            break;
    }
    pthread_mutex_lock(&w->lock);
    scanner_close(w->scanner);
    pthread_mutex_unlock(&w->lock);
}

void worker_hold(struct worker *w)
{
    pthread_mutex_lock(&w->lock);
}

void worker_release(struct worker *w)
{
    pthread_mutex_unlock(&w->lock);
}

struct partial *worker_partial(struct worker *w, uint32_t i)
{
    return &w->shares[i].partial;
}
