/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All columns of the row under the table's cursor, one a line, with what
 * their numbers mean; for a record also its line and where it comes from. A
 * pane in M and L, a popup in S.
 */
#include "base/utf8.h"
#include "tui/app.h"
#include "tui/show.h"

#include <inttypes.h>
#include <stdio.h>

enum { NAME_MIN = 11, MARGIN = 2, NOTE_GAP = 1 };

static struct detail_line *add_line(struct detail_page *p, struct str name,
                                    struct value value)
{
    struct detail_line *line = &p->lines[p->n++];

    line->name = name;
    line->value = value;
    line->text = show_value(&p->arena, value);
    return line;
}

static void add_columns(struct app *app, struct result *r, uint64_t row)
{
    struct detail_page *p = &app->detail;
    uint32_t n = result_n_columns(r);
    struct value *values = arena_calloc(&p->arena, n + 1, sizeof *values);
    struct err err = {0};

    p->lines = arena_calloc(&p->arena, n + 2, sizeof *p->lines);
    if (!result_read(r, row, 1, &p->arena, values, &err))
        return;
    for (uint32_t i = 0; i < n; i++) {
        struct str name = result_column(r, i)->name;
        struct detail_line *line = add_line(p, name, values[i]);

        line->note = show_meaning(&p->arena, name, values[i]);
    }
}

static void add_origin(struct app *app, struct result *r, uint64_t row)
{
    struct detail_page *p = &app->detail;
    const char *path;
    uint64_t offset;
    struct err err = {0};
    struct str line;

    if (!p->n)
        return;
    if (result_origin(r, row, &path, &offset))
        add_line(p, STR("@log"),
                 value_text(arena_printf(&p->arena, "%s, byte %" PRIu64, path,
                                         offset)));
    if (result_lines(r, row, 1, &p->arena, &line, &err))
        add_line(p, STR("@message"), value_text(line));
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
    add_columns(app, r, row);
    if (result_is_raw(r))
        add_origin(app, r, row);
    p->row = at < p->n ? at : p->n ? p->n - 1 : 0;
    p->top = (uint32_t)scroll_to(top, p->row, p->n, p->page);
}

/* As wide as the longest name, but leaving room for values. */
static int name_width(const struct detail_page *p, int w)
{
    size_t width = NAME_MIN;
    int most = w * 2 / 5 > NAME_MIN ? w * 2 / 5 : NAME_MIN;

    for (uint32_t i = 0; i < p->n; i++)
        if (utf8_width(p->lines[i].name) > width)
            width = utf8_width(p->lines[i].name);
    return (int)width < most ? (int)width : most;
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

    if (p->row >= p->n || !r)
        return false;
    *out = (struct cell_at){
        .column = p->lines[p->row].name,
        .value = p->lines[p->row].value,
        .aggregate = !result_is_raw(r) && p->row >= result_n_keys(r)};
    return true;
}

static bool row(struct app *app, struct row_at *out)
{
    return pane_table.row(app, out);
}

static const enum command_id hints[] = {
    COMMAND_INCLUDE,   COMMAND_EXCLUDE, COMMAND_FREQUENCY, COMMAND_DETAIL,
    COMMAND_NEXT_PANE, COMMAND_ESCAPE,  COMMAND_HELP,      COMMAND_NONE};

const struct pane pane_detail = {
    .name = "detail",
    .load = load,
    .draw = draw,
    .move = move,
    .cell = cell,
    .row = row,
    .hints = hints,
    .click = click,
};
