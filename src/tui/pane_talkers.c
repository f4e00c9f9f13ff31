/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Top talkers: the largest values of a dimension with their share and their
 * trend over time. The same code draws the second pane of class L, which
 * shows the next dimension and takes no focus.
 *
 * Columns, from the left: cursor, value, (service), amount, share, trend.
 */
#include "tui/pane_talkers.h"

#include "base/utf8.h"
#include "query/edit.h"
#include "tui/app.h"
#include "tui/cells.h"
#include "tui/explore.h"
#include "tui/show.h"

#include <stdio.h>
#include <string.h>

enum {
    HEAD_ROWS = 2,
    MARGIN = 2,
    ADDRESS_W = 15,
    SHARE_W = 4,
    AMOUNT_DIGITS = 7,
    TREND_MAX = 12,
    TREND_MIN = 3,
    LABEL_MAX = 128,
    LINES_MIN = 5,  /* so few are all for values */
    NOTE_MIN_W = 38, /* panes with a note in their title */
    NOTE_LONG_W = 44,
    TRENDS_MAX = 40 /* values whose trend is asked for */
};

static struct dimension shown_dimension(const struct app *app, enum part part)
{
    const struct step *step = app_step(app);
    unsigned d = step->talkers.dimension;

    if (part != PART_SECOND)
        return talkers_dimension(&step->talkers);
    return *dimension_at(explore_dimension(app, str_of(step->query), d + 1, 1));
}

/* Cells for a trend in a pane w wide, next to an address and its amount. */
static int trend_cells(int w)
{
    int cells = w - MARGIN - ADDRESS_W - 1 - AMOUNT_DIGITS - 1 - SHARE_W - 1;

    if (cells < TREND_MIN)
        return 0;
    return cells < TREND_MAX ? cells : TREND_MAX;
}

bool talkers_ask_trend(struct app *app, struct arena *a, struct str *out,
                       struct err *err)
{
    struct step *step = app_step(app);
    struct dimension first = talkers_dimension(&step->talkers);
    const struct dimension *d = &first;
    struct result *r = step->answers[PART_TALKERS];
    int cells = trend_cells(app->layout.panes[PANE_TALKERS].w);
    struct value rows[TRENDS_MAX * 2];
    struct str values[TRENDS_MAX];
    int64_t from, to;
    uint32_t n;

    if (!r || d->n != 1 || !cells || result_n_columns(r) != 2 ||
        !explore_extent(app, &from, &to))
        return false;
    n = result_n_rows(r) < TRENDS_MAX ? (uint32_t)result_n_rows(r)
                                      : TRENDS_MAX;
    if (!n || !result_read(r, 0, n, a, rows, err))
        return false;
    for (uint32_t i = 0; i < n; i++) {
        char scratch[VALUE_TEXT_MAX];

        values[i] = arena_copy(a, value_str(rows[i * 2], scratch));
    }
    step->trend_bucket_ms = bucket_for(from, to, cells);
    step->trend_cells = cells;
    return ask_trend(a, str_of(step->query), d, step->talkers.metric,
                     step->trend_bucket_ms, values, n, out, err);
}

bool talkers_trend_outgrown(const struct app *app)
{
    const struct step *step = app_step(app);
    int w = app->layout.panes[PANE_TALKERS].w;

    return step->answers[PART_TREND] && w &&
           trend_cells(w) != step->trend_cells;
}

static double amount_of(struct value v)
{
    struct num n = value_num(v);

    return n.kind == NUM_INT ? (double)n.i : n.kind == NUM_DOUBLE ? n.d : 0;
}

static void fill_row(const struct app *app, struct talkers_page *p,
                     struct talker *t, const struct dimension *d,
                     const struct value *values)
{
    struct str meaning = cell_meaning(app, &p->arena, d->fields[0], values[0]);

    t->label = show_value(&p->arena, values[0]);
    t->keys[0] = values[0];
    t->amount = amount_of(values[d->n]);
    if (d->n == 1) {
        t->service = meaning.n ? meaning.p : NULL;
        return;
    }
    t->keys[1] = values[1];
    t->label = arena_printf(&p->arena, "%.*s %.*s", STR_ARG(t->label),
                            STR_ARG(show_value(&p->arena, values[1])));
}

static void read_rows(const struct app *app, struct talkers_page *p,
                      struct result *r, const struct dimension *d,
                      uint32_t top)
{
    uint32_t columns = d->n + 1;
    uint32_t n = p->n_rows - top < p->page ? p->n_rows - top : p->page;
    struct value *values =
        arena_calloc(&p->arena, (size_t)n * columns + 1, sizeof *values);
    struct err err = {0};

    p->first = top;
    if (!result_read(r, top, n, &p->arena, values, &err))
        return;
    p->n = n;
    p->rows = arena_calloc(&p->arena, n + 1, sizeof *p->rows);
    for (uint32_t i = 0; i < n; i++)
        fill_row(app, p, &p->rows[i], d, values + i * columns);
}

