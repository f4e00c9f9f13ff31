/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The explorer's state as JSON and back. A session's file may be damaged or
 * edited by hand: every value is checked when it is taken.
 */
#include "tui/session.h"

#include "tui/app.h"
#include "tui/session_file.h"

#include "base/date.h"

#include <stdlib.h>
#include <string.h>

/* --- Small values -------------------------------------------------------- */

static void put_integer(json_t *o, const char *key, int64_t i)
{
    json_object_set_new(o, key, json_integer(i));
}

static void put_text(json_t *o, const char *key, const char *text)
{
    if (text)
        json_object_set_new(o, key, session_text(str_of(text)));
}

static int64_t take_integer(const json_t *o, const char *key, int64_t least,
                            int64_t most, int64_t otherwise)
{
    const json_t *v = json_object_get(o, key);
    int64_t i = json_is_integer(v) ? json_integer_value(v) : otherwise;

    return i < least || i > most ? otherwise : i;
}

static struct str take_text(const json_t *o, const char *key)
{
    return str_of(json_string_value(json_object_get(o, key)));
}

enum { WIDTH_MOST = 1000 };

/* --- Steps --------------------------------------------------------------- */

static const char *const kinds[] = {
    [RANGE_ALL] = "all", [RANGE_LAST] = "last", [RANGE_FIXED] = "fixed"};

static json_t *range_json(const struct range *range)
{
    json_t *o = json_object();

    put_text(o, "kind", kinds[range->kind]);
    if (range->kind == RANGE_LAST)
        put_integer(o, "last_ms", range->last_ms);
    if (range->kind == RANGE_FIXED && range->window.from_ms != INT64_MIN)
        put_integer(o, "from_ms", range->window.from_ms);
    if (range->kind == RANGE_FIXED && range->window.to_ms != INT64_MAX)
        put_integer(o, "to_ms", range->window.to_ms);
    return o;
}

static struct range take_range(const json_t *o)
{
    struct range range = {.kind = RANGE_ALL, .window = TIME_WINDOW_ALL};
    struct str kind = take_text(o, "kind");

    if (str_eq(kind, str_of(kinds[RANGE_LAST]))) {
        range.last_ms = take_integer(o, "last_ms", 1, DATE_MS_MOST, 0);
        range.kind = range.last_ms ? RANGE_LAST : RANGE_ALL;
    } else if (str_eq(kind, str_of(kinds[RANGE_FIXED]))) {
        range.kind = RANGE_FIXED;
        range.window = (struct time_window){
            take_integer(o, "from_ms", -DATE_MS_MOST, DATE_MS_MOST, INT64_MIN),
            take_integer(o, "to_ms", -DATE_MS_MOST, DATE_MS_MOST, INT64_MAX)};
    }
    return range;
}

static json_t *widths_json(const struct widths *w)
{
    json_t *o = json_object();

    for (size_t i = 0; i < w->n; i++)
        json_object_set_new(o, w->items[i].name,
                            json_integer(w->items[i].width));
    return o;
}

static void take_widths(struct widths *w, json_t *o)
{
    const char *name;
    json_t *width;

    json_object_foreach(o, name, width)
    {
        json_int_t cells = json_integer_value(width);

        if (cells > 0 && cells <= WIDTH_MOST)
            widths_set(w, str_of(name), (int)cells);
    }
}

/* The name as the loaded layouts have it, which lives as long as they do. */
static struct str loaded_name(const struct app *app, struct str name)
{
    for (size_t i = 0; name.n && i < app->n_fields; i++)
        if (str_eq(app->fields[i].name, name))
            return app->fields[i].name;
    return (struct str){0};
}

static json_t *step_json(const struct step *step)
{
    json_t *o = json_object();

    json_object_set_new(o, "query", session_text(str_of(step->query)));
    json_object_set_new(o, "range", range_json(&step->range));
    put_integer(
        o, "row",
        (int64_t)(step->restored_row ? step->restored_row : step->table.row));
    put_integer(o, "column", step->table.column);
    if (step->table.widths.n)
        json_object_set_new(o, "widths", widths_json(&step->table.widths));
    if (step->talkers.field.n)
        json_object_set_new(o, "field", session_text(step->talkers.field));
    if (step->talkers.on_field)
        json_object_set_new(o, "on_field", json_true());
    put_integer(o, "dimension", step->talkers.dimension);
    put_integer(o, "metric", step->talkers.metric);
    json_object_set_new(o, "metric_chosen",
                        json_boolean(step->talkers.metric_chosen));
    put_integer(o, "timeline_metric", step->timeline_metric);
    if (step->compare.on)
        put_integer(o, "compare_ms", step->compare.back_ms);
    return o;
}

static struct step *take_step(const struct app *app, const json_t *o)
{
    struct range range = take_range(json_object_get(o, "range"));
    struct step *step = step_new(take_text(o, "query"), &range, NULL);

