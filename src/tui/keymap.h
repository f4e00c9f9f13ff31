/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keys and commands: the two tables (keys.def, commands.def) and looking
 * things up in them. Help, hints and --list-keys are made from here.
 */
#ifndef TUI_KEYMAP_H
#define TUI_KEYMAP_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

struct app;

/* Where a key holds. */
enum key_scope {
    SCOPE_ANY,
    SCOPE_TIMELINE, /* panes: while they have the focus, before ANY */
    SCOPE_TALKERS,
    SCOPE_TIME,     /* menus, open until one key */
    SCOPE_WRITE,
    SCOPE_CONFIRM,
    SCOPE_COUNT
};

enum command_id {
#define COMMAND(id, ...) COMMAND_##id,
#include "tui/commands.def"
#undef COMMAND
    COMMAND_COUNT
};
#define COMMAND_NONE COMMAND_COUNT

struct command {
    const char *name;  /* "next_pane": what ":" and --list-keys call it */
    const char *label;
    const char *help;
    void (*run)(struct app *app);
};

struct key_binding {
    enum key_scope scope;
    const char *key;   /* as shown: "Ctrl-F" */
    enum command_id command;
};

/* All bindings, in the order of keys.def. */
size_t keymap_count(void);
const struct key_binding *keymap_at(size_t i);
/* "any", "time menu", ... */
const char *keymap_scope_name(enum key_scope scope);

/* Valid for ids below COMMAND_COUNT. */
const struct command *command_at(enum command_id id);

/* By its name, in which _ and - are the same; COMMAND_NONE: no such. */
enum command_id command_find(struct str name);

/* The code that curses gives for a key's name; -1 when there is no such. */
int keymap_code(const char *key);
/*
 * The command of a key in this very scope. COMMAND_NONE when it is not
 * bound there.
 */
enum command_id keymap_find(enum key_scope scope, int code);
/* The first key of a command, for hints; NULL when it has none. */
const char *keymap_key_of(enum key_scope scope, enum command_id command);
/* A key code as a person would write it, for "no key X here". */
void keymap_describe(int code, char *out, size_t cap);

#endif
