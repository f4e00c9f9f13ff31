/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Only what comes after the bar for certain is left out: rows that are equal
 * by the first key, and exceptions of columns, pass.
 */
#include "engine/bar.h"

#include "engine/eval.h"
#include "engine/kernel.h"
#include "engine/relation_scan.h"

/* The slot that a key is, behind other names of it; NULL: none. */
static const struct slot *slot_of(const struct rank_key *key,
                                  const struct scope *scope, uint32_t *number)
{
    int64_t slot = key->expr ? expr_slot(key->expr) : (int64_t)key->slot;

    if (slot < 0)
        return NULL;
    *number = slot_base(scope, (uint32_t)slot);
    return &scope->slots[*number];
}

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
    const struct slot *s = slot_of(&keys[0], scope, &number);
    return keys[0].desc && s &&
           (is_time(s) || (s->kind == SLOT_FIELD && s->field == FIELD_START));
}

/* Rows. */

/* maybe[i] = v[i] is the bar or before it. */
static void compare(const int64_t *v, uint32_t n, int64_t bar, bool desc,
                    uint8_t *maybe)
{
    for (uint32_t i = 0; desc && i < n; i++)
        maybe[i] = v[i] >= bar;
    for (uint32_t i = 0; !desc && i < n; i++)
        maybe[i] = v[i] <= bar;
}

static void pass_exceptions(const struct batch *b, const struct column *c,
                            uint8_t *maybe)
{
    for (uint32_t i = 0; c->exc_bits && i < b->n; i++)
        maybe[i] |= column_is_exception(c, b->rows[i]);
}

static bool test_column(const struct bar *bar, const struct batch *b,
                        const struct column *c, uint8_t *maybe)
{
    int64_t v[BATCH_ROWS];

    if (c->kind == COLUMN_INT && bar->value.type == VALUE_INT) {
        kernel_ints(c, b->rows, b->n, v);
    } else if (c->kind == COLUMN_IP4 && bar->value.type == VALUE_IP4) {
        const uint32_t *data = c->data;

        for (uint32_t i = 0; i < b->n; i++)
            v[i] = data[b->rows[i]];
    } else {
        return false;
    }
    compare(v, b->n, bar->value.i, bar->key->desc, maybe);
    pass_exceptions(b, c, maybe);
    return true;
}

/* No time is before all times, as null is before all values. */
static void test_times(struct batch *b, int64_t time, bool desc,
                       uint8_t *maybe)
{
    int64_t times[BATCH_ROWS];

    b->rel->ops->times(b->rel, b->rows, b->n, times);
    compare(times, b->n, time, desc, maybe);
}

bool bar_test(const struct bar *bar, struct batch *b, uint8_t *maybe)
{
    const struct column *c;
    const struct slot *s;
    uint32_t number;

    if (!bar->key) {
        test_times(b, bar->time, true, maybe);
        return true;
    }
    s = slot_of(bar->key, b->rel->scope, &number);
    if (!s)
        return false;
    if (is_time(s) && bar->value.type == VALUE_TIME) {
        test_times(b, bar->value.i, bar->key->desc, maybe);
        return true;
    }
    c = batch_column(b, number);
    return c && test_column(bar, b, c, maybe);
}

/* Segments. */

/* All times of the segment are before this one, or it has rows without. */
static bool all_older(struct relation *r, int64_t time)
{
    int64_t min_ms, max_ms;

    return scanner_known_range(relation_scan_scanner(r), &min_ms, &max_ms) &&
           max_ms < time;
}

bool bar_excludes(const struct bar *bar, struct relation *r)
{
    const struct column *c;
    const struct slot *s;
    uint32_t number;

    if (!bar->key)
        return all_older(r, bar->time);
    s = slot_of(bar->key, r->scope, &number);
    if (is_time(s) && bar->value.type == VALUE_TIME && bar->key->desc)
        return all_older(r, bar->value.i);
    if (!s || s->kind != SLOT_FIELD || bar->value.type != VALUE_INT)
        return false;
    c = scanner_peek(relation_scan_scanner(r), s->field);
    if (!c || c->kind != COLUMN_INT || c->n_exc)
        return false;
    return bar->key->desc ? c->max < bar->value.i : c->min > bar->value.i;
}
