/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the separators of a text stand: the first thing done to every byte
 * of a log, so there are versions for several processors. What the bytes
 * between mean is left to lines.h.
 *
 * A separator is any byte up to 0x20: in nearly all logs the space and the
 * newline alone. A text without the others, in which no two separators
 * touch, is calm: then a line is known by the number of its separators.
 */
#ifndef SCAN_SPLIT_H
#define SCAN_SPLIT_H

#include "base/cpu.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    SPLIT_LAST = 0x20, /* the greatest separator */
    SPLIT_SLACK = 64   /* places written beyond those that are found */
};

struct split_found {
    uint32_t n;        /* separators */
    uint32_t newlines; /* of them */
    /* No control bytes but newlines; no separator first or after another. */
    bool calm;
};

/*
 * Write base + the offset of every separator of text[0..n), rising, to places,
 * which has room for n + SPLIT_SLACK; n < 2^31.
 */
typedef struct split_found split_fn(const char *text, uint32_t n, uint32_t base,
                                    uint32_t *places);

/* The fastest version among those that a level allows. */
split_fn *split_for(enum cpu_level level);

#endif
