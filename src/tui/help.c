/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The help as a popup: scrolling, and finding lines by their words. */
#include "tui/help.h"

#include "tui/app.h"

#include <curses.h>
#include <stdlib.h>

enum {
    MARGIN = 2,
    KEYS_W = 20,
    KEYS_NARROW_W = 12,
    NAME_W = 18,
    TEXT_MIN_W = 16,
    NARROW = 100, /* screens below this have less room for keys */
    ESC = 27,
    DELETE = 127
};

void help_done(struct help_page *p)
{
    arena_done(&p->arena);
    buf_done(&p->wanted);
    free(p->lines);
    *p = (struct help_page){.n = 0};
}

void help_open(struct app *app, struct str wanted)
{
    struct help_page *p = &app->help;

    if (popup_top(app) != &pane_help)
        p->pane = pane_active(app);
    p->full = wanted.n > 0;
    p->typing = false;
    p->top = 0;
    buf_reset(&p->wanted);
    buf_add(&p->wanted, wanted);
    popup_open(app, &pane_help);
}

bool help_widen(struct app *app)
{
    if (app->help.full)
        return false;
    app->help.full = true;
    app->help.top = 0;
    return true;
}

/* Below the title there is a line for what is looked for. */
static int head_rows(const struct help_page *p)
{
    return p->typing || p->wanted.n ? 2 : 1;
}

/* On a very narrow screen the names give way. */
static struct help_widths widths_for(int w)
{
    struct help_widths at = {.keys = w < NARROW ? KEYS_NARROW_W : KEYS_W,
                             .name = NAME_W};

    at.text = w - MARGIN - at.keys - 1 - at.name - 1;
    if (at.text < TEXT_MIN_W) {
        at.text += at.name + 1;
        at.name = 0;
    }
    return at;
}

static void load(struct app *app, struct rect r)
{
    struct help_page *p = &app->help;
    uint64_t last;

    p->widths = widths_for(r.w);
    help_list(app);
    p->page = r.h > head_rows(p) ? (uint64_t)(r.h - head_rows(p)) : 1;
    last = p->n > p->page ? p->n - p->page : 0;
    if (p->top > last)
        p->top = last;
}

static void draw_line(const struct canvas *c, int row,
                      const struct help_widths *at,
                      const struct help_line *line)
{
    int name = MARGIN + at->keys + 1;
    int text = name + at->name + (at->name ? 1 : 0);

    if (line->kind == HELP_HEADING) {
        draw_text(c, row, 1, c->r.w, ROLE_HEADER, line->keys);
        return;
    }
    draw_text(c, row, MARGIN, at->keys, ROLE_KEY, line->keys);
    draw_text(c, row, name, at->name, ROLE_HEADER, line->name);
    draw_text(c, row, text, at->text, ROLE_NORMAL, line->text);
}

static void draw(const struct app *app, const struct canvas *c, bool focused)
{
    const struct help_page *p = &app->help;
    int row = head_rows(p);

    draw_title(c, focused, p->full ? STR("Help") : STR("Keys"),
               p->full ? STR("/ finds  Esc closes")
                       : STR("/ finds  ? all  Esc closes"));
    if (row > 1)
        draw_format(c, 1, 1, ROLE_HEADER, "find> %.*s%s",
                    STR_ARG(buf_str(&p->wanted)), p->typing ? "_" : "");
    if (!p->n)
        draw_text(c, row, MARGIN, c->r.w, ROLE_DIM,
                  p->full ? STR("nothing has these words")
                          : STR("nothing here has these words (? looks at "
                                "everything)"));
    for (uint64_t i = p->top; i < p->n && row < c->r.h; i++)
        draw_line(c, row++, &p->widths, &p->lines[i]);
}

static void move_to(struct app *app, enum move move)
{
    struct help_page *p = &app->help;
    uint64_t last = p->n > p->page ? p->n - p->page : 0;

    p->top = move_row(p->top, last + 1, p->page, move);
}

/* Keys while the words are typed. */
static bool type_key(struct help_page *p, int code)
{
    struct buf *b = &p->wanted;

    if (code == '\r' || code == '\n' || code == KEY_ENTER) {
        p->typing = false;
    } else if (code == KEY_BACKSPACE || code == DELETE || code == '\b') {
        while (b->n && (b->p[--b->n] & 0xc0) == 0x80)
            continue;
    } else if (code >= ' ' && code <= 0xff) {
        buf_char(b, (char)code);
    } else {
        return false;
    }
    p->top = 0;
    return true;
}

static bool key(struct app *app, int code)
{
    struct help_page *p = &app->help;

    if (code == ESC && (p->typing || p->wanted.n)) {
        p->typing = false;
        buf_reset(&p->wanted);
        return true;
    }
    if (p->typing)
        return type_key(p, code);
    if (code != '/')
        return false;
    p->typing = true;
    return true;
}

/* Enter has nothing to choose here. */
static bool enter(struct app *app)
{
    (void)app;
    return true;
}

static const enum command_id hints[] = {COMMAND_PAGE_DOWN, COMMAND_HELP,
                                        COMMAND_ESCAPE, COMMAND_NONE};

const struct pane pane_help = {
    .name = "help",
    .load = load,
    .draw = draw,
    .move = move_to,
    .hints = hints,
    .enter = enter,
    .key = key,
};
