/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8 and the terminal: lengths, widths, harmless text. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Decode the code point at s (s.n > 0) and give its length in *len. A byte
 * that starts no valid sequence counts as one code point, U+FFFD.
 */
uint32_t utf8_decode(struct str s, size_t *len);
/* Encode; returns the length, 1 to 4. */
size_t utf8_encode(uint32_t cp, char out[4]);
/* Offset of the first byte that belongs to no valid sequence, else s.n. */
size_t utf8_find_invalid(struct str s);
/* Code points in s. */
size_t utf8_count(struct str s);
/* Terminal cells s takes once utf8_clean has made it harmless. */
size_t utf8_width(struct str s);
/* As much of its beginning as takes at most so many cells. */
struct str utf8_head(struct str s, size_t most_cells);
/*
 * May a terminal get it as it is? Not so: controls, C1 controls, line
 * separators, marks that change the writing direction, and others that are
 * not seen.
 */
bool utf8_is_harmless(uint32_t cp);
/*
 * Append s with control characters as ^X (ESC is ^[, DEL is ^?), and
 * others that are not harmless and invalid bytes as U+FFFD; cut to at most max cells.
 */
void utf8_clean(struct buf *out, struct str s, size_t max_cells);
/* The same with newlines and tabs kept, nothing cut. */
void utf8_clean_lines(struct buf *out, struct str s);

#endif
