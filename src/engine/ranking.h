/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows and what they are ordered by: sort keys, then time (newest or oldest
 * first, no time last), then id. With a limit only the best rows are kept, so that
 * nothing is sorted that is not shown.
 */
#ifndef ENGINE_RANKING_H
#define ENGINE_RANKING_H

#include "base/err.h"
#include "engine/key_ranks.h"
#include "engine/rank_rows.h"

#include <stdatomic.h>

struct pool;
struct spill;

/*
 * What rankings of the same order have found out together: rows of a greater
 * first rank are not among the first `limit` of all. It only ever falls.
 */
struct rank_bar {
    _Atomic uint64_t rank;
};

static inline void rank_bar_init(struct rank_bar *bar)
{
    atomic_init(&bar->rank, UINT64_MAX);
}

struct rank_spec {
    const struct rank_key *keys; /* most important first; borrowed */
    uint32_t n_keys;
    enum rank_base base;
    uint64_t limit;       /* 0: all rows */
    struct rank_bar *bar; /* shared with other rankings; or NULL */
    const atomic_bool *stop; /* then rows need not be cut any more; or NULL */
    struct pool *pool;    /* or NULL */
    struct spill *spill;  /* for rows beyond: */
    uint64_t memory_bytes; /* that may be used; or NULL */
};

struct ranking;

struct ranking *ranking_new(const struct rank_spec *spec);
void ranking_free(struct ranking *r);
/*
 * All rows of the batch. Their ids are ids, or when NULL the relation's; then
 * the batch may be narrowed.
 */
void ranking_add(struct ranking *r, struct batch *b, const size_t *ids);
/* What rows must not come after to be wanted still; false: all are. */
struct bar;
bool ranking_bar(const struct ranking *r, struct bar *out);
/* No more rows will come: leave out those beyond the limit. */
void ranking_end(struct ranking *r);
/* Add a copy of all rows of another ranking of the same keys. */
void ranking_copy(struct ranking *to, const struct ranking *from);
/* The same, using up from; nothing is copied. */
void ranking_adopt(struct ranking *to, struct ranking *from);
uint64_t ranking_rows(const struct ranking *r);
/* From now on rows may go to disk; for ranking_new the spec says it. */
void ranking_allow_spill(struct ranking *r, struct spill *spill,
                         uint64_t memory_bytes);
/*
 * What it has in memory goes to disk, sorted, when that is worth while; it
 * goes on with none. False with *err. Only with a spill.
 */
bool ranking_spill(struct ranking *r, struct err *err);
bool ranking_may_spill(const struct ranking *r);
/* Does it take more than a share of what may be used, with its end? */
bool ranking_is_large(const struct ranking *r, unsigned share);
/* Memory held, and what ranking_take needs besides. */
size_t ranking_bytes(const struct ranking *r);
size_t ranking_take_bytes(const struct ranking *r);
/*
 * The ids in order; freed by the caller, with big_free. The ranking is empty
 * afterwards. NULL with *err, also when stopped.
 */
uint64_t *ranking_take(struct ranking *r, unsigned threads,
                       const atomic_bool *stop, uint64_t *n, struct err *err);
/*
 * The same of all rows in the order RANK_NEWEST, without sort keys, of which
 * none are on disk; *newest is what each is ordered by before its id, and
 * freed by the caller, too. NULL when stopped.
 */
uint64_t *ranking_take_newest(struct ranking *r, unsigned threads,
                              const atomic_bool *stop, uint64_t *n,
                              uint64_t **newest);

#endif
