/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A relation: the rows of a scope and how their slots are read. There are
 * three: the records of the log (relation_scan.c), the groups that a stats
 * made (relation_group.c), and the matches of a parse with multi
 * (relation_expand.c).
 *
 * A row has a 64-bit id. Ids fall into pages (the segments of the log); a
 * page must be open while its rows are read, and within it a row has a
 * 32-bit number. What an expression or a capture computes is not the
 * relation's business: batch.c does it from what is read here.
 */
#ifndef ENGINE_RELATION_H
#define ENGINE_RELATION_H

#include "base/arena.h"
#include "engine/needs.h"
#include "query/value.h"
#include "scan/value_set.h"

#include <stdbool.h>
#include <stdint.h>

struct relation;

/* The time of a row that has none. */
#define NO_TIME INT64_MIN /* as RANGE_NO_TIME */

/* Some rows of the open page, and where texts made for them go. */
struct rows {
    const uint32_t *at;
    uint32_t n;
    struct arena *arena;
};

struct relation_ops {
    uint64_t (*page)(const struct relation *r, uint64_t id);
    /* False when the page cannot be read any more. */
    bool (*open)(struct relation *r, uint64_t page);
    uint32_t (*row)(const struct relation *r, uint64_t id);
    /* The id of a row of the open page; ids order as the input does. */
    uint64_t (*id)(const struct relation *r, uint32_t row);
    /*
     * Make what is needed ready in one go, for these rows, rising (or all
     * rows of the page, when rows is NULL): then no other rows may be looked
     * at. want is NULL where there is nothing to gain.
     */
    void (*want)(struct relation *r, const struct needs *needs,
                 const uint32_t *rows, uint32_t n);
    /* Does want cost less for some rows than for all? NULL: no. */
    bool (*picks_rows)(const struct relation *r);
    /*
     * The rows of the open page, rising, whose text as a whole (@message)
     * holds a text of 1 to SCANNER_NEEDLE_MAX bytes; how many. rows has room
     * for all. NULL: it has to be looked at row by row.
     */
    uint32_t (*find)(struct relation *r, struct str text, uint32_t *rows);
    /*
     * What the values of a slot of the open page can be; false, or NULL, when
     * that is not known without reading them.
     */
    bool (*values)(struct relation *r, uint32_t slot, struct value_set *out);
    /* The slot as a column of the open page, or NULL. */
    const struct column *(*column)(struct relation *r, uint32_t slot);
    /*
     * Values of a slot. False when it must be computed instead: SLOT_EXPR
     * and captures that the relation does not know.
     */
    bool (*gather)(struct relation *r, uint32_t slot, struct rows rows,
                   struct value *out);
    /* A system field, also one that has no slot. */
    void (*system)(struct relation *r, enum system_field f, struct rows rows,
                   struct value *out);
    /* Times in ms, or NO_TIME. */
    void (*times)(struct relation *r, const uint32_t *rows, uint32_t n,
                  int64_t *out);
    /* Which rows of the open page have an estimate there? NULL: none. */
    void (*estimates)(struct relation *r, uint32_t slot, const uint32_t *rows,
                      uint32_t n, uint8_t *out);
    /*
     * Nobody will read for some time: close the page, give back memory that
     * is only for reading. NULL: there is none.
     */
    void (*rest)(struct relation *r);
    /* What is kept of it beside what the dataset has. NULL: nothing much. */
    uint64_t (*bytes)(const struct relation *r);
    void (*free)(struct relation *r);
};

struct relation {
    const struct relation_ops *ops;
    const struct scope *scope;
    struct dict *dict;
};

static inline void relation_rest(struct relation *r)
{
    if (r && r->ops->rest)
        r->ops->rest(r);
}

static inline uint64_t relation_bytes(const struct relation *r)
{
    return r && r->ops->bytes ? r->ops->bytes(r) : 0;
}

static inline void relation_free(struct relation *r)
{
    if (r)
        r->ops->free(r);
}

#endif
