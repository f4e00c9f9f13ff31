/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands on the table's columns. Which there are and in which order is the
 * query's, so those that hide, show or move one edit its display; widths are
 * for looking only.
 */
#include "tui/command.h"

#include "query/edit.h"
#include "tui/app.h"
#include "tui/columns.h"
#include "tui/explore.h"
#include "tui/table_columns.h"

enum { WIDTH_STEP = 2, WIDTH_LEAST = 3, WIDTH_MOST = 1000 };

/* The columns shown now, as a display would list them. */
struct shown {
    struct str *names;
    uint32_t n;
};

static struct shown list_shown(const struct app *app, struct arena *a)
{
    struct shown s;

    s.names = arena_calloc(a, app->table.n_columns + 2, sizeof *s.names);
    s.n = table_columns_shown(app, s.names);
    return s;
}

/*
 * A step that shows these columns. The rows are the same, so the cursor stays
 * on its row; its column is the one at place.
 */
static void show(struct app *app, struct arena *a, const struct shown *s,
                 uint32_t place, struct str message)
{
    const struct step *before = app_step(app);
    struct table_view was = before->table;
    struct table_view *v;
    struct edit edit;
    struct err err = {0};

    if (!edit_display(a, app_prompt_text(app), s->names, s->n, &edit, &err)) {
        command_refuse(app, &err);
        return;
    }
    if (message.n)
        edit.message = message;
    explore_edit(app, &edit);
    if (app_step(app) == before)
        return;
    v = &app_step(app)->table;
    v->row = was.row;
    v->top = was.top;
    v->left = was.left;
    v->column = place;
}

/*
 * The column under the table's cursor. False when there is none: then the
 * command waits for rows, or the user is told.
 */
static bool place_here(struct app *app, enum command_id command, uint32_t *out)
{
    *out = app_step(app)->table.column;
    if (*out < app->table.n_columns)
        return true;
    if (!app_put_off(app, command))
        app_say(app, "there is no column here");
    return false;
}

static int find_shown(const struct shown *s, struct str name)
{
    for (uint32_t i = 0; i < s->n; i++)
        if (str_eq(s->names[i], name))
            return (int)i;
    return -1;
}

static void hide_at(struct app *app, struct arena *a, struct shown *s,
                    uint32_t place)
{
    struct str name = s->names[place];

    if (s->n == 1) {
        app_say(app, "%.*s is the last column: it stays", STR_ARG(name));
        return;
    }
    s->n--;
    for (uint32_t i = place; i < s->n; i++)
        s->names[i] = s->names[i + 1];
    show(app, a, s, place < s->n ? place : s->n - 1,
         arena_printf(a, "hidden: %.*s", STR_ARG(name)));
}

static void move_at(struct app *app, struct arena *a, struct shown *s,
                    uint32_t place, int by)
{
    uint32_t other = place + (uint32_t)by;
    struct str name = s->names[place];

    if (by < 0 ? place == 0 : other >= s->n) {
        app_say(app, "%.*s is the %s column", STR_ARG(name),
                by < 0 ? "first" : "last");
        return;
    }
    s->names[place] = s->names[other];
    s->names[other] = name;
    show(app, a, s, other, arena_printf(a, "moved: %.*s", STR_ARG(name)));
}

bool column_is_shown(const struct app *app, struct str name)
{
    struct arena a = {0};
    struct shown s = list_shown(app, &a);
    bool is = find_shown(&s, name) >= 0;

    arena_done(&a);
    return is;
}

void column_toggle(struct app *app, struct str name)
{
    struct arena a = {0};
    struct shown s = list_shown(app, &a);
    int place = find_shown(&s, name);

    if (place >= 0) {
        hide_at(app, &a, &s, (uint32_t)place);
    } else if (app->table.n_columns && !app->table.raw) {
        app_say(app, "groups have no %.*s (F groups by it)", STR_ARG(name));
    } else {
        s.names[s.n++] = name;
        show(app, &a, &s, app_step(app)->table.column,
             arena_printf(&a, "shown: %.*s", STR_ARG(name)));
    }
    arena_done(&a);
}

void column_move(struct app *app, struct str name, int by)
{
    struct arena a = {0};
    struct shown s = list_shown(app, &a);
    int place = find_shown(&s, name);

    if (place >= 0)
        move_at(app, &a, &s, (uint32_t)place, by);
    else
        app_say(app, "%.*s is not shown (Space shows it)", STR_ARG(name));
    arena_done(&a);
}

void command_hide_column(struct app *app)
{
    struct arena a = {0};
    struct shown s = list_shown(app, &a);
    uint32_t place;

    if (place_here(app, COMMAND_HIDE_COLUMN, &place)) {
        if (place < s.n)
            hide_at(app, &a, &s, place);
        else
            app_say(app, "= ends the comparison");
    }
    arena_done(&a);
}

static void move_here(struct app *app, enum command_id command, int by)
{
    struct arena a = {0};
    struct shown s = list_shown(app, &a);
    uint32_t place;

    if (place_here(app, command, &place) && place < s.n)
        move_at(app, &a, &s, place, by);
    arena_done(&a);
}

void command_column_left(struct app *app)
{
    move_here(app, COMMAND_COLUMN_LEFT, -1);
}

void command_column_right(struct app *app)
{
    move_here(app, COMMAND_COLUMN_RIGHT, 1);
}

static void set_width(struct app *app, uint32_t place, int width)
{
    struct str name = app->table.columns[place].name;

    if (width < WIDTH_LEAST)
        width = WIDTH_LEAST;
    widths_set(&app_step(app)->table.widths, name,
               width < WIDTH_MOST ? width : WIDTH_MOST);
}

void command_narrower(struct app *app)
{
    uint32_t place;

    if (place_here(app, COMMAND_NARROWER, &place))
        set_width(app, place, app->table.columns[place].width - WIDTH_STEP);
}

void command_wider(struct app *app)
{
    uint32_t place;

    if (place_here(app, COMMAND_WIDER, &place))
        set_width(app, place, app->table.columns[place].width + WIDTH_STEP);
}

void command_fit(struct app *app)
{
    uint32_t place;

    if (place_here(app, COMMAND_FIT, &place))
        set_width(app, place, table_fit(&app->table, place));
}

void command_names(struct app *app)
{
    struct settings *s = &app->settings;

    s->numbers = s->numbers == NUMBERS_NAMES ? NUMBERS_NUMBERS : NUMBERS_NAMES;
    app_say(app, s->numbers == NUMBERS_NUMBERS
                     ? "ports and protocols as numbers"
                     : "ports and protocols with their names");
}

void command_brief(struct app *app)
{
    struct settings *s = &app->settings;

    s->units = s->units == UNITS_EXACT ? UNITS_HUMAN : UNITS_EXACT;
    app_say(app, s->units == UNITS_HUMAN ? "large numbers in short: 74.4k"
                                         : "numbers in full");
}
