/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of which a condition holds. */
#include "engine/serial_int.h"

#include <string.h>

struct filter_run {
    struct run *r;
    const struct expr *condition;
    uint8_t *truth; /* [position in ids] */
};

static bool filter_batch(void *arg, struct batch *b, const size_t *at)
{
    struct filter_run *f = arg;
    uint8_t truth[BATCH_ROWS];

    eval_truth(b, f->condition, truth);
    for (uint32_t i = 0; i < b->n; i++)
        f->truth[at[i]] = truth[i];
    return serial_may_go_on(f->r, 0);
}

bool serial_filter(struct run *r, const struct expr *condition)
{
    struct filter_run f = {r, condition, serial_room(r, r->n, 1)};
    struct needs needs;
    uint64_t kept = 0;

    if (!f.truth)
        return false;
    /* Of rows that are lost. */
    memset(f.truth, TRUTH_FALSE, r->n);
    needs_init(&needs, serial_scope(r));
    needs_expr(&needs, serial_scope(r), condition);
    bool done = serial_visit(r, &needs, filter_batch, &f);
    for (uint64_t i = 0; done && i < r->n; i++) {
        r->ids[kept] = r->ids[i];
        kept += f.truth[i] == TRUTH_TRUE;
    }
    if (done)
        r->n = kept;
    needs_done(&needs);
    big_free(f.truth);
    return done;
}
