/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands of the fields pane. */
#include "tui/command.h"

#include "tui/app.h"
#include "tui/columns.h"
#include "tui/explore.h"
#include "tui/fields.h"

void command_to_fields(struct app *app)
{
    bool there = pane_active(app) == &pane_fields;

    if (popup_is_open(app, &pane_fields) && !there) {
        popup_open(app, &pane_fields);
    } else if (app->layout.panes[PANE_FIELDS].h) {
        popup_close_all(app);
        app->focus = there ? PANE_TABLE : PANE_FIELDS;
    } else if (there) {
        popup_close(app);
    } else {
        popup_open(app, &pane_fields);
    }
}

/* The field under the cursor; false and said so when it is on none. */
static bool field_here(struct app *app, struct str *out)
{
    *out = fields_here(app);
    if (out->n)
        return true;
    app_say(app, "there is no field under the cursor");
    return false;
}

void command_toggle_column(struct app *app)
{
    struct str field;

    if (field_here(app, &field))
        column_toggle(app, field);
}

void command_field_up(struct app *app)
{
    struct str field;

    if (field_here(app, &field))
        column_move(app, field, -1);
}

void command_field_down(struct app *app)
{
    struct str field;

    if (field_here(app, &field))
        column_move(app, field, 1);
}

void command_talkers_of(struct app *app)
{
    struct str field;

    if (!field_here(app, &field))
        return;
    app_step(app)->talkers.field = field;
    app_step(app)->talkers.on_field = true;
    explore_talkers(app);
    app_say(app, "the top talkers are by %.*s now", STR_ARG(field));
}
