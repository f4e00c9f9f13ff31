/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time zones without the C library's one global zone: fixed offsets, and
 * IANA names by the system's zone files (RFC 8536). A zone never changes
 * once it is read, so threads can share it.
 */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct zone;

/*
 * "UTC", "Z", "GMT", "+02:00", "-0530", "+02" or "Europe/Berlin"; in the
 * arena. NULL when the name is not known here.
 */
const struct zone *zone_find(struct arena *arena, struct str name);
/* Seconds that local time is ahead of UTC at a moment of UTC. */
int32_t zone_offset(const struct zone *z, int64_t utc_s);
/*
 * The moment of UTC at which clocks show local_s. Of two, the first; a time
 * that clocks skip counts on with the offset before the change.
 */
int64_t zone_to_utc(const struct zone *z, int64_t local_s);
/* A fixed offset from its text: "+02:00", "+0200", "+02", "Z". */
bool zone_parse_offset(struct str s, int32_t *seconds);

#endif
