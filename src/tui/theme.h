/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Roles instead of colours: what a piece of text is decides how it looks.
 * Without colours a role is an attribute, and never the only sign of what it
 * means (tui-design.md 14).
 */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include <stdbool.h>

enum role {
    ROLE_NORMAL,
    ROLE_ACCEPT,
    ROLE_REJECT,
    ROLE_CURSOR,
    ROLE_HEADER,  /* column headings, crumbs */
    ROLE_RULE,    /* lines between panes */
    ROLE_FOCUS,   /* the rule and title of the pane with the focus */
    ROLE_MATCH,   /* what was just inserted */
    ROLE_WARN,
    ROLE_DIM,
    ROLE_PARTIAL,
    ROLE_KEY,     /* a key in the hint line */
    ROLE_COMMAND, /* the parts of a query, as query/highlight.h has them */
    ROLE_FUNCTION,
    ROLE_TEXT,
    ROLE_NUMBER,
    ROLE_REGEX,
    ROLE_COMMENT,
    ROLE_WRONG,   /* no part of the language */
    ROLE_COUNT
};

struct theme {
    unsigned long attr[ROLE_COUNT]; /* curses attributes */
};

/* "default" or "mono" is a theme. */
bool theme_known(const char *name);
/*
 * Fill *t after curses has started; colour asks for the terminal's own 16
 * colours, if it has any.
 */
void theme_init(struct theme *t, const char *name, bool colour);

#endif
