/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The marks, by time, in the fields pane; Enter goes to one. */
#include "tui/section.h"

#include "tui/app.h"
#include "tui/mark_seek.h"
#include "tui/show.h"

enum { NAME_W = 4, TIME_W = 8 };

static void load(struct app *app)
{
    struct fields_page *p = &app->fields_page;

    p->marks = arena_calloc(&p->arena, app->marks.n + 1, sizeof *p->marks);
    marks_by_time(&app->marks, p->marks);
}

static struct str title(const struct app *app, struct arena *a)
{
    return arena_printf(a, "Marks %zu", app->marks.n);
}

static uint32_t count(const struct app *app)
{
    return (uint32_t)app->marks.n;
}

/* "m1 12:03:20 first burst" */
static void draw(const struct app *app, const struct canvas *c, int y,
                 uint32_t row, bool cursor)
{
    const struct mark *mark = app->fields_page.marks[row];
    enum role role = cursor ? ROLE_CURSOR : ROLE_NORMAL;
    char name[MARK_NAME_MAX], time[SHOW_MAX] = "";
    int col = 1;

    mark_name(mark, name);
    if (mark->time_ms != MARK_NO_TIME)
        show_time(mark->time_ms, TIME_SHOW_CLOCK, time);
    draw_text(c, y, col, NAME_W, ROLE_MATCH, str_of(name));
    col += NAME_W;
    draw_text(c, y, col, TIME_W, role, str_of(time));
    col += TIME_W + 1;
    draw_text(c, y, col, c->r.w, mark->note ? role : ROLE_DIM,
              str_of(mark->note ? mark->note : mark->line));
}

static void enter(struct app *app, uint32_t row)
{
    mark_seek(app, app->fields_page.marks[row]->number);
}

const struct section section_marks = {
    .load = load,
    .title = title,
    .count = count,
    .draw = draw,
    .enter = enter,
};
