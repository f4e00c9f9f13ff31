/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The crumb line: data > range > filters > grouping; times at the right. */
#include "tui/bars.h"

#include "base/utf8.h"
#include "query/edit.h"
#include "tui/app.h"
#include "tui/explore.h"

#include <stdio.h>
#include <string.h>

enum { CRUMBS_MAX = 20, GAP = 2, SEPARATOR_W = 3, DOTS_W = 3 };

struct crumbs {
    struct str items[CRUMBS_MAX];
    uint32_t n;
};

static void add(struct crumbs *list, struct str crumb)
{
    if (crumb.n && list->n < CRUMBS_MAX)
        list->items[list->n++] = crumb;
}

/* "by srcAddr, dstPort" for a grouped result. */
static struct str grouping(struct arena *a, const struct step *step)
{
    const struct result *r = step->answers[PART_RESULT];
    uint32_t n = r ? result_n_keys(r) : 0;
    struct str text = {0};

    for (uint32_t i = 0; i < n; i++)
        text = arena_printf(a, "%.*s%s%.*s", STR_ARG(text), i ? ", " : "by ",
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

static void collect(const struct app *app, struct arena *a,
                    struct crumbs *list)
{
    const struct step *step = app_step(app);
    struct str query = str_of(step->query);
    struct str lens = edit_lens_of(query);
    struct str filters[CRUMBS_MAX];
    uint32_t n = edit_crumbs(a, query, filters, CRUMBS_MAX);
    char range[RANGE_TEXT_MAX];

    add(list, app->engine->ops->info(app->engine).title);
    range_name(&step->range, range);
    add(list, arena_copy(a, str_of(range)));
    add(list, lens);
    for (uint32_t i = 0; i < n; i++)
        if (!is_lens(filters[i], lens))
            add(list, shorten(a, filters[i]));
    add(list, grouping(a, step));
}

/* Crumbs [from, to) stand as one "...". */
struct gap {
    uint32_t from, to;
};

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

/* Absolute times, length and zone, as many as there is room for. */
static void times_text(const struct app *app, bool wide, char *out, size_t cap)
{
    char times[RANGE_TEXT_MAX], length[RANGE_TEXT_MAX];
    const char *follow = follow_state(app);
    size_t n = (size_t)snprintf(out, cap, follow[0] ? "%s  " : "%s", follow);
    int64_t from, to;

    if (explore_extent(app, &from, &to)) {
        range_times(from, to, times);
        range_length(to - from, length);
        snprintf(out + n, cap - n, wide ? "%s  %s  UTC  " : "%s  ", times,
                 length);
    }
    /* Where there is hardly room for crumbs they go first. */
    if (app->layout.class != LAYOUT_XS)
        strncat(out, "F1 Help", cap - strlen(out) - 1);
}

void crumbs_draw(const struct app *app, const struct canvas *c)
{
    struct arena a = {0};
    struct crumbs list = {.n = 0};
    char times[4 * RANGE_TEXT_MAX];
    struct gap gap;
    int room, col;

    collect(app, &a, &list);
    times_text(app, c->r.w >= 100, times, sizeof times);
    room = c->r.w - (int)strlen(times) - GAP;
    draw_text(c, 0, room + 1, c->r.w, ROLE_DIM, str_of(times));
    col = 1 + draw_text(c, 0, 1, room, ROLE_HEADER, STR("vpcscope")) + GAP;
    gap = find_gap(&list, (size_t)(room > col ? room - col : 0));
    for (uint32_t i = 0; i < list.n; i++) {
        bool dots = i == gap.from && i < gap.to;

        if (i > gap.from && i < gap.to)
            continue;
        if (i)
            col += draw_text(c, 0, col, room - col, ROLE_DIM, STR(" > "));
        col += draw_text(c, 0, col, room - col,
                         i + 1 == list.n ? ROLE_HEADER : ROLE_NORMAL,
                         dots ? STR("...") : list.items[i]);
    }
    arena_done(&a);
}
