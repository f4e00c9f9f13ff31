/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Piles: strings of bytes that grow side by side in a temporary file, each a
 * little at a time, and are read one after the other when all are there. What
 * is added to one waits in memory until it is worth a write.
 *
 * For one thread.
 */
#ifndef BASE_PILES_H
#define BASE_PILES_H

#include "base/spill.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct piles;

/* How many can grow side by side, if their buffers take so much memory. */
uint32_t piles_most(size_t room_bytes);
/* n of them, at least one and at most piles_most. */
struct piles *piles_new(struct spill *spill, uint32_t n, size_t room_bytes);
/* What is still on the disk is given up. NULL is fine. */
void piles_free(struct piles *p);

/* False with *err when the disk takes no more. */
bool piles_add(struct piles *p, uint32_t pile, const void *bytes, size_t n,
               struct err *err);
/* Nothing more is added: all goes to disk, and the buffers are given up. */
bool piles_end(struct piles *p, struct err *err);
/* After that: */
uint64_t piles_bytes(const struct piles *p, uint32_t pile);
/* Read bytes [at, at + n) of a pile, which has them. */
bool piles_read(struct piles *p, uint32_t pile, uint64_t at, void *to, size_t n,
                struct err *err);
/* Nobody reads this one any more: the disk may have what it took. */
void piles_give(struct piles *p, uint32_t pile);

#endif
