/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Completion at the prompt of plain mode: readline's own, over what may stand
 * in a query and the commands. readline hands its functions no argument,
 * hence the static variable.
 */
#include "tui/plain_int.h"

#include "base/mem.h"

#include <stdio.h>
#include <readline/readline.h>
#include <stdlib.h>
#include <string.h>

static struct plain *completing;

static const char *const commands[] = {
#define PLAIN(name, ...) #name,
#include "tui/plain.def"
#undef PLAIN
};

enum { N_COMMANDS = sizeof commands / sizeof *commands };

/* Matches as readline wants them: malloc'ed, in front what all begin with. */
struct matches {
    char **items;
    size_t n, cap;
};

static void add(struct matches *m, struct str text)
{
    if (!m->n) {
        m->items = mem_grow(m->items, 0, &m->cap, sizeof *m->items);
        m->items[m->n++] = str_dup(text);
    }
    struct str common = str_of(m->items[0]);
    size_t n = 0;

    while (n < common.n && n < text.n && common.p[n] == text.p[n])
        n++;
    m->items[0][n] = '\0';
    m->items = mem_grow(m->items, m->n, &m->cap, sizeof *m->items);
    m->items[m->n++] = str_dup(text);
}

static char **finish(struct matches *m)
{
    if (!m->n)
        return NULL;
    m->items = mem_grow(m->items, m->n, &m->cap, sizeof *m->items);
    /* Of one match only that is wanted. */
    if (m->n == 2)
        free(m->items[--m->n]);
    m->items[m->n] = NULL;
    return m->items;
}

static char **complete(const char *word, int start, int end)
{
    struct str typed = str_of(word);
    struct matches m = {0};
    struct arena a = {0};
    struct completion list = {0};

    rl_attempted_completion_over = 1; /* no file names */
    rl_completion_append_character = '\0';
    if (start == 1 && rl_line_buffer[0] == ':') {
        for (size_t i = 0; i < N_COMMANDS; i++)
            if (str_starts(str_of(commands[i]), typed))
                add(&m, str_of(commands[i]));
        return finish(&m);
    }
    completer_at(&completing->app, &a, str_of(rl_line_buffer), (size_t)end,
                 &list);
    for (uint32_t i = 0; i < list.n; i++)
        if (list.items[i].match == 0 && list.at.start == (uint32_t)start)
            add(&m, list.items[i].insert);
    arena_done(&a);
    return finish(&m);
}

void plain_complete_begin(struct plain *p)
{
    completing = p;
    rl_attempted_completion_function = complete;
    rl_completer_word_break_characters = " \t\n|,:()[]=<>!+*/%^\"'`";
}
