/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The timeline in full size, over the other panes: a lane for each of the
 * first talkers, by the talkers' metric, each on its own scale. The cursor is
 * on a lane, which stands for its value: Enter drills into it.
 *
 * Columns: a label, then a bucket each. Rows: title, lanes, axis.
 */
#include "tui/pane_lanes.h"

#include "tui/app.h"
#include "tui/command.h"
#include "tui/explore.h"
#include "tui/lane.h"
#include "tui/show.h"

#include <stdio.h>
#include <string.h>

enum { MARGIN = 2, LABEL_W = 20, FRAME_ROWS = 2, READ_ROWS = 512 };

static struct dimension dimension_here(const struct app *app)
{
    return talkers_dimension(&app_step(app)->talkers);
}

/* The first rows of the talkers' answer: how many there are. */
static uint32_t read_talkers(struct app *app, struct arena *a,
                             struct value *rows)
{
    struct result *r = app_step(app)->answers[PART_TALKERS];
    struct err err = {0};
    uint32_t n;

    if (!r || result_n_columns(r) != dimension_here(app).n + 1)
        return 0;
    n = result_n_rows(r) < LANES_MAX ? (uint32_t)result_n_rows(r) : LANES_MAX;
    return n && result_read(r, 0, n, a, rows, &err) ? n : 0;
}

bool lanes_ask(struct app *app, struct arena *a, struct str *out,
               struct err *err)
{
    const struct step *step = app_step(app);
    const struct dimension here = dimension_here(app), *d = &here;
    struct value rows[LANES_MAX * 3];
    struct str values[LANES_MAX * 2];
    uint32_t n = read_talkers(app, a, rows);

    if (!n || step->bucket_ms <= 0)
        return false;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < d->n; k++) {
            char scratch[VALUE_TEXT_MAX];

            values[i * d->n + k] =
                arena_copy(a, value_str(rows[i * (d->n + 1) + k], scratch));
        }
    return ask_trend(a, str_of(step->query), d, step->talkers.metric,
                     step->bucket_ms, values, n, out, err);
}

/* --- Loading -------------------------------------------------------------- */

static void label_lanes(struct app *app, struct lanes_page *p)
{
    const struct dimension here = dimension_here(app), *d = &here;
    struct value rows[LANES_MAX * 3];

    p->n_lanes = read_talkers(app, &p->arena, rows);
    for (uint32_t i = 0; i < p->n_lanes; i++) {
        const struct value *keys = rows + i * (d->n + 1);

        p->labels[i] = show_value(&p->arena, keys[0]);
        p->keys[i][0] = keys[0];
        p->counts[i] = arena_calloc(&p->arena, p->n, sizeof(uint64_t));
        if (d->n < 2)
            continue;
        p->keys[i][1] = keys[1];
        p->labels[i] =
            arena_printf(&p->arena, "%.*s %.*s", STR_ARG(p->labels[i]),
                         STR_ARG(show_value(&p->arena, keys[1])));
    }
}

static bool is_lane(const struct lanes_page *p, uint32_t lane,
                    const struct value *keys, uint32_t n)
{
    for (uint32_t k = 0; k < n; k++)
        if (!value_same(p->keys[lane][k], keys[k]))
            return false;
    return true;
}

/* One row of the answer: keys, time, amount. */
static void add_row(struct lanes_page *p, const struct value *v, uint32_t keys)
{
    double amount = num_double(value_num(v[keys + 1]));
    uint32_t lane = 0;
    int64_t bucket;

    if (v[keys].type != VALUE_TIME || !(amount > 0) || v[keys].i < p->from_ms)
        return;
    bucket = (v[keys].i - p->from_ms) / p->width_ms;
    while (lane < p->n_lanes && !is_lane(p, lane, v, keys))
        lane++;
    if (lane == p->n_lanes || bucket >= (int64_t)p->n)
        return;
    p->counts[lane][bucket] += (uint64_t)amount;
    p->total[lane] += (uint64_t)amount;
    if (p->counts[lane][bucket] > p->most[lane])
        p->most[lane] = p->counts[lane][bucket];
}

static void add_rows(struct lanes_page *p, struct result *r, uint32_t keys)
{
    struct value values[READ_ROWS * 4];
    uint64_t n = result_n_rows(r);
    struct arena scratch = {0};
    struct err err = {0};

    for (uint64_t first = 0; first < n; first += READ_ROWS) {
        uint32_t rows =
            n - first < READ_ROWS ? (uint32_t)(n - first) : READ_ROWS;

        arena_reset(&scratch);
        if (!result_read(r, first, rows, &scratch, values, &err))
            break;
        for (uint32_t i = 0; i < rows; i++)
            add_row(p, values + (size_t)i * (keys + 2), keys);
    }
    arena_done(&scratch);
}

static void load(struct app *app, struct rect rect)
{
    struct lanes_page *p = &app->lanes;
    const struct step *step = app_step(app);
    struct result *r = step->answers[PART_LANES];
    uint32_t keys = dimension_here(app).n, lane = p->lane;
    int64_t from, to;

    arena_reset(&p->arena);
    *p = (struct lanes_page){.arena = p->arena};
    if (!r || result_n_columns(r) != keys + 2 || step->bucket_ms <= 0 ||
        rect.w <= LABEL_W || !explore_extent(app, &from, &to))
        return;
    p->width_ms = bucket_over(from, to, rect.w - LABEL_W, step->bucket_ms);
    p->from_ms = bucket_floor(from, p->width_ms);
    p->n =
        (uint32_t)((bucket_floor(to, p->width_ms) - p->from_ms) / p->width_ms) +
        1;
    label_lanes(app, p);
    add_rows(p, r, keys);
    p->lane = lane < p->n_lanes ? lane : 0;
    p->ready = p->n_lanes > 0;
}

