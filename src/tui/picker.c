/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list popup: narrowing as one types, moving, choosing. */
#include "tui/picker.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "tui/app.h"
#include "tui/fuzzy.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>

enum {
    FRAME_ROWS = 3,
    WIDTH_MAX = 110,
    MARGIN = 2,
    NOTE_GAP = 2,
    CTRL_N = 14,
    CTRL_P = 16,
    CTRL_U = 21,
    DELETE = 127
};

void picker_done(struct picker *p)
{
    arena_done(&p->arena);
    buf_done(&p->wanted);
    free(p->items);
    free(p->matches);
    *p = (struct picker){.n = 0};
}

void picker_begin(struct app *app, const char *title, const char *empty,
                  picker_take *take)
{
    struct picker *p = &app->picker;

    picker_done(p);
    p->title = title;
    p->empty = empty;
    p->take = take;
}

void picker_add(struct app *app, const struct picker_item *item)
{
    struct picker *p = &app->picker;

    p->items = mem_grow(p->items, p->n, &p->cap, sizeof *p->items);
    p->items[p->n++] =
        (struct picker_item){.text = arena_copy(&p->arena, item->text),
                             .note = arena_copy(&p->arena, item->note),
                             .lacking = arena_copy(&p->arena, item->lacking),
                             .value = arena_copy(&p->arena, item->value)};
}

struct scored {
    uint32_t item;
    int score;
};

/* The best first; equal ones as they were added. */
static int by_score(const void *a, const void *b)
{
    const struct scored *x = a;
    const struct scored *y = b;

    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->item < y->item ? -1 : x->item > y->item;
}

/* The words may stand in the text or in the note; the text counts double. */
static int score_item(struct arena *a, const struct picker_item *item,
                      struct str wanted)
{
    int text = fuzzy_score(item->text, wanted);
    struct str both =
        arena_printf(a, "%.*s %.*s", STR_ARG(item->text), STR_ARG(item->note));

    return text >= 0 ? 2 * text : fuzzy_score(both, wanted);
}

static void narrow(struct picker *p)
{
    struct scored *scored = mem_calloc(p->n + 1, sizeof *scored);
    struct arena a = {0};
    uint32_t n = 0;

    for (uint32_t i = 0; i < p->n; i++) {
        int score = score_item(&a, &p->items[i], buf_str(&p->wanted));

        if (score >= 0)
            scored[n++] = (struct scored){i, score};
    }
    qsort(scored, n, sizeof *scored, by_score);
    for (uint32_t i = 0; i < n; i++)
        p->matches[i] = scored[i].item;
    p->n_matches = n;
    p->row = p->top = 0;
    arena_done(&a);
    free(scored);
}

void picker_show(struct app *app)
{
    struct picker *p = &app->picker;

    p->matches = mem_calloc(p->n + 1, sizeof *p->matches);
    narrow(p);
    popup_open(app, &pane_picker);
}

static struct rect place(const struct app *app, struct rect area)
{
    const struct picker *p = &app->picker;
    int rows = p->n ? (int)(p->n < 1000 ? p->n : 1000) : 1;
    int width = area.w - 2 * MARGIN;

    if (area.w < LAYOUT_MIN_W + 20)
        return area;
    return popup_centre(area, rows + FRAME_ROWS,
                        width < WIDTH_MAX ? width : WIDTH_MAX);
}

static void load(struct app *app, struct rect r)
{
    struct picker *p = &app->picker;

    p->page = r.h > FRAME_ROWS ? (uint32_t)(r.h - FRAME_ROWS) : 0;
    p->top = (uint32_t)scroll_to(p->top, p->row, p->n_matches, p->page);
}

static void draw_item(const struct canvas *c, int row, bool here,
                      const struct picker_item *item, int text_w)
{
    enum role role = here              ? ROLE_CURSOR
                     : item->lacking.n ? ROLE_DIM
                                       : ROLE_NORMAL;
    struct str note = item->lacking.n ? item->lacking : item->note;

    if (here)
        draw_glyph(c, row, 1, ROLE_FOCUS, c->glyphs->cursor);
    draw_text(c, row, MARGIN + 1, text_w, role, item->text);
    draw_text(c, row, MARGIN + 1 + text_w + NOTE_GAP,
              c->r.w - text_w - NOTE_GAP - 2 * MARGIN - 1,
              item->lacking.n ? ROLE_WARN : ROLE_DIM, note);
}

