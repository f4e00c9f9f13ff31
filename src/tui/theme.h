/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Roles instead of colours: what a piece of text is decides how it looks
 * (roles.def). Without colours a role is an attribute, and never the only
 * sign of what it means (tui-design.md 14).
 */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include "tui/look.h"
#include "tui/settings.h"

#include <stdbool.h>

enum role {
#define ROLE(id, ...) ROLE_##id,
#include "tui/roles.def"
#undef ROLE
    ROLE_COUNT
};

struct theme {
    unsigned long attr[ROLE_COUNT]; /* curses attributes */
};

/* What the user changed of the theme: "theme.ROLE = look". */
struct looks {
    struct {
        bool on;
        struct look look;
        const char *origin; /* who said so, not owned */
    } of[ROLE_COUNT];
};

/* "reject", "syntax.command"; valid for roles below ROLE_COUNT. */
const char *role_name(enum role role);
const char *role_help(enum role role);
/* The words for a role in a theme of the table. */
const char *role_look(enum role role, enum theme_name name);
/* The role of a name; false with *err, which names the nearest one. */
bool role_find(struct str name, enum role *out, struct err *err);
/* Change a role's look; an empty text takes the change back. */
bool looks_set(struct looks *l, enum role role, struct str text,
               const char *origin, struct err *err);
/*
 * Fill *t once curses has started; colour asks for colours, if the terminal
 * has any. A later call changes the colours on the screen.
 */
void theme_init(struct theme *t, enum theme_name name,
                const struct looks *changes, bool colour);

#endif
