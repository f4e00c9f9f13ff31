/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fields pane: sections below each other (section.h). A column of its
 * own in class L, a popup at the left in the others.
 */
#include "tui/app.h"
#include "tui/fields.h"
#include "tui/section.h"

enum { POPUP_W = 44, LEAST_H = 4, TIGHT_H = 12 };

enum { FIELDS, VALUES, SAVED, MARKS };

static const struct section *const sections[] = {
    [FIELDS] = &section_fields,
    [VALUES] = &section_values,
    [SAVED] = &section_saved,
    [MARKS] = &section_marks,
};

enum { N_SECTIONS = sizeof sections / sizeof *sections };

_Static_assert(sizeof sections / sizeof *sections <= SECTIONS_MAX,
               "a view for each section");

static struct str empty_text(const struct app *app, unsigned i)
{
    return sections[i]->empty ? sections[i]->empty(app) : (struct str){0};
}

/* Lines a section would like: its title, its rows, and its foot. */
static int wish(const struct app *app, unsigned i)
{
    uint32_t n = sections[i]->count(app);

    if (!n)
        return empty_text(app, i).n ? 2 : 0;
    return (int)(n < 1000 ? n : 1000) + 1 + (sections[i]->foot != NULL);
}

/* Where there is little room the section with the cursor has it all. */
static void share_tight(struct app *app, int h)
{
    struct fields_page *p = &app->fields_page;

    for (unsigned i = 0; i < N_SECTIONS; i++)
        p->views[i].h = i == p->at ? (wish(app, i) < h ? wish(app, i) : h) : 0;
}

/*
 * Share h lines out: the first section has what the others leave, and these
 * get a fair part, or more where the first needs less.
 */
static void share(struct app *app, int h)
{
    struct section_view *views = app->fields_page.views;
    int left = h;

    for (unsigned i = N_SECTIONS; i-- > 1;) {
        int part =
            h / (N_SECTIONS + 1) > LEAST_H ? h / (N_SECTIONS + 1) : LEAST_H;

        views[i].h = wish(app, i) < part ? wish(app, i) : part;
        left -= views[i].h;
    }
    views[0].h = wish(app, 0) < left ? wish(app, 0) : left;
    left -= views[0].h;
    for (unsigned i = 1; i < N_SECTIONS && left > 0; i++) {
        int more = wish(app, i) - views[i].h;

        more = more < left ? more : left;
        views[i].h += more;
        left -= more;
    }
}

/* Rows of a section that its lines have room for. */
static uint32_t page_of(const struct section_view *v)
{
    return v->h > 1 ? (uint32_t)v->h - 1 : 0;
}

static void load(struct app *app, struct rect r)
{
    struct fields_page *p = &app->fields_page;
    int y = 0;

    arena_reset(&p->arena);
    for (unsigned i = 0; i < N_SECTIONS; i++)
        if (sections[i]->load)
            sections[i]->load(app);
    if (!wish(app, p->at))
        p->at = FIELDS;
    if (r.h < TIGHT_H)
        share_tight(app, r.h);
    else
        share(app, r.h);
    for (unsigned i = 0; i < N_SECTIONS; i++) {
        struct section_view *v = &p->views[i];
        uint32_t n = sections[i]->count(app);

        v->y = y;
        y += v->h;
        /* Rows may be on their way: the cursor waits for them. */
        if (n && v->row >= n)
            v->row = n - 1;
        v->top = (uint32_t)scroll_to(v->top, v->row, n, page_of(v));
    }
}

static void draw_section(const struct app *app, const struct canvas *c,
                         unsigned i, bool focused)
{
    const struct section_view *v = &app->fields_page.views[i];
    struct canvas part = *c;
    struct arena a = {0};
    uint32_t n = sections[i]->count(app);
    uint32_t row;

    part.r.y += v->y;
    part.r.h = v->h;
    draw_title(&part, focused, sections[i]->title(app, &a), (struct str){0});
    for (row = v->top; row < n && row < v->top + page_of(v); row++) {
        int y = (int)(row - v->top) + 1;
        bool here = focused && row == v->row;

        if (here)
            draw_glyph(&part, y, 0, ROLE_FOCUS, c->glyphs->cursor);
        sections[i]->draw(app, &part, y, row, here);
    }
    if (!n)
        draw_text(&part, 1, 1, c->r.w - 1, ROLE_DIM, empty_text(app, i));
    if (sections[i]->foot && row == n && (int)(n - v->top) + 1 < v->h)
        draw_text(&part, v->h - 1, 1, c->r.w - 1, ROLE_DIM,
                  str_of(sections[i]->foot));
    arena_done(&a);
}

