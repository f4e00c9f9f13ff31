/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows by what orders them: the ranks of their sort keys, of their times, and
 * their ids, each in an array of its own. Values are there only where a rank
 * is not exact.
 */
#ifndef ENGINE_RANK_ROWS_H
#define ENGINE_RANK_ROWS_H

#include "base/pool.h"
#include "engine/key_ranks.h"

/* Memory of a pool. */
struct rank_block {
    void *p;
    size_t size;
};

/*
 * The values whose ranks are not exact, in the order of their rows: bit row
 * is set where there is one, and its value is values[first of the word of
 * bits + set bits below]. All blocks are empty as long as there is none.
 */
struct rank_odd {
    struct rank_block bits;   /* uint64_t, one for 64 rows */
    struct rank_block firsts; /* size_t, as many */
    struct rank_block values; /* struct value */
    size_t n, cap;            /* of values */
};

struct rank_column {
    struct rank_block ranks;
    struct rank_odd odd;
    enum value_type number; /* of numbers whose ranks are exact */
};

/* The order that rows have before the first sort. */
enum rank_base {
    RANK_NEWEST, /* by time, newest first, then id */
    RANK_OLDEST, /* by time, oldest first, then id */
    RANK_ID      /* by id */
};

struct rank_rows {
    struct pool *pool; /* a reference; or NULL */
    const struct rank_key *keys; /* borrowed */
    uint32_t n_keys;
    enum rank_base base; /* after the keys */
    size_t n, cap;
    struct rank_column *columns; /* [key] */
    struct rank_block times;     /* their ranks, unless by id alone */
    struct rank_block ids;
    struct arena texts; /* of odd values */
};

void rank_rows_init(struct rank_rows *r, const struct rank_key *keys,
                    uint32_t n_keys, enum rank_base base, struct pool *pool);
void rank_rows_done(struct rank_rows *r);
/* Room for n more rows. */
void rank_rows_reserve(struct rank_rows *r, size_t n);
/* Memory held. */
size_t rank_rows_bytes(const struct rank_rows *r);

static inline uint64_t rank_rows_rank(const struct rank_rows *r, uint32_t key,
                                      size_t row)
{
    return ((const uint64_t *)r->columns[key].ranks.p)[row];
}

static inline uint64_t rank_rows_time(const struct rank_rows *r, size_t row)
{
    return ((const uint64_t *)r->times.p)[row];
}

static inline uint64_t rank_rows_id(const struct rank_rows *r, size_t row)
{
    return ((const uint64_t *)r->ids.p)[row];
}

static inline bool rank_rows_by_time(const struct rank_rows *r)
{
    return r->base != RANK_ID;
}

/* What a batch's rows are ordered by. */
struct rank_batch {
    uint32_t n;
    struct key_ranks *keys; /* [key] */
    uint64_t times[BATCH_ROWS];
    uint64_t ids[BATCH_ROWS];
};

/* In the batch's arena; numbers of columns are those of r. */
void rank_rows_read(struct rank_rows *r, struct batch *b, const size_t *ids,
                    struct rank_batch *out);
/* Rows [i, i + n) of a batch, for which there is room. */
void rank_rows_add(struct rank_rows *r, const struct rank_batch *b, uint32_t i,
                   uint32_t n);
/*
 * Row i of the batch, if it comes before row `bar`; there is room. False when
 * it does not.
 */
bool rank_rows_add_before(struct rank_rows *r, const struct rank_batch *b,
                          uint32_t i, size_t bar);
/* A row of other rows with the same keys. */
void rank_rows_copy(struct rank_rows *r, const struct rank_rows *from,
                    size_t row);

/* Does the rank of a key say all of its value? */
static inline bool rank_rows_exact(const struct rank_rows *r, uint32_t key,
                                   size_t row)
{
    const uint64_t *bits = r->columns[key].odd.bits.p;

    return !bits || !(bits[row / 64] >> row % 64 & 1);
}

/* The value of a key; a text may be in scratch. */
struct value rank_rows_value(const struct rank_rows *r, uint32_t key,
                             size_t row, char scratch[VALUE_TEXT_MAX]);
/* <0, 0, >0: row x of a, row y of b. */
int rank_rows_order(const struct rank_rows *a, size_t x,
                    const struct rank_rows *b, size_t y);

#endif
