/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The results table: a page of rows, columns as wide as what is in view, a
 * cursor over rows and columns. Which columns there are and how they look is
 * in table_columns.c.
 */
#include "tui/app.h"
#include "tui/cells.h"
#include "tui/compare.h"
#include "tui/explore.h"
#include "tui/show.h"
#include "tui/table_columns.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

enum {
    HEAD_ROWS = 2,
    MARGIN = 2,
    CELL_MAX = 60,
    TEXT_MAX = 400,
    BEYOND = 4096 /* bytes behind what is in view, where a match may end */
};

/* How a group was before; those behind the result's rows are gone. */
static struct str compare_text(struct app *app, uint32_t row)
{
    struct table_page *p = &app->table;
    char text[SHOW_MAX];

    if (p->first + row >= p->n_rows - p->n_gone)
        return STR("GONE");
    comparison_text(&app->comparison,
                    p->values + (size_t)row * p->n_result_columns, text);
    return arena_copy(&p->arena, str_of(text));
}

/* Read the rows in view; on trouble none, and the reason. */
static void read_rows(struct app *app, struct result *r, uint64_t top,
                      uint32_t n)
{
    struct table_page *p = &app->table;
    uint64_t rows = p->n_rows - p->n_gone;
    uint64_t left = rows > top ? rows - top : 0;
    uint32_t there = left < n ? (uint32_t)left : n;
    struct value *values;
    struct err err = {0};

    p->first = top;
    p->n = n;
    values = arena_calloc(&p->arena, (size_t)n * p->n_result_columns + 1,
                          sizeof *values);
    p->values = values;
    if (there && !result_read(r, top, there, &p->arena, values, &err)) {
        memcpy(p->problem, err.msg, sizeof p->problem);
        p->n = 0;
    }
    for (uint32_t i = there; i < p->n; i++)
        comparison_gone(&app->comparison, (uint32_t)(top + i - rows),
                        &p->arena, values + (size_t)i * p->n_result_columns);
}

/* The marks of the rows in view, and room for their names. */
static void find_marks(struct app *app, const struct result *r)
{
    struct table_page *p = &app->table;
    unsigned last = app->marks.n ? app->marks.last : 0;

    if (!last || !p->raw)
        return;
    for (p->margin++; last; last /= 10)
        p->margin++;
    p->marks = arena_calloc(&p->arena, p->n + 1, sizeof *p->marks);
    for (uint32_t i = 0; i < p->n; i++)
        p->marks[i] = marks_by_record(&app->marks,
                                      result_record(r, p->first + i));
}

static void make_texts(struct app *app)
{
    struct table_page *p = &app->table;
    size_t i = 0;

    p->texts = arena_calloc(&p->arena, (size_t)p->n * p->n_columns + 1,
                            sizeof *p->texts);
    for (uint32_t row = 0; row < p->n; row++)
        for (uint32_t c = 0; c < p->n_columns; c++) {
            const struct table_column *column = &p->columns[c];

            p->texts[i++] =
                column->look == LOOK_COMPARE
                    ? compare_text(app, row)
                    : cell_text(app, &p->arena, column,
                                p->values[row * p->n_result_columns +
                                          column->index]);
        }
}

int table_fit(const struct table_page *p, uint32_t place)
{
    struct str heading = str_slice(p->columns[place].heading, 0, TEXT_MAX);
    size_t width = utf8_width(heading);

    for (uint32_t row = 0; row < p->n; row++) {
        struct str text = p->texts[row * p->n_columns + place];
        size_t cells = utf8_width(str_slice(text, 0, TEXT_MAX));

        if (cells > width)
            width = cells;
    }
    return (int)width;
}

/* Widths as the user set them, else from the texts in view. */
static void measure(struct table_page *p, const struct widths *widths)
{
    for (uint32_t c = 0; c < p->n_columns; c++) {
        struct table_column *column = &p->columns[c];
        int set = widths_find(widths, column->name);
        int fit = table_fit(p, c);

        column->fixed = set > 0;
        column->width = set ? set : fit < CELL_MAX ? fit : CELL_MAX;
    }
}

/* How many columns from left on fit into w cells; at least one. */
static uint32_t count_fitting(const struct table_page *p, uint32_t left, int w)
{
    int used = p->margin;
    uint32_t n = 0;

    while (left + n < p->n_columns) {
        used += p->columns[left + n].width + (n ? 1 : 0);
        if (n && used > w)
            break;
        n++;
    }
    return n;
}

/* Where there is too little room, the action is one letter. */
static void save_room(struct app *app, int w)
{
    struct table_page *p = &app->table;
    const struct table_view *v = &app_step(app)->table;

    if (v->left || !table_columns_shorten(p, w - p->margin))
        return;
    make_texts(app);
    measure(p, &v->widths);
}

