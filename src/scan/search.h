/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All places of a short literal in a text, overlapping ones, too. Four bytes
 * of the literal are compared at 64 places at once; where they agree the rest
 * is looked at. They are its first, its last and two between, so that
 * addresses, whose digits and dots are everywhere, give few false candidates.
 */
#ifndef SCAN_SEARCH_H
#define SCAN_SEARCH_H

#include "base/cpu.h"
#include "base/str.h"

#include <stdint.h>

enum {
    SEARCH_MAX = 64,  /* bytes of a literal */
    SEARCH_BATCH = 64 /* at least this many places must be taken at once */
};

struct search;

/*
 * Write the places of the literal in text, from *from on, rising, to out: as
 * many as there are, or up to cap, which is SEARCH_BATCH or more. Returns how
 * many; *from goes to where to go on, to text.n when nothing is left. text.n
 * is below 2^31.
 */
typedef uint32_t search_fn(const struct search *s, struct str text,
                           uint32_t *from, uint32_t *out, uint32_t cap);

struct search {
    search_fn *run;
    uint32_t n;
    uint32_t at[4]; /* the bytes compared first, rising; some may be one */
    char literal[SEARCH_MAX];
};

/* Prepare for a literal of 1 to SEARCH_MAX bytes, which is copied. */
void search_init(struct search *s, struct str literal, enum cpu_level level);

static inline uint32_t search_run(const struct search *s, struct str text,
                                  uint32_t *from, uint32_t *out, uint32_t cap)
{
    return s->run(s, text, from, out, cap);
}

#endif
