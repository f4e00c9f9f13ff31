/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Setting the explorer's state up and down, and small services on it. */
#include "tui/app_int.h"

#include "base/mem.h"
#include "base/num.h"
#include "tui/apply.h"
#include "tui/explore.h"
#include "tui/prompt.h"
#include "tui/state.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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
    app->question = (struct question){.label = label, .take = take};
    prompt_focus(PROMPT_ANSWER, text, text.n);
}

void app_confirm(struct app *app, void (*yes)(struct app *app), const char *no,
                 const char *format, ...)
{
    va_list args;

    va_start(args, format);
    set_message(app, format, args);
    va_end(args);
    app->message.error = true;
    app->message.until_ms = 0;
    app->confirmation = (struct confirmation){yes, no};
    app->scope = SCOPE_CONFIRM;
}

/* What the system says of the user's zone at a moment. */
static bool local_zone(const struct app *app, int64_t ms, struct tm *out)
{
    time_t seconds = (time_t)(ms / 1000);

    return app->settings.timezone == TIMEZONE_LOCAL &&
           localtime_r(&seconds, out);
}

int64_t app_shown_ms(const struct app *app, int64_t ms)
{
    struct tm t;

    return local_zone(app, ms, &t) ? ms + t.tm_gmtoff * INT64_C(1000) : ms;
}

void app_times(const struct app *app, int64_t from_ms, int64_t to_ms,
               char out[RANGE_TEXT_MAX])
{
    range_times(app_shown_ms(app, from_ms), app_shown_ms(app, to_ms), out);
    /* The Z at the end stands for UTC. */
    if (app->settings.timezone == TIMEZONE_LOCAL)
        out[strlen(out) - 1] = '\0';
}

void app_range_name(const struct app *app, const struct range *range,
                    char out[RANGE_TEXT_MAX])
{
    struct time_window w = range->window;

    if (range->kind == RANGE_FIXED && w.from_ms != INT64_MIN &&
        w.to_ms != INT64_MAX)
        app_times(app, w.from_ms, w.to_ms, out);
    else
        range_name(range, out);
}

void app_anchor(const struct app *app, struct range *range)
{
    int64_t now = (int64_t)time(NULL) * 1000;

    if (range->kind != RANGE_LAST || !app->from_now)
        return;
    range->kind = RANGE_CLOCK;
    range->window = (struct time_window){now - range->last_ms, now};
}

/* The moment at which clocks of the user's zone show ms. */
static int64_t moment_of(const struct app *app, int64_t ms)
{
    int64_t near = ms - (app_shown_ms(app, ms) - ms);

    return ms - (app_shown_ms(app, near) - near);
}

/* "since mark m1": true when it is one, with *err when there is none such. */
static bool parse_since(const struct app *app, struct str text,
                        struct range *out, struct err *err)
{
    struct str rest = str_trim(text), word, name;
    const struct mark *mark;
    uint64_t number;

    str_split(&rest, ' ', &word);
    name = str_trim(rest);
    if (!str_eq(word, STR("since")) || !str_starts(name, STR("mark ")))
        return false;
    name = str_trim(str_slice(name, sizeof "mark", name.n));
    if (str_starts(name, STR("m")))
        name = str_slice(name, 1, name.n);
    mark = num_parse_uint(name, MARKS_MAX, &number)
               ? marks_by_number(&app->marks, (unsigned)number)
               : NULL;
    if (!mark)
        err_set(err, ERR_USAGE, "there is no mark %.*s (' lists them)",
                STR_ARG(name));
    else if (mark->time_ms == MARK_NO_TIME)
        err_set(err, ERR_USAGE, "the record of m%u has no time", mark->number);
    else
        *out = (struct range){RANGE_FIXED, 0, {mark->time_ms, INT64_MAX}};
    return true;
}

bool app_parse_range(const struct app *app, struct str text,
                     struct range *out, struct err *err)
{
    if (parse_since(app, text, out, err))
        return err->code == ERR_NONE;

    struct data_times shown = app->times;

    shown.oldest_ms = app_shown_ms(app, shown.oldest_ms);
    shown.newest_ms = app_shown_ms(app, shown.newest_ms);
    if (!range_parse(text, &shown, out, err))
        return false;
    app_anchor(app, out);
    if (out->kind == RANGE_FIXED && str_find(text, STR("Z")) == text.n) {
        out->window.from_ms = moment_of(app, out->window.from_ms);
        out->window.to_ms = moment_of(app, out->window.to_ms);
    }
    return true;
}

const char *app_zone_name(const struct app *app)
{
    static const char utc[] = "UTC";
    struct tm t;

    return local_zone(app, app->times.newest_ms, &t) ? t.tm_zone : utc;
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

bool app_load_fields(struct app *app)
{
    struct engine *e = app->engine;
    size_t n = e->ops->fields(e, NULL, 0);

    if (app->columns && n == app->n_fields)
        return false;
    free(app->fields);
    free(app->columns);
    app->n_columns = 0;
    app->fields = mem_calloc(n + 1, sizeof *app->fields);
    app->columns = mem_calloc(n + 2, sizeof *app->columns);
    app->n_fields = e->ops->fields(e, app->fields, n);
    if (app->n_fields > n)
        app->n_fields = n;
    app->columns[app->n_columns++] = STR("@timestamp");
    for (size_t i = 0; i < app->n_fields; i++)
        app->columns[app->n_columns++] = app->fields[i].name;
    if (!app->fields_page.chosen.n && app_has_field(app, STR("action")))
        app->fields_page.chosen = STR("action");
    if (!app->n_fields)
        app->columns[app->n_columns++] = STR("@message");
    return true;
}

char *app_history_path(void)
{
    return state_path("history");
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
    app->steps.keep_bytes =
        engine->ops->info(engine).memory_bytes / STEPS_SHARE;
    app->options = options;
    take_setup(app, options->setup);
    apply_glyphs(app);
    app->focus = PANE_TABLE;
    app->redraw = true;
    app_load_fields(app);
}

void app_done(struct app *app)
{
    export_stop(app);
    follow_stop(app);
    free(app->follow.trend);
    run_done(&app->run);
    later_done(app);
    steps_done(&app->steps);
    for (int i = 0; i < PART_COUNT; i++)
        if (app->loose[i])
            result_release(app->loose[i]);
    result_release(app->table.source);
    arena_done(&app->table.arena);
    arena_done(&app->talkers.arena);
    arena_done(&app->second.arena);
    arena_done(&app->timeline.arena);
    arena_done(&app->lanes.arena);
    arena_done(&app->empty.arena);
    arena_done(&app->gaps.arena);
    arena_done(&app->guess.arena);
    arena_done(&app->detail.arena);
    arena_done(&app->fields_page.arena);
    help_done(&app->help);
    completer_done(&app->completer);
    search_done(&app->search);
    picker_done(&app->picker);
    comparison_done(&app->comparison);
    marks_done(&app->marks);
    session_done(app);
    start_done(&app->start);
    saved_call_done(&app->call);
    saved_names_forget(&app->saved_names);
    keymap_done(&app->keymap);
    free(app->fields);
    free(app->columns);
    free(app->draft);
    free(app->held);
    free(app->history_path);
    free(app->runs_path);
    free(app->report_path);
}