/* A long text that does not fit is cut rather than left out. */
static void squeeze_next(struct table_page *p, uint32_t left, int w)
{
    enum { LONG = 24, LEAST = 12 };
    uint32_t next = left + p->n_shown;
    int used = p->margin;

    if (next >= p->n_columns || p->columns[next].right ||
        p->columns[next].fixed || p->columns[next].width < LONG)
        return;
    for (uint32_t i = left; i < next; i++)
        used += p->columns[i].width + 1;
    if (w - used < LEAST)
        return;
    p->columns[next].width = w - used;
    p->n_shown++;
}

static void keep_column_in_view(struct app *app, int w)
{
    struct table_page *p = &app->table;
    struct table_view *v = &app_step(app)->table;

    if (v->column >= p->n_columns)
        v->column = p->n_columns ? p->n_columns - 1 : 0;
    if (v->left > v->column)
        v->left = v->column;
    p->n_shown = count_fitting(p, v->left, w);
    while (v->column >= v->left + p->n_shown && v->left < v->column) {
        v->left++;
        p->n_shown = count_fitting(p, v->left, w);
    }
    squeeze_next(p, v->left, w);
}

/*
 * Keep the cursor on a row there is. While rows are on their way, as after a
 * column was hidden, it waits for its own, and the last ones are shown.
 */
static uint64_t first_row(const struct app *app, struct table_view *v)
{
    const struct table_page *p = &app->table;
    uint64_t last = p->n_rows ? p->n_rows - 1 : 0;

    if (v->row > last && p->partial && explore_running(app))
        return scroll_to(v->top, last, p->n_rows, p->page);
    if (v->row > last)
        v->row = last;
    v->top = scroll_to(v->top, v->row, p->n_rows, p->page);
    return v->top;
}

static void load(struct app *app, struct rect rect)
{
    struct table_page *p = &app->table;
    struct table_view *v = &app_step(app)->table;
    struct result *r = app_step(app)->answers[PART_RESULT];
    uint64_t top, left;

    empty_load(app);
    if (r)
        result_retain(r);
    result_release(p->source);
    arena_reset(&p->arena);
    *p = (struct table_page){
        .arena = p->arena, .source = r, .margin = MARGIN};
    p->page = rect.h > HEAD_ROWS ? (uint32_t)(rect.h - HEAD_ROWS) : 0;
    if (!r)
        return;
    compare_load(app);
    p->n_gone = compare_n_gone(app);
    p->n_rows = result_n_rows(r) + p->n_gone;
    table_columns_choose(app, r);
    p->order = table_columns_order(app, r);
    top = first_row(app, v);
    left = p->n_rows - top;
    read_rows(app, r, top, left < p->page ? (uint32_t)left : p->page);
    table_columns_align(p);
    find_marks(app, r);
    make_texts(app);
    measure(p, &v->widths);
    save_room(app, rect.w);
    keep_column_in_view(app, rect.w);
}

static enum role role_of(const struct table_column *c, struct str text)
{
    if (!str_eq_nocase(c->name, STR("action")) || !text.n)
        return ROLE_NORMAL;
    return text.p[0] == 'R'   ? ROLE_REJECT
           : text.p[0] == 'A' ? ROLE_ACCEPT
                              : ROLE_NORMAL;
}

static void draw_cell(const struct canvas *c, int row, int col, int width,
                      bool right, enum role role, struct str text)
{
    if (role == ROLE_CURSOR)
        draw_run(c, row, col, width, role, " ");
    if (right)
        draw_right(c, row, col, width, role, text);
    else
        draw_text(c, row, col, width, role, text);
}

/*
 * What the search finds in a cell stands out, as far as it is in view. Of a
 * long text some more is looked at, for what begins in view and ends behind.
 */
static void draw_matches(const struct app *app, const struct canvas *c, int row,
                         int col, const struct table_column *column,
                         struct str text)
{
    struct str part = draw_head(text, column->width);
    struct str near = str_slice(text, 0, part.n + BEYOND);
    int cells = (int)utf8_width(part), at = 0;
    int room = column->width - (part.n < text.n);
    size_t from = 0;
    struct str found;

    if (column->right && cells < column->width)
        col += column->width - cells;
    while (search_match(app, near, from, &found)) {
        size_t start = (size_t)(found.p - near.p);
        struct str shown;

        at += (int)utf8_width(str_slice(near, from, start));
        shown = draw_head(found, room - at);
        at += draw_text(c, row, col + at, room - at, ROLE_MATCH, shown);
        if (shown.n < found.n)
            break;
        from = start + found.n;
    }
}

