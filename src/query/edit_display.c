/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which columns are shown, and in which order: the gestures that hide, show
 * and move a column all write a display stage.
 */
#include "query/edit_int.h"

/* The display that decides: the last one behind the last stats. */
static const struct stage *find_display(const struct draft *d)
{
    const struct stage *display = NULL;

    for (const struct stage *s = d->q->stages; s; s = s->next) {
        if (s->kind == STAGE_STATS)
            display = NULL;
        else if (s->kind == STAGE_DISPLAY)
            display = s;
    }
    return display;
}

/* It gives nothing a name that another stage may use. */
static bool names_nothing(const struct stage *display)
{
    for (uint32_t i = 0; i < display->fields.n; i++)
        if (display->fields.items[i].alias.n > 0)
            return false;
    return true;
}

/* All columns there are at the end are there at s already. */
static bool columns_stay_behind(const struct stage *s)
{
    while ((s = s->next))
        if (!stage_filters(s) && s->kind != STAGE_SORT &&
            s->kind != STAGE_LIMIT && s->kind != STAGE_DEDUP)
            return false;
    return true;
}

/* A computed column without a name is called by its text: "bytes/1024". */
static bool is_written_in(const struct draft *d, const struct stage *display,
                          struct str column)
{
    for (uint32_t i = 0; display && i < display->fields.n; i++) {
        const struct expr *e = display->fields.items[i].expr;

        if (e->kind != EXPR_FIELD &&
            str_eq(str_slice(d->text, e->at.start, e->at.end), column))
            return true;
    }
    return false;
}

static struct str write_display(const struct draft *d,
                                const struct str *columns, uint32_t n)
{
    const struct stage *old = find_display(d);
    struct buf b = {0};

    for (uint32_t i = 0; i < n; i++) {
        buf_text(&b, i ? ", " : "display ");
        buf_add(&b, is_written_in(d, old, columns[i])
                        ? columns[i]
                        : draft_column(d, columns[i]));
    }
    return edit_take(d->arena, &b);
}

/*
 * Change the display where it stands, when what is wanted is known there.
 * One that names what it computes stays, and another goes behind it.
 */
static bool put_display(struct draft *d, struct str display, struct err *err)
{
    const struct stage *old = find_display(d);

    if (old && names_nothing(old)) {
        if (columns_stay_behind(old))
            return draft_replace(d, old->at, display, err);
        if (!draft_remove(d, old, err))
            return false;
    }
    return draft_insert(d, draft_before(d, NULL), display, err);
}

bool edit_display(struct arena *a, struct str text, const struct str *columns,
                  uint32_t n, struct edit *out, struct err *err)
{
    struct draft d;
    struct str display;

    if (!draft_open(&d, a, text, err))
        return false;
    display = write_display(&d, columns, n);
    if (put_display(&d, display, err)) {
        d.changed = !str_eq(d.text, text);
        return draft_finish(&d, out, display);
    }
    draft_close(&d);
    return false;
}
