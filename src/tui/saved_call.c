/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saved queries in the explorer: the list, parameters, :load and :save. */
#include "tui/saved_call.h"

#include "query/print.h"
#include "tui/app.h"
#include "tui/command.h"
#include "tui/explore.h"
#include "tui/line.h"

#include <stdio.h>
#include <stdlib.h>

void saved_call_done(struct saved_call *c)
{
    arena_done(&c->arena);
    buf_done(&c->arguments);
    free(c->save_as);
    *c = (struct saved_call){0};
}

/* Run a text with a saved query in it; a wrong one goes into the prompt. */
static void run(struct app *app, struct str text)
{
    if (explore_go(app, text, &app_step(app)->range)) {
        app->focus = PANE_TABLE;
        app_say(app, "%.*s    (u undoes)", STR_ARG(text));
        return;
    }
    free(app->draft);
    app->draft = str_dup(text);
    command_edit(app);
}

static void finish(struct app *app)
{
    struct saved_call *c = &app->call;
    struct buf text = {0};

    buf_char(&text, '$');
    saved_put_name(&text, c->name);
    buf_printf(&text, "(%.*s)", STR_ARG(buf_str(&c->arguments)));
    run(app, buf_str(&text));
    buf_done(&text);
}

static void take_value(struct app *app, struct str answer);

/* Ask for the next parameter; when there is none, run. */
static void ask_next(struct app *app)
{
    struct saved_call *c = &app->call;
    const struct saved_parameter *p = &c->query.parameters[c->at];

    if (c->at == c->query.n) {
        finish(app);
        return;
    }
    snprintf(c->label, sizeof c->label, "%.40s %u/%u: %.20s", c->name.p,
             c->at + 1, c->query.n, arena_copy(&c->arena, p->name).p);
    app_ask(app, c->label, p->value, take_value);
}

/* What is no literal is meant as a text. */
static void take_value(struct app *app, struct str answer)
{
    struct saved_call *c = &app->call;
    const struct saved_parameter *p = &c->query.parameters[c->at];
    struct str value = str_trim(answer);

    if (!value.n && !p->value.n) {
        app_say(app, "%.*s needs a value (Esc gives up)", STR_ARG(p->name));
        ask_next(app);
        return;
    }
    if (value.n) {
        buf_printf(&c->arguments, "%s%.*s = ", c->arguments.n ? ", " : "",
                   STR_ARG(p->name));
        if (saved_is_literal(value))
            buf_add(&c->arguments, value);
        else
            print_string(&c->arguments, value);
    }
    c->at++;
    ask_next(app);
}

void saved_call_begin(struct app *app, struct str name)
{
    struct saved_queries *saved = app->options->saved;
    struct saved_call *c = &app->call;
    char *copy = str_dup(name); /* may be of what is done away with here */
    struct err err = {0};
    struct str text;

    saved_call_done(c);
    c->name = arena_copy(&c->arena, str_of(copy));
    free(copy);
    if (!saved)
        app_complain(app, "there are no saved queries");
    else if (!saved->find(saved, c->name, &c->arena, &text, &err))
        app_complain(app, "%s", err.msg);
    else if (!saved_read(text, &c->query, &err))
        app_complain(app, "`%.*s` cannot be used: %s", STR_ARG(c->name),
                     err.msg);
    else
        ask_next(app);
}

/* --- The list ------------------------------------------------------------ */

void command_saved(struct app *app)
{
    const struct saved_names *names = saved_names(app);

    picker_begin(app, "Saved queries",
                 "no saved queries (:save NAME keeps this one)",
                 saved_call_begin);
    for (uint32_t i = 0; i < names->n; i++)
        picker_add(app, &(struct picker_item){
                            .text = names->items[i],
                            .note = names->notes[i].about,
                            .lacking = names->notes[i].lacking,
                            .value = names->items[i]});
    picker_show(app);
}

/* --- The command line ---------------------------------------------------- */

void line_load(struct app *app, struct str arguments)
{
    struct buf text = {0};

    if (!arguments.n) {
        command_saved(app);
    } else if (str_find(arguments, STR("(")) == arguments.n) {
        saved_call_begin(app, arguments);
    } else {
        saved_invoke(&text, arguments);
        run(app, buf_str(&text));
        buf_done(&text);
    }
}

static void save(struct app *app, bool replace);

static void replace(struct app *app)
{
    save(app, true);
}

/* Keep the query in the prompt under the name agreed on. */
static void save(struct app *app, bool may_replace)
{
    struct saved_queries *saved = app->options->saved;
    const char *name = app->call.save_as;
    struct buf text = {0};
    struct err err = {0};

    buf_add(&text, str_trim(app_prompt_text(app)));
    buf_char(&text, '\n');
    switch (
        saved->save(saved, str_of(name), buf_str(&text), may_replace, &err)) {
    case SAVED_DONE:
        saved_names_forget(&app->saved_names);
        app_say(app, "saved as %s (Ctrl-O lists them)", name);
        break;
    case SAVED_EXISTS:
        app_confirm(app, replace, "nothing saved",
                    "%s exists: y replaces it, any other key does not", name);
        break;
    case SAVED_FAILED:
        app_complain(app, "not saved: %s", err.msg);
        break;
    }
    buf_done(&text);
}

void line_save(struct app *app, struct str arguments)
{
    struct saved_query query;
    struct err err = {0};

    if (!arguments.n || !app->options->saved) {
        app_complain(app, "save: a name for the query is expected");
    } else if (!str_trim(app_prompt_text(app)).n) {
        app_complain(app, "there is no query to save");
    } else if (!saved_read(app_prompt_text(app), &query, &err)) {
        app_complain(app, "not saved: %s", err.msg);
    } else {
        free(app->call.save_as);
        app->call.save_as = str_dup(arguments);
        save(app, false);
    }
}
