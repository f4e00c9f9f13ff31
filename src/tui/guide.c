/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The steps of the guide. Each says what to press and when that is done; it
 * never goes back, so that looking around does no harm.
 */
#include "tui/guide.h"

#include "query/edit.h"
#include "tui/app.h"

static bool last_hour(const struct app *app)
{
    return app_step(app)->range.kind == RANGE_LAST &&
           app_step(app)->range.last_ms == 3600 * 1000;
}

static bool rejected_only(const struct app *app)
{
    return str_eq(edit_lens_of(str_of(app_step(app)->query)), STR("REJECT"));
}

static bool at_talkers(const struct app *app)
{
    return app->focus == PANE_TALKERS;
}

static bool one_source(const struct app *app)
{
    struct arena a = {0};
    bool pinned = edit_pinned(&a, str_of(app_step(app)->query), STR("srcAddr"));

    arena_done(&a);
    return pinned;
}

static bool at_timeline(const struct app *app)
{
    return app->focus == PANE_TIMELINE;
}

static bool writing(const struct app *app)
{
    return app->export.state != EXPORT_IDLE;
}

static bool first_step(const struct app *app)
{
    return app->steps.n == 1;
}

static const struct {
    bool (*done)(const struct app *app);
    const char *text; /* as a line of 78 cells holds */
} steps[] = {
    {last_hour, "Six hours of flows. Press t, then 3: only the last hour."},
    {rejected_only, "Press a: only what was rejected."},
    {at_talkers, "Somebody is busy. Press 3: to the top talkers."},
    {one_source, "Press Enter: only the source under the cursor."},
    {at_timeline,
     "Many ports of every host: a port scan. Press 1: when was it?"},
    {writing,
     "A quarter of an hour. Press w, c, Enter: its records as a CSV file."},
    {first_step,
     "Press u until all steps are taken back: nothing is read again."},
    {NULL, "That was the standard job. i edits the query, ? lists the keys, q "
           "quits."},
};

void guide_tick(struct app *app)
{
    if (!app->options->guide)
        return;
    while (steps[app->guide].done && steps[app->guide].done(app)) {
        app->guide++;
        app->redraw = true;
    }
}

const char *guide_text(const struct app *app)
{
    return app->options->guide ? steps[app->guide].text : NULL;
}
