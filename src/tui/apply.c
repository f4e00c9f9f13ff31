/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/apply.h"

#include "tui/app.h"
#include "tui/screen.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>

void apply_glyphs(struct app *app)
{
    app->unicode =
        !app->settings.ascii && !strcmp(nl_langinfo(CODESET), "UTF-8");
    app->glyphs = glyphs_for(app->unicode);
}

static bool wants_colour(const struct app *app)
{
    const char *no = getenv("NO_COLOR");

    if (app->settings.color != COLOR_AUTO)
        return app->settings.color == COLOR_ALWAYS;
    return !no || !*no;
}

void apply_settings(struct app *app)
{
    apply_glyphs(app);
    theme_init(&app->theme, (enum theme_name)app->settings.theme, &app->looks,
               wants_colour(app));
    screen_mouse(app->settings.mouse);
    screen_repaint();
    app->redraw = true;
}
