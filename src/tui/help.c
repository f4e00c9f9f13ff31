/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Help: a line for each command that has a key, with all its keys, scope by
 * scope. Nothing is written here that is not in keys.def or commands.def.
 */
#include "tui/app.h"

#include <stdio.h>
#include <string.h>

enum { KEYS_W = 24 };

struct help_line {
    const char *heading;    /* of a scope; else NULL */
    enum key_scope scope;
    enum command_id command;
};

/* The line at place i; false past the end. */
static bool line_at(uint64_t i, struct help_line *out)
{
    for (int scope = 0; scope < SCOPE_COUNT; scope++) {
        if (i-- == 0) {
            *out = (struct help_line){
                keymap_scope_name((enum key_scope)scope),
                (enum key_scope)scope, COMMAND_NONE};
            return true;
        }
        for (int id = 0; id < COMMAND_COUNT; id++) {
            if (!keymap_key_of((enum key_scope)scope, (enum command_id)id))
                continue;
            if (i-- == 0) {
                *out = (struct help_line){NULL, (enum key_scope)scope,
                                          (enum command_id)id};
                return true;
            }
        }
    }
    return false;
}

static uint64_t count_lines(void)
{
    struct help_line line;
    uint64_t n = 0;

    while (line_at(n, &line))
        n++;
    return n;
}

/* All keys of a command in a scope, separated by blanks. */
static void list_keys(const struct help_line *line, char *out, size_t cap)
{
    size_t n = 0;

    out[0] = '\0';
    for (size_t i = 0; i < keymap_count() && n < cap; i++) {
        const struct key_binding *b = keymap_at(i);

        if (b->scope == line->scope && b->command == line->command)
            n += (size_t)snprintf(out + n, cap - n, "%s%s", n ? " " : "",
                                  b->key);
    }
}

static void draw_line(const struct canvas *c, int row,
                      const struct help_line *line)
{
    char keys[64];

    if (line->heading) {
        draw_format(c, row, 1, ROLE_HEADER, "%s", line->heading);
        return;
    }
    list_keys(line, keys, sizeof keys);
    draw_text(c, row, 2, KEYS_W - 1, ROLE_KEY, str_of(keys));
    draw_text(c, row, 2 + KEYS_W, c->r.w, ROLE_NORMAL,
              str_of(command_at(line->command)->help));
}

static void load(struct app *app, struct rect r)
{
    (void)app;
    (void)r;
}

static void draw(const struct app *app, const struct canvas *c, bool focused)
{
    struct help_line line;

    draw_title(c, focused, STR("Keys"), STR("Esc closes"));
    for (int row = 1; row < c->r.h; row++)
        if (line_at(app->help_top + (uint64_t)row - 1, &line))
            draw_line(c, row, &line);
}

static void move(struct app *app, enum move move)
{
    uint64_t page = app->layout.area.h > 1 ? (uint64_t)app->layout.area.h - 1
                                           : 1;
    uint64_t n = count_lines();
    uint64_t last = n > page ? n - page : 0;

    app->help_top = move_row(app->help_top, last + 1, page, move);
}

static bool cell(struct app *app, struct cell_at *out)
{
    (void)app;
    (void)out;
    return false;
}

static bool row(struct app *app, struct row_at *out)
{
    (void)app;
    (void)out;
    return false;
}

static const enum command_id hints[] = {COMMAND_DOWN, COMMAND_PAGE_DOWN,
                                        COMMAND_ESCAPE, COMMAND_NONE};

const struct pane pane_help = {
    .name = "help",
    .load = load,
    .draw = draw,
    .move = move,
    .cell = cell,
    .row = row,
    .hints = hints,
};
