/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Times of records. A start beyond 2147483647 is in milliseconds, else in
 * seconds (flow-log-format 1.1), record by record.
 */
#include "scan/dataset_int.h"

#include "base/date.h"
#include "base/num.h"
#include "base/team.h"
#include "scan/cell_text.h"
#include "scan/scanner.h"

/* An open range: a time widens it. */
struct range {
    int64_t min;
    int64_t max;
};

#define RANGE_EMPTY ((struct range){INT64_MAX, INT64_MIN})

static void widen(struct range *r, int64_t ms)
{
    if (ms == RANGE_NO_TIME)
        return;
    r->min = ms < r->min ? ms : r->min;
    r->max = ms > r->max ? ms : r->max;
}

int64_t range_ms(int64_t start)
{
    if (start > INT32_MAX)
        return start <= DATE_MS_MOST ? start : RANGE_NO_TIME;
    return start >= -DATE_MS_MOST / 1000 ? start * 1000 : RANGE_NO_TIME;
}

/* A time in an unusual spelling, such as "1e9"; whole ms around it. */
static void widen_by_cell(struct range *r, const struct dict *dict, cell c)
{
    const double limit = (double)DATE_MS_MOST;
    char room[CELL_TEXT_MAX];
    struct num n = num_parse(cell_to_text(dict, c, room));

    if (n.kind == NUM_INT) {
        widen(r, range_ms(n.i));
    } else if (n.kind == NUM_DOUBLE && n.d < limit && n.d > -limit) {
        double ms = n.d > INT32_MAX ? n.d : n.d * 1000;

        widen(r, (int64_t)ms - 1);
        widen(r, (int64_t)ms + 1);
    }
}

/* Seconds and milliseconds side by side: their order is not the times'. */
static void widen_by_rows(struct range *r, const struct column *c)
{
    for (uint32_t row = 0; row < c->n; row++) {
        if (!column_is_exception(c, row))
            widen(r, range_ms(cell_int(column_cell(c, row))));
    }
}

/* Are the times between those of the smallest and the largest start? */
static bool is_between(int64_t min, int64_t max)
{
    return (max <= INT32_MAX || min > INT32_MAX) &&
           range_ms(min) != RANGE_NO_TIME && range_ms(max) != RANGE_NO_TIME;
}

bool range_of_column(const struct dict *dict, const struct column *c,
                     int64_t *min_ms, int64_t *max_ms)
{
    struct range r = RANGE_EMPTY;

    if (c->kind == COLUMN_INT && c->min > c->max) {
        ; /* exceptions alone, or no rows */
    } else if (c->kind == COLUMN_INT && is_between(c->min, c->max)) {
        widen(&r, range_ms(c->min));
        widen(&r, range_ms(c->max));
    } else if (c->kind == COLUMN_INT) {
        widen_by_rows(&r, c);
    }
    for (uint32_t i = 0; i < c->n_exc; i++)
        widen_by_cell(&r, dict, c->exc_cells[i]);
    for (uint32_t i = 0; i < c->n_codes; i++)
        widen_by_cell(&r, dict, c->cells[i]);
    *min_ms = r.min;
    *max_ms = r.max;
    return r.min <= r.max;
}

/* The range of a dataset, found by several threads. */
struct search {
    struct dataset *ds;
    struct scan_queue *queue;
    pthread_mutex_t lock;
    struct range range;
};

static void search_thread(void *arg, unsigned thread)
{
    static const field_id start = FIELD_START;
    struct search *search = arg;
    struct scanner *s = scanner_new(search->ds);
    struct range r = RANGE_EMPTY;
    int64_t min;
    int64_t max;

    (void)thread;
    while (scanner_next(s, search->queue) == SCAN_NEXT_OK) {
        scanner_want(s, &start, 1);
        if (scanner_known_range(s, &min, &max)) {
            widen(&r, min);
            widen(&r, max);
        }
    }
    scanner_free(s);
    if (r.min > r.max)
        return;
    pthread_mutex_lock(&search->lock);
    widen(&search->range, r.min);
    widen(&search->range, r.max);
    pthread_mutex_unlock(&search->lock);
}

bool range_of_starts(int64_t min, int64_t max, int64_t *min_ms, int64_t *max_ms)
{
    *min_ms = range_ms(min);
    *max_ms = range_ms(max);
    return min <= max && is_between(min, max);
}

bool dataset_time_range(struct dataset *ds, unsigned threads, int64_t *oldest,
                        int64_t *newest)
{
    struct search search = {.ds = ds};
    uint64_t generation;

    pthread_mutex_init(&search.lock, NULL);
    do {
        generation = dataset_generation(ds);
        search.queue = scan_queue_new(ds);
        search.range = RANGE_EMPTY;
        team_run(threads ? threads : 1, search_thread, &search);
        scan_queue_free(search.queue);
    } while (generation != dataset_generation(ds));
    pthread_mutex_destroy(&search.lock);
    *oldest = search.range.min;
    *newest = search.range.max;
    return search.range.min <= search.range.max;
}
