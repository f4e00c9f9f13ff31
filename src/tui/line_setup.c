/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ":set", ":bind" and ":help": settings, looks and keys while it runs. */
#include "tui/line.h"

#include "tui/app.h"
#include "tui/apply.h"

static const struct str theme_prefix = {"theme.", 6};

/* --- Settings ------------------------------------------------------------ */

static void show_setting(struct app *app, enum setting_id id)
{
    char value[SETTING_TEXT_MAX];

    settings_text(&app->settings, id, value);
    app_say(app, "%s = %s", setting_at(id)->name, value);
}

static void set_setting(struct app *app, struct str name, struct str value)
{
    enum setting_id id;
    struct err err = {0};

    if (!setting_find(name, &id, &err) ||
        (value.n && !settings_set(&app->settings, id, value, &err))) {
        app_complain(app, "%s", err.msg);
        return;
    }
    if (value.n)
        apply_settings(app);
    if (value.n && id == SETTING_MOUSE)
        app->mouse.told = false;
    show_setting(app, id);
}

static void show_look(struct app *app, enum role role)
{
    char text[LOOK_TEXT_MAX];

    if (!app->looks.of[role].on) {
        app_say(app, "theme.%s is as the theme has it", role_name(role));
        return;
    }
    look_text(&app->looks.of[role].look, text);
    app_say(app, "theme.%s = %s", role_name(role), text);
}

static void set_look(struct app *app, struct str name, struct str value)
{
    enum role role;
    struct err err = {0};

    if (!role_find(name, &role, &err) ||
        (value.n && !looks_set(&app->looks, role, value, ":set", &err))) {
        app_complain(app, "%s", err.msg);
        return;
    }
    if (value.n)
        apply_settings(app);
    show_look(app, role);
}

/* "name value" or "name = value". */
static struct str split_name(struct str arguments, struct str *value)
{
    size_t end = 0;
    struct str name;

    while (end < arguments.n && arguments.p[end] != ' ' &&
           arguments.p[end] != '=')
        end++;
    name = str_slice(arguments, 0, end);
    *value = str_trim(str_slice(arguments, end, arguments.n));
    if (str_starts(*value, STR("=")))
        *value = str_trim(str_slice(*value, 1, value->n));
    return name;
}

static void ask_value(struct app *app, struct str name)
{
    struct arena a = {0};

    app_ask(app, "set", arena_printf(&a, "%.*s ", STR_ARG(name)), line_set);
    arena_done(&a);
}

/* All settings, to choose the one to change. */
static void list_settings(struct app *app)
{
    struct arena a = {0};
    char value[SETTING_TEXT_MAX];

    picker_begin(app, "Settings", "there are none", ask_value);
    for (int id = 0; id < SETTING_COUNT; id++) {
        const struct setting *s = setting_at((enum setting_id)id);

        settings_text(&app->settings, (enum setting_id)id, value);
        picker_add(app, &(struct picker_item){
                            .text = arena_printf(&a, "%s = %s", s->name, value),
                            .note = str_of(s->help),
                            .value = str_of(s->name)});
    }
    picker_show(app);
    arena_done(&a);
}

void line_set(struct app *app, struct str arguments)
{
    struct str value;
    struct str name = split_name(str_trim(arguments), &value);

    if (!name.n)
        list_settings(app);
    else if (str_starts(name, theme_prefix))
        set_look(app, str_slice(name, theme_prefix.n, name.n), value);
    else
        set_setting(app, name, value);
}

/* --- Keys and help ------------------------------------------------------- */

void line_bind(struct app *app, struct str arguments)
{
    struct err err = {0};

    if (!keymap_read(&app->keymap, arguments, ":bind", &err))
        app_complain(app, "%s", err.msg);
    else
        app_say(app, "bound: %.*s (? lists keys)", STR_ARG(arguments));
}

void line_help(struct app *app, struct str arguments)
{
    help_open(app, arguments);
}
