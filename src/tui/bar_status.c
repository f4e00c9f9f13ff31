/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two of the lines below the panes. Message: the last thing that happened.
 * Status: progress while a query runs, else what it found and how healthy
 * the data is.
 */
#include "tui/bars.h"

#include "tui/app.h"
#include "tui/explore.h"
#include "tui/guide.h"
#include "tui/prompt.h"
#include "tui/show.h"

#include <stdio.h>
#include <string.h>

enum { PROGRESS_FROM_MS = 150, BAR_MAX = 30 };

static const char *const tips[] = {
#define TIP(text) text,
#include "tui/tips.def"
#undef TIP
};

/* A tip for each of the first screens of a first run; NULL: no more. */
static const char *tip_now(const struct app *app)
{
    return app->first_run && app->settings.tips &&
                   app->screens < sizeof tips / sizeof *tips
               ? tips[app->screens]
               : NULL;
}

void message_draw(const struct app *app, const struct canvas *c)
{
    const struct message *m = &app->message;
    const char *guide = guide_text(app);

    /* Who is shown around sees what to do; only mistakes go before it. */
    if (guide && !app->fault.on && !(m->text[0] && m->error) &&
        !prompt_focused())
        draw_text(c, 0, 1, c->r.w - 1, ROLE_MATCH, str_of(guide));
    else if (m->text[0])
        draw_text(c, 0, 1, c->r.w - 1, m->error ? ROLE_WARN : ROLE_NORMAL,
                  str_of(m->text));
    else if (app->fault.on)
        draw_format(c, 0, 1, ROLE_WARN, "%s%s", app->fault.text,
                    completer_suggests(app) ? " (Tab takes it)" : "");
    else if (completer_draw_signature(c))
        return;
    else if (app->export.state != EXPORT_IDLE)
        draw_format(c, 0, 1, ROLE_NORMAL, "writing %s",
                    app->export.path ? app->export.path
                                     : app->export.command);
    else if (app->follow.on)
        follow_message_draw(app, c);
    else if (tip_now(app))
        draw_text(c, 0, 1, c->r.w - 1, ROLE_DIM, str_of(tip_now(app)));
}

void status_load(struct app *app)
{
    app->health = health_read_status(app_step(app)->answers[PART_HEALTH]);
}

static void draw_bar(const struct canvas *c, int col, int width, double part)
{
    int full = (int)(part * width);

    draw_run(c, 0, col, full, ROLE_NORMAL, c->glyphs->full);
    draw_run(c, 0, col + full, width - full, ROLE_DIM, c->glyphs->empty);
}

/* "PARTIAL: 206 groups so far", once there are any. */
static int draw_partial(const struct app *app, const struct canvas *c, int col)
{
    const struct result *r = app_step(app)->answers[PART_RESULT];
    char rows[SHOW_MAX];
    int used;

    if (!r)
        return 0;
    used = draw_text(c, 0, col, 9, ROLE_PARTIAL, STR("PARTIAL"));
    show_count(result_n_rows(r), rows);
    if (c->r.w >= 100)
        used += draw_format(c, 0, col + used, ROLE_NORMAL, ": %s %s so far",
                            rows, result_is_raw(r) ? "rows" : "groups");
    return used + 3;
}

static void draw_progress(const struct app *app, const struct canvas *c,
                          const struct job_progress *p)
{
    double part = p->bytes_total
                      ? (double)p->bytes_done / (double)p->bytes_total
                      : 0;
    double speed = p->seconds > 0 ? (double)p->bytes_done / p->seconds : 0;
    int width = c->r.w / 5 < BAR_MAX ? c->r.w / 5 : BAR_MAX;
    char bytes[SHOW_MAX], pace[SHOW_MAX], eta[SHOW_MAX];
    int col = 1 + draw_text(c, 0, 1, c->r.w, ROLE_NORMAL, STR("scan ["));

    draw_bar(c, col, width, part);
    col += width;
    show_part(p->bytes_done, p->bytes_total, bytes);
    show_bytes((uint64_t)speed, pace);
    show_seconds(part > 0 ? p->seconds * (1 - part) / part : 0, eta);
    col += draw_format(c, 0, col, ROLE_NORMAL, "] %.0f%%  %s  ", part * 100,
                       bytes);
    if (c->r.w >= 100)
        col += draw_format(c, 0, col, ROLE_NORMAL, "%s/s  eta %s  ", pace,
                           eta);
    col += draw_partial(app, c, col);
    draw_text(c, 0, col, c->r.w, ROLE_NORMAL, STR("Esc cancels"));
}

