/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time zones: fixed offsets, and IANA names by the system's zone files (RFC
 * 8536). The C library reads the same files, but only for one zone at a time,
 * that of the process: a query names several, and all threads use them at
 * once. A zone never changes once it is read. That both agree is a test.
 */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct zone;

struct zone_time {
    int32_t offset_s; /* local time is ahead of UTC by this */
    struct str name;  /* "CEST"; lives as long as the zone */
};

/*
 * "UTC", "Z", "GMT", "+02:00", "-0530", "+02" or "Europe/Berlin"; in the
 * arena. NULL when the name is not known here.
 */
const struct zone *zone_find(struct arena *arena, struct str name);
/* What clocks show at a moment of UTC. */
struct zone_time zone_at(const struct zone *z, int64_t utc_s);
/* Its offset: seconds that local time is ahead of UTC at a moment of UTC. */
int32_t zone_offset(const struct zone *z, int64_t utc_s);
/*
 * The moment of UTC at which clocks show local_s. Of two, the first; a time
 * that clocks skip counts on with the offset before the change.
 */
int64_t zone_to_utc(const struct zone *z, int64_t local_s);
/* A fixed offset from its text: "+02:00", "+0200", "+02", "Z". */
bool zone_parse_offset(struct str s, int32_t *seconds);

#endif
