/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A temporary file for what does not fit into memory. It is made when the
 * first byte is written, private and without a name, so that nothing is left
 * behind however the program ends. What is written lies in extents that are
 * reserved first; it is read back, or mapped, and given up. Safe from many
 * threads, as long as each extent is one thread's at a time.
 *
 * The first failure is kept: a disk that is full fails whatever comes after.
 */
#ifndef BASE_SPILL_H
#define BASE_SPILL_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct spill;

/* budget_bytes: of memory, for messages. One reference. */
struct spill *spill_new(uint64_t budget_bytes);
struct spill *spill_retain(struct spill *s);
/* The last reference closes the file; nothing of it may be mapped then. */
void spill_release(struct spill *s);

/* Where bytes go: an extent that begins at a multiple of 8, or of a page. */
uint64_t spill_reserve(struct spill *s, uint64_t bytes);
uint64_t spill_reserve_pages(struct spill *s, uint64_t bytes);
/* Write into an extent. False with *err, which names budget and folder. */
bool spill_write(struct spill *s, uint64_t at, const void *p, size_t bytes,
                 struct err *err);
/* Read from one; what was never written is zero. */
bool spill_read(struct spill *s, uint64_t at, void *p, size_t bytes,
                struct err *err);
/* The disk may have what is in these bytes; only whole pages go. */
void spill_give(struct spill *s, uint64_t at, uint64_t bytes);

/*
 * An extent that begins with a page, to be read as memory; what is written
 * to it later is seen there. NULL with *err; bytes are more than 0.
 */
const void *spill_map(struct spill *s, uint64_t at, uint64_t bytes,
                      struct err *err);
/*
 * The same to be read and written as memory: the disk has room for all of
 * it. It counts as written.
 */
void *spill_map_new(struct spill *s, uint64_t at, uint64_t bytes,
                    struct err *err);
void spill_unmap(const void *p, uint64_t bytes);
/* What is mapped there is not needed in memory for now. */
void spill_cool(const void *p, uint64_t bytes);

/* The first failure, code ERR_NONE when there was none; a copy. */
struct err spill_failure(struct spill *s);
/* Bytes written so far, whether they were given up or not. */
uint64_t spill_written(const struct spill *s);

#endif
