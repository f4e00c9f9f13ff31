/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The groups that several threads make together. While a thread has few it
 * keeps them to itself, in a grouper; at the end they are merged. From many
 * groups on the threads share MAX_PARTS tables, by the hash of the keys, each
 * under a lock of its own: no group is held twice and nothing is left to
 * merge. A thread then collects a block of rows, orders it by part, and folds
 * each part's share in at once, so that a lock is taken for some hundred
 * rows and another thread is seldom in the way.
 */
#ifndef ENGINE_GROUP_SET_H
#define ENGINE_GROUP_SET_H

#include "engine/fitting.h"
#include "engine/group.h"
#include "engine/pending.h"
#include "engine/scatter.h"

#include <pthread.h>
#include <stdatomic.h>

/* A group of a set: the part above, the number in the part below. */
typedef uint64_t group_id;

static inline group_id group_id_make(uint32_t part, uint32_t number)
{
    return (uint64_t)part << 32 | number;
}

static inline uint32_t group_id_part(group_id id)
{
    return (uint32_t)(id >> 32);
}

struct group_set {
    struct group_spec spec;
    bool reads_rows; /* some aggregate looks at rows, not keys alone */
    struct pool *pool;
    uint32_t pending_rows; /* that may wait at a part */
    pthread_mutex_t lock;  /* of the change to many parts */
    atomic_bool split;     /* there are MAX_PARTS parts, else one */
    struct groups parts[MAX_PARTS];
    struct pending pending[MAX_PARTS];
    pthread_mutex_t locks[MAX_PARTS]; /* of a part, and what waits there */
};

/* pool is for the tables and may be NULL; the set has a reference. */
void group_set_init(struct group_set *set, const struct group_spec *spec,
                    struct pool *pool);
void group_set_done(struct group_set *set);
/* What waits takes no more than about so many bytes; before rows come. */
void group_set_limit_pending(struct group_set *set, uint64_t bytes);
/* Parts that hold groups. */
uint32_t group_set_parts(const struct group_set *set);
/* Groups in all of them; no thread may be folding. */
uint64_t group_set_count(const struct group_set *set);
/* From now on there are MAX_PARTS parts. The one there was must be empty. */
void group_set_split(struct group_set *set);
/* The same while threads are folding, but for what waits at the parts. */
uint64_t group_set_count_now(struct group_set *set);
/* A part, whose lock is held, is empty again, and holds no memory. */
void group_set_clear_part(struct group_set *set, uint32_t part);
size_t group_set_part_bytes(const struct group_set *set, uint32_t part);
/* Fold in what waits at a part, whose lock is held or which is not shared. */
void group_set_fold_pending(struct group_set *set, uint32_t part);
size_t group_set_bytes(const struct group_set *set);
/* The parts of from, copied into a set that is empty. False when stopped. */
bool group_set_copy(struct group_set *to, const struct group_set *from,
                    const atomic_bool *stop);

/*
 * What a thread works with to fold rows into a set: its size is that of a
 * block, whatever comes.
 */
struct grouper_room {
    struct scatter block;
    uint32_t *numbers; /* of a batch */
    uint64_t *hashes;  /* of a batch */
    uint32_t *tags;
};

/* Made for sets of this shape, to be lent to several groupers of a thread. */
struct grouper_room *grouper_room_new(const struct group_set *set);
/* room may be NULL. */
void grouper_room_free(struct grouper_room *room);

/* One thread's share of the work on a set. */
struct grouper {
    struct group_set *set;
    struct groups own;  /* until shared */
    bool shared;        /* what it had went into the set */
    uint32_t own_limit; /* groups to keep for itself */
    uint32_t page_rows; /* of this page, while it keeps to itself */
    uint32_t first;     /* part to begin with */
    struct grouper_room *room;
    bool lent;             /* the room is of others, too: nothing waits in it */
    struct direct *direct; /* numbers of small cells, or NULL */
    size_t shared_bytes;   /* by which it has made the set grow */
    struct fitting fitting; /* of the rows of one part */
};

/*
 * lent: room that others of this thread use as well, which costs time for
 * each batch; NULL: one of its own.
 */
void grouper_init(struct grouper *g, struct group_set *set, uint32_t own_limit,
                  struct grouper_room *lent);
void grouper_done(struct grouper *g);
/* Where column k of the keys of BATCH_ROWS rows goes. */
static inline cell *grouper_keys(const struct grouper *g, uint32_t key)
{
    return g->room->block.cells[key] + g->room->block.n;
}
/*
 * Fold in n rows whose keys are there. b holds these rows when some
 * aggregate looks at them (else NULL); it may be used to work with.
 */
void grouper_add(struct grouper *g, uint32_t n, struct batch *b);
/*
 * n rows of which nothing but their number matters, in the one group of no
 * keys. False: some aggregate asks for more, or there are keys.
 */
bool grouper_count(struct grouper *g, uint32_t n);
/*
 * The end of a page, b's rows are still there. Without b, rows may be put off
 * beyond it, until grouper_settle.
 */
void grouper_flush(struct grouper *g, struct batch *b);
void grouper_settle(struct grouper *g);
/* What it has kept to itself goes into the set; between two pages. */
void grouper_share(struct grouper *g);
/*
 * No more rows will come: many groups of its own go into the set, so that
 * threads do at the same time what is otherwise left to merge.
 */
void grouper_end(struct grouper *g);
/* Add its own groups to a set, which may be another one than its own. */
bool grouper_merge(const struct grouper *g, struct group_set *to,
                   const atomic_bool *stop);
/* Memory of its own groups and the share of the set that it has filled. */
size_t grouper_bytes(const struct grouper *g);

#endif
