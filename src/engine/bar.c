/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Only what comes after the bar for certain is left out: rows that are equal
 * by the first key, and exceptions of columns, pass.
 */
#include "engine/bar.h"

#include "engine/rank.h"
#include "engine/relation_scan.h"

static bool is_time(const struct slot *s)
{
    return s && s->kind == SLOT_SYSTEM && s->system == SYSTEM_TIMESTAMP;
}

bool bar_is_newest_first(const struct rank_key *keys, uint32_t n_keys,
                         const struct scope *scope)
{
    uint32_t number;

    if (n_keys == 0)
        return true;
    const struct slot *s = key_slot(&keys[0], scope, &number);
    return keys[0].desc && s &&
           (is_time(s) || (s->kind == SLOT_FIELD && s->field == FIELD_START));
}

/* Rows. */

static void newest_ranks(struct batch *b, uint64_t *ranks)
{
    int64_t times[BATCH_ROWS];

    b->rel->ops->times(b->rel, b->rows, b->n, times);
    for (uint32_t i = 0; i < b->n; i++)
        ranks[i] = rank_newest(times[i]);
}

bool bar_test(const struct bar *bar, struct batch *b, uint8_t *maybe)
{
    uint64_t ranks[BATCH_ROWS];

    if (!bar->key)
        newest_ranks(b, ranks);
    else if (!key_ranks_quick(bar->key, b, ranks))
        return false;
    for (uint32_t i = 0; i < b->n; i++)
        maybe[i] = ranks[i] <= bar->rank;
    return true;
}

/* Segments. */

/* The newest time of the segment; false when it has rows without. */
static bool newest_time(struct relation *r, int64_t *max_ms)
{
    int64_t min_ms;

    return scanner_known_range(relation_scan_scanner(r), &min_ms, max_ms);
}

/* The least rank of key among the integers of a column. */
static uint64_t least_rank(const struct rank_key *key, const struct column *c)
{
    return rank_of_int(key->desc ? c->max : c->min) ^ key_flip(key);
}

bool bar_excludes(const struct bar *bar, struct relation *r)
{
    const struct column *c;
    const struct slot *s;
    uint32_t number;
    int64_t max_ms;

    if (!bar->key)
        return newest_time(r, &max_ms) && rank_newest(max_ms) > bar->rank;
    s = key_slot(bar->key, r->scope, &number);
    if (is_time(s))
        return bar->key->desc && newest_time(r, &max_ms) &&
               (rank_of_int(max_ms) ^ key_flip(bar->key)) > bar->rank;
    if (!s || s->kind != SLOT_FIELD)
        return false;
    c = scanner_peek(relation_scan_scanner(r), s->field);
    return c && c->kind == COLUMN_INT && !c->n_exc &&
           least_rank(bar->key, c) > bar->rank;
}
