/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A lane: one field on its way from the text of the open segment to a
 * column. Its texts are decoded while the text is split; or only their places
 * are noted then, and all or some rows are decoded later without another look
 * at the rest of the text. It lives as long as its scanner, so that memory
 * and known texts are used again.
 */
#ifndef SCAN_LANE_H
#define SCAN_LANE_H

#include "scan/cache.h"
#include "scan/column.h"
#include "scan/decode.h"
#include "scan/lines.h"

enum lane_state {
    LANE_EMPTY, /* nothing of the segment */
    LANE_NOTED, /* the places of all rows */
    LANE_PART,  /* and a column in which some rows are decoded */
    LANE_PICKED, /* such a column; of other rows no place is known */
    LANE_READY  /* the whole column */
};

struct parquet_lane;

struct lane {
    field_id field;
    enum field_type type;
    enum cpu_level level;
    enum lane_state state;
    bool expected;             /* note the places in any pass */
    bool noting;               /* in the pass under way: places only */
    const struct column *column; /* from LANE_PART on */
    struct cache_entry *entry; /* the column's, pinned; or NULL */
    struct decoder decoder;
    struct slab *slab; /* open, where columns are kept; or NULL */
    size_t slab_bytes; /* of the last one opened */
    /* By row; beyond the text where the row has no such field. */
    struct slice *places;
    size_t cap_places;
    struct parquet_lane *parquet; /* parquet_scan.h; NULL: not yet */
    uint64_t *done; /* LANE_PART, LANE_PICKED: a bit for each row decoded */
    size_t cap_done;
};

struct lane *lane_new(field_id field, enum field_type type, struct dict *dict,
                      enum cpu_level level);
void lane_free(struct lane *lane);
/* The lane is empty, and what comes will be little: give back its memory. */
void lane_rest(struct lane *lane, struct cache *cache);

static inline bool lane_has_column(const struct lane *lane)
{
    return lane->state >= LANE_PART;
}

/* Room for the places of n_rows. */
void lane_reserve(struct lane *lane, size_t n_rows);
/* Note rows first to first + n - 1; slices NULL: without the field. */
void lane_note(struct lane *lane, const struct slice *slices, uint32_t first,
               uint32_t n);
/* Decode all rows from their places; decoder_finish or _column comes next. */
void lane_decode_all(struct lane *lane, struct str text, uint32_t n_rows);
/*
 * Decode those of rows[0..n), rising, that are not yet; the lane becomes
 * LANE_PART, or stays LANE_PICKED.
 */
void lane_decode_rows(struct lane *lane, struct str text, uint32_t n_rows,
                      const uint32_t *rows, uint32_t n);

/*
 * Pack what was decoded and put it in the cache under this key; the lane is
 * ready with it.
 */
void lane_keep(struct lane *lane, struct cache *cache, struct cache_key key);
/* No more columns come; before lane_free. */
void lane_close(struct lane *lane, struct cache *cache);

#endif
