/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The crumb line: data > range > filters > grouping; times at the right. */
#include "tui/bars.h"

#include "base/utf8.h"
#include "query/edit.h"
#include "tui/app.h"
#include "tui/explore.h"

#include <stdio.h>
#include <string.h>

enum { CRUMBS_MAX = 20, GAP = 2, MARGIN = 1, DOTS_W = 3, SEPARATOR_W = 3 };

/* Of a crumb; there is no line that has room for more. */
enum { CRUMB_BYTES = 4096 };

static const char help[] = "F1 Help";

/* Crumbs [from, to) stand as one "...". */
struct gap {
    uint32_t from, to;
};

struct crumbs {
    struct str items[CRUMBS_MAX];
    int cols[CRUMBS_MAX]; /* where they stand; -1: not in view */
    uint32_t n;
    struct gap gap;
};

static void add(struct crumbs *list, struct str crumb)
{
    if (crumb.n && list->n < CRUMBS_MAX)
        list->items[list->n++] = str_slice(crumb, 0, CRUMB_BYTES);
}

/* "by srcAddr, dstPort" for a grouped result. */
static struct str grouping(struct arena *a, const struct step *step)
{
    const struct result *r = step->answers[PART_RESULT];
    uint32_t n = r ? result_n_columns(r) : 0;
    struct str text = {0};

    for (uint32_t i = 0; i < n; i++)
        if (result_column(r, i)->key)
            text = arena_printf(a, "%.*s%s%.*s", STR_ARG(text),
                                text.n ? ", " : "by ",
                                STR_ARG(result_column(r, i)->name));
    return text;
}

/* The lens stands for its filter, which is not named again. */
static bool is_lens(struct str crumb, struct str lens)
{
    return lens.n && str_starts(crumb, STR("action")) &&
           str_find(crumb, lens) < crumb.n;
}

/* A filter in few cells: srcAddr = "x" as srcAddr=x. */
static struct str shorten(struct arena *a, struct str filter)
{
    char *p = arena_alloc(a, filter.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < filter.n; i++) {
        struct str rest = str_slice(filter, i, filter.n);

        if (rest.p[0] == '"')
            continue;
        if (str_starts(rest, STR(" = ")) || str_starts(rest, STR(" != "))) {
            size_t end = str_find(rest, STR("= ")) + 1;

            for (size_t k = 1; k < end; k++)
                p[n++] = rest.p[k];
            i += end;
            continue;
        }
        p[n++] = rest.p[0];
    }
    return (struct str){p, n};
}

static void collect(const struct app *app, const struct step *step,
                    struct arena *a, struct crumbs *list)
{
    struct str query = str_of(step->query);
    struct str lens = edit_lens_of(query);
    struct str filters[CRUMBS_MAX];
    uint32_t n = edit_crumbs(a, query, filters, CRUMBS_MAX);
    char range[RANGE_TEXT_MAX];

    add(list, app->engine->ops->info(app->engine).title);
    app_range_name(app, &step->range, range);
    add(list, arena_copy(a, str_of(range)));
    add(list, lens);
    for (uint32_t i = 0; i < n; i++)
        if (!is_lens(filters[i], lens))
            add(list, shorten(a, filters[i]));
    add(list, grouping(a, step));
}

static size_t width_of(const struct crumbs *list, struct gap gap)
{
    size_t width = 0;

    for (uint32_t i = 0; i < list->n; i++) {
        if (i > gap.from && i < gap.to)
            continue;
        width += (i ? SEPARATOR_W : 0) +
                 (i == gap.from && i < gap.to ? DOTS_W
                                              : utf8_width(list->items[i]));
    }
    return width;
}

/*
 * What has to go so that the crumbs fit: as few as possible from the second
 * one on; the last two stay as long as they can, the last one always.
 */
static struct gap find_gap(const struct crumbs *list, size_t room)
{
    struct gap gap = {1, 1};

    while (width_of(list, gap) > room && gap.to + 2 < list->n)
        gap.to++;
    if (width_of(list, gap) > room && list->n > 2)
        gap = (struct gap){0, list->n - 2};
    if (width_of(list, gap) > room && list->n > 1)
        gap = (struct gap){0, list->n - 1};
    return gap;
}

/* Where there is hardly room for crumbs they go first. */
static bool shows_help(const struct app *app)
{
    return app->layout.class != LAYOUT_XS;
}

