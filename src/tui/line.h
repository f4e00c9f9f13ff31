/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command line (key ":"): commands by name, with arguments where they
 * take some; ":50" goes to row 50.
 */
#ifndef TUI_LINE_H
#define TUI_LINE_H

#include "base/str.h"

#include <stddef.h>

struct app;

struct line_command {
    const char *name;
    const char *arguments; /* "": none */
    const char *help;
    void (*run)(struct app *app, struct str arguments);
};

#define LINE(name, ...) void line_##name(struct app *app, struct str arguments);
#include "tui/lines.def"
#undef LINE

size_t line_count(void);
const struct line_command *line_at(size_t i);
/* Do what a line says, or say what is wrong with it. */
void line_run(struct app *app, struct str text);

#endif
