/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All columns of the row under the table's cursor, one a line, with what
 * their numbers mean; for a record also its line and where it comes from. A
 * pane in M and L, a popup in S.
 */
#include "base/utf8.h"
#include "tui/app.h"
#include "tui/cells.h"
#include "tui/show.h"
#include "tui/table_columns.h"

#include <inttypes.h>
#include <stdio.h>

enum { NAME_MIN = 11, MARGIN = 2, NOTE_GAP = 1, SUMMARY_MAX = 16 };

static struct detail_line *add_line(struct detail_page *p, struct str name,
                                    struct value value)
{
    struct detail_line *line = &p->lines[p->n++];

    line->name = name;
    line->value = value;
    line->text = show_value(&p->arena, value);
    return line;
}

static bool has_line(const struct detail_page *p, struct str name)
{
    for (uint32_t i = 0; i < p->n; i++)
        if (str_eq(p->lines[i].name, name))
            return true;
    return false;
}

/* What a value means, or how large it is in short. */
static struct str note_of(struct app *app, const struct result *r,
                          uint32_t column, struct value v)
{
    struct arena *a = &app->detail.arena;
    struct str name = result_column(r, column)->name;
    struct str meaning = cell_meaning(app, a, name, v);

    if (meaning.n || !cell_brief(app) ||
        !table_columns_amount(app, r, column))
        return meaning;
    return show_brief(a, v);
}

/* The columns of a row that are not there yet, a line each. */
static void add_columns(struct app *app, struct result *r, uint64_t row)
{
    struct detail_page *p = &app->detail;
    uint32_t n = result_n_columns(r);
    struct value *values = arena_calloc(&p->arena, n + 1, sizeof *values);
    struct err err = {0};

    if (!result_read(r, row, 1, &p->arena, values, &err))
        return;
    for (uint32_t i = 0; i < n; i++) {
        struct detail_line *line;

        if (has_line(p, result_column(r, i)->name))
            continue;
        line = add_line(p, result_column(r, i)->name, values[i]);
        line->note = note_of(app, r, i, values[i]);
    }
}

/* Both results have the same record in this row. */
static bool same_record(struct result *a, struct result *b, uint64_t row)
{
    const char *path_a, *path_b;
    uint64_t at_a, at_b;

    return result_is_raw(b) && row < result_n_rows(b) &&
           result_origin(a, row, &path_a, &at_a) &&
           result_origin(b, row, &path_b, &at_b) && path_a == path_b &&
           at_a == at_b;
}

/* The fields that the query does not show. */
static void add_others(struct app *app, struct result *r, uint64_t row)
{
    struct result *record = app_step(app)->answers[PART_RECORD];

    if (record && app->detail.n && same_record(r, record, row))
        add_columns(app, record, row);
}

/* "flow.log:46524 in logs/"; where lines are not counted yet, the byte. */
static void add_log(struct app *app, struct result *r, uint64_t row)
{
    struct detail_page *p = &app->detail;
    const char *path;
    struct str name;
    uint64_t offset, number;
    struct detail_line *line;

    if (!result_origin(r, row, &path, &offset))
        return;
    number = result_line_number(r, row);
    line = add_line(p, STR("@log"), value_text(str_of(path)));
    name = str_base_name(str_of(path));
    line->text = number ? arena_printf(&p->arena, "%.*s:%" PRIu64, STR_ARG(name),
                                       number)
                        : arena_printf(&p->arena, "%.*s, byte %" PRIu64,
                                       STR_ARG(name), offset);
    if (name.p > path)
        line->note = arena_printf(&p->arena, "in %.*s", (int)(name.p - path),
                                  path);
}

static void add_origin(struct app *app, struct result *r, uint64_t row)
{
    struct detail_page *p = &app->detail;
    struct err err = {0};
    struct str line;

    if (!p->n)
        return;
    if (!has_line(p, STR("@log")))
        add_log(app, r, row);
    if (!has_line(p, STR("@message")) &&
        result_lines(r, row, 1, &p->arena, &line, &err))
        add_line(p, STR("@message"), value_text(line));
}

/* A line that is no value of the row. */
static void add_summary(struct detail_page *p, struct str name, struct str text,
                        struct str note)
{
    p->lines[p->n++] = (struct detail_line){
        .name = name, .text = text, .note = note, .summary = true};
}

static struct str count_of(struct detail_page *p, struct value v)
{
    char text[SHOW_MAX];

    show_count((uint64_t)num_double(value_num(v)), text);
    return arena_printf(&p->arena, "%s%s", value_is_estimate(v) ? "~" : "",
                        text);
}

/* "932 REJECT, 0 ACCEPT" */
static struct str actions_of(struct detail_page *p, const struct value *v)
{
    struct str rejects = count_of(p, v[0]);
    struct str accepts = count_of(p, v[1]);

    return arena_printf(&p->arena, "%.*s REJECT, %.*s ACCEPT",
                        STR_ARG(rejects), STR_ARG(accepts));
}

static struct str field_of_count(struct str column)
{
    size_t open = str_find(column, STR("("));

    return open + 2 < column.n ? str_slice(column, open + 1, column.n - 1)
                               : column;
}