/* "1,685/8,267 flows", as far as known. */
static int draw_counts(const struct app *app, const struct canvas *c, int col)
{
    const struct result *r = app_step(app)->answers[PART_RESULT];
    char matched[SHOW_MAX], all[SHOW_MAX];

    if (!r)
        return 0;
    show_count(result_matched(r), matched);
    show_count(app->health.records, all);
    if (!app->health.known)
        return draw_format(c, 0, col, ROLE_NORMAL, "%s flows  ", matched);
    return draw_format(c, 0, col, ROLE_NORMAL, "%s/%s flows  ", matched, all);
}

/* Percent of the segments whose text was read; the columns had the rest. */
static double text_read(const struct job_progress *p)
{
    double share = p->segments ? 100 * (double)p->text_reads /
                                     (double)p->segments
                               : 0;

    if (share > 0 && share < 1)
        return 1;
    return share > 100 ? 100 : share;
}

/* What was read for it, and how long that took. */
static int draw_effort(const struct app *app, const struct canvas *c, int col)
{
    const struct job_progress *p = &app_step(app)->progress;
    char total[SHOW_MAX], time[SHOW_MAX];
    double part = p->bytes_total
                      ? (double)p->bytes_done / (double)p->bytes_total
                      : 1;

    if (!app_step(app)->ran)
        return 0;
    show_bytes(p->bytes_total, total);
    show_seconds(p->seconds, time);
    if (p->state == JOB_CANCELLED)
        return draw_format(c, 0, col, ROLE_WARN,
                           "PARTIAL (cancelled at %.0f%% of %s)  ", part * 100,
                           total);
    if (p->text_reads == 0)
        return draw_format(c, 0, col, ROLE_NORMAL,
                           "no text read, %s  ", time);
    return draw_format(c, 0, col, ROLE_NORMAL, "%.0f%% of %s in %s  ",
                       text_read(p), total, time);
}

/* Where there is room, also that there are none. */
static int draw_mark_count(const struct app *app, const struct canvas *c,
                           int col)
{
    if (!app->marks.n && c->r.w < 100)
        return 0;
    return draw_format(c, 0, col, ROLE_NORMAL, "marks %zu  ", app->marks.n);
}

static void draw_health(const struct app *app, const struct canvas *c, int col)
{
    const struct health_status *h = &app->health;
    const struct job_progress *p = &app_step(app)->progress;
    char count[SHOW_MAX];

    col += draw_format(c, 0, col, ROLE_NORMAL, "%s  ", app_zone_name(app));
    if (h->by_status) {
        show_count(h->skipdata, count);
        col += draw_format(c, 0, col,
                           h->skipdata ? ROLE_WARN : ROLE_NORMAL,
                           "SKIPDATA %s%s  ", count, h->skipdata ? "!" : "");
        show_count(h->nodata, count);
        col += draw_format(c, 0, col, ROLE_NORMAL, "NODATA %s  ", count);
    }
    if (c->r.w < 100 && !p->bad_lines && !p->incomplete)
        return;
    show_count(p->bad_lines, count);
    col += draw_format(c, 0, col, p->bad_lines ? ROLE_WARN : ROLE_NORMAL,
                       "malformed %s  ", count);
    if (p->incomplete)
        draw_text(c, 0, col, c->r.w, ROLE_WARN, STR("INCOMPLETE"));
}

void status_draw(const struct app *app, const struct canvas *c)
{
    struct job_progress p;
    int col = 1;

    if (run_progress(&app->run, PART_RESULT, &p) &&
        p.seconds * 1000 >= PROGRESS_FROM_MS &&
        !(app->follow.quiet & PART_BIT(PART_RESULT))) {
        draw_progress(app, c, &p);
        return;
    }
    col += draw_counts(app, c, col);
    col += draw_effort(app, c, col);
    col += draw_mark_count(app, c, col);
    draw_health(app, c, col);
}
