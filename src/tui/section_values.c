/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The most frequent values of the field chosen in the fields pane. */
#include "tui/section.h"

#include "base/utf8.h"
#include "tui/app.h"
#include "tui/cells.h"
#include "tui/command.h"
#include "tui/fields.h"
#include "tui/show.h"

#include <stdio.h>

enum { VALUE_COL = 1, SHARE_W = 6 };

void fields_choose(struct app *app, struct str field)
{
    app->fields_page.chosen = field;
    app->redraw = true;
}

static void load(struct app *app)
{
    struct fields_page *p = &app->fields_page;
    struct result *r = app_step(app)->answers[PART_FIELD];
    struct err err = {0};

    p->n_values = 0;
    if (!r || result_n_columns(r) != 2)
        return;
    p->n_values = (uint32_t)result_n_rows(r);
    p->values =
        arena_calloc(&p->arena, (size_t)p->n_values * 2 + 1, sizeof *p->values);
    p->flows = result_matched(r);
    if (!result_read(r, 0, p->n_values, &p->arena, p->values, &err))
        p->n_values = 0;
}

static struct str title(const struct app *app, struct arena *a)
{
    return arena_printf(a, "Values of %.*s", STR_ARG(app->fields_page.chosen));
}

static uint32_t count(const struct app *app)
{
    return app->fields_page.n_values;
}

static struct str empty(const struct app *app)
{
    if (!app->fields_page.chosen.n)
        return (struct str){0};
    return app_step(app)->answers[PART_FIELD] ? STR("none")
                                              : STR("counting ...");
}

static size_t flows_text(const struct fields_page *p, uint32_t row,
                         char out[SHOW_MAX])
{
    struct value flows = p->values[(size_t)row * 2 + 1];

    return show_count((uint64_t)num_double(value_num(flows)), out);
}

static void draw(const struct app *app, const struct canvas *c, int y,
                 uint32_t row, bool cursor)
{
    const struct fields_page *p = &app->fields_page;
    const struct value *v = p->values + (size_t)row * 2;
    enum role role = cursor ? ROLE_CURSOR : ROLE_NORMAL;
    char text[SHOW_MAX];
    int flows_w = (int)flows_text(p, 0, text); /* the longest */
    int flows_col = c->r.w - SHARE_W - flows_w;
    int room = flows_col - VALUE_COL - 1;
    struct arena a = {0};
    struct str meaning = cell_meaning(app, &a, p->chosen, v[0]);
    int used;

    if (cursor)
        draw_run(c, y, VALUE_COL, room, role, " ");
    used = draw_text(c, y, VALUE_COL, room, role, show_value(&a, v[0]));
    draw_text(c, y, VALUE_COL + used + 1, room - used - 1,
              cursor ? role : ROLE_DIM, meaning);
    flows_text(p, row, text);
    draw_right(c, y, flows_col, flows_w, ROLE_NORMAL, str_of(text));
    if (p->flows) {
        snprintf(text, sizeof text, "%.0f%%",
                 num_double(value_num(v[1])) * 100 / (double)p->flows);
        draw_right(c, y, c->r.w - SHARE_W, SHARE_W - 1, ROLE_NORMAL,
                   str_of(text));
    }
    arena_done(&a);
}

static bool cell(struct app *app, uint32_t row, struct cell_at *out)
{
    const struct fields_page *p = &app->fields_page;

    if (row >= p->n_values)
        return false;
    *out = (struct cell_at){.column = p->chosen,
                            .value = p->values[(size_t)row * 2]};
    return true;
}

/* Down to the records with this value. */
static void enter(struct app *app, uint32_t row)
{
    struct cell_at at;
    struct row_at group = {.kind = ROW_GROUP, .n = 1};

    if (!cell(app, row, &at))
        return;
    group.fields[0] = at.column;
    group.values[0] = at.value;
    if (popup_top(app) == &pane_fields)
        popup_close(app);
    command_drill_into(app, &group);
}

const struct section section_values = {
    .load = load,
    .title = title,
    .count = count,
    .empty = empty,
    .draw = draw,
    .cell = cell,
    .enter = enter,
};
