/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells of an expression for a batch: what groups, dedup and sets need. */
#ifndef ENGINE_KEYS_H
#define ENGINE_KEYS_H

#include "engine/batch.h"

/* Cells of e in out[0 .. b->n); from the column itself where there is one. */
void key_cells(struct batch *b, const struct expr *e, cell *out);
/* The same for a slot. */
void key_slot_cells(struct batch *b, uint32_t slot, cell *out);
/* hash_of_cell of each, 0 of null; texts are not kept in the dictionary. */
void key_hashes(struct batch *b, const struct expr *e, uint64_t *out);

#endif
