/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of the help, from the tables. */
#include "tui/help.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "tui/app.h"
#include "tui/line.h"

#include <string.h>

/* --- Which lines are wanted ---------------------------------------------- */

static bool contains_nocase(struct str text, struct str word)
{
    for (size_t i = 0; i + word.n <= text.n; i++)
        if (str_eq_nocase(str_slice(text, i, i + word.n), word))
            return true;
    return false;
}

/* Every word stands somewhere in the line. */
static bool is_wanted(const struct help_line *line, struct str wanted)
{
    struct str word;

    while (str_split(&wanted, ' ', &word))
        if (!contains_nocase(line->keys, word) &&
            !contains_nocase(line->name, word) &&
            !contains_nocase(line->text, word))
            return false;
    return true;
}

static void put(struct help_page *p, struct help_line line)
{
    p->lines = mem_grow(p->lines, p->n, &p->cap, sizeof *p->lines);
    p->lines[p->n++] = line;
}

/* Bytes of the text that fit into a line; a word stays whole if it can. */
static size_t line_end(struct str text, int width)
{
    size_t end = 0;

    if (utf8_width(text) <= (size_t)width)
        return text.n;
    for (size_t i = 1; i < text.n; i++)
        if (text.p[i] == ' ' &&
            utf8_width(str_slice(text, 0, i)) <= (size_t)width)
            end = i;
    return end ? end : text.n;
}

static void add(struct help_page *p, struct str keys, const char *name,
                struct str text)
{
    struct help_line line = {HELP_ENTRY, keys, str_of(name), text};

    if (!is_wanted(&line, buf_str(&p->wanted)))
        return;
    do {
        size_t end = line_end(text, p->widths.text);

        line.text = str_slice(text, 0, end);
        put(p, line);
        text = str_trim(str_slice(text, end, text.n));
        line = (struct help_line){.kind = HELP_MORE};
    } while (text.n);
}

/* A heading with nothing below it goes. */
static void begin(struct help_page *p, struct str heading)
{
    if (p->n && p->lines[p->n - 1].kind == HELP_HEADING)
        p->n--;
    if (heading.n)
        put(p, (struct help_line){HELP_HEADING, .keys = heading});
}

/* --- Keys ---------------------------------------------------------------- */

/* All keys of a command in a scope, separated by blanks. */
static struct str keys_of(const struct app *app, struct arena *a,
                          enum key_scope scope, enum command_id id)
{
    struct str keys = {0};

    for (size_t i = 0; i < app->keymap.n; i++) {
        const struct key_binding *b = &app->keymap.items[i];

        if (b->scope == scope && b->command == id)
            keys = arena_printf(a, "%.*s%s%s", STR_ARG(keys), keys.n ? " " : "",
                                b->key);
    }
    return keys;
}

static void add_command(struct app *app, enum key_scope scope,
                        enum command_id id)
{
    struct help_page *p = &app->help;
    const struct command *c = command_at(id);
    struct str keys = keys_of(app, &p->arena, scope, id);

    if (keys.n)
        add(p, keys, c->name, str_of(c->help));
}

static void add_scope(struct app *app, enum key_scope scope)
{
    begin(&app->help, str_of(keymap_scope_name(scope)));
    for (int id = 0; id < COMMAND_COUNT; id++)
        add_command(app, scope, (enum command_id)id);
}

/* Is it among the pane's most useful? */
static bool is_hint(const struct pane *pane, enum command_id id)
{
    for (int i = 0; pane && pane->hints && pane->hints[i] != COMMAND_NONE; i++)
        if (pane->hints[i] == id)
            return true;
    return false;
}

/* The keys that hold everywhere and do not stand with the pane's already. */
static void add_others(struct app *app)
{
    begin(&app->help, STR("everywhere"));
    for (int id = 0; id < COMMAND_COUNT; id++)
        if (!is_hint(app->help.pane, (enum command_id)id))
            add_command(app, SCOPE_ANY, (enum command_id)id);
}

/* What is most useful in a pane, and its own keys. */
static void add_pane(struct app *app, const struct pane *pane)
{
    begin(&app->help, str_of(pane->name));
    if (pane->scope != SCOPE_ANY)
        for (int id = 0; id < COMMAND_COUNT; id++)
            add_command(app, pane->scope, (enum command_id)id);
    for (int i = 0; pane->hints && pane->hints[i] != COMMAND_NONE; i++)
        add_command(app, SCOPE_ANY, pane->hints[i]);
}

/* --- Command line and settings ------------------------------------------- */

static void add_lines(struct app *app)
{
    struct help_page *p = &app->help;

    begin(p, STR("command line (:)"));
    for (size_t i = 0; i < line_count(); i++) {
        const struct line_command *l = line_at(i);

        add(p, str_of(l->arguments), l->name, str_of(l->help));
    }
}

static void add_settings(struct app *app)
{
    struct help_page *p = &app->help;
    char value[SETTING_TEXT_MAX];

    begin(p, STR("settings (:set)"));
    for (int id = 0; id < SETTING_COUNT; id++) {
        const struct setting *s = setting_at((enum setting_id)id);

        settings_text(&app->settings, (enum setting_id)id, value);
        add(p, arena_copy(&p->arena, str_of(value)), s->name, str_of(s->help));
    }
}

void help_list(struct app *app)
{
    struct help_page *p = &app->help;

    arena_reset(&p->arena);
    p->n = 0;
    if (p->pane)
        add_pane(app, p->pane);
    add_others(app);
    for (int i = SCOPE_ANY + 1; i < SCOPE_COUNT && p->full; i++)
        if (!p->pane || p->pane->scope != (enum key_scope)i)
            add_scope(app, (enum key_scope)i);
    if (p->full) {
        add_lines(app);
        add_settings(app);
    }
    begin(p, (struct str){0});
}
