/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the fields of a line may be, as a popup: opened by itself when no
 * input has a header or a known layout, and by :guess. The line is that of
 * the row under the table's cursor.
 */
#include "tui/app.h"
#include "tui/line.h"
#include "tui/shell.h"

#include "flow/guess_line.h"

#include <stdio.h>

enum { GUESSES_MAX = 64, WIDTH = 90, MARGIN = 2, VALUE_W = 42 };

void line_guess(struct app *app, struct str arguments)
{
    if (arguments.n)
        app_complain(app, "guess takes no arguments");
    else
        popup_open(app, &pane_guess);
}

/* The record of the row under the cursor; empty when there is none. */
static struct str line_here(const struct app *app, struct arena *a)
{
    struct result *r = app_step(app)->answers[PART_RESULT];
    uint64_t row = app_step(app)->table.row;
    struct err err = {0};
    struct str line = {0};

    if (r && result_is_raw(r) && row < result_n_rows(r))
        result_lines(r, row, 1, a, &line, &err);
    return line;
}

static void load(struct app *app, struct rect rect)
{
    struct guess_page *p = &app->guess;
    struct str line;

    arena_reset(&p->arena);
    *p = (struct guess_page){.arena = p->arena, .top = p->top};
    p->guesses = arena_calloc(&p->arena, GUESSES_MAX, sizeof *p->guesses);
    line = line_here(app, &p->arena);
    p->n = (uint32_t)guess_line(line, p->guesses, GUESSES_MAX);
    for (uint32_t i = 0; i < p->n; i++)
        p->known += p->guesses[i].name != NULL;
    p->page = rect.h > 6 ? (uint32_t)rect.h - 6 : 0;
    p->top = (uint32_t)scroll_to(p->top, p->top, p->n, p->page);
}

/* The options and the file that would take the guess. */
static void draw_command(const struct app *app, const struct canvas *c)
{
    const struct guess_page *p = &app->guess;
    const struct tui_inputs *in = &app->options->inputs;
    struct buf format = {0}, command = {0};

    guess_line_format(&format, p->guesses, p->n);
    buf_text(&command, "vpcscope --format ");
    shell_quote(&command, buf_str(&format));
    if (in->n_paths) {
        buf_char(&command, ' ');
        shell_quote(&command, str_of(in->paths[0]));
    }
    draw_text(c, c->r.h - 2, MARGIN, c->r.w, ROLE_NORMAL,
              STR("Put right what is wrong, and give it:"));
    draw_text(c, c->r.h - 1, MARGIN, c->r.w, ROLE_HEADER, buf_str(&command));
    buf_done(&format);
    buf_done(&command);
}

static void draw(const struct app *app, const struct canvas *c, bool focused)
{
    const struct guess_page *p = &app->guess;

    draw_title(c, focused, STR("Fields by their looks"), STR("Esc closes"));
    if (!p->n) {
        draw_note(c, ROLE_DIM, "no record under the cursor");
        return;
    }
    draw_format(c, 1, MARGIN, ROLE_NORMAL,
                "No header names the columns. %u of %u fields look known "
                "(%u%%):",
                p->known, p->n, p->known * 100 / p->n);
    for (uint32_t i = p->top; i < p->n && i < p->top + p->page; i++) {
        const struct line_guess *g = &p->guesses[i];
        int row = (int)(i - p->top) + 3;

        draw_format(c, row, MARGIN, ROLE_DIM, "%2u", i + 1);
        draw_text(c, row, MARGIN + 4, VALUE_W, ROLE_NORMAL, g->text);
        draw_text(c, row, MARGIN + 5 + VALUE_W, c->r.w,
                  g->name ? ROLE_HEADER : ROLE_DIM,
                  g->name ? str_of(g->name) : STR("?"));
    }
    draw_command(app, c);
}

static void move(struct app *app, enum move move)
{
    struct guess_page *p = &app->guess;
    uint64_t last = p->n > p->page ? p->n - p->page : 0;

    p->top = (uint32_t)move_row(p->top, last + 1, p->page, move);
}

static struct rect place(const struct app *app, struct rect area)
{
    return popup_centre(area, (int)app->guess.n + 6, WIDTH);
}

static const enum command_id hints[] = {COMMAND_DOWN, COMMAND_PAGE_DOWN,
                                        COMMAND_ESCAPE, COMMAND_NONE};

const struct pane pane_guess = {
    .name = "guess",
    .load = load,
    .draw = draw,
    .move = move,
    .hints = hints,
    .place = place,
};
