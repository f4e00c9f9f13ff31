/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands about following. */
#include "tui/command.h"

#include "tui/app.h"
#include "tui/explore.h"

void command_follow(struct app *app)
{
    if (app->follow.on) {
        follow_stop(app);
        app_say(app, "following is off: what was read stays");
        return;
    }
    if (!follow_start(app))
        return;
    explore_refresh(app);
    app_say(app, "following: what comes is shown (f: off, Space: pause)");
}

static void pause_drawing(struct app *app)
{
    const struct result *r = app_step(app)->answers[PART_RESULT];

    app->follow.paused = true;
    app->follow.paused_at = r ? result_matched(r) : 0;
    app_say(app, "paused: reading goes on, the screen does not (Space)");
}

void command_pause_or_page(struct app *app)
{
    if (!app->follow.on || popup_top(app)) {
        command_page_down(app);
    } else if (app->follow.paused) {
        app->follow.paused = false;
        app->follow.resuming = true;
    } else {
        pause_drawing(app);
    }
}
