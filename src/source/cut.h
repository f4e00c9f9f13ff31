/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where text is cut into blocks: the rule of source.h, shared by mapped and
 * inflated text. A border is a multiple of SOURCE_BLOCK_BYTES; its window is
 * the text from the byte before it, SOURCE_LINE_BYTES long or up to the end.
 */
#ifndef SOURCE_CUT_H
#define SOURCE_CUT_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Blocks of a text of this many bytes. */
uint64_t cut_blocks(uint64_t bytes);

/*
 * Bytes of a border's window that belong to the block before the border.
 * at_end: the window reaches the end of the text. The window is not empty.
 */
size_t cut_in_window(struct str window, bool at_end);

/* Bytes of text up to and including its last newline. */
size_t cut_whole_lines(struct str text);

#endif
