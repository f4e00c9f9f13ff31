/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports of the mouse, and finding what is under it. */
#include "tui/mouse.h"

#include "base/num.h"
#include "tui/app_int.h"
#include "tui/bars.h"
#include "tui/screen.h"

#include <limits.h>

enum {
    REPORT_MAX = 32,
    ESC = 27,
    DOUBLE_MS = 400, /* two clicks on a row within this are Enter */
    WHEEL_ROWS = 3,
    /* Bits of a report's button: xterm's ctlseqs, "Mouse Tracking". */
    BUTTON = 3,
    MOVED = 32,
    WHEEL = 64
};

static enum mouse_kind kind_of(uint64_t bits, char end)
{
    if (bits & WHEEL)
        return (bits & BUTTON) == 0   ? MOUSE_WHEEL_UP
               : (bits & BUTTON) == 1 ? MOUSE_WHEEL_DOWN
                                      : MOUSE_OTHER;
    if ((bits & BUTTON) != 0)
        return MOUSE_OTHER;
    if (end == 'm')
        return MOUSE_RELEASE;
    return bits & MOVED ? MOUSE_DRAG : MOUSE_PRESS;
}

bool mouse_parse(struct str report, struct mouse_event *out)
{
    struct str rest = str_slice(report, 0, report.n ? report.n - 1 : 0);
    char end = report.n ? report.p[report.n - 1] : '\0';
    struct str bits, x, y;
    uint64_t b, col, row;

    if ((end != 'M' && end != 'm') || !str_split(&rest, ';', &bits) ||
        !str_split(&rest, ';', &x) || !str_split(&rest, ';', &y) || rest.n ||
        !num_parse_uint(bits, UCHAR_MAX, &b) ||
        !num_parse_uint(x, SHRT_MAX, &col) ||
        !num_parse_uint(y, SHRT_MAX, &row) || !col || !row)
        return false;
    *out = (struct mouse_event){kind_of(b, end), (int)row - 1, (int)col - 1};
    return true;
}

static bool inside(struct rect r, const struct mouse_event *e)
{
    return e->row >= r.y && e->row < r.y + r.h && e->col >= r.x &&
           e->col < r.x + r.w;
}

/* The pane under the pointer and where it stands; NULL when there is none.
 * A popup keeps the mouse from what lies below it. */
static const struct pane *
pane_under(const struct app *app, const struct mouse_event *e, struct rect *r)
{
    const struct pane *popup = popup_top(app);

    if (popup) {
        *r = popup_rect(app, popup);
        return inside(*r, e) ? popup : NULL;
    }
    for (int i = 0; i < PANE_COUNT; i++) {
        *r = app->layout.panes[i];
        if (inside(*r, e))
            return pane_at((enum pane_id)i);
    }
    return NULL;
}

static void focus_on(struct app *app, const struct pane *pane)
{
    for (int i = 0; i < PANE_COUNT; i++)
        if (pane_at((enum pane_id)i) == pane && pane->move && !popup_top(app))
            app->focus = (enum pane_id)i;
}

static void wheel(struct app *app, const struct mouse_event *e)
{
    struct rect r;
    const struct pane *pane = pane_under(app, e, &r);

    bool up = e->kind == MOUSE_WHEEL_UP;

    if (pane && pane->scroll)
        pane->scroll(app, up ? -WHEEL_ROWS : WHEEL_ROWS);
    else if (pane && pane->move)
        for (int i = 0; i < WHEEL_ROWS; i++)
            pane->move(app, up ? MOVE_UP : MOVE_DOWN);
}

static bool is_double(const struct app *app, const struct mouse_event *e)
{
    const struct mouse_state *m = &app->mouse;

    return m->on_row && m->row == e->row && m->col == e->col &&
           app->now_ms - m->pressed_ms < DOUBLE_MS;
}

static void press_pane(struct app *app, const struct mouse_event *e)
{
    struct mouse_state *m = &app->mouse;
    bool twice = is_double(app, e);
    struct rect r;
    const struct pane *pane = pane_under(app, e, &r);

    m->pressed = pane;
    m->on_row = false;
    if (!pane)
        return;
    focus_on(app, pane);
    m->row = e->row;
    m->col = e->col;
    m->pressed_ms = app->now_ms;
    m->on_row = pane->click && pane->click(app, e->row - r.y, e->col - r.x);
    if (!twice || !m->on_row)
        return;
    m->on_row = false;
    m->pending = MOUSE_ENTER;
}

static bool is_bar(const struct app *app, const struct mouse_event *e)
{
    const struct layout *l = &app->layout;

    return inside(hint_rect(app), e) || inside(l->crumbs, e) ||
           inside(l->prompt, e);
}

static void click_bar(struct app *app, const struct mouse_event *e)
{
    const struct layout *l = &app->layout;
    const char *key;

    if (inside(hint_rect(app), e)) {
        key = hint_key_at(app, e->row, e->col);
        if (key)
            input_key(app, keymap_code(key));
    } else if (inside(l->crumbs, e)) {
        crumbs_click(app, l->crumbs.w, e->col - l->crumbs.x);
    } else if (inside(l->prompt, e)) {
        command_at(COMMAND_EDIT)->run(app);
    }
}

static void press(struct app *app, const struct mouse_event *e)
{
    struct mouse_state *m = &app->mouse;

    m->pressed = NULL;
    m->pending = MOUSE_NOTHING;
    input_seen(app);
    app->ahead.n = 0;
    if (is_bar(app, e))
        m->pending = MOUSE_ON_BAR;
    else
        press_pane(app, e);
    if (!m->told)
        app_say(app, "the mouse is on: Shift-drag selects text as usual");
    m->told = true;
}

static void release(struct app *app, const struct mouse_event *e)
{
    enum mouse_pending pending = app->mouse.pending;

    app->mouse.pressed = NULL;
    app->mouse.pending = MOUSE_NOTHING;
    if (pending == MOUSE_ON_BAR)
        click_bar(app, e);
    else if (pending == MOUSE_ENTER)
        input_key(app, '\r');
}

/* Dragging goes on in the pane that it began in. */
static void drag(struct app *app, const struct mouse_event *e)
{
    const struct pane *pane = app->mouse.pressed;
    struct rect r;

    if (pane && pane->drag && pane_under(app, e, &r) == pane)
        pane->drag(app, e->row - r.y, e->col - r.x);
}

static void act(struct app *app, const struct mouse_event *e)
{
    /* A menu is left by a click elsewhere, as by a key that it has not. */
    if (app->scope != SCOPE_ANY && !inside(hint_rect(app), e)) {
        if (e->kind == MOUSE_PRESS)
            input_key(app, ESC);
        return;
    }
    switch (e->kind) {
    case MOUSE_PRESS:
        press(app, e);
        break;
    case MOUSE_DRAG:
        drag(app, e);
        break;
    case MOUSE_RELEASE:
        release(app, e);
        break;
    case MOUSE_WHEEL_UP:
    case MOUSE_WHEEL_DOWN:
        wheel(app, e);
        break;
    case MOUSE_OTHER:
        break;
    }
}

void mouse_take(struct app *app)
{
    char report[REPORT_MAX];
    size_t n = screen_mouse_report(report, sizeof report);
    struct mouse_event e;

    /* A report that was under way when the mouse was switched off. */
    if (!app->settings.mouse || app->too_small)
        return;
    if (n && mouse_parse((struct str){report, n}, &e))
        act(app, &e);
}