/* Room for the texts, so that notes begin in one column. */
static int text_width(const struct picker *p, int w)
{
    size_t width = 1;
    size_t most = (size_t)(w - 2 * MARGIN) * 2 / 3;
    bool notes = false;

    for (uint32_t i = 0; i < p->n; i++) {
        size_t cells = utf8_width(p->items[i].text);

        width = cells > width ? cells : width;
        notes |= p->items[i].note.n || p->items[i].lacking.n;
    }
    if (!notes)
        return w - 2 * MARGIN - 1;
    return (int)(width < most ? width : most);
}

static void draw_frame(const struct app *app, const struct canvas *c,
                       bool focused)
{
    const struct picker *p = &app->picker;
    char note[64];

    snprintf(note, sizeof note, "%u of %zu", p->n_matches, p->n);
    draw_title(c, focused, str_of(p->title), str_of(note));
    for (int row = 1; row < c->r.h - 1; row++) {
        draw_glyph(c, row, 0, ROLE_RULE, c->glyphs->vline);
        draw_glyph(c, row, c->r.w - 1, ROLE_RULE, c->glyphs->vline);
    }
    draw_run(c, c->r.h - 1, 0, c->r.w, ROLE_RULE, c->glyphs->hline);
    draw_format(c, 1, MARGIN - 1, ROLE_HEADER, "find> %.*s_",
                STR_ARG(buf_str(&p->wanted)));
}

static void draw(const struct app *app, const struct canvas *c, bool focused)
{
    const struct picker *p = &app->picker;
    int text_w = text_width(p, c->r.w);

    draw_frame(app, c, focused);
    for (uint32_t i = 0; i < p->page && p->top + i < p->n_matches; i++)
        draw_item(c, (int)i + 2, p->top + i == p->row,
                  &p->items[p->matches[p->top + i]], text_w);
    if (!p->n_matches && c->r.h > FRAME_ROWS)
        draw_text(c, 2, MARGIN + 1, c->r.w - 2 * MARGIN, ROLE_DIM,
                  p->n ? STR("none of these (Ctrl-U begins again)")
                       : str_of(p->empty));
}

static void move_to(struct app *app, enum move move)
{
    struct picker *p = &app->picker;

    p->row = (uint32_t)move_row(p->row, p->n_matches, p->page, move);
}

static bool click(struct app *app, int row, int col)
{
    struct picker *p = &app->picker;
    uint32_t at = row >= 2 ? p->top + (uint32_t)row - 2 : UINT32_MAX;

    (void)col;
    if (at >= p->n_matches || at >= p->top + p->page)
        return false;
    p->row = at;
    return true;
}

static bool enter(struct app *app)
{
    struct picker *p = &app->picker;
    const struct picker_item *item;

    if (p->row >= p->n_matches) {
        popup_close(app);
        return true;
    }
    item = &p->items[p->matches[p->row]];
    if (item->lacking.n) {
        app_say(app, "%.*s: %.*s", STR_ARG(item->text), STR_ARG(item->lacking));
        return true;
    }
    popup_close(app);
    p->take(app, item->value);
    return true;
}

/* Drop the last character, which may have several bytes. */
static void drop_last(struct buf *b)
{
    while (b->n && (b->p[--b->n] & 0xc0) == 0x80)
        continue;
}

static bool key(struct app *app, int code)
{
    struct picker *p = &app->picker;

    switch (code) {
    case CTRL_N:
        move_to(app, MOVE_DOWN);
        return true;
    case CTRL_P:
        move_to(app, MOVE_UP);
        return true;
    case CTRL_U:
        buf_reset(&p->wanted);
        break;
    case KEY_BACKSPACE:
    case DELETE:
    case '\b':
        drop_last(&p->wanted);
        break;
    default:
        if (code < ' ' || code > 0xff)
            return false;
        buf_char(&p->wanted, (char)code);
    }
    narrow(p);
    return true;
}

static const enum command_id hints[] = {COMMAND_DRILL, COMMAND_ESCAPE,
                                        COMMAND_NONE};

const struct pane pane_picker = {
    .name = "list",
    .load = load,
    .draw = draw,
    .move = move_to,
    .hints = hints,
    .place = place,
    .enter = enter,
    .key = key,
    .click = click,
};
