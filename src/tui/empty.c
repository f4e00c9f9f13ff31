/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/empty.h"

#include "base/date.h"
#include "base/utf8.h"
#include "flow/addr.h"
#include "query/edit.h"
#include "tui/app.h"
#include "tui/explore.h"
#include "tui/show.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { VALUES_MAX = 500, FAR = 8, LEFT_W = 12, NOTE_W = 20, WAYS_W = 33 };

bool empty_result(const struct app *app)
{
    const struct step *step = app_step(app);
    const struct result *r = step->answers[PART_RESULT];

    return r && step->ran && step->progress.state == JOB_DONE &&
           !result_is_partial(r) && result_n_rows(r) == 0;
}

/* --- The counts --------------------------------------------------------- */

/* The one row of the answer to edit_counts: how many values, or 0. */
static uint32_t read_counts(const struct step *step, struct arena *a,
                            struct value *out, uint32_t cap)
{
    struct result *r = step->answers[PART_COUNTS];
    struct err err = {0};

    if (!r || result_n_rows(r) != 1 || result_n_columns(r) > cap ||
        !result_read(r, 0, 1, a, out, &err))
        return 0;
    return result_n_columns(r);
}

static uint64_t count_of(struct value v)
{
    struct num n = value_num(v);

    return n.kind == NUM_NONE || num_double(n) < 0 ? 0
                                                   : (uint64_t)num_double(n);
}

/*
 * The number of the filter that left nothing of what was there before it:
 * one of those counted, or the only one behind them. n when that is open.
 */
static uint32_t find_culprit(const struct query_filter *filters, uint32_t n,
                             const struct value *counts, uint32_t n_counts)
{
    uint32_t behind = 0, last = n;

    if (!n_counts || !count_of(counts[0]))
        return n;
    for (uint32_t i = 0; i < n; i++) {
        if (filters[i].of_groups) {
            behind++;
            last = i;
        } else if (i + 1 < n_counts && !count_of(counts[i + 1])) {
            return i;
        }
    }
    return behind == 1 ? last : n;
}

/* --- The nearest value -------------------------------------------------- */

bool empty_ask_nearest(struct app *app, struct arena *a, struct str *out,
                       struct err *err)
{
    const struct step *step = app_step(app);
    struct str query = str_of(step->query), before;
    struct query_filter filters[EMPTY_FILTERS_MAX];
    struct value counts[EMPTY_FILTERS_MAX + 1];
    uint32_t n = edit_list_filters(a, query, filters, EMPTY_FILTERS_MAX);
    uint32_t n_counts = read_counts(step, a, counts, EMPTY_FILTERS_MAX + 1);
    uint32_t culprit = find_culprit(filters, n, counts, n_counts);

    if (culprit == n || filters[culprit].of_groups ||
        !filters[culprit].field.n ||
        !edit_before_filter(a, query, culprit, &before, err))
        return false;
    *out = ask_values_of(a, before, filters[culprit].field);
    return true;
}

/* How far two values are apart; smaller is nearer. */
static double distance(struct value a, struct value b)
{
    char scratch[2][VALUE_TEXT_MAX];
    struct str s = value_str(a, scratch[0]), t = value_str(b, scratch[1]);
    struct num x = value_num(a), y = value_num(b);
    uint32_t v, w;
    unsigned edits;

    if (x.kind != NUM_NONE && y.kind != NUM_NONE)
        return fabs(num_double(x) - num_double(y));
    if (addr_parse_v4(s, &v) && addr_parse_v4(t, &w))
        return fabs((double)v - (double)w);
    edits = str_distance(s, t, FAR);
    return edits <= FAR && edits * 2 < s.n + t.n ? (double)edits
                                                 : (double)INFINITY;
}

static void find_nearest(struct empty_page *p, const struct step *step,
                         struct value wanted)
{
    struct result *r = step->answers[PART_NEAREST];
    uint64_t n = r ? result_n_rows(r) : 0;
    struct value *rows = arena_calloc(&p->arena, n * 2 + 1, sizeof *rows);
    double best = INFINITY;
    struct err err = {0};

    if (!n || n > VALUES_MAX || result_n_columns(r) != 2 ||
        !result_read(r, 0, (uint32_t)n, &p->arena, rows, &err))
        return;
    for (uint64_t i = 0; i < n; i++) {
        double d = distance(wanted, rows[2 * i]);
        char count[SHOW_MAX];

        if (!(d < best) || rows[2 * i].type == VALUE_NULL)
            continue;
        best = d;
        show_count(count_of(rows[2 * i + 1]), count);
        p->nearest =
            arena_printf(&p->arena, "%.*s (%s flow%s)",
                         STR_ARG(show_value(&p->arena, rows[2 * i])), count,
                         count_of(rows[2 * i + 1]) == 1 ? "" : "s");
    }
}

/* --- Loading and drawing ------------------------------------------------ */

