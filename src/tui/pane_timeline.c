/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The timeline: accepted flows above, rejected ones below, each lane on its
 * own scale. The answer has fine buckets, which are added up to as many as
 * the pane is wide; tui/range.h chooses widths so that they nest.
 *
 * Columns: seven for labels, then a bucket each. Rows: title, lanes, axis.
 */
#include "tui/app.h"
#include "tui/compare.h"
#include "tui/explore.h"
#include "tui/lane.h"
#include "tui/show.h"

#include "base/date.h"

#include <stdio.h>
#include <string.h>

enum {
    LABEL_W = 7,
    FRAME_ROWS = 2,
    READ_ROWS = 512,
    /* Room for whole words in the title. */
    WIDE = 60
};

/* While the times of the data are not known: those of the answer so far. */
static bool answer_extent(struct result *r, int64_t base_ms, int64_t *from_ms,
                          int64_t *to_ms)
{
    uint32_t columns = result_n_columns(r);
    uint64_t n = result_n_rows(r);
    struct arena a = {0};
    struct value *values = arena_calloc(&a, n * columns + 1, sizeof *values);
    struct err err = {0};
    bool any = false;

    if (n <= UINT32_MAX && result_read(r, 0, (uint32_t)n, &a, values, &err))
        for (uint64_t i = 0; i < n; i++) {
            int64_t ms = values[i * columns].i;

            if (values[i * columns].type != VALUE_TIME)
                continue;
            *from_ms = !any || ms < *from_ms ? ms : *from_ms;
            *to_ms = !any || ms > *to_ms ? ms : *to_ms;
            any = true;
        }
    *to_ms += any ? base_ms - 1 : 0;
    arena_done(&a);
    return any;
}

static bool find_buckets(const struct app *app, struct timeline_page *p,
                         struct result *r, int w)
{
    int64_t base = app_step(app)->bucket_ms;
    int64_t from, to;

    if (base <= 0 || w <= 0 ||
        (!explore_extent(app, &from, &to) &&
         !answer_extent(r, base, &from, &to)))
        return false;
    p->width_ms = bucket_over(from, to, w, base);
    p->from_ms = bucket_floor(from, p->width_ms);
    p->n =
        (uint32_t)((bucket_floor(to, p->width_ms) - p->from_ms) / p->width_ms) +
        1;
    for (int lane = 0; lane < LANE_COUNT; lane++)
        p->counts[lane] = arena_calloc(&p->arena, p->n, sizeof(uint64_t));
    return true;
}

/* One row of an answer: time, action when split, count. */
static void add_row(struct timeline_page *p, uint64_t **counts,
                    int64_t shift_ms, const struct value *v)
{
    int64_t ms = v[0].i + shift_ms;
    char scratch[VALUE_TEXT_MAX];
    double amount = num_double(value_num(v[p->split ? 2 : 1]));
    enum lane lane = LANE_ACCEPT;
    uint64_t count;
    int64_t bucket;

    /* A bucket of records without bytes has no sum of them. */
    if (v[0].type != VALUE_TIME || !(amount > 0))
        return;
    count = (uint64_t)amount;
    if (p->split) {
        struct str action = value_str(v[1], scratch);

        if (str_eq(action, STR("REJECT")))
            lane = LANE_REJECT;
        else if (!str_eq(action, STR("ACCEPT")))
            return; /* NODATA and SKIPDATA are neither */
    }
    bucket = (ms - p->from_ms) / p->width_ms;
    if (ms < p->from_ms || bucket >= (int64_t)p->n)
        return;
    counts[lane][bucket] += count;
    if (counts == p->counts)
        p->total[lane] += count;
    if (counts[lane][bucket] > p->most[lane])
        p->most[lane] = counts[lane][bucket];
}

static void add_rows(struct timeline_page *p, uint64_t **counts,
                     int64_t shift_ms, struct result *r)
{
    uint32_t columns = result_n_columns(r);
    uint64_t n = result_n_rows(r);
    struct value values[READ_ROWS * 3];
    struct arena scratch = {0};
    struct err err = {0};

    for (uint64_t first = 0; first < n; first += READ_ROWS) {
        uint32_t rows =
            n - first < READ_ROWS ? (uint32_t)(n - first) : READ_ROWS;

        arena_reset(&scratch);
        if (!result_read(r, first, rows, &scratch, values, &err))
            break;
        for (uint32_t i = 0; i < rows; i++)
            add_row(p, counts, shift_ms, values + (size_t)i * columns);
    }
    arena_done(&scratch);
}