/* --- Drawing -------------------------------------------------------------- */

static void draw_bars(const struct canvas *c, const struct lanes_page *p,
                      uint32_t lane, int row, int rows)
{
    for (uint32_t i = 0; i < p->n; i++)
        for (int k = 0; k < rows; k++) {
            int level = lane_level(p->counts[lane][i], p->most[lane], rows, k,
                                   c->glyphs->bar_steps);

            if (level)
                draw_glyph(c, row + k, LABEL_W + (int)i, ROLE_NORMAL,
                           c->glyphs->reject[level]);
        }
}

/* Value, total, and the count that a full bar stands for. */
static void draw_lane(const struct app *app, const struct canvas *c,
                      uint32_t lane, int row, int rows, bool cursor)
{
    const struct lanes_page *p = &app->lanes;
    struct str metric = metric_name(app_step(app)->talkers.metric);
    char total[SHOW_MAX], most[SHOW_MAX];

    if (cursor)
        draw_glyph(c, row, 0, ROLE_FOCUS, c->glyphs->cursor);
    draw_text(c, row, MARGIN, LABEL_W - MARGIN - 1,
              cursor ? ROLE_CURSOR : ROLE_HEADER, p->labels[lane]);
    show_short((double)p->total[lane], 7, total);
    show_short((double)p->most[lane], 5, most);
    if (rows > 1)
        draw_format(c, row + 1, MARGIN, ROLE_NORMAL, "%s %.*s", total,
                    STR_ARG(metric));
    if (rows > 2)
        draw_format(c, row + 2, MARGIN, ROLE_DIM, "at most %s", most);
    draw_bars(c, p, lane, row, rows);
}

static void draw_heading(const struct app *app, const struct canvas *c,
                         bool focused)
{
    const struct lanes_page *p = &app->lanes;
    struct str metric = metric_name(app_step(app)->talkers.metric);
    struct dimension d = dimension_here(app);
    struct arena a = {0};
    struct str name = dimension_name(&a, &d);
    char bin[RANGE_TEXT_MAX] = "";

    if (p->ready)
        bucket_name(p->width_ms, bin);
    draw_title(c, focused,
               arena_printf(&a, "Timeline of %.*s by %.*s%s%s", STR_ARG(name),
                            STR_ARG(metric), bin[0] ? " " : "", bin),
               STR("d next  o metric  T Esc back"));
    arena_done(&a);
}

static void draw(const struct app *app, const struct canvas *c, bool focused)
{
    const struct lanes_page *p = &app->lanes;
    const struct result *talkers = app_step(app)->answers[PART_TALKERS];
    int body = c->r.h - FRAME_ROWS, rows, row = 1;

    draw_heading(app, c, focused);
    if (!p->ready) {
        draw_note(c, ROLE_DIM,
                  talkers && !result_n_rows(talkers) ? "no talkers"
                                                     : "reading ...");
        return;
    }
    /* On the smallest screens the last lanes are left out. */
    rows = body >= (int)p->n_lanes ? body / (int)p->n_lanes : 1;
    for (uint32_t i = 0; i < p->n_lanes && row + rows <= c->r.h - 1; i++) {
        draw_lane(app, c, i, row, rows > 1 ? rows - (rows > 3) : 1,
                  focused && i == p->lane);
        row += rows;
    }
    lane_axis(c, c->r.h - 1, LABEL_W, app_shown_ms(app, p->from_ms),
              p->width_ms, p->n);
}

/* --- The cursor --------------------------------------------------------- */

static void move(struct app *app, enum move move)
{
    struct lanes_page *p = &app->lanes;

    p->lane = (uint32_t)move_row(p->lane, p->n_lanes, p->n_lanes, move);
}

static bool cell(struct app *app, struct cell_at *out)
{
    const struct lanes_page *p = &app->lanes;

    if (!p->ready)
        return false;
    *out = (struct cell_at){.column = dimension_here(app).fields[0],
                            .value = p->keys[p->lane][0]};
    return true;
}

static bool row(struct app *app, struct row_at *out)
{
    const struct lanes_page *p = &app->lanes;
    const struct dimension here = dimension_here(app), *d = &here;

    if (!p->ready)
        return false;
    *out = (struct row_at){.kind = ROW_GROUP, .n = d->n};
    for (uint32_t i = 0; i < d->n; i++) {
        out->fields[i] = d->fields[i];
        out->values[i] = p->keys[p->lane][i];
    }
    return true;
}

static bool enter(struct app *app)
{
    struct row_at at;

    if (row(app, &at))
        command_drill_row(app, &at);
    return true;
}

static const enum command_id hints[] = {
    COMMAND_DRILL,     COMMAND_FULL_SIZE, COMMAND_NEXT_DIMENSION,
    COMMAND_METRIC,    COMMAND_INCLUDE,   COMMAND_EXCLUDE,
    COMMAND_TIME_MENU, COMMAND_LENS,      COMMAND_HELP,
    COMMAND_BACK,      COMMAND_NONE};

const struct pane pane_lanes = {
    .name = "lanes",
    .scope = SCOPE_TALKERS,
    .load = load,
    .draw = draw,
    .move = move,
    .cell = cell,
    .row = row,
    .hints = hints,
    .enter = enter,
};
