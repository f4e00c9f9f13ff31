/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All rows of a query in the order that rows have before any sort (newest
 * first), to which later ones are added: to sort what is in order already
 * each time would cost more the longer a job follows.
 */
#ifndef ENGINE_NEWEST_H
#define ENGINE_NEWEST_H

#include "engine/partial.h"

struct newest;

struct newest *newest_new(void);
/* NULL is fine. */
void newest_free(struct newest *n);
/* Add what was gathered, which is used up. False when stopped. */
bool newest_add(struct newest *n, struct gathered *more, unsigned threads,
                const atomic_bool *stop);
/* All rows so far as something gathered, which is empty yet. */
void newest_give(const struct newest *n, struct gathered *to);
/* Memory held; what is given takes half as much again. */
size_t newest_bytes(const struct newest *n);

#endif