static void load_before(const struct app *app, struct timeline_page *p)
{
    const struct step *step = app_step(app);
    struct result *r = step->answers[PART_BEFORE_TIMELINE];

    if (!step->compare.shift_ms || !r ||
        result_n_columns(r) != (p->split ? 3u : 2u))
        return;
    for (int lane = 0; lane < LANE_COUNT; lane++)
        p->before[lane] = arena_calloc(&p->arena, p->n, sizeof(uint64_t));
    add_rows(p, p->before, step->compare.shift_ms, r);
}

static void load(struct app *app, struct rect rect)
{
    struct timeline_page *p = &app->timeline;
    struct result *r = app_step(app)->answers[PART_TIMELINE];

    arena_reset(&p->arena);
    *p = (struct timeline_page){.arena = p->arena};
    p->split = app_has_field(app, STR("action"));
    if (!r || result_n_columns(r) != (p->split ? 3u : 2u) ||
        !find_buckets(app, p, r, rect.w - LABEL_W))
        return;
    p->ready = true;
    p->partial = result_is_partial(r);
    add_rows(p, p->counts, 0, r);
    load_before(app, p);
    p->alerts = arena_calloc(&p->arena, p->n + 1, sizeof *p->alerts);
    alert_mark(app, p->from_ms, p->width_ms, p->alerts, p->n);
}

struct lane_place {
    enum lane lane;
    int row, rows;
    const char *name;
    enum role role;
};

/* Is the bucket that starts at ms under the cursor, or in the selection? */
static bool is_chosen(const struct app *app, int64_t ms)
{
    int64_t cursor = app_step(app)->timeline_cursor_ms;
    int64_t anchor = app_step(app)->timeline_anchor_ms;

    if (anchor == INT64_MIN)
        anchor = cursor;
    return cursor != INT64_MIN && ms >= (cursor < anchor ? cursor : anchor) &&
           ms <= (cursor < anchor ? anchor : cursor);
}

static void draw_bars(const struct app *app, const struct canvas *c,
                      const struct lane_place *at)
{
    const struct timeline_page *p = &app->timeline;
    const char *const *bars =
        at->lane == LANE_REJECT ? c->glyphs->reject : c->glyphs->accept;

    for (uint32_t i = 0; i < p->n; i++) {
        uint64_t count = p->counts[at->lane][i];
        bool here = is_chosen(app, p->from_ms + (int64_t)i * p->width_ms);

        for (int row = 0; row < at->rows; row++) {
            int level = lane_level(count, p->most[at->lane], at->rows, row,
                                   c->glyphs->bar_steps);
            bool last = row == at->rows - 1;
            bool unknown = !count && p->partial && last;
            bool cursor = here && app->focus == PANE_TIMELINE;

            if (level || unknown || cursor)
                draw_glyph(c, at->row + row, LABEL_W + (int)i,
                           cursor ? ROLE_CURSOR : at->role,
                           unknown ? c->glyphs->unknown : bars[level]);
        }
    }
}

/* A dot where the bar of the window before ended, if it shows. */
static void draw_dots(const struct app *app, const struct canvas *c,
                      const struct lane_place *at)
{
    const struct timeline_page *p = &app->timeline;
    uint64_t most = p->most[at->lane];
    int steps = c->glyphs->bar_steps;

    for (uint32_t i = 0; p->before[at->lane] && i < p->n; i++) {
        uint64_t count = p->before[at->lane][i];
        int row = 0;

        while (row < at->rows && !lane_level(count, most, at->rows, row, steps))
            row++;
        if (row < at->rows &&
            !lane_level(p->counts[at->lane][i], most, at->rows, row, steps))
            draw_glyph(c, at->row + row, LABEL_W + (int)i, ROLE_DIM,
                       c->glyphs->dot);
    }
}

static void draw_lane(const struct app *app, const struct canvas *c,
                      const struct lane_place *at)
{
    char most[SHOW_MAX];

    show_short((double)app->timeline.most[at->lane], LABEL_W - 1, most);
    if (at->rows > 1)
        draw_right(c, at->row, 0, LABEL_W - 1, ROLE_NORMAL, str_of(most));
    draw_text(c, at->row + at->rows - 1, 0, LABEL_W, at->role,
              str_of(at->name));
    draw_dots(app, c, at);
    draw_bars(app, c, at);
}

/* Below the buckets that the alert is about. */
static void draw_alerts(const struct app *app, const struct canvas *c)
{
    const struct timeline_page *p = &app->timeline;

    for (uint32_t i = 0; i < p->n; i++)
        if (p->alerts[i])
            draw_text(c, c->r.h - 1, LABEL_W + (int)i, 1, ROLE_WARN, STR("!"));
}

/* What is counted, for titles: "flows", "bytes". */
static struct str metric_here(const struct app *app)
{
    return metric_name(app_step(app)->timeline_metric);
}

