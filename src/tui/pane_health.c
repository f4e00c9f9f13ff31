/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The state of the data, as a popup: records that say that the log has a
 * gap (NODATA, SKIPDATA), by interface and time, records that sums count
 * twice, lines that are no records, files whose columns were guessed, and what
 * the query has put on disk. A gap stands for its records: Enter filters by it.
 */
#include "engine/health.h"
#include "tui/app.h"
#include "tui/command.h"
#include "tui/explore.h"
#include "tui/line.h"
#include "tui/show.h"

#include <stdio.h>

enum {
    GAPS_MAX = 500,
    BAD_MAX = 50,
    GUESSES_MAX = 50,
    OTHERS_MAX = 14, /* headings and what is between */
    MARGIN = 2,
    WIDTH = 100,
    PATH_SHOWN = 34 /* bytes; with what is said of it in 80 cells */
};

void line_health(struct app *app, struct str arguments)
{
    if (arguments.n)
        app_complain(app, "health takes no arguments");
    else
        popup_open(app, &pane_health);
}

/* --- Loading -------------------------------------------------------------- */

static struct gap_line *add_line(struct gaps_page *p, struct str text)
{
    struct gap_line *line = &p->lines[p->n++];

    line->text = text;
    return line;
}

static struct str time_text(struct app *app, struct value v)
{
    enum time_show how = TIME_SHOW_YEAR;
    char text[SHOW_MAX];
    int64_t from, to;

    if (v.type != VALUE_TIME)
        return STR("no time");
    if (explore_extent(app, &from, &to))
        how = time_show_for(app_shown_ms(app, from), app_shown_ms(app, to));
    show_time(app_shown_ms(app, v.i), how, text);
    return arena_copy(&app->gaps.arena, str_of(text));
}

/* One row of the answer: keys, records, oldest, newest. */
static void add_gap(struct app *app, const struct value *v, uint32_t n_keys)
{
    struct gaps_page *p = &app->gaps;
    struct num records = value_num(v[n_keys]);
    struct gap_line *line;
    char count[SHOW_MAX];

    show_count(records.kind == NUM_INT ? (uint64_t)records.i : 0, count);
    line = add_line(
        p, arena_printf(
               &p->arena, "%-8.*s %-21.*s %7s  %.*s - %.*s",
               STR_ARG(show_value(&p->arena, v[0])),
               STR_ARG(n_keys > 1 ? show_value(&p->arena, v[1]) : STR("")),
               count, STR_ARG(time_text(app, v[n_keys + 1])),
               STR_ARG(time_text(app, v[n_keys + 2]))));
    line->n_keys = n_keys;
    for (uint32_t i = 0; i < n_keys; i++)
        line->keys[i] = v[i];
}

static void add_gaps(struct app *app, struct result *r)
{
    struct gaps_page *p = &app->gaps;
    uint32_t columns = result_n_columns(r);
    uint32_t n =
        result_n_rows(r) < GAPS_MAX ? (uint32_t)result_n_rows(r) : GAPS_MAX;
    struct value *rows =
        arena_calloc(&p->arena, (size_t)n * columns + 1, sizeof *rows);
    struct err err = {0};

    if (columns < 4 || columns > 5 ||
        !result_read(r, 0, n, &p->arena, rows, &err))
        return;
    for (uint32_t i = 0; i < n; i++)
        add_gap(app, rows + (size_t)i * columns, columns - 3);
}

/* The end of a path, where it tells files apart: the rest has to be read, too.
 */
static struct str path_end(struct gaps_page *p, const char *path)
{
    struct str s = str_of(path);
    size_t from = s.n > PATH_SHOWN ? s.n - PATH_SHOWN : 0;

    if (!from)
        return s;
    while (from < s.n && ((unsigned char)s.p[from] & 0xc0) == 0x80)
        from++; /* a whole character */
    return arena_printf(&p->arena, "...%.*s", STR_ARG(str_slice(s, from, s.n)));
}

static void add_bad(struct gaps_page *p, const struct engine_bad_line *bad)
{
    char count[SHOW_MAX];
    struct str path = path_end(p, bad->path);

    show_count(bad->count, count);
    if (bad->line)
        path = arena_printf(&p->arena, "%.*s:%llu", STR_ARG(path),
                            (unsigned long long)bad->line);
    add_line(p, arena_printf(&p->arena, "%.*s  %s line%s: %s", STR_ARG(path),
                             count, bad->count == 1 ? "" : "s", bad->why));
    add_line(p, arena_printf(&p->arena, "    %.*s", STR_ARG(bad->text)));
}

