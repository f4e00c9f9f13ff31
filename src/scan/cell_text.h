/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells from text and back, with the session's dictionary. */
#ifndef SCAN_CELL_TEXT_H
#define SCAN_CELL_TEXT_H

#include "base/dict.h"
#include "base/num.h"
#include "base/str.h"
#include "scan/cell.h"

enum { CELL_TEXT_MAX = 48 };

/* The one cell of a text; texts that are no number or address are added. */
cell cell_of_text(struct dict *dict, struct str s);
/* The same when the dictionary's code of the text is known. */
cell cell_of_code(struct str s, uint32_t code);
/*
 * The text of a cell; of a CELL_NULL the empty one, of a CELL_TIME its
 * milliseconds. Lies in room or in the dictionary.
 */
struct str cell_to_text(const struct dict *dict, cell c,
                        char room[CELL_TEXT_MAX]);

#endif
