/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of a configuration, and what they change. */
#include "tui/setup.h"

#include <string.h>

static const struct str theme_prefix = {"theme.", 6};
static const struct str bind_word = {"bind", 4};

void setup_init(struct setup *s)
{
    memset(s, 0, sizeof *s);
    settings_init(&s->settings);
    keymap_init(&s->keymap);
}

void setup_done(struct setup *s)
{
    keymap_done(&s->keymap);
}

bool setup_set(struct setup *s, struct str name, struct str value,
               const char *origin, struct err *err)
{
    enum setting_id id;
    enum role role;

    if (str_starts(name, theme_prefix)) {
        name = str_slice(name, theme_prefix.n, name.n);
        return role_find(name, &role, err) &&
               looks_set(&s->looks, role, value, origin, err);
    }
    if (!setting_find(name, &id, err) ||
        !settings_set(&s->settings, id, value, err))
        return false;
    s->origins[id] = origin;
    return true;
}

/* "bind" and what follows it, when the line is one of these. */
static bool is_bind(struct str line, struct str *arguments)
{
    *arguments = str_slice(line, bind_word.n, line.n);
    return str_starts(line, bind_word) &&
           (!arguments->n || arguments->p[0] == ' ' || arguments->p[0] == '\t');
}

/* A value ends where a comment begins: at a "#" behind a blank. */
static struct str without_comment(struct str value)
{
    for (size_t i = 1; i < value.n; i++)
        if (value.p[i] == '#' &&
            (value.p[i - 1] == ' ' || value.p[i - 1] == '\t'))
            return str_slice(value, 0, i);
    return value;
}

bool setup_line(struct setup *s, struct str line, bool may_bind,
                const char *origin, struct err *err)
{
    struct str arguments, name;

    line = str_trim(line);
    if (!line.n || line.p[0] == '#')
        return true;
    if (is_bind(line, &arguments)) {
        if (!may_bind)
            return err_set(err, ERR_USAGE,
                           "the configuration of a folder cannot bind keys, "
                           "only your own can");
        return keymap_read(&s->keymap, arguments, origin, err);
    }
    if (str_find(line, STR("=")) == line.n)
        return err_set(err, ERR_USAGE,
                       "\"name = value\" or \"bind [PANE] KEY COMMAND\" is "
                       "expected");
    str_split(&line, '=', &name);
    return setup_set(s, str_trim(name), str_trim(without_comment(line)), origin,
                     err);
}
