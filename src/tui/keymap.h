/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keys and commands. keys.def and commands.def are the two tables; a keymap
 * begins as the first says and may be changed by configuration and ":bind".
 * Help, hints and --list-keys are made from a keymap.
 */
#ifndef TUI_KEYMAP_H
#define TUI_KEYMAP_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

struct app;

/* Where a key holds. */
enum key_scope {
    SCOPE_ANY,
    SCOPE_TIMELINE, /* panes: while they have the focus, before ANY */
    SCOPE_TABLE,
    SCOPE_TALKERS,
    SCOPE_FIELDS,
    SCOPE_DETAIL,
    SCOPE_TIME,     /* menus, open until one key */
    SCOPE_WRITE,
    SCOPE_YANK,
    SCOPE_INCLUDE,
    SCOPE_CONFIRM,
    SCOPE_PARTIAL,
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

enum {
    KEY_NAME_MAX = 24,
    KEYMAP_ALT = 0x10000 /* added to the code of a key pressed with Alt */
};

struct key_binding {
    enum key_scope scope;
    int code;               /* as curses gives it */
    char key[KEY_NAME_MAX]; /* as shown: "Ctrl-F" */
    enum command_id command; /* COMMAND_NONE: was made free */
    const char *origin;     /* who bound it, not owned; NULL: keys.def */
};

/* Bindings in the order of keys.def, then those that came later. */
struct keymap {
    struct key_binding *items;
    size_t n, cap;
};

/* The bindings of keys.def. */
void keymap_init(struct keymap *m);
void keymap_copy(struct keymap *to, const struct keymap *from);
void keymap_done(struct keymap *m);
/* Bind a key in a scope, in the place of what it did; COMMAND_NONE: nothing. */
void keymap_bind(struct keymap *m, enum key_scope scope, int code,
                 enum command_id command, const char *origin);
/*
 * Bind as a line says: "[PANE] KEY COMMAND", where no pane is everywhere and
 * the command none frees the key. False with *err when a word is wrong.
 */
bool keymap_read(struct keymap *m, struct str line, const char *origin,
                 struct err *err);
/*
 * The command of a key in this very scope. COMMAND_NONE when it is not
 * bound there.
 */
enum command_id keymap_find(const struct keymap *m, enum key_scope scope,
                            int code);
/* The first key of a command, for hints; NULL when it has none. */
const char *keymap_key_of(const struct keymap *m, enum key_scope scope,
                          enum command_id command);

/* "any", "time menu", ... */
const char *keymap_scope_name(enum key_scope scope);

/* Valid for ids below COMMAND_COUNT. */
const struct command *command_at(enum command_id id);

/* By its name, in which _ and - are the same; COMMAND_NONE: no such. */
enum command_id command_find(struct str name);

/*
 * The code of a key by its name, in any case: as curses gives it, for "Alt-x"
 * with KEYMAP_ALT; -1 when there is no such.
 */
int keymap_code(const char *key);
/* A key code as a person would write it, for "no key X here". */
void keymap_describe(int code, char *out, size_t cap);

#endif
