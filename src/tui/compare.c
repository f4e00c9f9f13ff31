/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/compare.h"

#include "base/date.h"
#include "tui/app.h"
#include "tui/command.h"
#include "tui/explore.h"
#include "tui/line.h"

#include <stdio.h>

/* The length of a range as a person would say it: both ends are in it. */
static int64_t length_ms(int64_t from, int64_t to)
{
    int64_t length = to - from;

    return length % 1000 == 999 ? length + 1 : length > 0 ? length : 1;
}

bool compare_window(const struct app *app, struct step *step,
                    struct time_window *out, const char **why)
{
    struct compare_with *with = &step->compare;
    int64_t from, to;

    with->shift_ms = 0;
    if (!with->on || !app->times.known ||
        !range_extent(step->window, &app->times, &from, &to)) {
        if (why)
            *why = "the times of the records are not known yet";
        return false;
    }
    with->shift_ms = with->back_ms ? with->back_ms : length_ms(from, to);
    *out = (struct time_window){from - with->shift_ms,
                                with->back_ms ? to - with->back_ms : from - 1};
    if (out->to_ms >= app->times.oldest_ms)
        return true;
    if (why)
        *why = "there are no records before this range to compare with "
               "(t chooses a shorter one)";
    with->shift_ms = 0;
    return false;
}

void compare_load(struct app *app)
{
    const struct step *step = app_step(app);

    comparison_update(
        &app->comparison,
        step->compare.shift_ms ? step->answers[PART_RESULT] : NULL,
        step->answers[PART_BEFORE], step->compare.shift_ms, step->compare.all);
}

uint32_t compare_n_gone(const struct app *app)
{
    return app->comparison.state == COMPARISON_READY ? app->comparison.n_gone
                                                     : 0;
}

void compare_heading(const struct app *app, char out[RANGE_TEXT_MAX])
{
    const struct compare_with *with = &app_step(app)->compare;
    char length[RANGE_TEXT_MAX];

    range_length(with->shift_ms, length);
    snprintf(out, RANGE_TEXT_MAX, with->back_ms ? "vs -%.40s" : "vs prev %.40s",
             length);
}

static void stop(struct app *app)
{
    app_step(app)->compare = (struct compare_with){.on = false};
    explore_compare(app);
    app_say(app, "no longer compared");
}

static void begin(struct app *app, int64_t back_ms)
{
    struct step *step = app_step(app);
    struct time_window window;
    char times[RANGE_TEXT_MAX];
    const char *why;

    step->compare = (struct compare_with){.on = true, .back_ms = back_ms};
    if (!compare_window(app, step, &window, &why)) {
        step->compare.on = false;
        app_say(app, "%s", why);
        return;
    }
    explore_compare(app);
    range_times(window.from_ms, window.to_ms, times);
    app_say(app, "compared with %s%s", times,
            app->table.raw ? ": dots in the timeline; groups (F) get a column"
                           : " (= ends that)");
}

void command_compare(struct app *app)
{
    if (app_step(app)->compare.on)
        stop(app);
    else
        begin(app, 0);
}

void line_compare(struct app *app, struct str arguments)
{
    int64_t back_ms;

    if (!arguments.n)
        command_compare(app);
    else if (str_eq(arguments, STR("off")))
        stop(app);
    else if (arguments.p[0] != '-' ||
             !date_parse_duration(str_slice(arguments, 1, arguments.n),
                                  &back_ms))
        app_complain(app, "compare: how far back is expected, as in -1d, or "
                          "off");
    else
        begin(app, back_ms);
}
