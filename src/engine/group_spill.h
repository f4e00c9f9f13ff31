/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Groups that memory is too short for, on disk: the records of a table are
 * written as a run and the table begins anew. Groups of several runs, of
 * which some are the same, are merged when all runs are there, a share of
 * them at a time, by their hashes: so the memory for it can be as little as
 * one likes. The other way round, groups that are final lie on disk and are
 * looked at through a mapping, as if they stood in a table.
 *
 * A record on disk is the record in memory, with no pointer in it. What an
 * aggregate has aside of its states follows the records.
 */
#ifndef ENGINE_GROUP_SPILL_H
#define ENGINE_GROUP_SPILL_H

#include "base/spill.h"
#include "engine/group.h"
#include "engine/scatter.h"

#include <stdatomic.h>

struct group_run {
    uint64_t at;      /* of the records */
    uint32_t n;       /* groups */
    uint64_t *asides; /* [aggregate]: where, + 1; 0: nothing. NULL: none has */
};

struct group_runs {
    struct group_run *items;
    size_t n, cap;
    uint64_t n_records; /* of all runs; groups are fewer or as many */
};

void group_runs_done(struct group_runs *runs);
/* All groups of a table are one run more. False with *err. */
bool group_runs_add(struct group_runs *runs, const struct groups *g,
                    struct spill *spill, struct err *err);
/* One that was written already. */
void group_runs_append(struct group_runs *runs, struct group_run run);
/* What they have on disk is given up. */
void group_runs_give(const struct group_runs *runs,
                     const struct group_spec *spec, struct spill *spill);

/* Of the groups of a part, those whose hashes, modulo n, are i. */
struct group_share {
    uint32_t i, n;
};

/*
 * Merge the share of all runs into a table. The hash that decides is of the
 * first n_keys cells. False with *err, or when stopped or when the table
 * takes more than most bytes (ERR_LIMIT).
 */
struct group_merge {
    const struct group_runs *runs;
    struct group_share share;
    uint32_t n_keys;
    size_t most_bytes;
    uint64_t memory_bytes; /* of the query, for the message */
    struct spill *spill;
    const atomic_bool *stop;
};
bool group_runs_merge(const struct group_merge *how, struct groups *to,
                      struct err *err);

/*
 * Which groups of a table the first n_keys cells of records [at, at + n) of
 * another one name, n <= BATCH_ROWS; TABLE_NONE where there is none.
 */
void group_numbers(const struct groups *of, const struct groups *records,
                   uint32_t n_keys, uint32_t at, uint32_t n, uint32_t *numbers);

/* Groups that are final, one table after the other. */
struct group_store {
    const struct group_spec *spec;
    struct spill *spill;
    uint64_t at;      /* of the records */
    uint64_t *asides; /* [aggregate] */
    bool *has_aside;  /* [aggregate] */
    uint32_t n;
};

/* Room for so many groups at most. */
void group_store_init(struct group_store *s, const struct group_spec *spec,
                      uint64_t most, struct spill *spill);
void group_store_done(struct group_store *s);
bool group_store_add(struct group_store *s, const struct groups *g,
                     struct err *err);
/*
 * All of them as a table that cannot be added to; it has the spill's mapping
 * until group_view_done.
 */
bool group_store_view(const struct group_store *s, struct groups *view,
                      struct err *err);
bool group_is_view(const struct groups *g);
void group_view_done(struct groups *view);
/* Its records are not looked at for now. */
void group_view_cool(const struct groups *view);

#endif
