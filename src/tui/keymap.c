/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of keys and commands, binding keys, and their names. */
#include "tui/keymap.h"

#include "base/mem.h"
#include "tui/command.h"
#include "tui/suggest.h"

#include <curses.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
    enum key_scope scope;
    const char *key;
    enum command_id command;
} bindings[] = {
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
    [SCOPE_TABLE] = "table",
    [SCOPE_TALKERS] = "talkers",
    [SCOPE_FIELDS] = "fields",
    [SCOPE_DETAIL] = "detail",
    [SCOPE_TIME] = "time menu",
    [SCOPE_WRITE] = "export menu",
    [SCOPE_YANK] = "copy menu",
    [SCOPE_INCLUDE] = "include menu",
    [SCOPE_CONFIRM] = "question",
    [SCOPE_PARTIAL] = "partial result",
};

static const struct {
    const char *name;
    int code;
} names[] = {
    {"Up", KEY_UP},         {"Down", KEY_DOWN},   {"Left", KEY_LEFT},
    {"Right", KEY_RIGHT},   {"PgUp", KEY_PPAGE},  {"PgDn", KEY_NPAGE},
    {"Home", KEY_HOME},     {"End", KEY_END},     {"Tab", '\t'},
    {"Shift-Tab", KEY_BTAB}, {"Enter", '\r'},     {"Esc", 27},
    {"Space", ' '},         {"Ins", KEY_IC},      {"Del", KEY_DC},
    {"Backspace", KEY_BACKSPACE},
};

enum {
    N_NAMES = sizeof names / sizeof *names,
    CONTROL = 0x1f,
    DELETE = 127,
    F_KEYS = 12,
    WORDS_MAX = 4,
    SHOWN = 40
};

/* Terminals send different codes for the same key. */
static int same_key(int code)
{
    int alt = code & KEYMAP_ALT;

    code &= ~KEYMAP_ALT;
    if (code == KEY_ENTER || code == '\n')
        code = '\r';
    if (code == DELETE)
        code = KEY_BACKSPACE;
    return code | alt;
}

static struct key_binding *binding_of(const struct keymap *m,
                                      enum key_scope scope, int code)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->items[i].scope == scope && m->items[i].code == code)
            return &m->items[i];
    return NULL;
}

void keymap_bind(struct keymap *m, enum key_scope scope, int code,
                 enum command_id command, const char *origin)
{
    struct key_binding *b = binding_of(m, scope, code = same_key(code));

    if (!b) {
        m->items = mem_grow(m->items, m->n, &m->cap, sizeof *m->items);
        b = &m->items[m->n++];
    }
    *b = (struct key_binding){.scope = scope, .code = code,
                              .command = command, .origin = origin};
    keymap_describe(code, b->key, sizeof b->key);
}

void keymap_init(struct keymap *m)
{
    *m = (struct keymap){0};
    for (size_t i = 0; i < N_BINDINGS; i++)
        keymap_bind(m, bindings[i].scope, keymap_code(bindings[i].key),
                    bindings[i].command, NULL);
}

void keymap_copy(struct keymap *to, const struct keymap *from)
{
    *to = (struct keymap){.n = from->n, .cap = from->n};
    to->items = mem_calloc(from->n + 1, sizeof *to->items);
    if (from->n)
        memcpy(to->items, from->items, from->n * sizeof *to->items);
}

void keymap_done(struct keymap *m)
{
    free(m->items);
    *m = (struct keymap){0};
}

enum command_id keymap_find(const struct keymap *m, enum key_scope scope,
                            int code)
{
    const struct key_binding *b = binding_of(m, scope, same_key(code));

    return b ? b->command : COMMAND_NONE;
}

const char *keymap_key_of(const struct keymap *m, enum key_scope scope,
                          enum command_id command)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->items[i].scope == scope && m->items[i].command == command)
            return m->items[i].key;
    return NULL;
}

const char *keymap_scope_name(enum key_scope scope)
{
    return scope_names[scope];
}

const struct command *command_at(enum command_id id)
{
    return &commands[id];
}

/* Equal when "-" and " " in name stand for what is in known. */
static bool names_it(struct str name, const char *known, char gap)
{
    size_t i = 0;

    while (i < name.n && known[i] &&
           (known[i] == name.p[i] || (known[i] == gap && name.p[i] == '-')))
        i++;
    return i == name.n && !known[i];
}

enum command_id command_find(struct str name)
{
    for (int id = 0; id < COMMAND_COUNT; id++)
        if (names_it(name, commands[id].name, '_'))
            return (enum command_id)id;
    return COMMAND_NONE;
}

/* --- "[PANE] KEY COMMAND" ------------------------------------------------ */

static bool read_scope(struct str name, enum key_scope *out, struct err *err)
{
    char near[SUGGESTION_MAX];
    struct suggestion suggestion;

    suggest_begin(&suggestion, name);
    for (int i = 0; i < SCOPE_COUNT; i++) {
        if (names_it(name, scope_names[i], ' ')) {
            *out = (enum key_scope)i;
            return true;
        }
        suggest_see(&suggestion, str_of(scope_names[i]));
    }
    suggest_text(&suggestion, "", near);
    return err_set(err, ERR_USAGE, "there is no pane \"%.*s\"%s",
                   STR_ARG(str_slice(name, 0, SHOWN)), near);
}