void empty_load(struct app *app)
{
    struct empty_page *p = &app->empty;
    const struct step *step = app_step(app);
    struct query_filter filters[EMPTY_FILTERS_MAX];
    struct value counts[EMPTY_FILTERS_MAX + 1];
    uint32_t n_counts;

    arena_reset(&p->arena);
    *p = (struct empty_page){.arena = p->arena};
    if (!empty_result(app))
        return;
    n_counts = read_counts(step, &p->arena, counts, EMPTY_FILTERS_MAX + 1);
    p->known = n_counts > 0;
    p->records = p->known ? count_of(counts[0]) : 0;
    p->n = edit_list_filters(&p->arena, str_of(step->query), filters,
                             EMPTY_FILTERS_MAX);
    for (uint32_t i = 0; i < p->n; i++) {
        p->filters[i] = (struct empty_filter){
            .text = filters[i].text,
            .counted = !filters[i].of_groups && i + 1 < n_counts};
        if (p->filters[i].counted)
            p->filters[i].left = count_of(counts[i + 1]);
    }
    p->culprit = find_culprit(filters, p->n, counts, n_counts);
    if (p->culprit < p->n && filters[p->culprit].field.n)
        find_nearest(p, step, filters[p->culprit].value);
}

/* Nothing in the range: where the data is. */
static void draw_range(const struct app *app, const struct canvas *c)
{
    const struct data_times *t = &app->times;
    struct time_window w = app_step(app)->window;
    char times[RANGE_TEXT_MAX];
    struct civil day = date_civil(app_shown_ms(app, t->oldest_ms));
    bool one_day =
        time_show_for(app_shown_ms(app, t->oldest_ms),
                      app_shown_ms(app, t->newest_ms)) == TIME_SHOW_CLOCK;

    if (!t->known || app_step(app)->range.kind == RANGE_ALL) {
        draw_text(c, 2, 2, c->r.w, ROLE_NORMAL, STR("There are no records."));
        return;
    }
    app_times(app, t->oldest_ms, t->newest_ms, times);
    if (w.from_ms > t->newest_ms || w.to_ms < t->oldest_ms) {
        draw_format(c, 2, 2, ROLE_NORMAL,
                    one_day ? "The data is %s on %04d-%02d-%02d;"
                            : "The data is %s;",
                    times, (int)day.year, day.month, day.day);
        draw_text(c, 3, 2, c->r.w, ROLE_NORMAL,
                  STR("the range has none of it."));
    } else {
        draw_text(c, 2, 2, c->r.w, ROLE_NORMAL,
                  STR("No record lies in this range."));
    }
    draw_text(c, 5, 2, c->r.w, ROLE_NORMAL, STR("t 0 all times   u back"));
}

/* The filters with what they leave, from row on; the row behind them. */
static int draw_filters(const struct app *app, const struct canvas *c, int row)
{
    const struct empty_page *p = &app->empty;
    int room = c->r.w - 4 - LEFT_W - NOTE_W, width = 0;

    for (uint32_t i = 0; i < p->n; i++) {
        int w = (int)utf8_width(p->filters[i].text);

        width = w > width ? w : width;
    }
    width = width < room ? width : room;
    for (uint32_t i = 0; i < p->n && row < c->r.h - 2; i++, row++) {
        const struct empty_filter *f = &p->filters[i];
        enum role role = i == p->culprit ? ROLE_WARN : ROLE_NORMAL;
        char left[SHOW_MAX];

        draw_text(c, row, 4, width, role, f->text);
        show_count(f->left, left);
        if (f->counted)
            draw_right(c, row, 4 + width + 1, LEFT_W - 5, role, str_of(left));
        draw_text(c, row, 4 + width + 1 + LEFT_W - 4, NOTE_W, role,
                  f->counted ? STR("left") : STR("of groups"));
        if (i == p->culprit)
            draw_text(c, row, 4 + width + 1 + LEFT_W + (f->counted ? 3 : 8),
                      NOTE_W, role, STR("<- this one"));
    }
    return row;
}

void empty_draw(const struct app *app, const struct canvas *c)
{
    const struct empty_page *p = &app->empty;
    char all[SHOW_MAX];
    int row, col = 2;

    if (!p->known) {
        draw_note(c, ROLE_NORMAL, "no rows");
        return;
    }
    if (!p->records) {
        draw_range(app, c);
        return;
    }
    show_count(p->records, all);
    draw_format(c, 2, 2, ROLE_NORMAL, "0 of %s flows match.", all);
    row = draw_filters(app, c, 3);
    if (p->nearest.n)
        col += draw_format(c, row, 2, ROLE_NORMAL, "Nearest value: %.*s.   ",
                           STR_ARG(p->nearest));
    if (col + WAYS_W > c->r.w) {
        col = 2;
        row++;
    }
    draw_text(c, row, col, c->r.w, ROLE_NORMAL,
              app->steps.n > 1 ? STR("u back   i edit   t wider range")
                               : STR("i edit   t wider range"));
}
