/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How large sketches are, all of one kind in a query alike: as large as they
 * may be at first, and half as large at each stage for which memory is
 * short. The fewer groups there are the smaller the error is.
 */
#ifndef ENGINE_SKETCH_H
#define ENGINE_SKETCH_H

#include "engine/hll.h"
#include "engine/kll.h"

#include <assert.h>
#include <stdatomic.h>

enum {
    SKETCH_NONE,  /* no sketches: all values are kept */
    SKETCH_FIRST, /* the largest */
    SKETCH_LAST = SKETCH_FIRST + HLL_MAX_BITS - HLL_MIN_BITS
};

_Static_assert(KLL_MIN_K << (SKETCH_LAST - SKETCH_FIRST) == KLL_MAX_K,
               "both kinds have as many stages");

/* Shared by all that work on the same sketches. */
struct sketching {
    atomic_uint stage; /* it only rises */
};

static inline unsigned sketch_stage(const struct sketching *s)
{
    return atomic_load_explicit(&s->stage, memory_order_acquire);
}

/* Of a stage with sketches. */
static inline unsigned sketch_bits(unsigned stage)
{
    assert(stage >= SKETCH_FIRST);
    return HLL_MAX_BITS - (stage - SKETCH_FIRST);
}

static inline unsigned sketch_k(unsigned stage)
{
    assert(stage >= SKETCH_FIRST);
    return (unsigned)KLL_MAX_K >> (stage - SKETCH_FIRST);
}

#endif
