/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The session's dictionary: each distinct text has one 32-bit code for as
 * long as the dictionary lives, so that texts are equal exactly when their
 * codes are. Safe for use from many threads: adding locks one of many
 * shards, reading a code's text takes no lock.
 */
#ifndef BASE_DICT_H
#define BASE_DICT_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dict;
struct spill;

/* No text has this code. */
#define DICT_NONE UINT32_MAX

struct dict *dict_new(void);
void dict_free(struct dict *d);
/*
 * Beyond about so many bytes texts, and where they are, go to disk; before
 * the first is added. spill is borrowed.
 */
void dict_allow_spill(struct dict *d, struct spill *spill, size_t most_bytes);
/* Of what is on disk, if anything, nothing need be in memory for now. */
void dict_cool(struct dict *d);
/* The code of s, added (copied) when it is new. */
uint32_t dict_add(struct dict *d, struct str s);
/* The code of s, or DICT_NONE when it was never added. */
uint32_t dict_find(const struct dict *d, struct str s);
/* The text of a code that dict_add gave; valid until dict_free. */
struct str dict_text(const struct dict *d, uint32_t code);
/* Memory held, bytes, without what is on disk. */
size_t dict_bytes(const struct dict *d);

#endif
