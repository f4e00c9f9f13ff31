/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The last line: the keys that matter now, as many as fit, from the tables;
 * the choices of a menu while one is open, which take the status line too if
 * they need it. Where hints stand is worked out once, for drawing them and
 * for clicks on them.
 */
#include "tui/bars.h"

#include "tui/app.h"
#include "tui/prompt.h"

#include <string.h>

enum { HINTS_MAX = 60, MARGIN = 1, GAP = 2 };

struct hint {
    const char *key;
    const char *label;
    int row, col;
};

struct hints {
    struct hint items[HINTS_MAX];
    int n;
    int row, col; /* where the next one goes */
    int h, w;
    bool cut; /* some did not fit */
};

static int width_of(const struct hint *h)
{
    return (int)(strlen(h->key) + 1 + strlen(h->label));
}

/* One that does not fit is left out, and so is all behind it. */
static void add(struct hints *list, const char *key, const char *label)
{
    struct hint h = {key, label, 0, 0};

    if (list->col + width_of(&h) > list->w && list->row + 1 < list->h) {
        list->row++;
        list->col = MARGIN;
    }
    list->cut |= list->n == HINTS_MAX || list->col + width_of(&h) > list->w;
    if (list->cut)
        return;
    h.row = list->row;
    h.col = list->col;
    list->items[list->n++] = h;
    list->col += width_of(&h) + GAP;
}

static void add_menu(const struct app *app, struct hints *list)
{
    for (size_t i = 0; i < app->keymap.n; i++) {
        const struct key_binding *b = &app->keymap.items[i];

        if (b->scope == app->scope && b->command != COMMAND_NONE)
            add(list, b->key, command_at(b->command)->label);
    }
    add(list, "Esc", "close");
}

static void add_prompt(struct hints *list)
{
    static const char *const query[][2] = {{"Enter", "run"},
                                           {"Tab", "complete"},
                                           {"Esc", "leave"},
                                           {"Up Down", "history"},
                                           {"Alt-Enter", "new line"},
                                           {"Ctrl-C", "clear"},
                                           {NULL, NULL}};
    static const char *const answer[][2] = {
        {"Enter", "accept"}, {"Esc", "leave"}, {NULL, NULL}};
    const char *const(*hints)[2] =
        prompt_purpose() == PROMPT_QUERY ? query : answer;

    for (int i = 0; hints[i][0]; i++)
        add(list, hints[i][0], hints[i][1]);
}

static void add_pane(const struct app *app, struct hints *list)
{
    const struct pane *pane = pane_active(app);

    for (int i = 0; pane->hints[i] != COMMAND_NONE; i++) {
        enum command_id id = pane->hints[i];
        const char *key = keymap_key_of(&app->keymap, pane->scope, id);

        if (!key)
            key = keymap_key_of(&app->keymap, SCOPE_ANY, id);
        if (key)
            add(list, key, command_at(id)->label);
    }
}

static void place(const struct app *app, int h, int w, struct hints *list)
{
    *list = (struct hints){.col = MARGIN, .h = h, .w = w};
    if (prompt_focused())
        add_prompt(list);
    else if (app->scope != SCOPE_ANY)
        add_menu(app, list);
    else
        add_pane(app, list);
}

struct rect hint_rect(const struct app *app)
{
    struct rect r = app->layout.hint;
    struct hints list;

    if (app->scope == SCOPE_ANY || prompt_focused())
        return r;
    /* XS has no line for hints; a menu must be seen all the same, unless it
     * is a question, whose text stays until it is answered. */
    if (!r.h)
        return app->message.text[0] && !app->message.until_ms
                   ? r
                   : app->layout.status;
    place(app, r.h, r.w, &list);
    if (list.cut) {
        r.y = app->layout.status.y;
        r.h += app->layout.status.h;
    }
    return r;
}

void hint_draw(const struct app *app, const struct canvas *c)
{
    struct hints list;

    place(app, c->r.h, c->r.w, &list);
    for (int i = 0; i < list.n; i++) {
        const struct hint *h = &list.items[i];
        int col = h->col;

        col += draw_text(c, h->row, col, c->r.w, ROLE_KEY, str_of(h->key)) + 1;
        draw_text(c, h->row, col, c->r.w, ROLE_NORMAL, str_of(h->label));
    }
}

const char *hint_key_at(const struct app *app, int y, int x)
{
    struct rect r = hint_rect(app);
    struct hints list;

    place(app, r.h, r.w, &list);
    for (int i = 0; i < list.n; i++) {
        const struct hint *h = &list.items[i];

        if (y == r.y + h->row && x >= r.x + h->col &&
            x < r.x + h->col + width_of(h))
            return h->key;
    }
    return NULL;
}