static void add_bad_lines(struct app *app)
{
    struct gaps_page *p = &app->gaps;
    struct engine *e = app->engine;
    struct engine_bad_line lines[BAD_MAX];
    size_t n = e->ops->bad_lines ? e->ops->bad_lines(e, lines, BAD_MAX) : 0;

    add_line(p, n ? STR("Lines that are no records, the first of each kind")
                  : STR("All lines read so far are records"))
        ->heading = true;
    for (size_t i = 0; i < n && i < BAD_MAX; i++)
        add_bad(p, &lines[i]);
    if (n > BAD_MAX)
        add_line(p, arena_printf(&p->arena, "and %zu more", n - BAD_MAX));
}

static void add_guess(struct gaps_page *p, const struct engine_guess *g)
{
    unsigned columns = g->named + g->unnamed;

    struct str path = path_end(p, g->path);

    if (g->order)
        add_line(p,
                 arena_printf(&p->arena, "%.*s  %s", STR_ARG(path), g->order));
    else
        add_line(p,
                 arena_printf(&p->arena, "%.*s  %u of %u columns have a name",
                              STR_ARG(path), g->named, columns));
}

/* Files without a header, if there are any. */
static void add_guesses(struct app *app)
{
    struct gaps_page *p = &app->gaps;
    struct engine *e = app->engine;
    struct engine_guess guesses[GUESSES_MAX];
    size_t n = e->ops->guesses ? e->ops->guesses(e, guesses, GUESSES_MAX) : 0;

    if (!n)
        return;
    add_line(p, STR(""));
    add_line(p, STR("No header: columns as their values look (--format names "
                    "them)"))
        ->heading = true;
    for (size_t i = 0; i < n && i < GUESSES_MAX; i++)
        add_guess(p, &guesses[i]);
    if (n > GUESSES_MAX)
        add_line(p, arena_printf(&p->arena, "and %zu more", n - GUESSES_MAX));
}

static struct str gaps_heading(const struct app *app, const struct result *r)
{
    if (!app_has_field(app, STR("logStatus")))
        return STR("The records have no log status");
    if (!r)
        return STR("reading ...");
    return result_n_rows(r)
               ? STR("Gaps of the log in this range (SKIPDATA: records lost, "
                     "NODATA: no traffic)")
               : STR("No NODATA and no SKIPDATA in this range");
}

/* "1,200 of 20,132 records ...", if that is likely to be no accident. */
static void add_counted(struct gaps_page *p, const struct health_counted *c,
                        const char *what)
{
    char again[SHOW_MAX], all[SHOW_MAX];

    if (!c->likely)
        return;
    show_count(c->again, again);
    show_count(c->all, all);
    add_line(p,
             arena_printf(&p->arena, "%s of %s records %s", again, all, what));
}

static struct str double_heading(const struct health_counted *seen,
                                 const struct health_counted *copies)
{
    if (!copies->known)
        return STR("reading ...");
    return seen->likely || copies->likely
               ? STR("Likely to be counted more than once in sums")
               : STR("Nothing is likely to be counted twice in sums");
}

/* Traffic that sums count more than once. */
static void add_double(struct app *app)
{
    struct gaps_page *p = &app->gaps;
    struct result **answers = app_step(app)->answers;
    struct health_counted seen = health_read_seen(answers[PART_SEEN]);
    struct health_counted copies = health_read_copies(answers[PART_COPIES]);
    struct health_log log = {.records = app->health.records};
    uint64_t one_in = health_one_in(&log);
    char n[SHOW_MAX];

    add_line(p, double_heading(&seen, &copies))->heading = true;
    add_counted(p, &seen, "are of a connection that several interfaces saw");
    if (seen.likely)
        add_line(p, STR("    (a filter on interfaceId or flowDirection counts "
                        "each once)"));
    add_counted(p, &copies, "are copies of another line: do files overlap?");
    if (!copies.known || one_in == 1)
        return;
    show_count(one_in, n);
    add_line(p, arena_printf(&p->arena,
                             "(by a sample from all of the range: one of %s "
                             "records)",
                             n));
}