/* The answer of ask_group, a line for each of its columns. */
static void add_group(struct app *app)
{
    struct detail_page *p = &app->detail;
    struct result *r = later_group(app);
    struct value v[SUMMARY_MAX];
    struct err err = {0};
    uint32_t n = r ? result_n_columns(r) : 0;

    if (!n || n > SUMMARY_MAX || result_n_rows(r) != 1 ||
        !result_read(r, 0, 1, &p->arena, v, &err))
        return;
    for (uint32_t i = 0; i < n; i++) {
        struct str name = result_column(r, i)->name;

        if (str_eq(name, STR("flows")))
            add_summary(p, STR("its flows"), count_of(p, v[i]),
                        result_find_column(r, STR("rejects")) == (int)i + 1
                            ? actions_of(p, v + i + 1)
                            : (struct str){0});
        else if (v[i].type == VALUE_TIME)
            add_summary(p, name, show_value(&p->arena, v[i]),
                        (struct str){0});
        else if (str_starts(name, STR("count_distinct")))
            add_summary(p, field_of_count(name), count_of(p, v[i]),
                        STR("different"));
    }
}

/* Lines that there may be for a row of this result. */
static size_t most_lines(const struct app *app, const struct result *r)
{
    return (size_t)result_n_columns(r) + app->n_columns + 2 + SUMMARY_MAX + 1;
}

static void load(struct app *app, struct rect rect)
{
    struct detail_page *p = &app->detail;
    struct result *r = app_step(app)->answers[PART_RESULT];
    uint64_t row = app_step(app)->table.row;
    uint32_t at = p->row, top = p->top;

    arena_reset(&p->arena);
    *p = (struct detail_page){.arena = p->arena};
    p->page = rect.h > 1 ? (uint32_t)rect.h - 1 : 0;
    if (!r || row >= result_n_rows(r))
        return;
    p->lines = arena_calloc(&p->arena, most_lines(app, r), sizeof *p->lines);
    add_columns(app, r, row);
    p->n_columns = p->n;
    if (result_is_raw(r)) {
        add_others(app, r, row);
        add_origin(app, r, row);
    } else {
        add_group(app);
    }
    p->row = at < p->n ? at : p->n ? p->n - 1 : 0;
    p->top = (uint32_t)scroll_to(top, p->row, p->n, p->page);
}

/* As wide as the longest name, but leaving room for values. */
static int name_width(const struct detail_page *p, int w)
{
    int width = NAME_MIN;
    int most = w * 2 / 5 > NAME_MIN ? w * 2 / 5 : NAME_MIN;

    for (uint32_t i = 0; i < p->n; i++) {
        int name = (int)utf8_width(draw_head(p->lines[i].name, most));

        width = name > width ? name : width;
    }
    return width;
}

static void draw_lines(const struct app *app, const struct canvas *c,
                       bool focused)
{
    const struct detail_page *p = &app->detail;
    int names = name_width(p, c->r.w);

    for (uint32_t i = p->top; i < p->n && i < p->top + p->page; i++) {
        const struct detail_line *line = &p->lines[i];
        int row = (int)(i - p->top) + 1;
        bool cursor = focused && i == p->row;
        int col = MARGIN + names + 1;

        if (cursor)
            draw_glyph(c, row, 0, ROLE_FOCUS, c->glyphs->cursor);
        draw_text(c, row, MARGIN, names, ROLE_HEADER, line->name);
        col += draw_text(c, row, col, c->r.w, cursor ? ROLE_CURSOR
                                                     : ROLE_NORMAL,
                         line->text);
        draw_text(c, row, col + NOTE_GAP, c->r.w, ROLE_DIM, line->note);
    }
}

static void draw(const struct app *app, const struct canvas *c, bool focused)
{
    struct canvas old = *c;
    char title[2 * SHOW_MAX + 16], row[SHOW_MAX], rows[SHOW_MAX];
    const struct result *r = app_step(app)->answers[PART_RESULT];

    old.dim = app->stale;
    show_count(app_step(app)->table.row + 1, row);
    show_count(r ? result_n_rows(r) : 0, rows);
    snprintf(title, sizeof title, app->detail.n ? "%s %s of %s" : "%s",
             r && !result_is_raw(r) ? "Group" : "Record", row, rows);
    draw_title(c, focused, str_of(title),
               popup_is_open(app, &pane_detail) ? STR("Esc closes")
                                                : STR("p hide"));
    draw_lines(app, &old, focused);
}

static void move(struct app *app, enum move move)
{
    struct detail_page *p = &app->detail;

    p->row = (uint32_t)move_row(p->row, p->n, p->page, move);
}

static bool click(struct app *app, int row, int col)
{
    struct detail_page *p = &app->detail;

    (void)col;
    if (row < 1 || (uint32_t)row > p->page || p->top + (uint32_t)row > p->n)
        return false;
    p->row = p->top + (uint32_t)row - 1;
    return true;
}

static bool cell(struct app *app, struct cell_at *out)
{
    const struct detail_page *p = &app->detail;
    const struct result *r = app_step(app)->answers[PART_RESULT];

    if (p->row >= p->n || !r || p->lines[p->row].summary)
        return false;
    *out = (struct cell_at){
        .column = p->lines[p->row].name,
        .value = p->lines[p->row].value,
        .aggregate = !result_is_raw(r) && p->row < p->n_columns &&
                     !result_column(r, p->row)->key};
    return true;
}

static bool row(struct app *app, struct row_at *out)
{
    return pane_table.row(app, out);
}

static const enum command_id hints[] = {
    COMMAND_INCLUDE,   COMMAND_EXCLUDE, COMMAND_FREQUENCY,
    COMMAND_RECORD_NEXT, COMMAND_RECORD_PREVIOUS, COMMAND_DETAIL,
    COMMAND_NEXT_PANE, COMMAND_ESCAPE,  COMMAND_HELP,      COMMAND_NONE};

const struct pane pane_detail = {
    .name = "detail",
    .scope = SCOPE_DETAIL,
    .load = load,
    .draw = draw,
    .move = move,
    .cell = cell,
    .row = row,
    .hints = hints,
    .click = click,
};
