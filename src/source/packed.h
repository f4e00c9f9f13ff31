/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file whose text must be made first, by unpacking or unwrapping, as blocks
 * of that text: one cursor moves forward through the stream, and starts again
 * for a block it has passed.
 */
#ifndef SOURCE_PACKED_H
#define SOURCE_PACKED_H

#include "base/err.h"
#include "source/record_lines.h"
#include "source/source.h"
#include "source/strip.h"

#include <stdbool.h>
#include <stdint.h>

struct handle;
struct packed;

/*
 * file is borrowed. head: its first bytes, as far as the caller has read them,
 * copied; all: there are no others. Nothing is read yet.
 */
struct packed *packed_open(struct handle *file, struct str head, bool all);
void packed_close(struct packed *p);
/*
 * The first whole lines of the text, so far as they are in its first few
 * kilobytes: borrowed until the next call for p; nothing where no line is.
 * What was inflated for it is not done again for the first block.
 */
struct str packed_head(struct packed *p);
/* The text lies in room, which grows where it must. */
enum source_read packed_block(struct packed *p, uint32_t i,
                              struct source_room *room, struct source_text *out,
                              struct err *err);
uint32_t packed_blocks(struct packed *p, bool *final);
/* See source_park. */
void packed_park(struct packed *p);
/*
 * All that is unpacked, in an unlinked temporary file of which the caller has
 * the descriptor; -1 with *err.
 */
int packed_spool(struct packed *p, struct err *err);
/* Strip the lines from now on, whatever was read so far. */
void packed_strip(struct packed *p, struct strip how);
/* See source_record_kind. */
enum record_kind packed_kind(struct packed *p);
/* See source_damage. */
const char *packed_damage(struct packed *p);

#endif
