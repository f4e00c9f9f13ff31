/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the configuration from files, environment and options. */
#include "cli/configuration.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "cli/folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 1 << 20, COLUMN = 36 };

static void warn(struct config *c, const char *origin, const char *msg)
{
    c->warnings = mem_grow(c->warnings, c->n_warnings, &c->cap_warnings,
                           sizeof *c->warnings);
    c->warnings[c->n_warnings++] =
        arena_printf(&c->arena, "%s: %s", origin, msg).p;
}

/* --- Files --------------------------------------------------------------- */

static void take_lines(struct config *c, const char *path, struct str text,
                       bool may_bind)
{
    struct str line;

    for (unsigned n = 1; str_split(&text, '\n', &line); n++) {
        const char *origin = arena_printf(&c->arena, "%s:%u", path, n).p;
        struct err err = {0};

        if (!setup_line(&c->setup, line, may_bind, origin, &err))
            warn(c, origin, err.msg);
    }
}

/* A folder can hold anything by this name; what is not there says nothing. */
static void take_file(struct config *c, const char *path, bool may_bind)
{
    struct buf text = {0};

    if (file_load_plain(path, FILE_MAX, &text))
        take_lines(c, path, buf_str(&text), may_bind);
    else if (errno != ENOENT && errno != ENOTDIR)
        warn(c, path, strerror(errno));
    buf_done(&text);
}

static void take_files(struct config *c)
{
    struct buf own = {0};

    take_file(c, VPCSCOPE_SYSCONF "/vpcscope/config", true);
    if (config_folder(&own, "config"))
        take_file(c, own.p, true);
    take_file(c, "./.vpcscope/config", false);
    buf_done(&own);
}

/* --- Environment and options --------------------------------------------- */

/* "VPCSCOPE_THEME" for a setting's name. */
static const char *variable_of(struct arena *a, const char *name)
{
    char *variable = arena_alloc(a, strlen(name) + sizeof "VPCSCOPE_");
    char *p = stpcpy(variable, "VPCSCOPE_");

    for (; *name; name++)
        *p++ = *name >= 'a' && *name <= 'z' ? (char)(*name - 'a' + 'A') : *name;
    *p = '\0';
    return variable;
}

static void take_value(struct config *c, enum setting_id id, const char *value,
                       const char *origin)
{
    struct err err = {0};

    if (!setup_set(&c->setup, str_of(setting_at(id)->name), str_of(value),
                   origin, &err))
        warn(c, origin, err.msg);
}

static void take_environment(struct config *c)
{
    for (int id = 0; id < SETTING_COUNT; id++) {
        const char *name = setting_at((enum setting_id)id)->name;
        const char *variable = variable_of(&c->arena, name);
        const char *value = getenv(variable);

        if (value && *value)
            take_value(c, (enum setting_id)id, value, variable);
    }
}

static void take_options(struct config *c, const struct options *o)
{
    for (int id = 0; id < SETTING_COUNT; id++)
        if (o->given[id].value)
            take_value(c, (enum setting_id)id, o->given[id].value,
                       o->given[id].option);
}

void config_read(struct config *c, const struct options *o)
{
    *c = (struct config){.n_warnings = 0};
    setup_init(&c->setup);
    /* A replay is the same wherever it is played. */
    if (!o->replay) {
        take_files(c);
        take_environment(c);
    }
    take_options(c, o);
}

void config_done(struct config *c)
{
    setup_done(&c->setup);
    free(c->warnings);
    arena_done(&c->arena);
}

/* --- Telling ------------------------------------------------------------- */

/* Bytes of a file of anybody's become harmless. Blanks up to width cells. */
static void put_column(FILE *out, const char *text, size_t width)
{
    struct buf clean = {0};

    utf8_clean(&clean, str_of(text), SIZE_MAX);
    for (size_t i = utf8_width(buf_str(&clean)); i < width; i++)
        buf_char(&clean, ' ');
    fwrite(clean.p ? clean.p : "", 1, clean.n, out);
    buf_done(&clean);
}

static void put_clean(FILE *out, const char *text)
{
    put_column(out, text, 0);
}

void config_tell(const struct config *c)
{
    for (size_t i = 0; i < c->n_warnings; i++) {
        fputs("vpcscope: ", stderr);
        put_clean(stderr, c->warnings[i]);
        fputc('\n', stderr);
    }
}

const char *config_complaint(const struct config *c)
{
    return c->n_warnings ? c->warnings[0] : NULL;
}

static void print_line(FILE *out, const char *text, const char *origin)
{
    put_column(out, text, COLUMN);
    fputs("  # ", out);
    put_clean(out, origin ? origin : "default");
    fputc('\n', out);
}

static void print_settings(FILE *out, const struct setup *s)
{
    char line[COLUMN + SETTING_TEXT_MAX], value[SETTING_TEXT_MAX];

    for (int id = 0; id < SETTING_COUNT; id++) {
        settings_text(&s->settings, (enum setting_id)id, value);
        snprintf(line, sizeof line, "%s = %s",
                 setting_at((enum setting_id)id)->name, value);
        print_line(out, line, s->origins[id]);
    }
}

static void print_looks(FILE *out, const struct looks *l)
{
    char line[COLUMN + LOOK_TEXT_MAX], look[LOOK_TEXT_MAX];

    for (int role = 0; role < ROLE_COUNT; role++) {
        if (!l->of[role].on)
            continue;
        look_text(&l->of[role].look, look);
        snprintf(line, sizeof line, "theme.%s = %s", role_name((enum role)role),
                 look);
        print_line(out, line, l->of[role].origin);
    }
}

/* A scope as one word. */
static void scope_word(enum key_scope scope, char *out, size_t cap)
{
    snprintf(out, cap, "%s", keymap_scope_name(scope));
    for (char *p = out; *p; p++)
        *p = *p == ' ' ? '-' : *p;
}

/* Only what differs from keys.def; --list-keys has that. */
static void print_keys(FILE *out, const struct keymap *m)
{
    char line[2 * COLUMN + KEY_NAME_MAX], scope[COLUMN];

    for (size_t i = 0; i < m->n; i++) {
        const struct key_binding *b = &m->items[i];

        if (!b->origin)
            continue;
        scope_word(b->scope, scope, sizeof scope);
        snprintf(line, sizeof line, "bind %s %s %s", scope, b->key,
                 b->command == COMMAND_NONE ? "none"
                                            : command_at(b->command)->name);
        print_line(out, line, b->origin);
    }
}

void config_print(FILE *out, const struct options *o)
{
    struct config c;

    config_read(&c, o);
    config_tell(&c);
    print_settings(out, &c.setup);
    print_looks(out, &c.setup.looks);
    print_keys(out, &c.setup.keymap);
    config_done(&c);
}
