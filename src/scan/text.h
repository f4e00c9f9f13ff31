/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text of one segment while it is in use: borrowed from a mapping, read
 * or inflated into the user's room for as long as it is in use, or inflated
 * and kept in the cache so that the next user need not do it again.
 */
#ifndef SCAN_TEXT_H
#define SCAN_TEXT_H

#include "scan/dataset_int.h"

struct segment_text {
    bool held;
    struct str text;
    uint64_t offset;      /* in the (inflated) file */
    bool goes_on, is_cut; /* as of a source's text */
    struct source_text borrowed;
    struct cache_entry *entry; /* NULL when borrowed */
};

/*
 * Get the text; false when there is no such segment, or its data are
 * damaged. What the source learnt on the way is noted. room is where text is
 * put, valid until the room is used again; without one (NULL) it is mapped,
 * or inflated to the cache. part: of a segment that may have got more since;
 * it needs a room. NULL: it is one that is always the same.
 */
bool segment_text_get(struct segment_text *t, struct dataset *ds, uint32_t file,
                      uint32_t segment, const struct source_part *part,
                      struct source_room *room);
/* Damage that the use of the text has met is told. */
void segment_text_done(struct segment_text *t, struct dataset *ds,
                       uint32_t file);

/*
 * After the text was used: has a mapped file lost part of it meanwhile? Then
 * the text is cut to the whole lines that are left, and what was made from
 * it holds zeros in place of the rest.
 */
bool segment_text_cut(struct segment_text *t, struct dataset *ds,
                      uint32_t file);

/* Hand owned text over to the cache; the entry is pinned. */
struct cache_entry *text_to_cache(struct cache *cache, uint32_t file,
                                  uint32_t segment,
                                  const struct source_text *text);

#endif
