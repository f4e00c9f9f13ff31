/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/mark_seek.h"

#include "tui/app.h"
#include "tui/explore.h"

/* A step made for a mark shows this much on both sides of it. */
enum { AROUND_MS = 5 * 60 * 1000 };

static struct result *raw_result(const struct app *app)
{
    struct result *r = app_step(app)->answers[PART_RESULT];

    return r && result_is_raw(r) ? r : NULL;
}

static void locate(struct app *app, struct mark *mark, struct result *r)
{
    mark->located = result_locate(r, mark->path, mark->offset, &mark->record);
    mark->lost = !mark->located;
    app->redraw = true;
}

/* The row of a mark in the result on screen; false when it has none. */
static bool go_to(struct app *app, struct mark *mark)
{
    struct result *r = raw_result(app);
    uint64_t row;

    if (!r)
        return false;
    if (!mark->located && !mark->lost)
        locate(app, mark, r);
    if (!mark->located || !result_find(r, mark->record, &row))
        return false;
    app_step(app)->table.row = row;
    app->detail.row = app->detail.top = 0;
    app->focus = PANE_TABLE;
    popup_close_all(app);
    app_say(app, "m%u%s%s", mark->number, mark->note ? ": " : "",
            mark->note ? mark->note : "");
    return true;
}

/* All records of the time around the mark; of all times if it has none. */
static void show_around(struct app *app)
{
    const struct mark *mark = marks_by_number(&app->marks, app->hidden);
    struct range range = {.kind = RANGE_ALL, .window = TIME_WINDOW_ALL};

    if (!mark)
        return;
    if (mark->time_ms != MARK_NO_TIME)
        range = (struct range){
            .kind = RANGE_FIXED,
            .window = {mark->time_ms - AROUND_MS, mark->time_ms + AROUND_MS}};
    if (explore_go(app, STR(""), &range))
        app->seek = app->hidden;
}

void mark_seek(struct app *app, unsigned number)
{
    struct mark *mark = marks_by_number(&app->marks, number);

    app->seek = 0;
    if (!mark) {
        app_say(app, "there is no mark m%u", number);
    } else if (mark->lost) {
        app_complain(app, "m%u is not in these files: %s", number, mark->path);
    } else if (!go_to(app, mark)) {
        app->hidden = number;
        app_confirm(app, show_around, "the mark stays hidden",
                    "m%u is not in this result: y shows all records around it",
                    number);
    }
}

/* The step for a sought mark has run: there it is, or it is gone. */
static void arrive(struct app *app)
{
    struct mark *mark = marks_by_number(&app->marks, app->seek);

    if (explore_running(app))
        return;
    app->seek = 0;
    app->redraw = true;
    if (mark && !go_to(app, mark))
        app_complain(app, "the record of m%u was not found in %s", mark->number,
                     mark->path);
}

void mark_seek_poll(struct app *app)
{
    struct result *r = raw_result(app);

    if (app->seek)
        arrive(app);
    for (size_t i = 0; r && i < app->marks.n; i++) {
        struct mark *mark = &app->marks.items[i];

        if (!mark->located && !mark->lost) {
            locate(app, mark, r);
            return;
        }
    }
}