/* The totals' answer: the metric over all, and how many values. */
static void read_totals(struct talkers_page *p, struct result *r)
{
    struct value values[2] = {0};
    struct err err = {0};

    if (!r || result_n_rows(r) != 1 || result_n_columns(r) > 2 ||
        !result_read(r, 0, 1, &p->arena, values, &err))
        return;
    p->total = amount_of(values[0]);
    p->distinct_estimated = value_is_estimate(values[1]) || result_is_partial(r);
    p->distinct = (uint64_t)amount_of(values[1]);
}

/* Add one (key, bucket, amount) of the answer to the row it is about. */
static void add_trend(struct talkers_page *p, const struct value v[3],
                      int64_t first_ms, int64_t width_ms)
{
    int64_t bucket = v[1].type == VALUE_TIME ? (v[1].i - first_ms) / width_ms
                                             : -1;

    if (bucket < 0 || bucket >= p->n_trend)
        return;
    for (uint32_t i = 0; i < p->n; i++) {
        struct talker *t = &p->rows[i];

        if (!value_same(t->keys[0], v[0]))
            continue;
        if (!t->trend)
            t->trend = arena_calloc(&p->arena, p->n_trend, sizeof *t->trend);
        t->trend[bucket] += amount_of(v[2]);
    }
}

static void read_trends(struct app *app, struct talkers_page *p)
{
    const struct step *step = app_step(app);
    struct result *r = step->answers[PART_TREND];
    int64_t width = step->trend_bucket_ms;
    struct value *values;
    struct err err = {0};
    int64_t from, to;
    uint32_t n;

    if (!r || !width || result_n_columns(r) != 3 ||
        !explore_extent(app, &from, &to))
        return;
    from = bucket_floor(from, width);
    n = (uint32_t)result_n_rows(r);
    p->n_trend = (uint32_t)((bucket_floor(to, width) - from) / width) + 1;
    values = arena_calloc(&p->arena, (size_t)n * 3 + 1, sizeof *values);
    if (!result_read(r, 0, n, &p->arena, values, &err))
        return;
    for (uint32_t i = 0; i < n; i++)
        add_trend(p, values + (size_t)i * 3, from, width);
}

/* One line is kept for "N more" when not all values are in view. */
static uint32_t rows_of_page(uint64_t n, int h)
{
    uint32_t page = h > HEAD_ROWS ? (uint32_t)(h - HEAD_ROWS) : 0;

    return n > page && page > LINES_MIN ? page - 1 : page;
}

/* The row whose value reads like label, from the page's result; else row. */
static uint32_t find_label(const struct app *app, struct talkers_page *p,
                           struct result *r, const struct dimension *d,
                           struct str label, uint32_t row)
{
    p->page = p->n_rows;
    read_rows(app, p, r, d, 0);
    for (uint32_t i = 0; i < p->n; i++)
        if (str_eq(p->rows[i].label, label))
            return i;
    return row;
}

/* The label under the cursor in out; empty at the first row or at none. */
static struct str cursor_label(const struct talkers_page *p, uint32_t row,
                               char *out, size_t cap)
{
    struct str label = {0};

    if (row > 0 && row >= p->first && row < p->first + p->n)
        label = str_slice(p->rows[row - p->first].label, 0, cap);
    if (label.n)
        memcpy(out, label.p, label.n);
    return (struct str){out, label.n};
}

static void load_part(struct app *app, struct talkers_page *p, enum part part,
                      struct rect rect, struct talkers_view *v)
{
    struct dimension shown = shown_dimension(app, part);
    const struct dimension *d = &shown;
    struct result *r = app_step(app)->answers[part];
    bool other = p->source != r;
    char text[LABEL_MAX];
    struct str label = cursor_label(p, v->row, text, sizeof text);

    arena_reset(&p->arena);
    *p = (struct talkers_page){.arena = p->arena, .source = r};
    if (!r || result_n_columns(r) != d->n + 1)
        return;
    p->ready = true;
    p->partial = result_is_partial(r);
    p->n_rows = (uint32_t)result_n_rows(r);
    /* A newer answer may have moved the value that the cursor is on. */
    if (other && label.n)
        v->row = find_label(app, p, r, d, label, v->row);
    p->page = rows_of_page(p->n_rows, rect.h);
    if (v->row >= p->n_rows)
        v->row = p->n_rows ? p->n_rows - 1 : 0;
    v->top = (uint32_t)scroll_to(v->top, v->row, p->n_rows, p->page);
    read_rows(app, p, r, d, v->top);
}

