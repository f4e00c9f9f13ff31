/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Paths of files that were read and are gone: a compressed copy of one may
 * come later. Eight bytes for each: a hash, so that of very many paths one may
 * be taken for another.
 */
#ifndef SCAN_PAST_H
#define SCAN_PAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zeros: none. */
struct past {
    uint64_t *slots; /* 0: free */
    size_t n, n_slots;
};

void past_add(struct past *p, const char *path);
/* Is it one of them? n: bytes of the path. */
bool past_has(const struct past *p, const char *path, size_t n);
void past_done(struct past *p);

#endif
