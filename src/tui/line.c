/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line: what is typed, told from the two tables. */
#include "tui/line.h"

#include "base/num.h"
#include "tui/app.h"
#include "tui/explore.h"
#include "tui/show.h"

#include <stdlib.h>
#include <string.h>

static const struct line_command lines[] = {
#define LINE(name, arguments, help) {#name, arguments, help, line_##name},
#include "tui/lines.def"
#undef LINE
};

enum { N_LINES = sizeof lines / sizeof *lines, SUGGEST_MAX = 2 };

size_t line_count(void)
{
    return N_LINES;
}

const struct line_command *line_at(size_t i)
{
    return &lines[i];
}

static void go_to_row(struct app *app, uint64_t row)
{
    struct table_view *v = &app_step(app)->table;
    char n[SHOW_MAX];

    if (row == 0 || row > app->table.n_rows) {
        show_count(app->table.n_rows, n);
        app_say(app, "the result has %s rows", n);
        return;
    }
    v->row = row - 1;
    app->focus = PANE_TABLE;
}

/* The names nearest to an unknown one. */
static void refuse(struct app *app, struct str name)
{
    unsigned best = SUGGEST_MAX + 1;
    const char *near = NULL;

    for (size_t i = 0; i < N_LINES + COMMAND_COUNT; i++) {
        const char *known =
            i < N_LINES ? lines[i].name
                        : command_at((enum command_id)(i - N_LINES))->name;
        unsigned far = str_distance(name, str_of(known), SUGGEST_MAX + 1);

        if (far < best) {
            best = far;
            near = known;
        }
    }
    if (near)
        app_complain(app, "no command %.*s: did you mean %s?", STR_ARG(name),
                     near);
    else
        app_complain(app, "no command %.*s (? lists keys and commands)",
                     STR_ARG(name));
}

static void run_named(struct app *app, struct str name, struct str arguments)
{
    enum command_id id;

    for (size_t i = 0; i < N_LINES; i++)
        if (str_eq(name, str_of(lines[i].name))) {
            lines[i].run(app, arguments);
            return;
        }
    id = command_find(name);
    if (id == COMMAND_NONE)
        refuse(app, name);
    else if (arguments.n)
        app_complain(app, "%.*s takes no arguments", STR_ARG(name));
    else
        command_at(id)->run(app);
}

void line_run(struct app *app, struct str text)
{
    struct str rest = str_trim(text);
    struct str name;
    uint64_t row;

    if (!rest.n)
        return;
    if (num_parse_uint(rest, UINT64_MAX, &row)) {
        go_to_row(app, row);
        return;
    }
    str_split(&rest, ' ', &name);
    run_named(app, name, str_trim(rest));
}

void line_range(struct app *app, struct str arguments)
{
    struct range range = {.kind = RANGE_ALL, .window = TIME_WINDOW_ALL};
    struct err err = {0};

    if (!str_eq(arguments, STR("all")) &&
        !app_parse_range(app, arguments, &range, &err))
        app_complain(app, "%s", err.msg);
    else
        explore_range(app, &range);
}

/* The format that a file's name ends in; false when it tells none. */
static bool format_of(struct str path, enum output_format *out)
{
    size_t dot = path.n;

    while (dot && path.p[dot - 1] != '.' && path.p[dot - 1] != '/')
        dot--;
    struct str end = str_slice(path, dot, path.n);

    if (str_eq(end, STR("log")))
        end = STR("raw");
    return dot && path.p[dot - 1] == '.' && output_format_find(end, out);
}

void line_write(struct app *app, struct str arguments)
{
    enum output_format format;
    char *path;

    if (!format_of(arguments, &format)) {
        app_complain(app, "write: a file name that ends in .csv .tsv .json "
                          ".jsonl .md or .log is expected");
        return;
    }
    path = str_dup(arguments);
    if (app->export.state == EXPORT_IDLE)
        app->export.choice = (struct export_choice){.format = format};
    export_begin(app, path);
    free(path);
}
