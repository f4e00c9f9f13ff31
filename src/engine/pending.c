/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/pending.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void pending_init(struct pending *p, uint32_t width, uint32_t cap,
                  struct pool *pool)
{
    *p = (struct pending){.width = width, .cap = cap, .pool = pool};
}

void pending_done(struct pending *p)
{
    free(p->cells);
    pool_give(p->pool, p->room, p->bytes);
    *p = (struct pending){0};
}

static void make_room(struct pending *p)
{
    char *at;

    p->bytes = p->cap * pending_tuple_bytes(p->width);
    p->room = at = pool_take(p->pool, &p->bytes);
    p->cells = mem_calloc(p->width, sizeof *p->cells);
    for (uint32_t k = 0; k < p->width; k++, at += p->cap * sizeof(cell))
        p->cells[k] = (cell *)(void *)at;
    p->tags = (uint32_t *)(void *)at;
}

uint32_t pending_add(struct pending *p, struct table_keys from, uint32_t n)
{
    uint32_t room = p->cap - p->n;

    if (!p->room)
        make_room(p);
    n = n < room ? n : room;
    for (uint32_t k = 0; k < p->width; k++)
        memcpy(p->cells[k] + p->n, from.columns[k] + from.first,
               n * sizeof(cell));
    memcpy(p->tags + p->n, from.tags, n * sizeof *p->tags);
    p->n += n;
    return n;
}

struct table_keys pending_keys(const struct pending *p, uint32_t first)
{
    return (struct table_keys){p->cells, first, p->tags + first};
}
