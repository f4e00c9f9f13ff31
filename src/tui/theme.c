/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The themes, and what their roles are in curses' terms. */
#include "tui/theme.h"

#include <curses.h>
#include <string.h>

struct look {
    attr_t mono;   /* attributes when there are no colours */
    short colour;  /* foreground; -1: the terminal's own */
    attr_t extra;  /* attributes next to the colour */
};

static const struct look looks[ROLE_COUNT] = {
    [ROLE_NORMAL] = {A_NORMAL, -1, A_NORMAL},
    [ROLE_ACCEPT] = {A_NORMAL, COLOR_GREEN, A_NORMAL},
    [ROLE_REJECT] = {A_BOLD, COLOR_RED, A_BOLD},
    [ROLE_CURSOR] = {A_REVERSE, -1, A_REVERSE},
    [ROLE_HEADER] = {A_BOLD, -1, A_BOLD},
    [ROLE_RULE] = {A_NORMAL, -1, A_DIM},
    [ROLE_FOCUS] = {A_BOLD, COLOR_CYAN, A_BOLD},
    [ROLE_MATCH] = {A_UNDERLINE, COLOR_YELLOW, A_UNDERLINE},
    [ROLE_WARN] = {A_BOLD, COLOR_YELLOW, A_BOLD},
    [ROLE_DIM] = {A_DIM, -1, A_DIM},
    [ROLE_PARTIAL] = {A_REVERSE, COLOR_YELLOW, A_REVERSE},
    [ROLE_KEY] = {A_BOLD, COLOR_CYAN, A_NORMAL},
    [ROLE_COMMAND] = {A_BOLD, COLOR_BLUE, A_BOLD},
    [ROLE_FUNCTION] = {A_NORMAL, COLOR_CYAN, A_NORMAL},
    [ROLE_TEXT] = {A_NORMAL, COLOR_GREEN, A_NORMAL},
    [ROLE_NUMBER] = {A_NORMAL, COLOR_MAGENTA, A_NORMAL},
    [ROLE_REGEX] = {A_NORMAL, COLOR_YELLOW, A_NORMAL},
    [ROLE_COMMENT] = {A_DIM, -1, A_DIM},
    [ROLE_WRONG] = {A_UNDERLINE, COLOR_RED, A_UNDERLINE},
};

bool theme_known(const char *name)
{
    return !strcmp(name, "default") || !strcmp(name, "mono");
}

void theme_init(struct theme *t, const char *name, bool colour)
{
    bool mono = !colour || (name && !strcmp(name, "mono")) || !has_colors() ||
                start_color() == ERR || use_default_colors() == ERR;

    for (short i = 0; i < ROLE_COUNT; i++) {
        const struct look *look = &looks[i];

        t->attr[i] = mono ? look->mono : look->extra;
        if (mono || look->colour < 0)
            continue;
        if (init_pair((short)(i + 1), look->colour, -1) == OK)
            t->attr[i] |= (unsigned long)COLOR_PAIR(i + 1);
    }
}
