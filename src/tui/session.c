/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a session is saved, and what it begins with. */
#include "tui/session.h"

#include "base/mem.h"
#include "tui/app.h"
#include "tui/explore.h"
#include "tui/session_file.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SAVE_AFTER_MS = 60 * 1000 };

/* Standard input cannot be read again. */
static bool can_be_resumed(const struct tui_inputs *in)
{
    for (size_t i = 0; i < in->n_paths; i++)
        if (!strcmp(in->paths[i], "-"))
            return false;
    return in->n_paths > 0;
}

static bool take_file(struct app *app, const char *path, struct err *err)
{
    json_t *root = session_read(path, err);
    bool ok = root && session_take(app, root, err);

    json_decref(root);
    if (ok)
        app->session.path = str_dup(str_of(path));
    return ok;
}

bool session_begin(struct app *app, struct err *err)
{
    if (app->options->session)
        return take_file(app, app->options->session, err);
    if (can_be_resumed(&app->options->inputs) && !app->options->guide &&
        !app->options->replay)
        app->session.path = session_new_path();
    explore_begin(app);
    return true;
}

void session_touch(struct app *app)
{
    if (!app->session.due_ms)
        app->session.due_ms = app->now_ms + SAVE_AFTER_MS;
}

/* Opening files and looking at their first screen leaves nothing to resume. */
static bool has_content(const struct app *app)
{
    return app->steps.n > 1 || app->steps.n_ahead || app->marks.n ||
           app_step(app)->query[0];
}

bool session_save(struct app *app, struct err *err)
{
    struct session *s = &app->session;
    json_t *root;
    char *text, *dated;
    bool ok = true;

    s->due_ms = 0;
    if (!s->path || (!s->saved && !has_content(app)))
        return true;
    root = session_json(app);
    text = json_dumps(root, JSON_COMPACT);
    json_object_set_new(root, "saved",
                        json_integer((json_int_t)time(NULL) * 1000));
    dated = json_dumps(root, JSON_INDENT(1));
    json_decref(root);
    if (s->saved && !strcmp(s->saved, text)) {
        free(text);
    } else if ((ok = session_write(s->path, dated, err))) {
        free(s->saved);
        s->saved = text;
    } else {
        free(text);
    }
    free(dated);
    return ok;
}

/* The row that was under the cursor, once there are rows again. */
static void restore_row(struct app *app)
{
    struct step *step = app_step(app);

    if (!step->restored_row || !step->ran || explore_running(app))
        return;
    step->table.row = step->restored_row;
    step->restored_row = 0;
    app->redraw = true;
}

void session_poll(struct app *app)
{
    struct err err = {0};

    restore_row(app);
    if (app->session.due_ms && app->now_ms >= app->session.due_ms &&
        !session_save(app, &err))
        app_complain(app, "the session is not saved: %s", err.msg);
}

void session_done(struct app *app)
{
    free(app->session.path);
    free(app->session.saved);
    app->session = (struct session){0};
}