static void draw_marks(const struct table_page *p, const struct canvas *c)
{
    char name[MARK_NAME_MAX];

    for (uint32_t i = 0; p->marks && i < p->n; i++) {
        if (!p->marks[i])
            continue;
        mark_name(p->marks[i], name);
        draw_text(c, (int)i + HEAD_ROWS, 1, p->margin, ROLE_MATCH,
                  str_of(name));
    }
}

static void draw_rows(const struct app *app, const struct canvas *c,
                      bool focused)
{
    const struct table_page *p = &app->table;
    const struct table_view *v = &app_step(app)->table;
    int col = p->margin;

    for (uint32_t i = 0; i < p->n_shown; i++) {
        uint32_t place = v->left + i;
        const struct table_column *column = &p->columns[place];
        bool here = focused && place == v->column;

        draw_cell(c, 1, col, column->width, column->right, ROLE_HEADER,
                  column->heading);
        for (uint32_t row = 0; row < p->n; row++) {
            struct str text = p->texts[row * p->n_columns + place];
            bool cursor = here && p->first + row == v->row;

            draw_cell(c, (int)row + HEAD_ROWS, col, column->width,
                      column->right,
                      cursor ? ROLE_CURSOR : role_of(column, text), text);
            if (!cursor)
                draw_matches(app, c, (int)row + HEAD_ROWS, col, column, text);
        }
        col += column->width + 1;
    }
    draw_marks(p, c);
    if (focused && v->row < p->first + p->n)
        draw_glyph(c, (int)(v->row - p->first) + HEAD_ROWS, 0, ROLE_FOCUS,
                   c->glyphs->cursor);
}

/* Results that are not what the query on screen says, or not all of it. */
static void state_words(const struct app *app, char *out, size_t cap)
{
    const struct step *step = app_step(app);
    const struct job_progress *p = &step->progress;

    out[0] = '\0';
    if (app->stale)
        snprintf(out, cap, "(previous query)");
    else if (step_partial(step) && step->ran && p->state == JOB_CANCELLED &&
             p->bytes_total)
        snprintf(out, cap, "PARTIAL (cancelled at %.0f%%)",
                 100 * (double)p->bytes_done / (double)p->bytes_total);
    else if (step_partial(step))
        snprintf(out, cap, "PARTIAL");
    else if (app->comparison.state == COMPARISON_LARGE)
        snprintf(out, cap, "too many groups to compare");
    else if (app->comparison.state == COMPARISON_UNFIT)
        snprintf(out, cap, "not compared: a column is not shown");
}

/* "flows desc  row 1 of 40" */
static void place_words(const struct app *app, char *out, size_t cap)
{
    const struct table_page *p = &app->table;
    uint64_t here = app_step(app)->table.row;
    uint64_t of_result = p->n_rows - p->n_gone;
    bool gone = p->n_gone && here >= of_result;
    char row[SHOW_MAX], rows[SHOW_MAX];

    here = here < p->n_rows ? here + 1 : p->n_rows;
    show_count(gone ? here - of_result : here, row);
    show_count(gone ? p->n_gone : of_result, rows);
    snprintf(out, cap, p->n_rows ? "%.*s%s%s %s of %s" : "%.*s%sno rows",
             (int)(p->order.n < 40 ? p->order.n : 40), p->order.p,
             p->order.n ? "  " : "", gone ? "gone" : "row", row, rows);
}

/* What came while the cursor stayed on an older row. */
static void put_unseen(const struct app *app, char *out, size_t cap)
{
    uint64_t n = follow_unseen(app), newest;
    char count[SHOW_MAX];

    if (!n || !follow_newest_row(app, &newest))
        return;
    show_count(n, count);
    snprintf(out, cap, "+%s new (G)  ", count);
}

static void draw_heading(const struct app *app, const struct canvas *c,
                         bool focused)
{
    char note[256] = "", state[48] = "", place[120] = "",
         unseen[SHOW_MAX + 16] = "";
    int col;

    if (app_step(app)->answers[PART_RESULT]) {
        state_words(app, state, sizeof state);
        place_words(app, place, sizeof place);
        put_unseen(app, unseen, sizeof unseen);
        snprintf(note, sizeof note, "%s%s%s%s", unseen, state,
                 state[0] ? "  " : "", place);
    }
    col = draw_title(c, focused, STR("Results"), str_of(note));
    /* Where there is no room for all, what is wrong goes first. */
    if (col < 0 && state[0])
        col = draw_title(c, focused, STR("Results"), str_of(state));
    if (col >= 0 && state[0] && !app->stale)
        draw_text(c, 0, col, c->r.w, ROLE_PARTIAL, str_of(state));
}

