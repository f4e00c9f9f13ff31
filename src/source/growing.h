/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What comes to a plain file that others still write to. What was taken of it
 * stays where it is; new whole lines go to the last block until that is full,
 * then to new ones. A last line without its newline waits for the rest of it.
 */
#ifndef SOURCE_GROWING_H
#define SOURCE_GROWING_H

#include "base/err.h"
#include "source/source.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct growing;
struct handle;

/* The whole lines among the first size bytes of a file. */
uint64_t growing_whole_lines(struct handle *file, uint64_t size);

/*
 * What comes to the file behind its first base bytes. Nothing is taken yet.
 * When those do not end a line, the rest of that line is left out: it was read
 * as far as it went. The file is borrowed, and stays open.
 */
struct growing *growing_open(struct handle *file, uint64_t base);
void growing_close(struct growing *g);
/*
 * Take what came since the last look; from one thread at a time. finish: the
 * last line, too, though it has no newline. Once *stop is not 0 (NULL: never)
 * the rest is left to the next look.
 */
enum source_growth growing_look(struct growing *g, bool finish,
                                const atomic_bool *stop);

/* These from any thread. */
enum source_read growing_block(struct growing *g, uint32_t i,
                               struct source_part part,
                               struct source_room *room,
                               struct source_text *out, struct err *err);
uint32_t growing_blocks(struct growing *g);
/* Bytes of block i, 0 when it is not there; *open: it may get more. */
uint64_t growing_extent(struct growing *g, uint32_t i, bool *open);
/* From the thread that looks: was it so at the last look? */
bool growing_is_as_seen(const struct growing *g, uint64_t size,
                        int64_t mtime_ns);
/*
 * May a file of this size be the same? Not when it has less than was taken, or
 * the last bytes of that are not what they were.
 */
bool growing_may_be(const struct growing *g, uint64_t size);
/* Bytes of the file taken, with those before. */
uint64_t growing_bytes(struct growing *g);

#endif
