/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing: what of it, in which format, where to. The menu leads to a name or
 * a command that is asked for; export.c does the rest.
 */
#include "tui/command.h"

#include "tui/app.h"

#include <stdlib.h>

void command_write_menu(struct app *app)
{
    app->export.choice.what = EXPORT_WHOLE;
    app->scope = SCOPE_WRITE;
}

void command_write_shown_menu(struct app *app)
{
    app->export.choice.what = EXPORT_SHOWN;
    app->scope = SCOPE_WRITE;
}

static void take_file(struct app *app, struct str name)
{
    char *path = str_dup(name);

    export_begin(app, path);
    free(path);
}

static void take_command(struct app *app, struct str text)
{
    char *command = str_dup(text);

    export_pipe(app, command);
    free(command);
}

/* Where to? */
static void ask_place(struct app *app)
{
    char name[200];

    if (app->export.choice.pipe) {
        app_ask(app, "pipe to", (struct str){0}, take_command);
        return;
    }
    export_propose(app, name, sizeof name);
    app_ask(app, "file", str_of(name), take_file);
}

/* All but the choice of what is made. */
static void begin(struct app *app, struct export_choice choice)
{
    bool text = choice.what == EXPORT_QUERY || choice.what == EXPORT_SHELL;
    int percent = export_percent(app);

    if (!export_ready(app))
        return;
    app->export.choice = choice;
    /* The columns in view are asked for by a query of their own. */
    if (text || choice.what == EXPORT_SHOWN || percent == 100) {
        ask_place(app);
        return;
    }
    app->confirmation.no = "nothing written";
    app->scope = SCOPE_PARTIAL;
    app_complain(app, "partial (%d%%): w write as it is, f finish first, Esc",
                 percent);
}

static void write_as(struct app *app, enum output_format format)
{
    begin(app, (struct export_choice){.what = app->export.choice.what,
                                      .format = format});
}

void command_write_csv(struct app *app)
{
    write_as(app, OUTPUT_CSV);
}

void command_write_jsonl(struct app *app)
{
    write_as(app, OUTPUT_JSONL);
}

void command_write_json(struct app *app)
{
    write_as(app, OUTPUT_JSON);
}

void command_write_tsv(struct app *app)
{
    write_as(app, OUTPUT_TSV);
}

void command_write_md(struct app *app)
{
    write_as(app, OUTPUT_MD);
}

void command_write_raw(struct app *app)
{
    if (app->table.n && !app->table.raw)
        app_say(app, "there are no raw records: the query has a stats");
    else
        write_as(app, OUTPUT_RAW);
}

void command_write_query(struct app *app)
{
    begin(app, (struct export_choice){.what = EXPORT_QUERY});
}

void command_write_shell(struct app *app)
{
    begin(app, (struct export_choice){.what = EXPORT_SHELL});
}

void command_write_pipe(struct app *app)
{
    begin(app, (struct export_choice){.what = app->export.choice.what,
                                      .format = OUTPUT_CSV,
                                      .pipe = true});
}

void command_write_as_it_is(struct app *app)
{
    app->export.choice.as_it_is = true;
    ask_place(app);
}

void command_finish_first(struct app *app)
{
    ask_place(app);
}

