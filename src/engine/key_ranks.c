/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Integers, addresses and times are ranked from their columns as they are;
 * of all else values are made first.
 */
#include "engine/key_ranks.h"

#include "engine/convert.h"
#include "engine/eval.h"
#include "engine/kernel.h"
#include "engine/rank.h"

const struct slot *key_slot(const struct rank_key *key,
                            const struct scope *scope, uint32_t *number)
{
    int64_t slot = key->expr ? expr_slot(key->expr) : (int64_t)key->slot;

    if (slot < 0)
        return NULL;
    *number = slot_base(scope, (uint32_t)slot);
    return &scope->slots[*number];
}

/* From columns. Of exceptions ranks are made one by one. */

/* What the values are that a column gives without exceptions. */
enum source { SOURCE_NONE, SOURCE_INTS, SOURCE_IP4, SOURCE_TIMES };

static enum source source_of(const struct rank_key *key, struct batch *b,
                             const struct column **c)
{
    uint32_t number;
    const struct slot *s = key_slot(key, b->rel->scope, &number);

    *c = NULL;
    if (!s)
        return SOURCE_NONE;
    if (s->kind == SLOT_SYSTEM && s->system == SYSTEM_TIMESTAMP)
        return SOURCE_TIMES;
    *c = batch_column(b, number);
    if (*c && (*c)->kind == COLUMN_IP4)
        return SOURCE_IP4;
    return *c && (*c)->kind == COLUMN_INT ? SOURCE_INTS : SOURCE_NONE;
}

static void rank_ints(const struct column *c, const struct batch *b,
                      uint64_t flip, uint64_t *out)
{
    int64_t v[BATCH_ROWS];

    kernel_ints(c, b->rows, b->n, v);
    for (uint32_t i = 0; i < b->n; i++)
        out[i] = rank_of_int(v[i]) ^ flip;
}

static void rank_addresses(const struct column *c, const struct batch *b,
                           uint64_t flip, uint64_t *out)
{
    const uint32_t *data = c->data;

    for (uint32_t i = 0; i < b->n; i++)
        out[i] = rank_of_ip4(data ? data[b->rows[i]] : 0) ^ flip;
}

static void rank_times(struct batch *b, uint64_t flip, uint64_t *out)
{
    int64_t times[BATCH_ROWS];

    b->rel->ops->times(b->rel, b->rows, b->n, times);
    for (uint32_t i = 0; i < b->n; i++)
        out[i] = (times[i] == NO_TIME ? 0 : rank_of_int(times[i])) ^ flip;
}

static void rank_exceptions(const struct column *c, const struct batch *b,
                            uint64_t flip, uint64_t *out)
{
    for (uint32_t i = 0; c && c->exc_bits && i < b->n; i++) {
        if (!column_is_exception(c, b->rows[i]))
            continue;
        struct value v = value_of_cell(b->rel->dict,
                                       column_exception(c, b->rows[i]));
        out[i] = rank_of_value(v, NULL) ^ flip;
    }
}

static void rank_source(enum source source, const struct column *c,
                        struct batch *b, uint64_t flip, uint64_t *out)
{
    if (source == SOURCE_INTS)
        rank_ints(c, b, flip, out);
    else if (source == SOURCE_IP4)
        rank_addresses(c, b, flip, out);
    else
        rank_times(b, flip, out);
    rank_exceptions(c, b, flip, out);
}

bool key_ranks_quick(const struct rank_key *key, struct batch *b,
                     uint64_t *ranks)
{
    const struct column *c;
    enum source source = source_of(key, b, &c);

    if (source == SOURCE_NONE)
        return false;
    rank_source(source, c, b, key_flip(key), ranks);
    return true;
}

/* Ranks and, where they are not exact, values. */

static bool is_number(enum value_type t)
{
    return t == VALUE_BOOL || t == VALUE_INT || t == VALUE_TIME;
}

/* Numbers of this type have exact ranks, if no others had before. */
static bool may_be_exact(enum value_type type, enum value_type *number)
{
    if (!is_number(type))
        return true;
    if (*number == VALUE_NULL)
        *number = type;
    return *number == type;
}

/* Are the ranks of all that the column holds exact? */
static bool all_exact(enum source source, const struct column *c,
                      enum value_type *number)
{
    if (c && c->exc_bits)
        return false;
    switch (source) {
    case SOURCE_INTS:
        return rank_int_is_exact(c->min) && rank_int_is_exact(c->max) &&
               may_be_exact(VALUE_INT, number);
    case SOURCE_IP4:
        return true;
    case SOURCE_TIMES:
    case SOURCE_NONE:
        break;
    }
    return false;
}

/* Do the key's texts live as long as the relation? Those of cells do. */
static bool texts_last(const struct rank_key *key, struct batch *b)
{
    uint32_t number;
    const struct slot *s = key_slot(key, b->rel->scope, &number);

    return s && (s->kind == SLOT_KEY ||
                 (s->kind == SLOT_FIELD && batch_column(b, number)));
}

static void rank_values(const struct rank_key *key, struct batch *b,
                        enum value_type *number, struct key_ranks *out)
{
    struct value *room = batch_take(b);
    const struct value *v = key->expr ? eval_values(b, key->expr, room)
                                      : batch_slot(b, key->slot);
    bool odd = false;

    for (uint32_t i = 0; i < b->n; i++) {
        bool exact;

        out->ranks[i] = rank_of_value(v[i], &exact) ^ key_flip(key);
        exact = exact && may_be_exact(v[i].type, number);
        room[i] = exact ? value_null() : v[i];
        odd = odd || !exact;
    }
    out->odd = odd ? room : NULL;
    out->lasting = odd && texts_last(key, b);
    if (!odd)
        batch_give(b, room);
}

void key_ranks(const struct rank_key *key, struct batch *b,
               enum value_type *number, struct key_ranks *out)
{
    const struct column *c;
    enum source source = source_of(key, b, &c);

    out->odd = NULL;
    if (all_exact(source, c, number))
        rank_source(source, c, b, key_flip(key), out->ranks);
    else
        rank_values(key, b, number, out);
}

void key_ranks_done(struct key_ranks *k, struct batch *b)
{
    if (k->odd)
        batch_give(b, k->odd);
    k->odd = NULL;
}