/* What the memory had no room for: the same answer, but later. */
static void add_spilled(struct app *app)
{
    struct gaps_page *p = &app->gaps;
    uint64_t ended = app_step(app)->progress.spilled_bytes;
    uint64_t now = run_spilled(&app->run, PART_RESULT);
    char size[SHOW_MAX];
    struct str text = STR("The query fits into memory: nothing is on disk");

    show_bytes(now > ended ? now : ended, size);
    if (now || ended)
        text = arena_printf(&p->arena,
                            "For lack of memory (--memory) the query has put "
                            "%s on disk",
                            size);
    add_line(p, STR(""));
    add_line(p, text)->heading = true;
}

static void load(struct app *app, struct rect rect)
{
    struct gaps_page *p = &app->gaps;
    struct result *r = app_step(app)->answers[PART_GAPS];
    uint32_t row = p->row, top = p->top;

    arena_reset(&p->arena);
    *p = (struct gaps_page){.arena = p->arena};
    p->page = rect.h > 1 ? (uint32_t)rect.h - 1 : 0;
    p->lines = arena_calloc(&p->arena,
                            GAPS_MAX + 2 * BAD_MAX + GUESSES_MAX + OTHERS_MAX,
                            sizeof *p->lines);
    add_line(p, gaps_heading(app, r))->heading = true;
    if (r)
        add_gaps(app, r);
    add_line(p, STR(""));
    add_double(app);
    add_line(p, STR(""));
    add_bad_lines(app);
    add_guesses(app);
    add_spilled(app);
    p->row = row < p->n ? row : p->n - 1;
    p->top = (uint32_t)scroll_to(top, p->row, p->n, p->page);
}

/* --- Drawing and the cursor --------------------------------------------- */

static void draw(const struct app *app, const struct canvas *c, bool focused)
{
    const struct gaps_page *p = &app->gaps;

    draw_title(c, focused, STR("State of the data"),
               STR("Enter filters  Esc closes"));
    for (uint32_t i = p->top; i < p->n && i < p->top + p->page; i++) {
        const struct gap_line *line = &p->lines[i];
        int row = (int)(i - p->top) + 1;
        bool cursor = focused && i == p->row;

        if (cursor)
            draw_glyph(c, row, 0, ROLE_FOCUS, c->glyphs->cursor);
        draw_text(c, row, MARGIN, c->r.w - MARGIN,
                  line->heading ? ROLE_HEADER
                  : cursor      ? ROLE_CURSOR
                                : ROLE_NORMAL,
                  line->text);
    }
}

static void move(struct app *app, enum move move)
{
    struct gaps_page *p = &app->gaps;

    p->row = (uint32_t)move_row(p->row, p->n, p->page, move);
}

static const struct gap_line *line_here(const struct app *app)
{
    const struct gaps_page *p = &app->gaps;

    return p->row < p->n && p->lines[p->row].n_keys ? &p->lines[p->row] : NULL;
}

static bool cell(struct app *app, struct cell_at *out)
{
    const struct gap_line *line = line_here(app);

    if (!line)
        return false;
    *out = (struct cell_at){.column = line->n_keys > 1 ? STR("interfaceId")
                                                       : STR("logStatus"),
                            .value = line->keys[line->n_keys - 1]};
    return true;
}

static bool row(struct app *app, struct row_at *out)
{
    static const struct str fields[] = {STR("logStatus"), STR("interfaceId")};
    const struct gap_line *line = line_here(app);

    if (!line)
        return false;
    *out = (struct row_at){.kind = ROW_GROUP, .n = line->n_keys};
    for (uint32_t i = 0; i < line->n_keys; i++) {
        out->fields[i] = fields[i];
        out->values[i] = line->keys[i];
    }
    return true;
}

static bool enter(struct app *app)
{
    struct row_at at;

    if (!row(app, &at))
        return true;
    command_drill_row(app, &at);
    popup_close(app);
    return true;
}

static struct rect place(const struct app *app, struct rect area)
{
    (void)app;
    return popup_centre(area, area.h, WIDTH);
}

static const enum command_id hints[] = {COMMAND_DRILL, COMMAND_DOWN,
                                        COMMAND_PAGE_DOWN, COMMAND_ESCAPE,
                                        COMMAND_NONE};

const struct pane pane_health = {
    .name = "health",
    .load = load,
    .draw = draw,
    .move = move,
    .cell = cell,
    .row = row,
    .hints = hints,
    .place = place,
    .enter = enter,
};
