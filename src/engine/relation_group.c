/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All groups are one page; aggregates are finished when they are read. */
#include "engine/relation_group.h"

#include "base/mem.h"
#include "engine/convert.h"

#include <stdlib.h>

struct relation_group {
    struct relation rel;
    struct groups *groups;
};

static struct relation_group *group_of(const struct relation *r)
{
    /* rel is the first member of what relation_group_new made. */
    return (struct relation_group *)(uintptr_t)r;
}

static uint64_t group_page(const struct relation *r, uint64_t id)
{
    (void)r;
    (void)id;
    return 0;
}

static bool group_open(struct relation *r, uint64_t page)
{
    (void)r;
    (void)page;
    return true;
}

static uint32_t group_row(const struct relation *r, uint64_t id)
{
    (void)r;
    return (uint32_t)id;
}

static uint64_t group_id(const struct relation *r, uint32_t row)
{
    (void)r;
    return row;
}

static const struct column *group_column(struct relation *r, uint32_t slot)
{
    (void)r;
    (void)slot;
    return NULL;
}

static void group_system(struct relation *r, enum system_field f,
                         struct rows rows, struct value *out)
{
    (void)r;
    (void)f;
    for (uint32_t i = 0; i < rows.n; i++)
        out[i] = value_null();
}

static bool group_gather(struct relation *r, uint32_t slot, struct rows rows,
                         struct value *out)
{
    struct groups *g = group_of(r)->groups;
    const struct slot *s = &r->scope->slots[slot];

    if (s->kind == SLOT_EXPR || s->kind == SLOT_CAPTURE)
        return false;
    for (uint32_t i = 0; i < rows.n; i++) {
        uint32_t group = rows.at[i];

        if (s->kind == SLOT_KEY)
            out[i] = value_of_cell(r->dict, groups_key(g, group, s->index));
        else if (s->kind == SLOT_AGG)
            out[i] = aggregation_value(g->aggs[s->index], group, rows.arena);
        else
            out[i] = value_null();
    }
    return true;
}

static void group_times(struct relation *r, const uint32_t *rows, uint32_t n,
                        int64_t *out)
{
    (void)r;
    (void)rows;
    for (uint32_t i = 0; i < n; i++)
        out[i] = NO_TIME;
}

static void group_free(struct relation *r)
{
    struct relation_group *g = group_of(r);

    groups_free(g->groups);
    free(g);
}

static const struct relation_ops group_ops = {
    .page = group_page,
    .open = group_open,
    .row = group_row,
    .id = group_id,
    .column = group_column,
    .gather = group_gather,
    .system = group_system,
    .times = group_times,
    .free = group_free,
};

struct relation *relation_group_new(struct groups *groups,
                                    const struct scope *scope)
{
    struct relation_group *g = mem_calloc(1, sizeof *g);

    g->rel = (struct relation){&group_ops, scope, groups->dict};
    g->groups = groups;
    return &g->rel;
}