/* The names of marks, below the buckets of their records. */
static void draw_marks(const struct app *app, const struct canvas *c)
{
    const struct timeline_page *p = &app->timeline;
    char name[MARK_NAME_MAX];

    for (size_t i = 0; i < app->marks.n; i++) {
        const struct mark *mark = &app->marks.items[i];
        int64_t bucket;

        if (mark->time_ms == MARK_NO_TIME || mark->time_ms < p->from_ms)
            continue;
        bucket = (mark->time_ms - p->from_ms) / p->width_ms;
        if (bucket >= (int64_t)p->n)
            continue;
        mark_name(mark, name);
        draw_format(c, c->r.h - 1, LABEL_W + (int)bucket, ROLE_MATCH, "%s ",
                    name);
    }
}

/* In a narrow pane "A 0 R 600". */
static void put_counts(const struct app *app, bool narrow, char *out,
                       size_t cap, uint64_t accepted, uint64_t rejected)
{
    bool bytes = app_step(app)->timeline_metric == METRIC_BYTES;
    char a[SHOW_MAX], r[SHOW_MAX];

    (bytes ? show_bytes : show_count)(accepted, a);
    (bytes ? show_bytes : show_count)(rejected, r);
    if (app->timeline.split)
        snprintf(out, cap, narrow ? "A %s R %s" : "ACCEPT %s  REJECT %s", a, r);
    else
        snprintf(out, cap, "%s%s%.*s", a, bytes ? "" : " ",
                 bytes ? 0 : (int)metric_here(app).n, metric_here(app).p);
}

/* The bucket under the cursor, or -1. */
static int64_t cursor_bucket(const struct app *app)
{
    const struct timeline_page *p = &app->timeline;
    int64_t ms = app_step(app)->timeline_cursor_ms;

    if (!p->ready || ms < p->from_ms ||
        ms >= p->from_ms + (int64_t)p->n * p->width_ms)
        return -1;
    return (ms - p->from_ms) / p->width_ms;
}

/* "Timeline bytes bin(5m)", and what dots are compared with. */
static void put_name(const struct app *app, const struct canvas *c, char *out,
                     size_t cap)
{
    const struct timeline_page *p = &app->timeline;
    char bin[RANGE_TEXT_MAX] = "";
    char versus[RANGE_TEXT_MAX] = "";
    /* Flows are what is usually counted; anything else is named. */
    bool flows = app_step(app)->timeline_metric == METRIC_FLOWS;

    if (p->ready)
        bucket_name(p->width_ms, bin);
    if (p->before[LANE_ACCEPT] && c->r.w >= WIDE)
        compare_heading(app, versus);
    snprintf(out, cap, "Timeline%s%.*s%s%s%s%s%s%s", flows ? "" : " ",
             flows ? 0 : (int)metric_here(app).n, metric_here(app).p,
             bin[0] ? " " : "", bin, versus[0] ? "  " : "",
             versus[0] ? c->glyphs->dot : "", versus[0] ? " " : "", versus);
}

/* The bucket under the cursor, "11:50:00  ACCEPT 0  REJECT 600". */
static void put_bucket(const struct app *app, bool narrow, int64_t bucket,
                       char *out, size_t cap)
{
    const struct timeline_page *p = &app->timeline;
    char time[SHOW_MAX], counts[2 * SHOW_MAX + 20];
    size_t n = show_time(app_shown_ms(app, p->from_ms + bucket * p->width_ms),
                         TIME_SHOW_CLOCK, time);

    /* Seconds say nothing when buckets are whole minutes. */
    if (narrow && p->width_ms % 60000 == 0)
        time[n - 3] = '\0';
    put_counts(app, narrow, counts, sizeof counts, p->counts[0][bucket],
               p->counts[1][bucket]);
    snprintf(out, cap, "%s%s%s", time, narrow ? " " : "  ", counts);
}

static void draw_heading(const struct app *app, const struct canvas *c,
                         bool focused)
{
    const struct timeline_page *p = &app->timeline;
    char name[2 * RANGE_TEXT_MAX + 40];
    char note[4 * SHOW_MAX] = "";
    int64_t bucket = cursor_bucket(app);

    put_name(app, c, name, sizeof name);
    if (p->ready && focused && bucket >= 0)
        put_bucket(app, c->r.w < WIDE, bucket, note, sizeof note);
    else if (p->ready && c->r.w >= WIDE)
        put_counts(app, false, note, sizeof note, p->total[LANE_ACCEPT],
                   p->total[LANE_REJECT]);
    draw_title(c, focused, str_of(name), str_of(note));
}

