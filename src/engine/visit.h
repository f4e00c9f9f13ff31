/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Going over some rows of a relation by their ids, whatever their order. */
#ifndef ENGINE_VISIT_H
#define ENGINE_VISIT_H

#include "engine/batch.h"

#include <stdatomic.h>

/* The batch holds rows ids[at[0]], ids[at[1]], ... False stops. */
typedef bool visit_fn(void *arg, struct batch *b, const size_t *at);

/*
 * Call fn with batches of rows until all of ids[0 .. n) were there. Pages are
 * opened in their order, each once, rows of one page in the order of ids.
 * needs (or NULL) is made ready for each page. False when fn
 * stopped or stop (which may be NULL) was set; rows
 * of pages that cannot be read any more are left out and counted in *lost.
 */
bool visit_rows(struct batch *b, const uint64_t *ids, size_t n,
                const struct needs *needs, visit_fn *fn, void *arg,
                const atomic_bool *stop, uint64_t *lost);
/*
 * The same a part of the ids after the other, so that no more than so many
 * bytes are needed for it; pages may be opened once for each part.
 */
bool visit_rows_within(struct batch *b, const uint64_t *ids, size_t n,
                       const struct needs *needs, visit_fn *fn, void *arg,
                       const atomic_bool *stop, uint64_t *lost,
                       size_t most_bytes);

#endif
