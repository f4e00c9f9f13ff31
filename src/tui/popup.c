/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stack of popups. */
#include "tui/popup.h"

#include "tui/app.h"

#include <string.h>

/* Take a pane out of the stack, wherever it is. */
static void take_out(struct popups *p, const struct pane *pane)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < p->n; i++)
        if (p->panes[i] != pane)
            p->panes[kept++] = p->panes[i];
    p->n = kept;
}

void popup_open(struct app *app, const struct pane *pane)
{
    struct popups *p = &app->popups;

    take_out(p, pane);
    if (p->n == POPUPS_MAX)
        take_out(p, p->panes[0]);
    p->panes[p->n++] = pane;
    app->redraw = true;
}

bool popup_close(struct app *app)
{
    if (!app->popups.n)
        return false;
    app->popups.n--;
    app->redraw = true;
    return true;
}

void popup_close_all(struct app *app)
{
    while (popup_close(app))
        continue;
}

const struct pane *popup_top(const struct app *app)
{
    const struct popups *p = &app->popups;

    return p->n ? p->panes[p->n - 1] : NULL;
}

bool popup_is_open(const struct app *app, const struct pane *pane)
{
    for (unsigned i = 0; i < app->popups.n; i++)
        if (app->popups.panes[i] == pane)
            return true;
    return false;
}

struct rect popup_rect(const struct app *app, const struct pane *pane)
{
    return pane->place ? pane->place(app, app->layout.area) : app->layout.area;
}

struct rect popup_centre(struct rect area, int h, int w)
{
    h = h < area.h ? h : area.h;
    w = w < area.w ? w : area.w;
    return (struct rect){area.y + (area.h - h) / 2, area.x + (area.w - w) / 2,
                         h, w};
}