/* Absolute times, length and zone, as many as there is room for. */
static void times_text(const struct app *app, bool wide, char *out, size_t cap)
{
    char times[RANGE_TEXT_MAX], length[RANGE_TEXT_MAX];
    const char *follow = follow_state(app);
    size_t n = (size_t)snprintf(out, cap, follow[0] ? "%s  " : "%s", follow);
    int64_t from, to;

    if (explore_extent(app, &from, &to)) {
        app_times(app, from, to, times);
        range_length(to - from, length);
        if (wide)
            snprintf(out + n, cap - n, "%s  %s  %s  ", times, length,
                     app_zone_name(app));
        else
            snprintf(out + n, cap - n, "%s  ", times);
    }
    if (shows_help(app))
        strncat(out, help, cap - strlen(out) - 1);
}

/* The crumbs of the step on screen in columns [from, to). */
static void place(const struct app *app, struct arena *a, int from, int to,
                  struct crumbs *list)
{
    int col = from;

    *list = (struct crumbs){.n = 0};
    collect(app, app_step(app), a, list);
    list->gap = find_gap(list, (size_t)(to > from ? to - from : 0));
    for (uint32_t i = 0; i < list->n; i++) {
        bool dots = i == list->gap.from && i < list->gap.to;

        list->cols[i] = -1;
        if (i > list->gap.from && i < list->gap.to)
            continue;
        col += i ? SEPARATOR_W : 0;
        list->cols[i] = dots ? -1 : col;
        col += dots ? DOTS_W : (int)utf8_width(list->items[i]);
    }
}

/* Where the crumbs begin and, before the times, end. */
static int first_column(void)
{
    return MARGIN + (int)(sizeof "vpcscope" - 1) + GAP;
}

static int end_column(const struct app *app, int w, char *times, size_t cap)
{
    times_text(app, w >= 100, times, cap);
    return w - (int)strlen(times) - GAP;
}

void crumbs_draw(const struct app *app, const struct canvas *c)
{
    struct arena a = {0};
    struct crumbs list;
    char times[4 * RANGE_TEXT_MAX];
    int end = end_column(app, c->r.w, times, sizeof times);
    int col = first_column();

    place(app, &a, col, end, &list);
    draw_text(c, 0, end + 1, c->r.w, ROLE_DIM, str_of(times));
    draw_text(c, 0, MARGIN, end, ROLE_HEADER, STR("vpcscope"));
    for (uint32_t i = 0; i < list.n; i++) {
        bool dots = i == list.gap.from && i < list.gap.to;

        if (i > list.gap.from && i < list.gap.to)
            continue;
        if (i)
            col += draw_text(c, 0, col, end - col, ROLE_DIM, STR(" > "));
        col += draw_text(c, 0, col, end - col,
                         i + 1 == list.n ? ROLE_HEADER : ROLE_NORMAL,
                         dots ? STR("...") : list.items[i]);
    }
    arena_done(&a);
}

/* How many of the first n crumbs of a and b are the same. */
static uint32_t common(const struct crumbs *a, const struct crumbs *b,
                       uint32_t n)
{
    uint32_t i = 0;

    while (i < n && i < a->n && i < b->n && str_eq(a->items[i], b->items[i]))
        i++;
    return i;
}

/*
 * How far back the step is whose path ends at crumb at; the data's own name
 * is the first step. 0 when no step was just that.
 */
static unsigned steps_back_to(const struct app *app, struct arena *a,
                              const struct crumbs *here, uint32_t at)
{
    unsigned top = app->steps.n - 1;

    if (at == 0)
        return top;
    for (unsigned back = 1; back <= top; back++) {
        struct crumbs then = {.n = 0};

        collect(app, app->steps.items[top - back], a, &then);
        if (then.n == at + 1 && common(&then, here, at + 1) == at + 1)
            return back;
    }
    return 0;
}

static void go_back_to(struct app *app, struct arena *a,
                       const struct crumbs *list, uint32_t at)
{
    unsigned back = steps_back_to(app, a, list, at);

    if (!back && at + 1 < list->n)
        app_say(app, "no step ends at %.*s: i edits the query",
                STR_ARG(list->items[at]));
    while (back--)
        explore_back(app);
}

bool crumbs_click(struct app *app, int w, int col)
{
    struct arena a = {0};
    struct crumbs list;
    char times[4 * RANGE_TEXT_MAX];
    int end = end_column(app, w, times, sizeof times);
    bool hit = shows_help(app) && col >= w - (int)strlen(help);

    if (hit) {
        command_at(COMMAND_HELP)->run(app);
        return true;
    }
    place(app, &a, first_column(), end, &list);
    for (uint32_t i = 0; i < list.n && col < end && !hit; i++) {
        int from = list.cols[i];

        hit = from >= 0 && col >= from &&
              col < from + (int)utf8_width(list.items[i]);
        if (hit)
            go_back_to(app, &a, &list, i);
    }
    arena_done(&a);
    return hit;
}
