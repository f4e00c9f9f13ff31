/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Setting the explorer's state up and down, and small services on it. */
#include "tui/app_int.h"

#include "base/mem.h"
#include "tui/apply.h"
#include "tui/explore.h"
#include "tui/prompt.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MESSAGE_MS = 5000 };

struct str app_prompt_text(const struct app *app)
{
    return str_of(app->draft ? app->draft : app_step(app)->query);
}

static __attribute__((format(printf, 2, 0))) void
set_message(struct app *app, const char *format, va_list args)
{
    vsnprintf(app->message.text, sizeof app->message.text, format, args);
    app->redraw = true;
}

void app_say(struct app *app, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    set_message(app, format, args);
    va_end(args);
    app->message.error = false;
    app->message.until_ms = app->now_ms + MESSAGE_MS;
}

void app_complain(struct app *app, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    set_message(app, format, args);
    va_end(args);
    app->message.error = true;
    app->message.until_ms = 0;
}

void app_ask(struct app *app, const char *label, struct str text,
             void (*take)(struct app *app, struct str answer))
{
    app->question = (struct question){label, take};
    prompt_focus(PROMPT_ANSWER, text, text.n);
}

bool app_has_field(const struct app *app, struct str name)
{
    for (size_t i = 0; i < app->n_fields; i++)
        if (app->fields[i].loaded && str_eq(app->fields[i].name, name))
            return true;
    return false;
}

bool app_put_off(struct app *app, enum command_id command)
{
    struct ahead *ahead = &app->ahead;

    if (!explore_running(app) || ahead->n == AHEAD_MAX)
        return false;
    ahead->commands[ahead->n++] = command;
    return true;
}

const struct field *app_field(const struct app *app, struct str name)
{
    field_id id = field_by_log_name(name);

    for (size_t i = 0; i < app->n_fields; i++)
        if (str_eq(app->fields[i].name, name) ||
            (id != FIELD_NONE && app->fields[i].id == id))
            return app->fields[i].field;
    return NULL;
}

static void load_fields(struct app *app)
{
    struct engine *e = app->engine;
    size_t n = e->ops->fields(e, NULL, 0);

    app->fields = mem_calloc(n + 1, sizeof *app->fields);
    app->columns = mem_calloc(n + 2, sizeof *app->columns);
    app->n_fields = e->ops->fields(e, app->fields, n);
    if (app->n_fields > n)
        app->n_fields = n;
    app->columns[app->n_columns++] = STR("@timestamp");
    for (size_t i = 0; i < app->n_fields; i++)
        app->columns[app->n_columns++] = app->fields[i].name;
    if (app_has_field(app, STR("action")))
        app->fields_page.chosen = STR("action");
    if (!app->n_fields)
        app->columns[app->n_columns++] = STR("@message");
}

/* Make the folders that path lies in. */
static void make_folders(char *path)
{
    for (char *p = path + 1; *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        if (mkdir(path, 0700) != 0 && errno != EEXIST) {
            *p = '/';
            return;
        }
        *p = '/';
    }
}

char *app_history_path(void)
{
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    struct buf b = {0};

    if (state && state[0] == '/')
        buf_printf(&b, "%s/vpcscope/history", state);
    else if (home && home[0] == '/')
        buf_printf(&b, "%s/.local/state/vpcscope/history", home);
    else
        return NULL;
    make_folders(b.p);
    return b.p;
}

/* Copies, which :set and :bind may change. */
static void take_setup(struct app *app, const struct setup *setup)
{
    if (!setup) {
        settings_init(&app->settings);
        keymap_init(&app->keymap);
        return;
    }
    app->settings = setup->settings;
    app->looks = setup->looks;
    keymap_copy(&app->keymap, &setup->keymap);
}

void app_init(struct app *app, struct engine *engine,
              const struct tui_options *options)
{
    memset(app, 0, sizeof *app);
    app->engine = engine;
    app->options = options;
    take_setup(app, options->setup);
    apply_glyphs(app);
    app->focus = PANE_TABLE;
    app->redraw = true;
    load_fields(app);
}

void app_done(struct app *app)
{
    export_stop(app);
    run_drop(&app->run, UINT32_MAX);
    later_done(app);
    steps_done(&app->steps);
    for (int i = 0; i < PART_COUNT; i++)
        if (app->loose[i])
            result_release(app->loose[i]);
    arena_done(&app->table.arena);
    arena_done(&app->talkers.arena);
    arena_done(&app->second.arena);
    arena_done(&app->timeline.arena);
    arena_done(&app->detail.arena);
    arena_done(&app->fields_page.arena);
    help_done(&app->help);
    completer_done(&app->completer);
    search_done(&app->search);
    picker_done(&app->picker);
    keymap_done(&app->keymap);
    free(app->fields);
    free(app->columns);
    free(app->draft);
    free(app->held);
    free(app->history_path);
}
