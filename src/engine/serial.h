/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rest of a plan, on what the threads have left: the operations on rows
 * that depend on their order, and all scopes after the first stats. It ends
 * in a relation and the ids of its rows in their final order.
 */
#ifndef ENGINE_SERIAL_H
#define ENGINE_SERIAL_H

#include "base/err.h"
#include "engine/estimates.h"
#include "engine/partial.h"
#include "scan/dataset.h"

#include <stdatomic.h>

struct serial {
    const struct plan *plan;
    struct dataset *ds;
    const struct call_env *env; /* borrowed by the relation as well */
    const atomic_bool *cancel;  /* stop early when it becomes true */
    uint64_t memory_bytes;
    struct spill *spill; /* for what does not fit there; or NULL */
    struct pool *pool; /* for groups; or NULL */
    unsigned threads; /* to work with where there is much to do */
    /* Filled: */
    struct relation *rel;
    uint64_t *ids; /* from big_alloc */
    uint64_t n;
    uint64_t lost; /* rows that could not be read again */
    struct estimates estimates; /* also when it fails; the caller's */
};

/*
 * Run; consumes what was gathered. False with *err when it was cancelled or
 * a limit was reached; rel and ids are then NULL.
 */
bool serial_run(struct serial *s, struct gathered *gathered, struct err *err);

#endif
