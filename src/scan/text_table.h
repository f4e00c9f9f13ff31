/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The distinct texts of one column of one segment, numbered as they come.
 * It stands before the session's dictionary, which is asked once for each
 * text here, so that rows take no lock.
 */
#ifndef SCAN_TEXT_TABLE_H
#define SCAN_TEXT_TABLE_H

#include "base/dict.h"
#include "base/str.h"
#include "scan/cell.h"

#include <stddef.h>
#include <stdint.h>

struct text_slot;

struct text_table {
    struct dict *dict;
    uint32_t n;        /* texts */
    struct str *texts; /* as the dictionary holds them */
    uint32_t *codes;   /* of the dictionary */
    size_t cap;
    struct text_slot *slots;
    uint32_t n_slots;  /* a power of two */
};

/* An all-zero table, or a used one, for the next column. */
void text_table_begin(struct text_table *t, struct dict *dict);
void text_table_done(struct text_table *t);

/*
 * What tells short texts apart and long ones nearly: the bytes of a text up
 * to 8 themselves, else a hash.
 */
uint64_t text_key(struct str s);
/* The number of the text, added when it is new; key is text_key(s). */
uint32_t text_table_number(struct text_table *t, struct str s, uint64_t key);

#endif
