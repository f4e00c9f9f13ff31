/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/completer.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "tui/app.h"
#include "tui/explore.h"
#include "tui/prompt.h"
#include "tui/show.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 8, NAME_MAX_W = 24, LIST_W = 76 };

/* A registry of the fields of the loaded layouts, under their names. */
static void know_fields(struct app *app)
{
    struct completer *c = &app->completer;

    if (c->fields)
        return;
    c->fields = fields_new();
    c->loaded = mem_calloc(app->n_fields + 1, sizeof *c->loaded);
    for (size_t i = 0; i < app->n_fields; i++) {
        field_id id = fields_find(c->fields, app->fields[i].name);

        if (!app->fields[i].loaded)
            continue;
        if (id == FIELD_NONE)
            id = fields_add(c->fields, app->fields[i].name);
        if (id != FIELD_NONE)
            c->loaded[c->n_loaded++] = id;
    }
}

void completer_done(struct completer *c)
{
    arena_done(&c->arena);
    fields_free(c->fields);
    free(c->loaded);
}

void completer_close(struct app *app)
{
    app->completer.open = false;
}

/* What all candidates that begin with what was typed have in common. */
static size_t common_length(const struct completion *list)
{
    struct str first = list->items[0].insert;
    size_t n = first.n;

    for (uint32_t i = 0; i < list->n; i++) {
        struct str s = list->items[i].insert;

        if (list->items[i].match != 0)
            return 0;
        for (size_t k = 0; k < n; k++)
            if (k >= s.n || s.p[k] != first.p[k])
                n = k;
    }
    return n;
}

static void insert(struct completer *c, struct str text)
{
    size_t from = c->list.at.start;

    prompt_replace(from, c->end, text);
    c->end = from + text.n;
}

/* Show what there is: insert what is certain, list the rest. */
static void offer(struct app *app)
{
    struct completer *c = &app->completer;

    c->chosen = c->list.n;
    c->end = c->list.at.end;
    if (c->list.n == 0) {
        app_say(app, "nothing completes this");
        return;
    }
    size_t common = common_length(&c->list);
    if (c->list.n == 1)
        insert(c, c->list.items[0].insert);
    else if (common > c->list.typed.n)
        insert(c, str_slice(c->list.items[0].insert, 0, common));
    c->open = c->list.n > 1;
    app->redraw = true;
}

void completer_at(struct app *app, struct arena *a, struct str text,
                  size_t cursor, struct completion *out)
{
    struct completer *c = &app->completer;

    know_fields(app);
    struct bind_options bind = {.fields = c->fields,
                                .loaded = c->loaded,
                                .n_loaded = c->n_loaded};
    struct complete_names names = {.bind = &bind};

    names.saved = saved_names(app)->items;
    names.n_saved = saved_names(app)->n;
    complete_at(a, text, (uint32_t)cursor, &names, out);
}

static void begin(struct app *app)
{
    struct completer *c = &app->completer;

    arena_reset(&c->arena);
    c->asked_at = arena_copy(&c->arena, prompt_text());
    completer_at(app, &c->arena, c->asked_at, prompt_point(), &c->list);
    if (c->list.expect != COMPLETE_SEEN || c->list.field_id == FIELD_NONE) {
        offer(app);
        return;
    }
    c->wanted = str_of(fields_get(c->fields, c->list.field_id)->query_name);
    app_say(app, "values of %.*s ...", STR_ARG(c->wanted));
    explore_values(app);
}

static void begin_answer(struct app *app)
{
    struct completer *c = &app->completer;

    arena_reset(&c->arena);
    c->asked_at = arena_copy(&c->arena, prompt_text());
    app->question.complete(app, &c->arena, c->asked_at, prompt_point(),
                           &c->list);
    offer(app);
}

/* A value that begins with what was typed, as a candidate. */
static bool as_candidate(struct completer *c, const struct value *row,
                         struct candidate *out)
{
    char scratch[VALUE_TEXT_MAX], count[SHOW_MAX];
    struct str text = value_str(row[0], scratch);

    if (row[0].type == VALUE_NULL || !str_starts(text, c->list.typed))
        return false;
    *out = (struct candidate){.kind = CANDIDATE_NAME};
    out->name = arena_copy(&c->arena, text);
    out->insert = complete_value(&c->arena, out->name);
    show_count((uint64_t)row[1].i, count);
    out->help = arena_printf(&c->arena, "%s records", count);
    return true;
}

/* The values before the candidates there are. */
static void add_values(struct completer *c, struct result *r)
{
    uint64_t n_rows = r ? result_n_rows(r) : 0;
    uint32_t n = n_rows < UINT32_MAX ? (uint32_t)n_rows : UINT32_MAX;
    struct value *rows = arena_calloc(&c->arena, 2 * (size_t)n + 1,
                                      sizeof *rows);
    struct candidate *items =
        arena_calloc(&c->arena, (size_t)n + c->list.n + 1, sizeof *items);
    struct err err = {0};
    uint32_t n_items = 0;

    if (n && result_n_columns(r) == 2 &&
        result_read(r, 0, n, &c->arena, rows, &err))
        for (uint32_t i = 0; i < n; i++)
            n_items += as_candidate(c, rows + 2 * (size_t)i, &items[n_items]);
    if (c->list.n)
        memcpy(items + n_items, c->list.items, c->list.n * sizeof *items);
    c->list.items = items;
    c->list.n += n_items;
}