/* Nothing to show: why, and a way out. */
static void draw_empty(const struct app *app, const struct canvas *c)
{
    if (app->table.problem[0])
        draw_note(c, ROLE_WARN, app->table.problem);
    else if (explore_running(app))
        draw_note(c, ROLE_DIM, "reading ...");
    else if (empty_result(app))
        empty_draw(app, c);
    else if (app_step(app)->answers[PART_RESULT])
        draw_note(c, ROLE_NORMAL, "no rows");
}

static void draw(const struct app *app, const struct canvas *c, bool focused)
{
    struct canvas old = *c;

    old.dim = app->stale;
    draw_heading(app, c, focused);
    draw_rows(app, &old, focused);
    if (!app->table.n)
        draw_empty(app, c);
}

static void move(struct app *app, enum move move)
{
    const struct table_page *p = &app->table;
    struct table_view *v = &app_step(app)->table;

    switch (move) {
    case MOVE_LEFT:
        v->column -= v->column > 0;
        break;
    case MOVE_RIGHT:
        v->column += v->column + 1 < p->n_columns;
        break;
    case MOVE_FIRST_COLUMN:
        v->column = 0;
        break;
    case MOVE_LAST_COLUMN:
        v->column = p->n_columns ? p->n_columns - 1 : 0;
        break;
    case MOVE_LAST:
        if (follow_newest_row(app, &v->row))
            break;
        /* fall through */
    default:
        v->row = move_row(v->row, p->n_rows, p->page, move);
    }
    app->detail.row = app->detail.top = 0;
}

/* The column shown at col; false between and behind them. */
static bool column_at(const struct app *app, int col, uint32_t *place)
{
    const struct table_page *p = &app->table;
    uint32_t left = app_step(app)->table.left;
    int from = app->table.margin;

    for (uint32_t i = 0; i < p->n_shown; i++) {
        int width = p->columns[left + i].width;

        *place = left + i;
        if (col >= from && col < from + width)
            return true;
        from += width + 1;
    }
    return false;
}

/* On a heading: sort by it. */
static bool click(struct app *app, int row, int col)
{
    const struct table_page *p = &app->table;
    struct table_view *v = &app_step(app)->table;
    bool on_row = row >= HEAD_ROWS && (uint32_t)(row - HEAD_ROWS) < p->n;
    uint32_t place;

    if ((on_row || row == HEAD_ROWS - 1) && column_at(app, col, &place)) {
        v->column = place;
        if (!on_row)
            command_at(COMMAND_SORT)->run(app);
    }
    if (!on_row)
        return false;
    v->row = p->first + (uint32_t)(row - HEAD_ROWS);
    app->detail.row = app->detail.top = 0;
    return true;
}

static void scroll(struct app *app, int by)
{
    const struct table_page *p = &app->table;
    struct table_view *v = &app_step(app)->table;

    v->top = scroll_by(v->top, &v->row, p->n_rows, p->page, by);
}

static const struct value *row_values(const struct app *app)
{
    const struct table_page *p = &app->table;
    uint64_t row = app_step(app)->table.row;

    if (row < p->first || row >= p->first + p->n)
        return NULL;
    return p->values + (row - p->first) * p->n_result_columns;
}

static bool cell(struct app *app, struct cell_at *out)
{
    const struct table_page *p = &app->table;
    const struct value *values = row_values(app);
    uint32_t place = app_step(app)->table.column;
    const struct table_column *c;

    if (!values || place >= p->n_columns ||
        p->columns[place].look == LOOK_COMPARE)
        return false;
    c = &p->columns[place];
    *out = (struct cell_at){.column = c->name,
                            .value = values[c->index],
                            .aggregate = c->computed};
    return true;
}

static bool row(struct app *app, struct row_at *out)
{
    const struct value *values = row_values(app);

    if (!values)
        return false;
    if (app->table.raw) {
        *out = (struct row_at){.kind = ROW_RECORD};
        return true;
    }
    return table_columns_difference(app, values, out) ||
           table_columns_group(app, values, out);
}

static const enum command_id hints[] = {
    COMMAND_EDIT,      COMMAND_DRILL,   COMMAND_TIME_MENU, COMMAND_LENS,
    COMMAND_FREQUENCY, COMMAND_WRITE_MENU, COMMAND_NEXT_PANE, COMMAND_HELP,
    COMMAND_INCLUDE,   COMMAND_EXCLUDE, COMMAND_SORT,      COMMAND_TO_FIELDS,
    COMMAND_SEARCH,    COMMAND_DETAIL,     COMMAND_HIDE_COLUMN,
    COMMAND_FOLLOW,    COMMAND_BACK,    COMMAND_NONE};

const struct pane pane_table = {
    .name = "table",
    .scope = SCOPE_TABLE,
    .load = load,
    .draw = draw,
    .move = move,
    .cell = cell,
    .row = row,
    .hints = hints,
    .click = click,
    .scroll = scroll,
};
