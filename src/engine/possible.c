/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/possible.h"

#include "engine/truth.h"
#include "scan/value_set.h"

static truth_set just(enum truth t)
{
    return 1u << t;
}

static truth_set not_of(truth_set a)
{
    truth_set out = a & just(TRUTH_NULL);

    if (a & just(TRUTH_TRUE))
        out |= just(TRUTH_FALSE);
    if (a & just(TRUTH_FALSE))
        out |= just(TRUTH_TRUE);
    return out;
}

/* The truths of all pairs. */
static truth_set both_of(truth_set a, truth_set b,
                         enum truth join(enum truth, enum truth))
{
    truth_set out = 0;

    for (int x = TRUTH_FALSE; x <= TRUTH_NULL; x++) {
        for (int y = TRUTH_FALSE; y <= TRUTH_NULL; y++) {
            if (a >> x & b >> y & 1)
                out |= just(join((enum truth)x, (enum truth)y));
        }
    }
    return out;
}

static truth_set of_cells(struct node *p, const cell *cells, uint32_t n)
{
    uint8_t truth[VALUE_SET_CELLS];
    truth_set out = 0;

    recall_cells(&p->recall, cells, n, truth);
    for (uint32_t i = 0; i < n; i++)
        out |= just((enum truth)truth[i]);
    return out;
}

/* Of the integers from min to max. */
static truth_set of_ints(struct node *p, int64_t min, int64_t max)
{
    const struct native_ints *native = &p->ints;
    truth_set out = just(TRUTH_FALSE);

    if (min == max && cell_int_fits(min)) {
        cell c = cell_make(CELL_INT, (uint64_t)min);

        return of_cells(p, &c, 1);
    }
    if (native->kind == NATIVE_NULL)
        return just(TRUTH_NULL);
    if (native->kind == NATIVE_ALL)
        out = just(TRUTH_TRUE);
    else if (native->kind != NATIVE_RANGES)
        return TRUTH_SET_ALL;
    for (uint32_t i = 0; i < native->n; i++) {
        struct int_range r = native->ranges[i];

        if (r.first <= min && r.last >= max) {
            out = just(TRUTH_TRUE);
            break;
        }
        if (r.first <= max && r.last >= min)
            out |= just(TRUTH_TRUE);
    }
    return native->negated ? not_of(out) : out;
}

static truth_set of_slot(struct node *p, struct relation *r)
{
    struct value_set values;
    truth_set out;

    if (!r->ops->values ||
        !r->ops->values(r, slot_base(r->scope, p->slot), &values))
        return TRUTH_SET_ALL;
    out = of_cells(p, values.cells, values.n);
    if (values.min <= values.max)
        out |= of_ints(p, values.min, values.max);
    return out;
}

truth_set possible_truths(struct node *p, struct relation *r)
{
    switch (p->kind) {
    case NODE_NOT:
        return not_of(possible_truths(p->a, r));
    case NODE_AND:
        return both_of(possible_truths(p->a, r), possible_truths(p->b, r),
                       truth_and);
    case NODE_OR:
        return both_of(possible_truths(p->a, r), possible_truths(p->b, r),
                       truth_or);
    case NODE_SLOT:
        return of_slot(p, r);
    case NODE_ROW:
        break;
    }
    return TRUTH_SET_ALL;
}
