/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The distinct texts of one field as one thread met them, numbered as they
 * came, and kept from segment to segment: most texts come again. It stands
 * before the session's dictionary, which is asked once for each text here, so
 * that rows take no lock. In front of it stand the short texts met lately,
 * one for each place that their last bytes lead to: a row whose text is there
 * costs three loads and a branch that is nearly always right.
 */
#ifndef SCAN_TEXT_TABLE_H
#define SCAN_TEXT_TABLE_H

#include "base/dict.h"
#include "base/str.h"
#include "scan/cell.h"
#include "scan/lines.h"

#include <stddef.h>
#include <stdint.h>

struct text_slot;
struct text_recent;

struct text_table {
    struct dict *dict;
    uint32_t n;        /* texts */
    struct str *texts; /* as the dictionary holds them */
    uint32_t *codes;   /* of the dictionary */
    cell *cells;
    size_t cap;
    struct text_slot *slots;
    uint32_t n_slots;  /* a power of two */
    struct text_recent *recent; /* NULL until text_table_numbers needs it */
};

/* *t is all zero. */
void text_table_init(struct text_table *t, struct dict *dict);
void text_table_done(struct text_table *t);
/* Before a segment: numbers given before it are good for nothing any more. */
void text_table_begin(struct text_table *t);
/* The number of the text, added when it is new. */
uint32_t text_table_number(struct text_table *t, struct str s);
/*
 * The numbers of n pieces of text, any of which may be the first or the last
 * of it.
 */
void text_table_numbers(struct text_table *t, struct str text,
                        const struct slice *slices, uint32_t n, uint32_t *out);

#endif
