/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A session: the steps with their views, the marks and their notes, and the
 * inputs they are of. It is saved when the explorer ends and a minute after
 * something happened; --resume and the start screen open it again. One in
 * which nothing was done is not kept.
 */
#ifndef TUI_SESSION_H
#define TUI_SESSION_H

#include "base/err.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct app;

struct session {
    char *path;      /* its file; NULL: not kept */
    char *saved;     /* what is in the file; NULL: nothing yet */
    int64_t due_ms;  /* when to save, by the loop's clock; 0: nothing new */
};

/* The session as JSON, without the time it is saved at; a new reference. */
json_t *session_json(const struct app *app);
/*
 * Take steps and marks from JSON into an app that has none; none has run.
 * What is missing or no such value is as at the beginning.
 */
bool session_take(struct app *app, const json_t *root, struct err *err);

/* Begin one, or go on with the options'. False with *err: it is damaged. */
bool session_begin(struct app *app, struct err *err);
/* A key was taken: there may be something to save. */
void session_touch(struct app *app);
/* Save now, if there is something new. False with *err. */
bool session_save(struct app *app, struct err *err);
/* Save when it is due; put the cursor back where it was. */
void session_poll(struct app *app);
void session_done(struct app *app);

#endif
