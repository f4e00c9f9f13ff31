/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of keys and commands, and the names of keys. */
#include "tui/keymap.h"

#include "tui/command.h"

#include <curses.h>
#include <stdio.h>
#include <string.h>

static const struct key_binding bindings[] = {
#define KEY(scope, key, command) {SCOPE_##scope, key, COMMAND_##command},
#include "tui/keys.def"
#undef KEY
};

enum { N_BINDINGS = sizeof bindings / sizeof *bindings };

static const struct command commands[] = {
#define COMMAND(id, function, label, help) {&#function[sizeof "command_" - 1], label, help, function},
#include "tui/commands.def"
#undef COMMAND
};

static const char *const scope_names[SCOPE_COUNT] = {
    [SCOPE_ANY] = "any",
    [SCOPE_TIMELINE] = "timeline",
    [SCOPE_TALKERS] = "talkers",
    [SCOPE_TIME] = "time menu",
    [SCOPE_WRITE] = "export menu",
    [SCOPE_CONFIRM] = "question",
};

static const struct {
    const char *name;
    int code;
} names[] = {
    {"Up", KEY_UP},         {"Down", KEY_DOWN},   {"Left", KEY_LEFT},
    {"Right", KEY_RIGHT},   {"PgUp", KEY_PPAGE},  {"PgDn", KEY_NPAGE},
    {"Home", KEY_HOME},     {"End", KEY_END},     {"Tab", '\t'},
    {"Shift-Tab", KEY_BTAB}, {"Enter", '\r'},     {"Esc", 27},
    {"Space", ' '},         {"F1", KEY_F(1)},     {"F5", KEY_F(5)},
    {"Backspace", KEY_BACKSPACE},
};

enum { N_NAMES = sizeof names / sizeof *names, CONTROL = 0x1f };

size_t keymap_count(void)
{
    return N_BINDINGS;
}

const struct key_binding *keymap_at(size_t i)
{
    return &bindings[i];
}

const char *keymap_scope_name(enum key_scope scope)
{
    return scope_names[scope];
}

const struct command *command_at(enum command_id id)
{
    return &commands[id];
}

enum command_id command_find(struct str name)
{
    for (int id = 0; id < COMMAND_COUNT; id++) {
        const char *known = commands[id].name;
        size_t i = 0;

        while (i < name.n && (known[i] == name.p[i] ||
                              (known[i] == '_' && name.p[i] == '-')))
            i++;
        if (i == name.n && !known[i])
            return (enum command_id)id;
    }
    return COMMAND_NONE;
}

int keymap_code(const char *key)
{
    if (key[0] && !key[1])
        return (unsigned char)key[0];
    if (!strncmp(key, "Ctrl-", 5) && key[5] && !key[6])
        return key[5] & CONTROL;
    for (size_t i = 0; i < N_NAMES; i++)
        if (!strcmp(names[i].name, key))
            return names[i].code;
    return -1;
}

static enum command_id find_in(enum key_scope scope, int code)
{
    for (size_t i = 0; i < N_BINDINGS; i++)
        if (bindings[i].scope == scope && keymap_code(bindings[i].key) == code)
            return bindings[i].command;
    return COMMAND_NONE;
}

enum command_id keymap_find(enum key_scope scope, int code)
{
    /* Terminals send either for the same key. */
    if (code == KEY_ENTER || code == '\n')
        code = '\r';
    return find_in(scope, code);
}

const char *keymap_key_of(enum key_scope scope, enum command_id command)
{
    for (size_t i = 0; i < N_BINDINGS; i++)
        if (bindings[i].scope == scope && bindings[i].command == command)
            return bindings[i].key;
    return NULL;
}

void keymap_describe(int code, char *out, size_t cap)
{
    for (size_t i = 0; i < N_NAMES; i++)
        if (names[i].code == code) {
            snprintf(out, cap, "%s", names[i].name);
            return;
        }
    if (code > 0 && code < ' ')
        snprintf(out, cap, "Ctrl-%c", code | '@');
    else if (code < 127)
        snprintf(out, cap, "%c", code);
    else
        snprintf(out, cap, "%s", code < 256 ? "?" : keyname(code));
}
