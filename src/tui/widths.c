/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A short list: nobody sets the widths of many columns. */
#include "tui/widths.h"

#include "base/mem.h"

#include <stdlib.h>

static struct column_width *find(const struct widths *w, struct str name)
{
    for (size_t i = 0; i < w->n; i++)
        if (str_eq(str_of(w->items[i].name), name))
            return &w->items[i];
    return NULL;
}

int widths_find(const struct widths *w, struct str name)
{
    const struct column_width *item = find(w, name);

    return item ? item->width : 0;
}

void widths_set(struct widths *w, struct str name, int width)
{
    struct column_width *item = find(w, name);

    if (!item) {
        w->items = mem_grow(w->items, w->n, &w->cap, sizeof *w->items);
        item = &w->items[w->n++];
        item->name = str_dup(name);
    }
    item->width = width;
}

void widths_copy(struct widths *w, const struct widths *from)
{
    for (size_t i = 0; i < from->n; i++)
        widths_set(w, str_of(from->items[i].name), from->items[i].width);
}

void widths_done(struct widths *w)
{
    for (size_t i = 0; i < w->n; i++)
        free(w->items[i].name);
    free(w->items);
    *w = (struct widths){.n = 0};
}
