/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that move the cursor or the focus. */
#include "tui/command.h"

#include "tui/app.h"

static void move(struct app *app, enum move how)
{
    pane_active(app)->move(app, how);
}

void command_up(struct app *app)
{
    move(app, MOVE_UP);
}

void command_down(struct app *app)
{
    move(app, MOVE_DOWN);
}

void command_left(struct app *app)
{
    move(app, MOVE_LEFT);
}

void command_right(struct app *app)
{
    move(app, MOVE_RIGHT);
}

void command_page_up(struct app *app)
{
    move(app, MOVE_PAGE_UP);
}

void command_page_down(struct app *app)
{
    move(app, MOVE_PAGE_DOWN);
}

void command_half_up(struct app *app)
{
    move(app, MOVE_HALF_UP);
}

void command_half_down(struct app *app)
{
    move(app, MOVE_HALF_DOWN);
}

void command_first(struct app *app)
{
    move(app, MOVE_FIRST);
}

void command_last(struct app *app)
{
    move(app, MOVE_LAST);
}

void command_first_column(struct app *app)
{
    move(app, MOVE_FIRST_COLUMN);
}

void command_last_column(struct app *app)
{
    move(app, MOVE_LAST_COLUMN);
}

/* In XS a pane need not be in view: it comes into view with the focus. */
static bool takes_focus(const struct app *app, enum pane_id id)
{
    if (!pane_at(id)->move)
        return false;
    if (app->layout.class == LAYOUT_XS)
        return id != PANE_DETAIL && id != PANE_FIELDS;
    return app->layout.panes[id].h > 0;
}

static void focus(struct app *app, enum pane_id id)
{
    popup_close_all(app);
    if (takes_focus(app, id))
        app->focus = id;
}

static void turn_focus(struct app *app, int by)
{
    int id = (int)app->focus;

    popup_close_all(app);
    do
        id = (id + by + PANE_COUNT) % PANE_COUNT;
    while (!takes_focus(app, (enum pane_id)id) && id != (int)app->focus);
    app->focus = (enum pane_id)id;
}

void command_next_pane(struct app *app)
{
    turn_focus(app, 1);
}

void command_previous_pane(struct app *app)
{
    turn_focus(app, -1);
}

void command_to_timeline(struct app *app)
{
    focus(app, PANE_TIMELINE);
}

void command_to_table(struct app *app)
{
    focus(app, PANE_TABLE);
}

void command_to_talkers(struct app *app)
{
    focus(app, PANE_TALKERS);
}
