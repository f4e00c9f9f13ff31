/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands about the program: menus, overlays, prompt, leaving. */
#include "tui/command.h"

#include "tui/app.h"
#include "tui/explore.h"
#include "tui/line.h"
#include "tui/prompt.h"
#include "tui/screen.h"

#include <stdlib.h>

/* A second Ctrl-C within this time quits. */
enum { INTERRUPT_MS = 2000, STATUS_INTERRUPTED = 130 };

void command_edit(struct app *app)
{
    struct str text = app_prompt_text(app);

    popup_close_all(app);
    prompt_focus(PROMPT_QUERY, text,
                 app->fault.on && app->stale ? app->fault.at.start : text.n);
}

void command_time_menu(struct app *app)
{
    app->scope = SCOPE_TIME;
}

static void take_range(struct app *app, struct str text)
{
    struct range range;
    struct err err = {0};

    if (!app_parse_range(app, text, &range, &err))
        app_complain(app, "%s", err.msg);
    else
        explore_range(app, &range);
}

void command_type_range(struct app *app)
{
    app_ask(app, "range", (struct str){0}, take_range);
}

static void take_line(struct app *app, struct str text)
{
    line_run(app, text);
}

void command_command_line(struct app *app)
{
    app_ask(app, "command", (struct str){0}, take_line);
    app_complete_by(app, line_complete);
}

void command_confirm(struct app *app)
{
    app->confirmation.yes(app);
}

/* Is the detail a pane on a screen like this, rather than a popup? */
static bool detail_is_pane(const struct app *app)
{
    return app->layout.class == LAYOUT_M || app->layout.class == LAYOUT_L;
}

static void toggle_popup(struct app *app, const struct pane *pane)
{
    if (popup_top(app) == pane)
        popup_close(app);
    else
        popup_open(app, pane);
}

void command_detail(struct app *app)
{
    if (popup_top(app) != &pane_detail && detail_is_pane(app)) {
        app->detail_hidden = !app->detail_hidden;
        if (app->focus == PANE_DETAIL)
            app->focus = PANE_TABLE;
    } else if (app->table.n) {
        app->detail.row = app->detail.top = 0;
        toggle_popup(app, &pane_detail);
    }
}

void command_show_record(struct app *app)
{
    if (!detail_is_pane(app)) {
        command_detail(app);
        return;
    }
    app->detail_hidden = false;
    app->focus = app->focus == PANE_DETAIL ? PANE_TABLE : PANE_DETAIL;
}

/* Another row; the cursor in the detail stays on its line. */
static void move_record(struct app *app, enum move move)
{
    struct table_view *v = &app_step(app)->table;

    v->row = move_row(v->row, app->table.n_rows, app->table.page, move);
}

void command_record_next(struct app *app)
{
    move_record(app, MOVE_DOWN);
}

void command_record_previous(struct app *app)
{
    move_record(app, MOVE_UP);
}

void command_help(struct app *app)
{
    if (popup_top(app) != &pane_help)
        help_open(app, (struct str){0});
    else if (!help_widen(app))
        popup_close(app);
}

/* Text in the prompt that was not run, or a complaint about it, goes. */
static bool drop_draft(struct app *app)
{
    if (!app->draft && !app->fault.on)
        return false;
    free(app->draft);
    app->draft = NULL;
    app->fault.on = false;
    app->stale = false;
    return true;
}

/* Back to the table from a pane beside it that was gone to for a while. */
static bool leave_pane(struct app *app)
{
    if (app->focus != PANE_DETAIL && app->focus != PANE_FIELDS)
        return false;
    app->focus = PANE_TABLE;
    return true;
}

void command_escape(struct app *app)
{
    struct step *step = app_step(app);

    if (popup_close(app) || search_stop(app) || explore_cancel(app) ||
        drop_draft(app))
        return;
    if (app->focus == PANE_TIMELINE &&
        step->timeline_anchor_ms != INT64_MIN) {
        step->timeline_anchor_ms = INT64_MIN;
        return;
    }
    if (app->focus == PANE_TIMELINE &&
        step->timeline_cursor_ms != INT64_MIN) {
        step->timeline_cursor_ms = INT64_MIN;
        return;
    }
    if (search_hide(app) || leave_pane(app) || explore_back(app))
        return;
    app_say(app, "this is the first step (q quits)");
}

void command_back(struct app *app)
{
    popup_close_all(app);
    if (!explore_back(app))
        app_say(app, "this is the first step");
}

void command_forward(struct app *app)
{
    popup_close_all(app);
    if (!explore_forward(app))
        app_say(app, "there is no step ahead");
}

void command_quit(struct app *app)
{
    if (popup_close(app) || explore_back(app))
        return;
    if (app->export.state != EXPORT_IDLE) {
        app_say(app, "still writing (Q gives it up)");
        return;
    }
    app->quit = true;
}

void command_quit_now(struct app *app)
{
    app->quit = true;
}

void command_interrupt(struct app *app)
{
    if (search_stop(app) || explore_cancel(app))
        return;
    if (app->interrupted_ms &&
        app->now_ms - app->interrupted_ms < INTERRUPT_MS) {
        app->quit = true;
        app->status = STATUS_INTERRUPTED;
        return;
    }
    app->interrupted_ms = app->now_ms;
    app_say(app, "q quits (Ctrl-C again: quit now)");
}

void command_redraw(struct app *app)
{
    (void)app;
    screen_repaint();
}

void command_suspend(struct app *app)
{
    (void)app;
    screen_suspend();
}
