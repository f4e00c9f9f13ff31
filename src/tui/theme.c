/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of roles, and what looks are in curses' terms. */
#include "tui/theme.h"

#include "tui/suggest.h"

#include <assert.h>
#include <curses.h>

enum { SHOWN = 40 };

static const struct {
    const char *name;
    const char *looks[THEME_COUNT];
    const char *help;
} roles[ROLE_COUNT] = {
#define ROLE(id, name, mono, own, cb, hi, help)                                \
    [ROLE_##id] = {name,                                                       \
                   {[THEME_DEFAULT] = own,                                     \
                    [THEME_MONO] = mono,                                       \
                    [THEME_CB] = cb,                                           \
                    [THEME_HI] = hi},                                          \
                   help},
#include "tui/roles.def"
#undef ROLE
};

const char *role_name(enum role role)
{
    return roles[role].name;
}

const char *role_help(enum role role)
{
    return roles[role].help;
}

const char *role_look(enum role role, enum theme_name name)
{
    return roles[role].looks[name];
}

bool role_find(struct str name, enum role *out, struct err *err)
{
    char near[SUGGESTION_MAX];
    struct suggestion suggestion;

    suggest_begin(&suggestion, name);
    for (int i = 0; i < ROLE_COUNT; i++) {
        if (str_eq(name, str_of(roles[i].name))) {
            *out = (enum role)i;
            return true;
        }
        suggest_see(&suggestion, str_of(roles[i].name));
    }
    suggest_text(&suggestion, "theme.", near);
    return err_set(err, ERR_USAGE, "there is no theme.%.*s%s",
                   STR_ARG(str_slice(name, 0, SHOWN)), near);
}

bool looks_set(struct looks *l, enum role role, struct str text,
               const char *origin, struct err *err)
{
    bool empty = !str_trim(text).n;

    if (!empty && !look_parse(text, &l->of[role].look, err))
        return false;
    l->of[role].on = !empty;
    l->of[role].origin = origin;
    return true;
}

static struct look look_of(enum role role, enum theme_name name)
{
    struct look look = {-1, -1, 0};
    bool good = look_parse(str_of(roles[role].looks[name]), &look, NULL);

    /* A unit test reads each. */
    assert(good);
    (void)good;
    return look;
}

static unsigned long attributes_of(unsigned bits)
{
    return (bits & LOOK_BOLD ? A_BOLD : A_NORMAL) |
           (bits & LOOK_DIM ? A_DIM : A_NORMAL) |
           (bits & LOOK_UNDERLINE ? A_UNDERLINE : A_NORMAL) |
           (bits & LOOK_REVERSE ? A_REVERSE : A_NORMAL);
}

/* The look in colours; each role has a pair of its own. */
static unsigned long coloured(enum role role, const struct look *look)
{
    short pair = (short)(role + 1);
    short fg = look_colour_of(look->fg, COLORS);
    short bg = look_colour_of(look->bg, COLORS);
    unsigned long attrs = attributes_of(look->attrs);

    /* Where there are no bright colours, bold ones often look like them. */
    if (look->fg > fg && look->fg < 16)
        attrs |= A_BOLD;
    if ((fg >= 0 || bg >= 0) && init_pair(pair, fg, bg) == OK)
        attrs |= (unsigned long)COLOR_PAIR(pair);
    return attrs;
}

/* Without colours a change counts as far as it has attributes. */
static unsigned long colourless(enum role role, const struct looks *changes)
{
    struct look look = look_of(role, THEME_MONO);

    if (changes->of[role].on && changes->of[role].look.attrs)
        look = changes->of[role].look;
    return attributes_of(look.attrs);
}

void theme_init(struct theme *t, enum theme_name name,
                const struct looks *changes, bool colour)
{
    bool mono = !colour || name == THEME_MONO || !has_colors() ||
                start_color() == ERR || use_default_colors() == ERR;

    for (int i = 0; i < ROLE_COUNT; i++) {
        enum role role = (enum role)i;
        struct look look =
            changes->of[i].on ? changes->of[i].look : look_of(role, name);

        t->attr[i] = mono ? colourless(role, changes) : coloured(role, &look);
    }
}
