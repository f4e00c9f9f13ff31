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

void command_pause_or_page(struct app *app)
{
    if (app->follow.on && !popup_top(app))
        follow_pause(app);
    else
        command_page_down(app);
}
