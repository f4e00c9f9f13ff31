/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Splitting text into lines and fields by bit masks of separators. The
 * marker finds the separators of a whole block; it is a function pointer
 * chosen at run time, so that vector versions stand beside the portable one,
 * which is the reference.
 */
#ifndef SCAN_SPLIT_H
#define SCAN_SPLIT_H

#include <stddef.h>
#include <stdint.h>

/*
 * For byte i of text[0..n), bit i % 64 of word i / 64 is set in space where
 * it is ' ', in newline where '\n', in odd where it is any other byte below
 * 0x20 (a line with one is not regular). Arrays have (n + 63) / 64 words;
 * bits past n are 0.
 */
struct marks {
    uint64_t *space;
    uint64_t *newline;
    uint64_t *odd;
};

typedef void mark_fn(const char *text, size_t n, const struct marks *out);

mark_fn mark_portable;

/* The fastest version for this processor. */
mark_fn *mark_best(void);

#endif
