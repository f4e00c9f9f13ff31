/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a run, whatever operation goes over them. */
#include "engine/serial_int.h"

#include "base/mem.h"
#include "engine/budget.h"

#include <stdlib.h>

const struct scope *serial_scope(const struct run *r)
{
    return r->rel->scope;
}

void *serial_room(const struct run *r, uint64_t n, size_t each)
{
    uint64_t bytes = n * each;
    struct spill *spill =
        bytes > r->s->memory_bytes / ARRAY_SHARE ? r->s->spill : NULL;

    return big_alloc(spill, bytes, r->err);
}

bool serial_need_ids(struct run *r)
{
    if (!r->set)
        return true;
    const struct group_set *groups = &r->set->groups;
    uint64_t n = 0;

    r->ids = serial_room(r, r->n, sizeof *r->ids);
    if (!r->ids)
        return false;
    for (uint32_t p = 0; p < group_set_parts(groups); p++) {
        for (uint32_t i = 0; i < groups->parts[p].table.n; i++)
            r->ids[n++] = group_id_make(p, i);
    }
    r->set = NULL;
    return true;
}

bool serial_may_go_on(struct run *r, size_t bytes)
{
    if (atomic_load(r->s->cancel))
        return err_set(r->err, ERR_CANCELLED, "cancelled");
    if (bytes <= r->s->memory_bytes)
        return true;
    struct err failure = {0};
    if (r->s->spill)
        failure = spill_failure(r->s->spill);
    if (failure.code != ERR_NONE)
        return err_set(r->err, failure.code, "%s", failure.msg);
    return budget_exceeded(r->s->memory_bytes, r->err);
}

/* Something said no: the error is there, or it was cancelled. */
static bool went_wrong(struct run *r)
{
    return err_set(r->err, ERR_CANCELLED, "cancelled");
}

bool serial_visit(struct run *r, const struct needs *needs, visit_fn *fn,
                  void *arg)
{
    struct batch *b = mem_alloc(sizeof *b);

    batch_init(b, r->rel, r->s->env);
    bool done =
        serial_need_ids(r) &&
        visit_rows_within(b, r->ids, r->n, needs, fn, arg, r->s->cancel,
                          &r->s->lost, r->s->memory_bytes / VISIT_SHARE) &&
        batch_check(b, r->err);
    batch_done(b);
    free(b);
    big_cool(r->ids);
    return done || went_wrong(r);
}

bool serial_number_rows(struct run *r, uint64_t n)
{
    r->n = n;
    r->ids = serial_room(r, n, sizeof *r->ids);
    for (uint64_t i = 0; r->ids && i < n; i++)
        r->ids[i] = i;
    return r->ids != NULL;
}
