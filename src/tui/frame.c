/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One picture of the screen: where things are, what they need, and drawing
 * them. Curses sends the terminal what has changed since the last.
 */
#include "tui/app_int.h"

#include "tui/bars.h"
#include "tui/explore.h"
#include "tui/guide.h"
#include "tui/prompt.h"
#include "tui/prompt_view.h"
#include "tui/screen.h"

#include <curses.h>
#include <panel.h>

/* A pane that went out of view hands the focus to the table. */
static void keep_focus(struct app *app)
{
    const struct layout *l = &app->layout;

    if (popup_top(app) == &pane_detail && l->panes[PANE_DETAIL].h) {
        popup_close(app);
        app->focus = PANE_DETAIL;
    } else if (popup_top(app) == &pane_fields && l->panes[PANE_FIELDS].h) {
        popup_close(app);
        app->focus = PANE_FIELDS;
    } else if (!l->panes[app->focus].h) {
        app->focus = PANE_TABLE;
    }
}

static void lay_out(struct app *app)
{
    int h, w;

    screen_size(&h, &w);
    app->too_small = layout_class_of(h, w) == LAYOUT_NONE;
    /* Keys do what they would on the smallest screen there is. */
    h = h < LAYOUT_MIN_H ? LAYOUT_MIN_H : h;
    w = w < LAYOUT_MIN_W ? LAYOUT_MIN_W : w;
    /* They stay open, over the others where they have no place. */
    if (app->focus == PANE_FIELDS && layout_class_of(h, w) < LAYOUT_L) {
        app->focus = PANE_TABLE;
        popup_open(app, &pane_fields);
    }
    if (app->focus == PANE_DETAIL && layout_class_of(h, w) < LAYOUT_M) {
        app->focus = PANE_TABLE;
        popup_open(app, &pane_detail);
    }
    layout_compute(h, w, prompt_view_rows(app, w), app->focus, &app->layout);
    if (app->detail_hidden)
        layout_hide_detail(&app->layout);
    keep_focus(app);
}

void frame_load(struct app *app)
{
    const struct layout *l = &app->layout;

    lay_out(app);
    explore_complete(app);
    for (int i = 0; i < PANE_COUNT; i++)
        if (l->panes[i].h)
            pane_at((enum pane_id)i)->load(app, l->panes[i]);
    /* Keys of other panes go by its columns too. */
    if (!l->panes[PANE_TABLE].h)
        pane_table.load(app, l->area);
    for (unsigned i = 0; i < app->popups.n; i++) {
        const struct pane *pane = app->popups.panes[i];

        pane->load(app, popup_rect(app, pane));
    }
    status_load(app);
}

static struct canvas canvas_of(const struct app *app, struct rect r)
{
    return (struct canvas){.r = r,
                           .theme = &app->theme,
                           .glyphs = app->glyphs,
                           .unicode = app->unicode};
}

static void draw_too_small(const struct app *app)
{
    struct canvas c;
    int h, w;

    screen_size(&h, &w);
    c = canvas_of(app, (struct rect){0, 0, h, w});
    draw_format(&c, 0, 0, ROLE_NORMAL, "terminal %dx%d, needs %dx%d", w, h,
                LAYOUT_MIN_W, LAYOUT_MIN_H);
}

/* Is the title of a pane in this row, ending or beginning at column x? */
static bool meets_title(const struct app *app, int y, int x, bool ends)
{
    for (int i = 0; i < PANE_COUNT; i++) {
        const struct rect *r = &app->layout.panes[i];

        if (r->h && r->y == y && (ends ? r->x + r->w == x : r->x == x))
            return true;
    }
    return false;
}

/* A line between panes, which the rules of their titles run into. */
static void draw_divider(const struct app *app, const struct rect *r)
{
    struct canvas c = canvas_of(app, *r);

    for (int row = 0; row < r->h; row++) {
        bool left = meets_title(app, r->y + row, r->x, true);
        bool right = meets_title(app, r->y + row, r->x + 1, false);

        draw_glyph(&c, row, 0, ROLE_RULE,
                   left && right ? app->glyphs->hline
                   : left        ? app->glyphs->tee_left
                   : right       ? app->glyphs->tee_right
                                 : app->glyphs->vline);
    }
}

static void draw_panes(const struct app *app)
{
    for (int i = 0; i < PANE_COUNT; i++) {
        struct canvas c = canvas_of(app, app->layout.panes[i]);

        if (c.r.h)
            pane_at((enum pane_id)i)
                ->draw(app, &c,
                       app->focus == (enum pane_id)i && !prompt_focused());
    }
    for (int i = 0; i < LAYOUT_MAX_DIVIDERS; i++)
        draw_divider(app, &app->layout.dividers[i]);
}

/*
 * A popup in a window of its own. Windows and panels last for one picture:
 * they are made from the state like everything else that is drawn.
 */
static PANEL *draw_popup(const struct app *app, const struct pane *pane)
{
    struct rect r = popup_rect(app, pane);
    struct canvas c = canvas_of(app, (struct rect){0, 0, r.h, r.w});
    WINDOW *window = newwin(r.h, r.w, r.y, r.x);

    if (!window)
        return NULL;
    c.window = window;
    pane->draw(app, &c, pane == popup_top(app) && !prompt_focused());
    return new_panel(window);
}

static void end_popup(PANEL *panel)
{
    WINDOW *window = panel ? panel_window(panel) : NULL;

    del_panel(panel);
    if (window)
        delwin(window);
}

static void draw_bars(const struct app *app)
{
    struct canvas crumbs = canvas_of(app, app->layout.crumbs);
    struct canvas message = canvas_of(app, app->layout.message);
    struct canvas status = canvas_of(app, app->layout.status);
    struct canvas hint = canvas_of(app, hint_rect(app));
    /* In XS the two share a row; a message goes first. A menu may want the
     * status line, and then it has it. */
    bool share = app->layout.class == LAYOUT_XS;
    bool says = app->message.text[0] || app->fault.on || guide_text(app);
    bool menu = hint.r.h && hint.r.y == status.r.y;

    crumbs_draw(app, &crumbs);
    if (!share || (says && !menu))
        message_draw(app, &message);
    if (!menu && !(share && says))
        status_draw(app, &status);
    hint_draw(app, &hint);
}

static void draw_all(const struct app *app)
{
    struct canvas prompt = canvas_of(app, app->layout.prompt);
    int y = app->layout.h - 1;
    int x = 0;

    draw_panes(app);
    draw_bars(app);
    prompt_view_draw(app, &prompt, &y, &x);
    struct canvas below = canvas_of(app, app->layout.area);
    completer_draw(app, &below, x);
    curs_set(prompt_focused() ? 1 : 0);
    move(y, x < app->layout.w ? x : app->layout.w - 1);
}

/* The screen as it is drawn, popups on top, cursor where it was put. */
static void show_all(const struct app *app)
{
    PANEL *panels[POPUPS_MAX] = {0};
    int y, x;

    draw_all(app);
    getyx(stdscr, y, x);
    for (unsigned i = 0; i < app->popups.n; i++)
        panels[i] = draw_popup(app, app->popups.panes[i]);
    update_panels();
    move(y, x);
    wnoutrefresh(stdscr);
    doupdate();
    for (unsigned i = 0; i < app->popups.n; i++)
        end_popup(panels[i]);
    /* The end of a panel touches what lay below it, and reading a key would
     * draw that: without the popup. */
    untouchwin(stdscr);
}

void frame_draw(const struct app *app)
{
    erase();
    if (!app->too_small) {
        show_all(app);
        return;
    }
    draw_too_small(app);
    refresh();
}