static void load(struct app *app, struct rect rect)
{
    struct step *step = app_step(app);
    struct talkers_page *p = &app->talkers;

    load_part(app, p, PART_TALKERS, rect, &step->talkers);
    if (!p->ready)
        return;
    read_totals(p, step->answers[PART_TOTALS]);
    read_trends(app, p);
}

static void load_second(struct app *app, struct rect rect)
{
    struct talkers_view fixed = {0};

    load_part(app, &app->second, PART_SECOND, rect, &fixed);
    read_totals(&app->second, app_step(app)->answers[PART_SECOND_TOTALS]);
}

/* An amount as shown; as long as records are read, more may come to it. */
static size_t amount_text(const struct app *app, const struct talkers_page *p,
                          const struct talker *t, char out[SHOW_MAX])
{
    char text[SHOW_MAX];

    show_short(t->amount, cell_digits(app, AMOUNT_DIGITS), text);
    return (size_t)snprintf(out, SHOW_MAX, "%s%.40s", p->partial ? "~" : "",
                            text);
}

/* Where the columns stand, for what is in view. */
struct columns {
    int value, value_w;
    int amount, amount_w;
    int share;
    int trend, trend_w;
};

static struct columns place_columns(const struct app *app,
                                    const struct talkers_page *p,
                                    struct str metric, int w)
{
    struct columns c = {.value = MARGIN, .amount_w = (int)metric.n};
    char text[SHOW_MAX];

    for (uint32_t i = 0; i < p->n; i++) {
        int len = (int)amount_text(app, p, &p->rows[i], text);

        if (len > c.amount_w)
            c.amount_w = len;
    }
    c.trend_w = p->n_trend ? trend_cells(w) : 0;
    c.trend = w - c.trend_w;
    c.share = c.trend - (c.trend_w ? 1 : 0) - SHARE_W;
    c.amount = c.share - 1 - c.amount_w;
    c.value_w = c.amount - 1 - c.value;
    return c;
}

static void draw_trend(const struct canvas *c, int row, int col, int cells,
                       const struct talkers_page *p, const double *trend)
{
    double most = 0;

    for (uint32_t i = 0; i < p->n_trend; i++)
        most = trend[i] > most ? trend[i] : most;
    for (int i = 0; i < cells && i < (int)p->n_trend && most > 0; i++) {
        int level = (int)(trend[i] / most * c->glyphs->spark_steps + 0.5);

        if (!level && trend[i] > 0)
            level = 1;
        draw_glyph(c, row, col + i, ROLE_NORMAL, c->glyphs->spark[level]);
    }
}

static void draw_row(const struct app *app, const struct canvas *c, int row,
                     const struct columns *at, const struct talkers_page *p,
                     const struct talker *t, bool cursor)
{
    enum role role = cursor ? ROLE_CURSOR : ROLE_NORMAL;
    char text[SHOW_MAX];
    int used;

    if (cursor) {
        draw_glyph(c, row, 0, ROLE_FOCUS, c->glyphs->cursor);
        draw_run(c, row, at->value, at->value_w, role, " ");
    }
    used = draw_text(c, row, at->value, at->value_w, role, t->label);
    if (t->service)
        draw_text(c, row, at->value + (used < 5 ? 6 : used + 1),
                  at->value_w - (used < 5 ? 6 : used + 1),
                  cursor ? role : ROLE_DIM, str_of(t->service));
    amount_text(app, p, t, text);
    draw_right(c, row, at->amount, at->amount_w, ROLE_NORMAL, str_of(text));
    if (p->total > 0) {
        snprintf(text, sizeof text, "%.0f%%", t->amount * 100 / p->total);
        draw_right(c, row, at->share, SHARE_W, ROLE_NORMAL, str_of(text));
    }
    if (t->trend)
        draw_trend(c, row, at->trend, at->trend_w, p, t->trend);
}

static void draw_more(const struct canvas *c, const struct talkers_page *p)
{
    uint64_t all = p->distinct > p->n_rows ? p->distinct : p->n_rows;
    char more[SHOW_MAX], total[SHOW_MAX];

    if (all <= p->page || (int)p->page + HEAD_ROWS >= c->r.h)
        return;
    show_count(all - p->first - p->n, more);
    show_count(all, total);
    draw_format(c, c->r.h - 1, MARGIN, ROLE_DIM, "%s%s more of %s%s",
                p->distinct_estimated ? "~" : "", more,
                p->distinct_estimated ? "~" : "", total);
}

/* Order is held while rows change under the user's cursor. */
static struct str title_note(const struct app *app, const struct canvas *c,
                             enum part part, bool focused)
{
    if (part != PART_TALKERS || c->r.w < NOTE_MIN_W)
        return STR("");
    if (focused && run_active(&app->run) & PART_BIT(PART_TALKERS))
        return STR("order held");
    return c->r.w < NOTE_LONG_W ? STR("d next") : STR("o metric");
}

