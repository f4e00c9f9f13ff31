/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading alerts, and looking at their answers. */
#include "tui/alert.h"

#include "base/date.h"
#include "base/num.h"
#include "tui/app.h"
#include "tui/explore.h"
#include "tui/line.h"
#include "tui/screen.h"
#include "tui/show.h"

#include <inttypes.h>
#include <stdio.h>

#define ALERT_USAGE "an alert is written as flows > 500 in 1m, or off"

/* The next word of *rest; empty at the end. */
static struct str next_word(struct str *rest)
{
    struct str word = {0};

    *rest = str_trim(*rest);
    str_split(rest, ' ', &word);
    return word;
}

static bool is_comparison(struct str word)
{
    return str_eq(word, STR(">")) || str_eq(word, STR(">=")) ||
           str_eq(word, STR("<")) || str_eq(word, STR("<="));
}

/* A bucket that the language can name: whole seconds, minutes, ... */
static bool read_bucket(struct str text, int64_t *ms)
{
    char name[RANGE_TEXT_MAX];
    int64_t named;

    if (!date_parse_duration(text, ms) || *ms < 1000)
        return false;
    range_length(*ms, name);
    return date_parse_duration(str_of(name), &named) && named == *ms;
}

bool alert_parse(struct str text, struct alert *out, struct err *err)
{
    struct str rest = text;
    struct str metric = next_word(&rest), than = next_word(&rest);
    struct str amount = next_word(&rest), in = next_word(&rest);
    struct str bucket = next_word(&rest);
    uint64_t n;

    *out = (struct alert){.on = true};
    if (!metric_find(metric, &out->metric))
        return err_set(err, ERR_USAGE,
                       "an alert is about flows, rejects, bytes or packets: "
                       "flows > 500 in 1m");
    if (!is_comparison(than) || !num_parse_uint(amount, UINT64_MAX, &n) ||
        !str_eq(in, STR("in")) || !read_bucket(bucket, &out->bucket_ms) ||
        str_trim(rest).n)
        return err_set(err, ERR_USAGE, ALERT_USAGE);
    snprintf(out->condition, sizeof out->condition, "%.*s %" PRIu64,
             STR_ARG(than), n);
    snprintf(out->text, sizeof out->text, "%.*s %s in %.*s", STR_ARG(metric),
             out->condition, STR_ARG(str_slice(bucket, 0, 16)));
    return true;
}

static void tell(struct app *app, const struct value *row)
{
    struct alert *a = &app->alert;
    struct arena arena = {0};
    struct str amount = show_value(&arena, row[1]);
    char time[SHOW_MAX];

    a->told = true;
    a->told_ms = row[0].i;
    show_time(a->told_ms, TIME_SHOW_CLOCK, time);
    app_complain(app, "ALERT %s: %.*s at %sZ (marked ! in the timeline)",
                 a->text, STR_ARG(amount), time);
    screen_bell();
    arena_done(&arena);
}

void alert_look(struct app *app)
{
    struct result *r = app_step(app)->answers[PART_ALERT];
    struct value row[2];
    struct arena arena = {0};
    struct err err = {0};

    if (app->alert.on && r && result_n_columns(r) == 2 && result_n_rows(r) &&
        result_read(r, 0, 1, &arena, row, &err) && row[0].type == VALUE_TIME &&
        (!app->alert.told || row[0].i > app->alert.told_ms))
        tell(app, row);
    arena_done(&arena);
}

/* The part of the timeline that a bucket of the alert covers. */
static void mark_bucket(const struct app *app, int64_t ms, int64_t from_ms,
                        int64_t width_ms, bool *marks, uint32_t n)
{
    int64_t first = (ms - from_ms) / width_ms;
    int64_t last = (ms + app->alert.bucket_ms - 1 - from_ms) / width_ms;

    for (int64_t i = first < 0 ? 0 : first; i <= last && i < (int64_t)n; i++)
        marks[i] = true;
}

void alert_mark(const struct app *app, int64_t from_ms, int64_t width_ms,
                bool *marks, uint32_t n)
{
    struct result *r = app_step(app)->answers[PART_ALERT];
    struct arena arena = {0};
    struct err err = {0};

    if (!app->alert.on || !r || result_n_columns(r) != 2)
        return;
    uint32_t rows = (uint32_t)result_n_rows(r);
    struct value *values =
        arena_calloc(&arena, (size_t)rows * 2 + 1, sizeof *values);

    if (result_read(r, 0, rows, &arena, values, &err))
        for (uint32_t i = 0; i < rows; i++)
            if (values[2 * i].type == VALUE_TIME &&
                values[2 * i].i + app->alert.bucket_ms > from_ms)
                mark_bucket(app, values[2 * i].i, from_ms, width_ms, marks, n);
    arena_done(&arena);
}

void line_alert(struct app *app, struct str arguments)
{
    struct alert alert;
    struct err err = {0};

    if (str_eq(arguments, STR("off"))) {
        app->alert.on = false;
        explore_alert(app);
        app_say(app, "no alert");
        return;
    }
    if (!alert_parse(arguments, &alert, &err)) {
        app_complain(app, "%s", err.msg);
        return;
    }
    app->alert = alert;
    app_say(app, "alert: %s", alert.text);
    explore_alert(app);
}