static void draw(const struct app *app, const struct canvas *c, bool focused)
{
    const struct timeline_page *p = &app->timeline;
    int body = c->r.h - FRAME_ROWS;
    int accept = p->split ? (body * 2 + 2) / 5 : body;
    struct canvas old = *c;
    struct lane_place lanes[LANE_COUNT] = {
        {LANE_ACCEPT, 1, accept, p->split ? "ACC" : "ALL", ROLE_ACCEPT},
        {LANE_REJECT, 1 + accept, body - accept, "REJ", ROLE_REJECT},
    };

    old.dim = app->stale;
    draw_heading(app, c, focused);
    if (!p->ready) {
        draw_note(c, ROLE_DIM,
                  explore_running(app) ? "reading ..." : "no times");
        return;
    }
    draw_lane(app, &old, &lanes[LANE_ACCEPT]);
    if (p->split)
        draw_lane(app, &old, &lanes[LANE_REJECT]);
    lane_axis(&old, c->r.h - 1, LABEL_W, app_shown_ms(app, p->from_ms),
              p->width_ms, p->n);
    draw_alerts(app, &old);
    draw_marks(app, &old);
}

static void move(struct app *app, enum move move)
{
    const struct timeline_page *p = &app->timeline;
    int64_t bucket = cursor_bucket(app);
    int64_t last = (int64_t)p->n - 1;

    if (!p->ready)
        return;
    switch (move) {
    case MOVE_LEFT:
        bucket = bucket < 0 ? last : bucket - (bucket > 0);
        break;
    case MOVE_RIGHT:
        bucket = bucket < last ? bucket + 1 : last;
        break;
    case MOVE_FIRST:
    case MOVE_FIRST_COLUMN:
        bucket = 0;
        break;
    case MOVE_LAST:
    case MOVE_LAST_COLUMN:
        bucket = last;
        break;
    case MOVE_PAGE_UP:
    case MOVE_HALF_UP:
        bucket = bucket > 10 ? bucket - 10 : 0;
        break;
    case MOVE_PAGE_DOWN:
    case MOVE_HALF_DOWN:
        bucket = bucket + 10 < last ? bucket + 10 : last;
        break;
    default:
        return;
    }
    app_step(app)->timeline_cursor_ms = p->from_ms + bucket * p->width_ms;
}

/* The start of the bucket at col; false when there is none. */
static bool bucket_at(const struct app *app, int col, int64_t *ms)
{
    const struct timeline_page *p = &app->timeline;

    if (!p->ready || col < LABEL_W || (uint32_t)(col - LABEL_W) >= p->n)
        return false;
    *ms = p->from_ms + (col - LABEL_W) * p->width_ms;
    return true;
}

static bool click(struct app *app, int row, int col)
{
    struct step *step = app_step(app);
    int64_t ms;

    if (row == 0 || !bucket_at(app, col, &ms))
        return false;
    step->timeline_cursor_ms = ms;
    step->timeline_anchor_ms = INT64_MIN;
    return true;
}

/* From where the button went down to here: a selection, as v makes one. */
static void drag(struct app *app, int row, int col)
{
    struct step *step = app_step(app);
    int64_t ms;

    (void)row;
    if (step->timeline_cursor_ms == INT64_MIN || !bucket_at(app, col, &ms))
        return;
    if (step->timeline_anchor_ms == INT64_MIN)
        step->timeline_anchor_ms = step->timeline_cursor_ms;
    step->timeline_cursor_ms = ms;
    app_say(app, "selected: Enter narrows to it, X explains it, Esc drops it");
}

static bool row(struct app *app, struct row_at *out)
{
    const struct timeline_page *p = &app->timeline;
    int64_t cursor = app_step(app)->timeline_cursor_ms;
    int64_t anchor = app_step(app)->timeline_anchor_ms;

    if (cursor_bucket(app) < 0)
        return false;
    if (anchor == INT64_MIN)
        anchor = cursor;
    *out = (struct row_at){.kind = ROW_TIME, .has_span = true};
    out->from_ms = cursor < anchor ? cursor : anchor;
    out->to_ms = (cursor < anchor ? anchor : cursor) + p->width_ms - 1;
    return true;
}

static const enum command_id hints[] = {
    COMMAND_NEXT_SPIKE, COMMAND_EXPLAIN,         COMMAND_DRILL,
    COMMAND_SELECT,     COMMAND_ZOOM_IN,         COMMAND_TIME_MENU,
    COMMAND_LENS,       COMMAND_NEXT_PANE,       COMMAND_HELP,
    COMMAND_FULL_SIZE,  COMMAND_TIMELINE_METRIC, COMMAND_PAN_LEFT,
    COMMAND_PAN_RIGHT,  COMMAND_ZOOM_OUT,        COMMAND_BACK,
    COMMAND_NONE};

const struct pane pane_timeline = {
    .name = "timeline",
    .scope = SCOPE_TIMELINE,
    .load = load,
    .draw = draw,
    .move = move,
    .row = row,
    .hints = hints,
    .click = click,
    .drag = drag,
};
