/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The memory that unpacking takes: some ways of packing look back far, and a
 * small file can ask for much. What the usual levels need is always there,
 * more as far as a share of the budget goes. Safe from many threads.
 */
#ifndef SOURCE_UNPACK_ROOM_H
#define SOURCE_UNPACK_ROOM_H

#include "base/num.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct unpack_room {
    uint64_t most;  /* bytes for all files together; 0: no limit */
    unsigned files; /* that are unpacked at once, at most */
    atomic_uint_least64_t used;
};

/* Half of the budget (0: there is none), for a file on each thread. */
void unpack_room_init(struct unpack_room *room, uint64_t memory_bytes,
                      unsigned threads);
/*
 * So many bytes for a file, until they are given back; false when that is too
 * much. room may be NULL, which is without a limit.
 */
bool unpack_room_take(struct unpack_room *room, uint64_t bytes);
void unpack_room_give(struct unpack_room *room, uint64_t bytes);

/*
 * May a text that has to be held whole take so many bytes, with its copies?
 * Each file has at most one at a time; how many are read at once does not
 * matter, or a text would be too long by chance.
 */
bool unpack_room_holds(const struct unpack_room *room, uint64_t bytes);

enum { UNPACK_REFUSAL_MAX = 2 * NUM_TEXT_MAX + 96 };
/*
 * "the xz data needs 64M of memory to be unpacked: use --memory 130M or more";
 * what: "xz".
 */
const char *unpack_room_refusal(const struct unpack_room *room,
                                const char *what, uint64_t bytes,
                                char text[UNPACK_REFUSAL_MAX]);

#endif