static bool read_key(struct str name, int *code, struct err *err)
{
    char key[KEY_NAME_MAX];

    snprintf(key, sizeof key, "%.*s", STR_ARG(str_slice(name, 0, SHOWN)));
    *code = name.n < sizeof key ? keymap_code(key) : -1;
    return *code >= 0 ||
           err_set(err, ERR_USAGE,
                   "there is no key \"%.*s\": write x, Ctrl-X, Alt-x, F5, "
                   "Enter, Space, PgUp and the like",
                   STR_ARG(str_slice(name, 0, SHOWN)));
}

static bool read_command(struct str name, enum command_id *out,
                         struct err *err)
{
    char near[SUGGESTION_MAX];
    struct suggestion suggestion;

    *out = command_find(name);
    if (*out != COMMAND_NONE || str_eq(name, STR("none")))
        return true;
    suggest_begin(&suggestion, name);
    for (int id = 0; id < COMMAND_COUNT; id++)
        suggest_see(&suggestion, str_of(commands[id].name));
    suggest_text(&suggestion, "", near);
    return err_set(err, ERR_USAGE, "there is no command \"%.*s\"%s",
                   STR_ARG(str_slice(name, 0, SHOWN)), near);
}

/* Cut the next word off; empty when there is none. */
static struct str next_word(struct str *rest)
{
    size_t end = 0;

    *rest = str_trim(*rest);
    while (end < rest->n && rest->p[end] != ' ' && rest->p[end] != '\t')
        end++;
    struct str word = str_slice(*rest, 0, end);
    *rest = str_slice(*rest, end, rest->n);
    return word;
}

/* The words of a line, at most WORDS_MAX. */
static size_t split_words(struct str line, struct str words[WORDS_MAX])
{
    size_t n = 0;

    while (n < WORDS_MAX && (words[n] = next_word(&line)).n)
        n++;
    return n;
}

/* A third or later word that begins with "#" begins a comment; the words
 * before it may be keys. */
static size_t without_comment(const struct str *words, size_t n)
{
    for (size_t i = 2; i < n; i++)
        if (words[i].p[0] == '#')
            return i;
    return n;
}

bool keymap_read(struct keymap *m, struct str line, const char *origin,
                 struct err *err)
{
    struct str words[WORDS_MAX];
    size_t n = without_comment(words, split_words(line, words));
    enum key_scope scope = SCOPE_ANY;
    enum command_id command;
    int code;

    if (n < 2 || n > 3)
        return err_set(err, ERR_USAGE,
                       "bind: [PANE] KEY COMMAND is expected");
    if ((n == 3 && !read_scope(words[0], &scope, err)) ||
        !read_key(words[n - 2], &code, err) ||
        !read_command(words[n - 1], &command, err))
        return false;
    keymap_bind(m, scope, code, command, origin);
    return true;
}

/* --- Names of keys ------------------------------------------------------- */

/* "F5"; 0 when it is none. */
static int function_key(const char *name)
{
    char *end = NULL;
    long n = name[0] == 'F' || name[0] == 'f' ? strtol(name + 1, &end, 10) : 0;

    return n >= 1 && n <= F_KEYS && !*end ? KEY_F((int)n) : 0;
}

int keymap_code(const char *key)
{
    int code;

    if (key[0] && !key[1])
        return key[0] > 0 ? key[0] : -1; /* of ASCII only */
    if (!strncasecmp(key, "Ctrl-", 5) && key[5] && !key[6])
        return key[5] > '@' && key[5] != '`' && key[5] < DELETE
                   ? key[5] & CONTROL
                   : -1; /* a NUL is no key */
    if (!strncasecmp(key, "Alt-", 4) && key[4]) {
        code = keymap_code(key + 4);
        return code < 0 || code & KEYMAP_ALT ? -1 : code | KEYMAP_ALT;
    }
    for (size_t i = 0; i < N_NAMES; i++)
        if (!strcasecmp(names[i].name, key))
            return names[i].code;
    code = function_key(key);
    return code ? code : -1;
}

void keymap_describe(int code, char *out, size_t cap)
{
    const char *alt = code & KEYMAP_ALT ? "Alt-" : "";

    code = same_key(code & ~KEYMAP_ALT);
    for (size_t i = 0; i < N_NAMES; i++)
        if (names[i].code == code) {
            snprintf(out, cap, "%s%s", alt, names[i].name);
            return;
        }
    if (code > 0 && code < ' ')
        snprintf(out, cap, "%sCtrl-%c", alt, code | '@');
    else if (code < DELETE)
        snprintf(out, cap, "%s%c", alt, code);
    else if (code >= KEY_F(1) && code <= KEY_F(F_KEYS))
        snprintf(out, cap, "%sF%d", alt, code - KEY_F(0));
    else
        snprintf(out, cap, "%s%s", alt,
                 code > UCHAR_MAX && keyname(code) ? keyname(code) : "?");
}
