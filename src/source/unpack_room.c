/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/unpack_room.h"

#include <stdio.h>

enum {
    SHARE = 2, /* of the budget */
    /* zstd -19 and xz -6 look back 8 MiB, and need a little more. */
    ALWAYS = 10 << 20,
    TEXT_ALWAYS = 4 << 20,
    MIB = 1 << 20
};

void unpack_room_init(struct unpack_room *room, uint64_t memory_bytes,
                      unsigned threads)
{
    room->most = memory_bytes / SHARE;
    room->files = threads ? threads : 1;
    atomic_init(&room->used, 0);
}

/* Each file may have its part, and what nobody else uses. */
bool unpack_room_take(struct unpack_room *room, uint64_t bytes)
{
    if (!room)
        return true;
    uint64_t used = atomic_fetch_add(&room->used, bytes);
    if (room->most == 0 || bytes <= ALWAYS ||
        bytes <= room->most / room->files || used + bytes <= room->most)
        return true;
    unpack_room_give(room, bytes);
    return false;
}

bool unpack_room_holds(const struct unpack_room *room, uint64_t bytes)
{
    return !room || room->most == 0 || bytes <= TEXT_ALWAYS ||
           bytes <= room->most;
}

void unpack_room_give(struct unpack_room *room, uint64_t bytes)
{
    if (room)
        atomic_fetch_sub(&room->used, bytes);
}

const char *unpack_room_refusal(const struct unpack_room *room,
                                const char *what, uint64_t bytes,
                                char text[UNPACK_REFUSAL_MAX])
{
    char need[NUM_TEXT_MAX], budget[NUM_TEXT_MAX];
    uint64_t mib = (bytes + MIB - 1) / MIB;
    /* One that alone would do has come upon others. */
    unsigned files = bytes <= room->most ? room->files : 1;

    snprintf(text, UNPACK_REFUSAL_MAX,
             "the %s data needs %s of memory to be unpacked: use --memory %s "
             "or more",
             what, num_format_size(mib * MIB, need),
             num_format_size(mib * MIB * SHARE * files, budget));
    return text;
}
