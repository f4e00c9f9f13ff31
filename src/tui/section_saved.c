/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The saved queries in the fields pane; Enter runs one. */
#include "tui/section.h"

#include "tui/app.h"

static void load(struct app *app)
{
    saved_names(app);
}

static struct str title(const struct app *app, struct arena *a)
{
    (void)app;
    (void)a;
    return STR("Saved");
}

static uint32_t count(const struct app *app)
{
    return app->saved_names.n;
}

static void draw(const struct app *app, const struct canvas *c, int y,
                 uint32_t row, bool cursor)
{
    const struct saved_names *names = &app->saved_names;
    enum role role = names->notes[row].lacking.n ? ROLE_DIM : ROLE_NORMAL;

    draw_text(c, y, 1, c->r.w, cursor ? ROLE_CURSOR : role, names->items[row]);
}

static void enter(struct app *app, uint32_t row)
{
    struct str lacking = app->saved_names.notes[row].lacking;

    if (lacking.n) {
        app_say(app, "%.*s: %.*s", STR_ARG(app->saved_names.items[row]),
                STR_ARG(lacking));
        return;
    }
    popup_close_all(app);
    saved_call_begin(app, app->saved_names.items[row]);
}

const struct section section_saved = {
    .load = load,
    .title = title,
    .count = count,
    .draw = draw,
    .enter = enter,
};
