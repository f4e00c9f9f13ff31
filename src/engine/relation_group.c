/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the set are the pages. */
#include "engine/relation_group.h"

#include "base/mem.h"
#include "engine/convert.h"
#include "engine/group_spill.h"
#include "engine/stats_estimate.h"

#include <stdlib.h>

struct relation_group {
    struct relation rel;
    struct stats_set *set;
    bool own;
    const struct groups *groups; /* the open part */
};

static struct relation_group *group_of(const struct relation *r)
{
    /* rel is the first member of what relation_group_new made. */
    return (struct relation_group *)(uintptr_t)r;
}

static uint64_t group_page(const struct relation *r, uint64_t id)
{
    (void)r;
    return group_id_part(id);
}

static bool group_open(struct relation *r, uint64_t page)
{
    struct relation_group *g = group_of(r);
    const struct groups *part = &g->set->groups.parts[page];

    if (g->groups != part && group_is_view(g->groups))
        group_view_cool(g->groups);
    g->groups = part;
    return true;
}

static uint32_t group_row(const struct relation *r, uint64_t id)
{
    (void)r;
    return (uint32_t)id;
}

static uint64_t group_id_of(const struct relation *r, uint32_t row)
{
    const struct relation_group *g = group_of(r);

    return group_id_make((uint32_t)(g->groups - g->set->groups.parts), row);
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
    const struct groups *g = group_of(r)->groups;
    const struct slot *s = &r->scope->slots[slot];

    if (s->kind == SLOT_EXPR || s->kind == SLOT_CAPTURE)
        return false;
    for (uint32_t i = 0; i < rows.n; i++) {
        uint32_t group = rows.at[i];

        if (s->kind == SLOT_KEY)
            out[i] = value_of_cell(r->dict, table_key(&g->table, group)[s->index]);
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

static void group_estimates(struct relation *r, uint32_t slot,
                            const uint32_t *rows, uint32_t n, uint8_t *out)
{
    const struct relation_group *g = group_of(r);
    uint32_t part = (uint32_t)(g->groups - g->set->groups.parts);
    uint32_t agg = r->scope->slots[slot].index;

    for (uint32_t i = 0; i < n; i++)
        out[i] = stats_set_is_marked(g->set, agg, part, rows[i]);
}

static uint64_t group_bytes(const struct relation *r)
{
    const struct relation_group *g = group_of(r);

    return g->own ? stats_set_bytes(g->set) : 0;
}

static void group_free(struct relation *r)
{
    struct relation_group *g = group_of(r);

    if (g->own)
        stats_set_free(g->set);
    free(g);
}

static const struct relation_ops group_ops = {
    .page = group_page,
    .open = group_open,
    .row = group_row,
    .id = group_id_of,
    .column = group_column,
    .gather = group_gather,
    .system = group_system,
    .times = group_times,
    .estimates = group_estimates,
    .bytes = group_bytes,
    .free = group_free,
};

static struct relation *make(struct stats_set *set, const struct scope *scope,
                             bool own)
{
    struct relation_group *g = mem_calloc(1, sizeof *g);

    g->rel = (struct relation){&group_ops, scope, set->dict};
    g->set = set;
    g->own = own;
    g->groups = &set->groups.parts[0];
    return &g->rel;
}

struct relation *relation_group_new(struct stats_set *set,
                                    const struct scope *scope)
{
    return make(set, scope, true);
}

struct relation *relation_group_view(const struct relation *rel)
{
    return make(group_of(rel)->set, rel->scope, false);
}
