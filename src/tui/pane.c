/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The panes by number, and moving a cursor over rows. */
#include "tui/pane.h"

#include "tui/app.h"

static const struct pane *const panes[PANE_COUNT] = {
    [PANE_TIMELINE] = &pane_timeline, [PANE_TABLE] = &pane_table,
    [PANE_TALKERS] = &pane_talkers,   [PANE_SECOND] = &pane_second,
    [PANE_FIELDS] = &pane_fields,     [PANE_DETAIL] = &pane_detail,
};

const struct pane *pane_at(enum pane_id id)
{
    return panes[id];
}

const struct pane *pane_active(const struct app *app)
{
    const struct pane *popup = popup_top(app);

    return popup ? popup : pane_at(app->focus);
}

bool pane_cell(struct app *app, struct cell_at *out)
{
    const struct pane *pane = pane_active(app);

    return pane->cell && pane->cell(app, out);
}

bool pane_row(struct app *app, struct row_at *out)
{
    const struct pane *pane = pane_active(app);

    return pane->row && pane->row(app, out);
}

uint64_t move_row(uint64_t row, uint64_t n, uint64_t page, enum move move)
{
    uint64_t last = n ? n - 1 : 0;
    uint64_t far = page > 1 ? page - 1 : 1;
    uint64_t half = page > 3 ? page / 2 : 1;

    switch (move) {
    case MOVE_UP:
        return row ? row - 1 : 0;
    case MOVE_DOWN:
        return row < last ? row + 1 : last;
    case MOVE_PAGE_UP:
        return row > far ? row - far : 0;
    case MOVE_PAGE_DOWN:
        return last - row > far ? row + far : last;
    case MOVE_HALF_UP:
        return row > half ? row - half : 0;
    case MOVE_HALF_DOWN:
        return last - row > half ? row + half : last;
    case MOVE_FIRST:
        return 0;
    case MOVE_LAST:
        return last;
    default:
        return row;
    }
}

uint64_t scroll_to(uint64_t top, uint64_t row, uint64_t n, uint64_t page)
{
    if (page == 0)
        return row;
    if (row < top)
        top = row;
    if (row >= top + page)
        top = row - page + 1;
    if (top + page > n)
        top = n > page ? n - page : 0;
    return top;
}

uint64_t scroll_by(uint64_t top, uint64_t *row, uint64_t n, uint64_t page,
                   int by)
{
    uint64_t last = n > page ? n - page : 0;
    uint64_t far = (uint64_t)(by < 0 ? -by : by);

    if (by < 0)
        top = top > far ? top - far : 0;
    else
        top = top + far < last ? top + far : last;
    if (*row < top)
        *row = top;
    if (page && *row >= top + page)
        *row = top + page - 1;
    return top;
}