static void draw_part(const struct app *app, const struct canvas *c,
                      const struct talkers_page *p, enum part part,
                      bool focused)
{
    const struct step *step = app_step(app);
    struct dimension shown = shown_dimension(app, part);
    const struct dimension *d = &shown;
    struct str metric = metric_name(step->talkers.metric);
    struct arena a = {0};
    struct str name = dimension_name(&a, d);
    struct columns at = place_columns(app, p, metric, c->r.w);

    draw_title(c, focused,
               arena_printf(&a, "Top %.*s by %.*s", STR_ARG(name),
                            STR_ARG(metric)),
               title_note(app, c, part, focused));
    draw_text(c, 1, at.value, at.value_w, ROLE_HEADER, name);
    draw_right(c, 1, at.amount, at.amount_w, ROLE_HEADER, metric);
    draw_right(c, 1, at.share, SHARE_W, ROLE_HEADER, STR("%"));
    if (at.trend_w >= 5)
        draw_text(c, 1, at.trend, at.trend_w, ROLE_HEADER, STR("trend"));
    for (uint32_t i = 0; i < p->n; i++)
        draw_row(app, c, (int)i + HEAD_ROWS, &at, p, &p->rows[i],
                 focused && p->first + i == step->talkers.row);
    if (p->ready && !p->n_rows)
        draw_note(c, ROLE_DIM, "none");
    draw_more(c, p);
    arena_done(&a);
}

static void draw(const struct app *app, const struct canvas *c, bool focused)
{
    struct canvas old = *c;

    old.dim = app->stale;
    draw_part(app, &old, &app->talkers, PART_TALKERS, focused);
}

static void draw_second(const struct app *app, const struct canvas *c,
                        bool focused)
{
    struct canvas old = *c;

    old.dim = app->stale;
    draw_part(app, &old, &app->second, PART_SECOND, focused);
}

static void move(struct app *app, enum move move)
{
    const struct talkers_page *p = &app->talkers;
    struct talkers_view *v = &app_step(app)->talkers;

    v->row = (uint32_t)move_row(v->row, p->n_rows, p->page, move);
}

static bool click(struct app *app, int row, int col)
{
    const struct talkers_page *p = &app->talkers;

    (void)col;
    if (row < HEAD_ROWS || (uint32_t)(row - HEAD_ROWS) >= p->n)
        return false;
    app_step(app)->talkers.row = p->first + (uint32_t)(row - HEAD_ROWS);
    return true;
}

static void scroll(struct app *app, int by)
{
    const struct talkers_page *p = &app->talkers;
    struct talkers_view *v = &app_step(app)->talkers;
    uint64_t row = v->row;

    v->top = (uint32_t)scroll_by(v->top, &row, p->n_rows, p->page, by);
    v->row = (uint32_t)row;
}

static const struct talker *current(const struct app *app)
{
    const struct talkers_page *p = &app->talkers;
    uint32_t row = app_step(app)->talkers.row;

    if (row < p->first || row >= p->first + p->n)
        return NULL;
    return &p->rows[row - p->first];
}

static bool cell(struct app *app, struct cell_at *out)
{
    const struct talker *t = current(app);
    struct dimension d = shown_dimension(app, PART_TALKERS);

    if (!t)
        return false;
    *out = (struct cell_at){.column = d.fields[0], .value = t->keys[0]};
    return true;
}

static bool row(struct app *app, struct row_at *out)
{
    const struct talker *t = current(app);
    struct dimension d = shown_dimension(app, PART_TALKERS);

    if (!t)
        return false;
    *out = (struct row_at){.kind = ROW_GROUP, .n = d.n};
    for (uint32_t i = 0; i < d.n; i++) {
        out->fields[i] = d.fields[i];
        out->values[i] = t->keys[i];
    }
    return true;
}

static const enum command_id hints[] = {
    COMMAND_DRILL,     COMMAND_NEXT_DIMENSION, COMMAND_METRIC,
    COMMAND_TIME_MENU, COMMAND_LENS,           COMMAND_WRITE_MENU,
    COMMAND_NEXT_PANE, COMMAND_HELP,           COMMAND_INCLUDE,
    COMMAND_EXCLUDE,   COMMAND_FREQUENCY,      COMMAND_EDIT,
    COMMAND_BACK,      COMMAND_NONE};

const struct pane pane_talkers = {
    .name = "talkers",
    .scope = SCOPE_TALKERS,
    .load = load,
    .draw = draw,
    .move = move,
    .cell = cell,
    .row = row,
    .hints = hints,
    .click = click,
    .scroll = scroll,
};

const struct pane pane_second = {
    .name = "second talkers",
    .load = load_second,
    .draw = draw_second,
};
