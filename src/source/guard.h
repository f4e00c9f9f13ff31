/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Guarded mappings: reading a page of a mapped file that is gone (the file
 * shrank, the disk failed) raises SIGBUS, which would end the program. In a
 * guarded range the read gives zeros instead, and the guard remembers where
 * the range stopped being good.
 *
 * A new guard puts the program's SIGBUS handler in front of the one that is
 * installed, unless it is there already. Faults elsewhere go to that other
 * handler; it must not pass them on to one it replaced, which may be ours.
 */
#ifndef SOURCE_GUARD_H
#define SOURCE_GUARD_H

#include <stddef.h>

struct guard;

/* Guard n bytes at p, the start of a mapping. */
struct guard *guard_new(const void *p, size_t n);
/* Stop guarding; before the range is unmapped. NULL is fine. */
void guard_free(struct guard *g);
/* Bytes from the start that no fault was met in; only ever shrinks. */
size_t guard_good(const struct guard *g);

#endif