void completer_take_values(struct app *app)
{
    struct completer *c = &app->completer;

    /* The user may have typed on. */
    if (!prompt_focused() || !str_eq(prompt_text(), c->asked_at))
        return;
    app->message.text[0] = '\0';
    add_values(c, app->loose[PART_VALUES]);
    offer(app);
}

/* What the fault's text suggests: one name in backticks behind these words. */
static struct str suggestion(const struct fault *fault)
{
    static const struct str words = STR("did you mean `");
    struct str text = str_of(fault->text);
    struct str name = str_slice(text, str_find(text, words) + words.n, text.n);

    name = str_slice(name, 0, str_find(name, STR("`?")));
    return str_find(name, STR(" ")) < name.n ? (struct str){0} : name;
}

bool completer_suggests(const struct app *app)
{
    bool of_this = app->check.shown ||
                   (app->stale && str_eq(prompt_text(), app_prompt_text(app)));

    return app->fault.on && of_this && prompt_focused() &&
           prompt_purpose() == PROMPT_QUERY && suggestion(&app->fault).n > 0;
}

/* Put the suggestion in the place of what is wrong; it is right then. */
static void take_suggestion(struct app *app)
{
    struct fault *fault = &app->fault;

    prompt_replace(fault->at.start, fault->at.end, suggestion(fault));
    fault->on = false;
}

void completer_tab(struct app *app, int by)
{
    struct completer *c = &app->completer;

    if (prompt_purpose() == PROMPT_ANSWER && !app->question.complete)
        return;
    if (completer_suggests(app)) {
        take_suggestion(app);
        return;
    }
    if (!c->open) {
        if (prompt_purpose() == PROMPT_ANSWER)
            begin_answer(app);
        else
            begin(app);
        return;
    }
    if (c->chosen == c->list.n)
        c->chosen = by > 0 ? 0 : c->list.n - 1;
    else
        c->chosen = (c->chosen + c->list.n + (uint32_t)by) % c->list.n;
    insert(c, c->list.items[c->chosen].insert);
}

static void draw_item(const struct canvas *c, int row, int name_w,
                      const struct candidate *item, bool chosen)
{
    enum role role = chosen ? ROLE_CURSOR : ROLE_NORMAL;

    draw_run(c, row, 0, c->r.w, role, " ");
    draw_text(c, row, 1, name_w, role, item->name);
    draw_text(c, row, name_w + 3, c->r.w - name_w - 3,
              chosen ? role : ROLE_DIM, item->help);
}

/* Wide enough for the names, as far as that is sensible. */
static int name_width(const struct completion *list)
{
    size_t width = 4;

    for (uint32_t i = 0; i < list->n; i++) {
        size_t w = utf8_width(list->items[i].name);

        width = w > width ? w : width;
    }
    return width < NAME_MAX_W ? (int)width : NAME_MAX_W;
}

void completer_draw(const struct app *app, const struct canvas *area, int x)
{
    const struct completer *l = &app->completer;
    struct canvas c = *area;
    int rows = l->list.n < ROWS_MAX ? (int)l->list.n : ROWS_MAX;
    uint32_t chosen = l->chosen < l->list.n ? l->chosen : 0;
    uint32_t top = chosen < (uint32_t)rows ? 0 : chosen - (uint32_t)rows + 1;

    if (!l->open || !prompt_focused())
        return;
    if (rows + 1 > c.r.h)
        rows = c.r.h - 1;
    c.r.w = c.r.w < LIST_W ? c.r.w : LIST_W;
    c.r.x = x + c.r.w <= area->r.w ? x : area->r.w - c.r.w;
    for (int i = 0; i < rows; i++)
        draw_item(&c, i, name_width(&l->list), &l->list.items[top + (uint32_t)i],
                  top + (uint32_t)i == l->chosen);
    draw_run(&c, rows, 0, c.r.w, ROLE_RULE, c.glyphs->hline);
    draw_format(&c, rows, 2, ROLE_RULE, " %u of %u  Tab, Shift-Tab choose ",
                l->chosen < l->list.n ? l->chosen + 1 : 0, l->list.n);
}

bool completer_draw_signature(const struct canvas *c)
{
    struct arena a = {0};
    struct signature s;
    bool any = prompt_focused() && prompt_purpose() == PROMPT_QUERY &&
               complete_signature(&a, prompt_text(), (uint32_t)prompt_point(),
                                  &s);
    int col = 1;

    if (any) {
        col += draw_text(c, 0, col, c->r.w, ROLE_NORMAL,
                         str_slice(s.text, 0, s.argument.start));
        col += draw_text(c, 0, col, c->r.w, ROLE_MATCH,
                         str_slice(s.text, s.argument.start, s.argument.end));
        col += draw_text(c, 0, col, c->r.w, ROLE_NORMAL,
                         str_slice(s.text, s.argument.end, s.text.n));
        draw_text(c, 0, col + 2, c->r.w, ROLE_DIM, s.help);
    }
    arena_done(&a);
    return any;
}
