/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Working out the layout of records that no header describes, from what
 * their values look like: first the orders that AWS itself writes, then the
 * values alone. The number of columns decides nothing by itself.
 */
#ifndef FLOW_GUESS_H
#define FLOW_GUESS_H

#include "flow/layout.h"

#include <stddef.h>

enum { GUESS_LINES = 200 }; /* as many as are of use */

/* What a guess may go by. */
enum guess_by {
    GUESS_BY_ORDER,           /* the orders that AWS writes */
    GUESS_BY_VALUES,          /* those, else the values */
    GUESS_BY_VALUES_IN_EVENTS /* likewise, and no column need be a time */
};

struct guess {
    const struct layout *layout; /* NULL: it could not be worked out */
    const char *order; /* "all fields up to version 5", a constant; NULL: from
                          the values alone */
    unsigned lines;    /* that it was worked out from */
    unsigned known;    /* columns whose values speak for their field */
    unsigned unnamed;  /* columns that no field was found for */
};

/*
 * From n lines, none of them a header (at most GUESS_LINES are looked at).
 * Lines with another number of words than most are left out of account.
 */
struct guess guess_layout(struct layouts *l, const struct str *lines, size_t n,
                          enum guess_by by);

#endif
