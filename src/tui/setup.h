/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What configuration decides: settings, keys and looks, and who decided
 * them. Lines of a configuration are read here; which files there are is
 * the business of cli/configuration.h.
 *
 *     name = value
 *     theme.ROLE = look
 *     bind [PANE] KEY COMMAND
 *     # a comment
 */
#ifndef TUI_SETUP_H
#define TUI_SETUP_H

#include "base/err.h"
#include "base/str.h"
#include "tui/keymap.h"
#include "tui/settings.h"
#include "tui/theme.h"

#include <stdbool.h>

struct setup {
    struct settings settings;
    struct keymap keymap;
    struct looks looks;
    const char *origins[SETTING_COUNT]; /* not owned; NULL: the default */
};

void setup_init(struct setup *s);
void setup_done(struct setup *s);
/*
 * Set a setting, or a look by "theme.ROLE". The origin says who wants it and
 * must live as long as the setup. False with *err: then nothing changed.
 */
bool setup_set(struct setup *s, struct str name, struct str value,
               const char *origin, struct err *err);
/*
 * Do what a line of a configuration says. may_bind: whether it may give keys
 * another meaning, which files that came with the data may not.
 */
bool setup_line(struct setup *s, struct str line, bool may_bind,
                const char *origin, struct err *err);

#endif
