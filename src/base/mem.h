/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Allocation that does not fail: when memory is out, the failure hook runs
 * (the screen restores the terminal there) and the program ends with a
 * message. What grows with the input has a budget checked elsewhere.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

void *mem_alloc(size_t size);
void *mem_calloc(size_t n, size_t size);
void *mem_realloc(void *p, size_t size);
/* End the program: there is no memory left. */
_Noreturn void mem_fail(void);
/* Called once before the program ends for lack of memory; NULL for none. */
void mem_on_failure(void (*hook)(void));

/*
 * To be called first in the program: what is freed soon goes back to the
 * system, however many threads there were.
 */
void mem_begin(void);
/*
 * Give back to the system what was freed but is kept for later; takes some
 * milliseconds. Does nothing where that cannot be asked for.
 */
void mem_trim(void);

/*
 * Make room for one more in a growing array: *cap doubles from 16. For
 * array p of n elements: p = mem_grow(p, n, &cap, sizeof *p).
 */
void *mem_grow(void *p, size_t n, size_t *cap, size_t size);

#endif