static void draw(const struct app *app, const struct canvas *c, bool focused)
{
    const struct fields_page *p = &app->fields_page;
    struct canvas inner = *c;

    if (popup_is_open(app, &pane_fields)) {
        inner.r.w--;
        for (int row = 0; row < c->r.h; row++)
            draw_glyph(c, row, inner.r.w, ROLE_RULE, c->glyphs->vline);
    }
    for (unsigned i = 0; i < N_SECTIONS; i++)
        if (p->views[i].h)
            draw_section(app, &inner, i, focused && i == p->at);
}

/* The section by steps up or down that has rows; at itself when none has. */
static unsigned neighbour(const struct app *app, unsigned at, int by)
{
    for (unsigned i = at + (unsigned)by; i < N_SECTIONS; i += (unsigned)by)
        if (sections[i]->count(app))
            return i;
    return at;
}

static void move(struct app *app, enum move move)
{
    struct fields_page *p = &app->fields_page;
    struct section_view *v = &p->views[p->at];
    uint32_t n = sections[p->at]->count(app);
    uint32_t row = n ? (uint32_t)move_row(v->row, n, page_of(v), move) : v->row;
    bool down = move == MOVE_DOWN || move == MOVE_PAGE_DOWN;
    bool up = move == MOVE_UP || move == MOVE_PAGE_UP;
    unsigned other;

    if (row != v->row || !(down || up)) {
        v->row = row;
        return;
    }
    other = neighbour(app, p->at, down ? 1 : -1);
    if (other == p->at)
        return;
    p->at = other;
    /* Back up, to where the cursor came from. */
    if (down)
        p->views[other].row = 0;
}

static bool click(struct app *app, int row, int col)
{
    struct fields_page *p = &app->fields_page;

    (void)col;
    for (unsigned i = 0; i < N_SECTIONS; i++) {
        struct section_view *v = &p->views[i];
        int at = row - v->y - 1; /* below its title */

        if (at < 0 || at >= (int)page_of(v) ||
            v->top + (uint32_t)at >= sections[i]->count(app))
            continue;
        p->at = i;
        v->row = v->top + (uint32_t)at;
        return true;
    }
    return false;
}

static bool cell(struct app *app, struct cell_at *out)
{
    const struct fields_page *p = &app->fields_page;
    const struct section *s = sections[p->at];
    uint32_t row = p->views[p->at].row;

    return s->cell && row < s->count(app) && s->cell(app, row, out);
}

static bool enter(struct app *app)
{
    struct fields_page *p = &app->fields_page;
    const struct section *s = sections[p->at];
    uint32_t row = p->views[p->at].row;

    if (s->enter && row < s->count(app))
        s->enter(app, row);
    /* What was asked for comes into view. */
    if (s == &section_fields && !p->views[VALUES].h)
        p->at = VALUES;
    return true;
}

struct str fields_here(struct app *app)
{
    struct cell_at at;

    return cell(app, &at) ? at.column : (struct str){0};
}

static struct rect place(const struct app *app, struct rect area)
{
    (void)app;
    if (area.w > POPUP_W)
        area.w = POPUP_W;
    return area;
}

static const enum command_id hints[] = {
    COMMAND_DRILL,      COMMAND_TOGGLE_COLUMN, COMMAND_FREQUENCY,
    COMMAND_INCLUDE,    COMMAND_EXCLUDE,       COMMAND_FIELD_UP,
    COMMAND_FIELD_DOWN, COMMAND_TALKERS_OF,    COMMAND_ESCAPE,
    COMMAND_HELP,       COMMAND_NONE};

const struct pane pane_fields = {
    .name = "fields",
    .scope = SCOPE_FIELDS,
    .load = load,
    .draw = draw,
    .move = move,
    .cell = cell,
    .hints = hints,
    .place = place,
    .enter = enter,
    .click = click,
};