    step->restored = true;
    step->restored_row = (uint64_t)take_integer(o, "row", 0, INT64_MAX, 0);
    step->table.column = (uint32_t)take_integer(o, "column", 0, 10000, 0);
    take_widths(&step->table.widths, json_object_get(o, "widths"));
    step->talkers.field = loaded_name(app, take_text(o, "field"));
    step->talkers.on_field = step->talkers.field.n > 0 &&
                             json_is_true(json_object_get(o, "on_field"));
    step->talkers.dimension =
        (unsigned)take_integer(o, "dimension", 0, DIMENSION_COUNT - 1, 0);
    step->talkers.metric =
        (enum metric)take_integer(o, "metric", 0, METRIC_COUNT - 1, 0);
    step->timeline_metric = (enum metric)take_integer(
        o, "timeline_metric", METRIC_FLOWS, METRIC_COUNT - 1, METRIC_FLOWS);
    step->talkers.metric_chosen =
        json_is_true(json_object_get(o, "metric_chosen"));
    step->compare.on = json_is_integer(json_object_get(o, "compare_ms"));
    step->compare.back_ms = take_integer(o, "compare_ms", 0, DATE_MS_MOST, 0);
    return step;
}

/* --- Marks --------------------------------------------------------------- */

static json_t *mark_json(const struct mark *mark)
{
    json_t *o = json_object();
    char *path = session_absolute(mark->path);

    put_integer(o, "number", mark->number);
    put_text(o, "path", path);
    put_integer(o, "offset", (int64_t)mark->offset);
    if (mark->time_ms != MARK_NO_TIME)
        put_integer(o, "time_ms", mark->time_ms);
    put_text(o, "line", mark->line);
    put_text(o, "note", mark->note);
    free(path);
    return o;
}

static void take_mark(struct marks *marks, const json_t *o)
{
    struct str path = take_text(o, "path");
    struct mark like = {
        .number = (unsigned)take_integer(o, "number", 1, 99999, 0),
        .path = (char *)(uintptr_t)path.p, /* marks_add copies */
        .line = (char *)(uintptr_t)take_text(o, "line").p,
        .note = (char *)(uintptr_t)take_text(o, "note").p,
        .offset = (uint64_t)take_integer(o, "offset", 0, INT64_MAX, 0),
        .time_ms =
            take_integer(o, "time_ms", INT64_MIN, INT64_MAX, MARK_NO_TIME)};

    if (path.n && !(like.number && marks_by_number(marks, like.number)))
        marks_add(marks, &like);
}

/* --- All ----------------------------------------------------------------- */

static json_t *files_json(const struct tui_inputs *in)
{
    json_t *files = json_array();

    for (size_t i = 0; i < in->n_paths; i++) {
        char *path = session_absolute(in->paths[i]);

        json_array_append_new(files, session_text(str_of(path)));
        free(path);
    }
    return files;
}

/* "NAME=FILE" with the file as seen from anywhere. */
static json_t *tables_json(const struct tui_inputs *in)
{
    json_t *tables = json_array();

    for (size_t i = 0; i < in->n_tables; i++) {
        const char *equals = strchr(in->tables[i], '=');
        char *path = session_absolute(equals + 1);
        struct buf word = {0};

        buf_add(&word, (struct str){in->tables[i],
                                    (size_t)(equals + 1 - in->tables[i])});
        buf_text(&word, path);
        json_array_append_new(tables, session_text(buf_str(&word)));
        buf_done(&word);
        free(path);
    }
    return tables;
}

json_t *session_json(const struct app *app)
{
    json_t *root = json_object();
    json_t *steps = json_array(), *marks = json_array();

    for (unsigned i = 0; i < app->steps.n + app->steps.n_ahead; i++)
        json_array_append_new(steps, step_json(app->steps.items[i]));
    for (size_t i = 0; i < app->marks.n; i++)
        json_array_append_new(marks, mark_json(&app->marks.items[i]));
    put_integer(root, "version", SESSION_VERSION);
    json_object_set_new(root, "files", files_json(&app->options->inputs));
    json_object_set_new(root, "tables", tables_json(&app->options->inputs));
    put_text(root, "format", app->options->inputs.format);
    json_object_set_new(root, "steps", steps);
    put_integer(root, "current", (int64_t)app->steps.n - 1);
    put_text(root, "focus", pane_at(app->focus)->name);
    json_object_set_new(root, "marks", marks);
    return root;
}

static void take_focus(struct app *app, struct str name)
{
    for (int i = 0; i < PANE_COUNT; i++)
        if (pane_at((enum pane_id)i)->move &&
            str_eq(name, str_of(pane_at((enum pane_id)i)->name)))
            app->focus = (enum pane_id)i;
}

bool session_take(struct app *app, const json_t *root, struct err *err)
{
    const json_t *steps = json_object_get(root, "steps");
    const json_t *marks = json_object_get(root, "marks");
    size_t n = json_array_size(steps);
    size_t first = n > STEPS_MAX ? n - STEPS_MAX : 0;
    int64_t current = take_integer(root, "current", (int64_t)first,
                                   (int64_t)n - 1, (int64_t)n - 1);

    for (size_t i = first; i < n; i++)
        if (json_is_string(json_object_get(json_array_get(steps, i), "query")))
            steps_push(&app->steps, take_step(app, json_array_get(steps, i)));
    if (!app->steps.n)
        return err_set(err, ERR_INPUT, "the session has no steps");
    for (int64_t back = (int64_t)n - 1 - current; back > 0; back--)
        steps_back(&app->steps);
    for (size_t i = 0; i < json_array_size(marks); i++)
        take_mark(&app->marks, json_array_get(marks, i));
    take_focus(app, take_text(root, "focus"));
    return true;
}
