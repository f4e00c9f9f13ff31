/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Arrays that may be too large for memory: they come from malloc, or are
 * mapped from a temporary file, and are read and written alike.
 */
#ifndef BASE_BIG_H
#define BASE_BIG_H

#include "base/spill.h"

/*
 * bytes for any type, not cleared (those of a file are zero). spill NULL:
 * from malloc. NULL with *err where the disk has no room.
 */
void *big_alloc(struct spill *spill, size_t bytes, struct err *err);
/* NULL is fine. */
void big_free(void *p);
/* Memory that it takes: none when it is in a file. */
size_t big_bytes(const void *p);
/* It is not looked at for now: what is in a file need not be in memory. */
void big_cool(void *p);

#endif
