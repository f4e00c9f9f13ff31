/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a condition on one slot said of values seen before, so that it is
 * asked once for each distinct value: texts by their code in the session's
 * dictionary, small integers by themselves, other values by a table of
 * recent ones.
 */
#ifndef ENGINE_RECALL_H
#define ENGINE_RECALL_H

#include "base/dict.h"
#include "query/value.h"
#include "scan/cell.h"

#include <stddef.h>
#include <stdint.h>

/* A truth not asked for yet; its two bits are both set, as of no other. */
enum { RECALL_UNKNOWN = 3 };
_Static_assert(TRUTH_FALSE == 0 && TRUTH_TRUE == 1 && TRUTH_NULL == 2,
               "bit 0 says true, bit 1 null");

enum {
    RECALL_SMALL = 1 << 16, /* integers from 0 below this are small */
    RECALL_BATCH = 2048     /* values asked about at once, at most */
};

/* Asks the condition: truth[i] of v[i], n <= RECALL_BATCH. */
typedef void recall_ask_fn(void *arg, const struct value *v, uint32_t n,
                           uint8_t *truth);

struct recall {
    const struct dict *dict;
    recall_ask_fn *ask;
    void *arg;
    uint8_t *by_code; /* [session code]: truth */
    size_t n_codes;
    uint8_t *small; /* [integer]: truth; NULL until wanted */
    cell *recent;   /* direct-mapped by hash; NULL until wanted */
    uint8_t *recent_truth;
};

void recall_init(struct recall *r, const struct dict *dict, recall_ask_fn *ask,
                 void *arg);
void recall_done(struct recall *r);
/* truth[i] for texts by their codes; any n. */
void recall_codes(struct recall *r, const uint32_t *codes, uint32_t n,
                  uint8_t *truth);
/* truth[i] for cells; any n. */
void recall_cells(struct recall *r, const cell *cells, uint32_t n,
                  uint8_t *truth);
/*
 * The table of small integers, RECALL_UNKNOWN where not asked, with 256 more
 * places that may be read; and asking for some, which may be known or be
 * named twice.
 */
const uint8_t *recall_small(struct recall *r);
void recall_ask_small(struct recall *r, const uint32_t *ints, uint32_t n);

#endif
